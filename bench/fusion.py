"""Event fusion: whether reports of one happening become one event, and reports of two happenings two.

``python -m bench.fusion [--read] [--errors]`` takes the reports and claims of ``fusion.txt`` through names, places and
fusing as ``annals read`` does, and prints B-cubed precision, recall and F1 (Bagga and Baldwin, 1998) over the claims
of the stories with even numbers. Weights and thresholds may be looked at with the odd ones only (``--errors``
shows what is wrong there). ``--read`` also lets the packaged reader find the claims itself: a claim that it finds
is scored where it overlaps a given one of the same family in the same report.
"""

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from annals.extract.encoder import Encoder
from annals.flow import read_into
from annals.fuse import FAMILIES
from annals.ids import stable_id
from annals.record import Record
from annals.resolve.places import Gazetteer
from annals.types import MEASURES, Claim, Document, Extractor, Filler, Quantity, Time

STORIES = Path(__file__).with_name("fusion.txt")
NOW = datetime(2024, 1, 1, tzinfo=UTC)
_ROLES = {"actor": "actor", "target": "target", "place": "place", "origin": "origin", "by": "attribution"}
_FAMILY = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}


@dataclass(slots=True)
class Told:
    """A claim as the file gives it: the sentence's number in its report, and its fields."""

    happening: str
    type: str
    sentence: int
    fields: list[tuple[str, str]]


@dataclass(slots=True)
class Report:
    """A report as the file gives it; ``story`` is the story's number."""

    name: str
    story: int
    publisher: str
    published: str
    sentences: list[str] = field(default_factory=list)
    claims: list[Told] = field(default_factory=list)


def stories(path: Path = STORIES) -> list[Report]:
    """Return the reports of the file; raises ``ValueError`` that names the line for what it cannot read."""
    found: list[Report] = []
    story = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            if line.startswith("== "):
                story = int(line.split()[1])
            elif line.startswith("-- "):
                publisher, published = line[3:].rsplit(", ", 1)
                name = f"story-{story:02}-{len(found):03}"
                found.append(Report(name, story, publisher, date.fromisoformat(published).isoformat()))
            elif line.startswith("> "):
                report = found[-1]
                report.claims.append(_told(line[2:], story, len(report.sentences) - 1))
            elif line and not line.startswith("#"):
                found[-1].sentences.append(line)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path}, line {number}: {error}") from None
    return found


def _told(line: str, story: int, sentence: int) -> Told:
    kind, *parts = (part.strip() for part in line.split(";"))
    if kind not in _FAMILY:
        raise ValueError(f"{kind!r} is no type of event")
    fields = [(name.strip(), value.strip()) for name, _, value in (part.partition(":") for part in parts)]
    unknown = {name for name, _ in fields} - {*_ROLES, *MEASURES, "of", "time", "status"}
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    return Told(f"{story:02}{dict(fields).get('of', 'a')}", kind, sentence, fields)


def given(reports: Sequence[Report]) -> tuple[Extractor, dict[str, str]]:
    """Return an extractor that finds the claims of the file, and a mapping that it fills: each claim's happening."""
    by_name = {report.name: report for report in reports}
    happening: dict[str, str] = {}

    def extractor(document: Document) -> list[Claim]:
        report = by_name[document.name]
        claims = []
        for index, told in enumerate(report.claims):
            sentence = report.sentences[told.sentence].rstrip(".")
            claim = _claim(document, told, sentence, stable_id("c", document.id, index))
            happening[claim.id] = told.happening
            claims.append(claim)
        return claims

    return extractor, happening


def _claim(document: Document, told: Told, quote: str, claim_id: str) -> Claim:
    start = document.text.index(quote)
    first = quote.partition(" ")[0]
    roles: dict[str, tuple[Filler, ...]] = {}
    time, status, quantities = None, "asserted", []
    for name, value in told.fields:
        if name in _ROLES:
            roles[_ROLES[name]] = tuple(_filler(part, quote, start) for part in value.split("|"))
        elif name in MEASURES:
            quantities.append(_quantity(name, value))
        elif name == "time":
            time = _time(value)
        elif name == "status":
            status = value
    return Claim(
        claim_id, document.id, "body", told.type, quote, start, start + len(quote), first,
        (start, start + len(first)), **roles, time=time, status=status, quantities=tuple(quantities),
    )  # type: ignore[arg-type]  # fmt: skip


def _filler(name: str, quote: str, start: int) -> Filler:
    at = quote.find(name)
    return Filler(name) if at < 0 else Filler(name, name, start + at, start + at + len(name))


def _time(value: str) -> Time:
    first, _, last = value.partition("/")
    ends = [date.fromisoformat(part) if part else None for part in (first, last if "/" in value else first)]
    return Time(*ends)


def _quantity(measure: str, value: str) -> Quantity:
    figure, _, of = value.partition(" ")
    if figure.endswith("+"):
        return Quantity(measure, int(figure[:-1]), None, of or None)
    least, _, most = figure.partition("-")
    return Quantity(measure, int(least) if least else None, int(most or least), of or None)


# ---------------------------------------------------------------------------------------------- scoring


def b_cubed(found: Mapping[str, str], gold: Mapping[str, str]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 of a clustering: item to cluster, over the items of ``gold``.

    The precision of an item is the share of its cluster's items that are of its gold cluster, its recall the
    share of its gold cluster's items that are in its cluster; both are averaged over the items.
    """
    clusters, classes, both = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for item, happening in gold.items():
        clusters[found[item]] += 1
        classes[happening] += 1
        both[found[item], happening] += 1
    if not gold:
        return 0.0, 0.0, 0.0
    precision = sum(both[found[i], h] / clusters[found[i]] for i, h in gold.items()) / len(gold)
    recall = sum(both[found[i], h] / classes[h] for i, h in gold.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


@dataclass(frozen=True, slots=True)
class Fused:
    """What the program concluded: the event of each claim, by claim id; the claims; each document's name, by id."""

    event: Mapping[str, str]
    claims: Mapping[str, Claim]
    names: Mapping[str, str]


def fused(reports: Sequence[Report], extractor: Extractor) -> Fused:
    """Read the reports into a record of their own and return what the program concludes."""
    with tempfile.TemporaryDirectory() as folder, Gazetteer.open() as gazetteer:
        source = Path(folder) / "reports.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for r in reports:
                row = {"id": r.name, "text": text(r), "publisher": r.publisher, "published": r.published}
                out.write(json.dumps(row) + "\n")
        with Record.open(Path(folder) / "fusion.annals", create=True) as record:
            summary = read_into(record, [str(source)], extractor=extractor, gazetteer=gazetteer, now=NOW)
            if summary.failures or summary.rejected:
                raise ValueError(f"{summary.rejected} claims rejected, failures: {summary.failures}")
            event = {claim: event.id for event in record.events() for claim in event.claims}
            claims = {claim.id: claim for claim in record.claims() if claim.id in event}
            return Fused(event, claims, {document.id: document.name for document in record.documents()})


def text(report: Report) -> str:
    """Return a report's text: a sentence a paragraph."""
    return "\n\n".join(report.sentences)


def aligned(found: Fused, reports: Sequence[Report]) -> dict[str, str]:
    """Return the happening of each claim that overlaps a given one of its family in its report, by claim id.

    ``found`` holds the reader's claims; one whose sentence tells of several happenings gets that whose type,
    else whose fillers, it shares.
    """
    by_name = {report.name: report for report in reports}
    result = {}
    for claim in found.claims.values():
        report = by_name[found.names[claim.document]]
        options = [
            told
            for told in report.claims
            if _FAMILY[told.type] == _FAMILY[claim.type] and _overlaps(claim, report, told)
        ]
        if options:
            best = max(options, key=lambda told: (told.type == claim.type, _shared(claim, told), told.happening))
            result[claim.id] = best.happening
    return result


def _overlaps(claim: Claim, report: Report, told: Told) -> bool:
    sentence = report.sentences[told.sentence]
    start = text(report).index(sentence)
    return claim.start < start + len(sentence) and start < claim.end


def _shared(claim: Claim, told: Told) -> int:
    names = {f.name for role in ("actor", "target", "place") for f in getattr(claim, role)}
    return sum(part in names for name, value in told.fields if name in _ROLES for part in value.split("|"))


def scores(found: Fused, happening: Mapping[str, str], *, odd: bool = False) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 over the claims of the stories with even (or odd) numbers."""
    half = {claim: name for claim, name in happening.items() if claim in found.event and int(name[:2]) % 2 == odd}
    return b_cubed(found.event, half)


def wrong(found: Fused, happening: Mapping[str, str]) -> Iterator[str]:
    """Yield the events of the odd stories that are not one happening, and the happenings that are not one event."""
    odd = {claim: name for claim, name in happening.items() if int(name[:2]) % 2 and claim in found.event}
    for key, other, verb in ((found.event, odd, "joins"), (odd, found.event, "falls into")):
        groups: dict[str, list[str]] = defaultdict(list)
        for claim in sorted(odd):
            groups[key[claim]].append(claim)
        for name, members in sorted(groups.items()):
            if len({other[claim] for claim in members}) > 1:
                yield f"{name} {verb}:"
                yield from (
                    f"    {other[c]}  {found.claims[c].type}: {found.claims[c].quote}"
                    for c in sorted(members, key=lambda c: (other[c], c))
                )


def measure(data: Path | None = None, *, read: bool = True, errors: bool = False) -> dict[str, float]:
    """Return the figures of the stories with even numbers; ``data`` is not needed, the stories lie here."""
    reports = stories()
    extractor, happening = given(reports)
    found = fused(reports, extractor)
    figures = dict(zip(("b3_precision", "b3_recall", "b3_f1"), scores(found, happening), strict=True))
    figures["b3_f1_odd"] = scores(found, happening, odd=True)[2]
    figures |= {"happenings": len(set(happening.values())), "reports": len(reports), "claims": len(happening)}
    if errors:
        print(*wrong(found, happening), sep="\n")
    if read:
        theirs = fused(reports, Encoder.load(threads=2))
        labels = aligned(theirs, reports)
        figures |= zip(("read_b3_precision", "read_b3_recall", "read_b3_f1"), scores(theirs, labels), strict=True)
        figures |= {"read_b3_f1_odd": scores(theirs, labels, odd=True)[2], "read_claims": len(labels)}
        if errors:
            print(*wrong(theirs, labels), sep="\n")
    return figures


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read", action="store_true", help="also with the claims that the packaged reader finds")
    parser.add_argument("--errors", action="store_true", help="show what is wrong in the stories with odd numbers")
    options = parser.parse_args()
    for name, value in measure(read=options.read, errors=options.errors).items():
        print(name, f"{value:.3f}" if isinstance(value, float) else value)


if __name__ == "__main__":
    main()
