"""How well annals reads dates: TIMEX3 of a folder of TimeML files, and the times of annotated claims.

    PYTHONPATH=src python -m bench.dates [FOLDER]        a folder with .tml files (else $ANNALS_SHARED's)

Prints one figure a line, ``name value``:

given_spans_exact   of the gold expressions whose value names days of the years 1 to 9999, the share for
                    which, told where the expression is, the same first and last day are found
                    (TIMEX3's value leaves out "early" and "late", so the unit that they belong to counts)
wrong_share         of the same, the share answered with other days (the rest is unresolved)
span_f1             end to end, all types: spans that overlap a gold span, one to one (relaxed match)
value_f1            the same with an equal value
expressions_per_minute   end to end, by the processor time of one process
claim_time_exact, claim_time_agreement   of annotated claims with words for their time: the same interval,
                    or half shared (the rule of the corpus's scorer), given the words
claim_time_agreement_dated   the same for documents whose day of publication is known
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from annals.errors import SourceError
from annals.ids import stable_id
from annals.resolve.dates import date_claims, find_dates
from annals.resolve.dates_timeml import Timex, days_of, find_timexes
from annals.types import Block, Claim, Document, Time

FLOORS = {"given_spans_exact": 0.88, "span_f1": 0.92, "value_f1": 0.83, "expressions_per_minute": 100_000.0}
CEILINGS = {"wrong_share": 0.06}


def read_timeml(path: Path) -> tuple[str, date | None, list[Timex]]:
    """Return text, day of publication and gold expressions of a TimeML file (``SourceError`` when it is none)."""
    try:
        root = ElementTree.fromstring(path.read_bytes())  # noqa: S314
    except ElementTree.ParseError as error:
        raise SourceError(str(path), f"is no well-formed TimeML ({error}); give a folder of .tml files") from None
    body = root.find("TEXT")
    if body is None:
        raise SourceError(str(path), "has no TEXT element; give a folder of TimeML files")
    created = next(
        (t.get("value", "") for t in root.iter("TIMEX3") if t.get("functionInDocument") == "CREATION_TIME"), ""
    )
    pieces: list[str] = []
    gold: list[Timex] = []
    _walk(body, pieces, gold)
    return "".join(pieces), _day(created), sorted(gold)


def _walk(element: ElementTree.Element, pieces: list[str], gold: list[Timex]) -> None:
    start = sum(map(len, pieces))
    pieces.append(element.text or "")
    for child in element:
        _walk(child, pieces, gold)
        pieces.append(child.tail or "")
    if element.tag == "TIMEX3":
        value = element.get("value", "")
        gold.append(Timex(start, sum(map(len, pieces)), element.get("type", ""), value, days_of(value)))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _pairs(gold: Sequence[Timex], found: Sequence[Timex]) -> Iterator[tuple[Timex, Timex]]:
    """Pair overlapping expressions one to one, the longest common stretch first."""
    common = [
        (min(g.end, f.end) - max(g.start, f.start), -i, -j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if g.start < f.end and f.start < g.end
    ]
    left, right = set(range(len(gold))), set(range(len(found)))
    for _, i, j in sorted(common, reverse=True):
        if -i in left and -j in right:
            left.discard(-i)
            right.discard(-j)
            yield gold[-i], found[-j]


def measure_timeml(folder: Path) -> dict[str, float]:
    """Return the figures for a folder of TimeML files (``SourceError`` when it has none)."""
    paths = sorted(folder.rglob("*.tml"))
    if not paths:
        raise SourceError(str(folder), "has no .tml files; give a folder of TimeML files")
    count: Counter[str] = Counter()
    spent = 0.0
    for path in paths:
        text, published, gold = read_timeml(path)
        began = time.process_time()
        found = find_timexes(text, published)
        spent += time.process_time() - began
        count.update(gold=len(gold), found=len(found))
        for g, f in _pairs(gold, found):
            count.update(span=1, value=g.value == f.value)
        count.update(_given(text, published, gold))
    datable = count["datable"] or 1
    return {
        "given_spans_exact": count["exact"] / datable,
        "wrong_share": count["wrong"] / datable,
        "given_spans": float(count["datable"]),
        "span_f1": 2 * count["span"] / (count["gold"] + count["found"]),
        "value_f1": 2 * count["value"] / (count["gold"] + count["found"]),
        "expressions_per_minute": 60 * count["found"] / spent if spent else 0.0,
    }


def _given(text: str, published: date | None, gold: Sequence[Timex]) -> Counter[str]:
    found = find_timexes(text, published, tuple((g.start, g.end) for g in gold))
    paired = dict(_pairs(gold, found))
    count: Counter[str] = Counter()
    for g in gold:
        if g.days is None:
            continue
        answer = paired[g].days if g in paired else None
        count.update(datable=1, exact=answer == g.days, wrong=answer is not None and answer != g.days)
    return count


def measure_claims(path: Path) -> dict[str, float]:
    """Return how often the time of an annotated claim is found, told its words for it."""
    count: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for gold, answer in claim_times(row):
            agree = same_time(gold, answer)
            count.update(all=1, exact=gold == answer, agree=agree)
            if row["document"].get("published"):
                count.update(dated=1, dated_agree=agree)
    total = count["all"] or 1
    return {
        "claim_time_exact": count["exact"] / total,
        "claim_time_agreement": count["agree"] / total,
        "claim_time_agreement_dated": count["dated_agree"] / (count["dated"] or 1),
        "claim_times": float(count["all"]),
    }


Days = tuple[str | None, str | None]


def claim_times(row: dict[str, object]) -> list[tuple[Days, Days]]:
    """Return (gold, answered) intervals of the claims of an annotated document that have words for their time."""
    document = _document(row)
    claims: list[Claim] = []
    golds: list[Days] = []
    for item in row["claims"]:  # type: ignore[attr-defined]
        moment = item.get("time")
        words = moment.get("expression") if isinstance(moment, dict) else None
        at = _locate(document.text, words, item["start"], item["end"]) if words else None
        if at is None:
            continue
        golds.append((moment["start"], moment["end"]))
        claims.append(_claim(document, item, len(claims), Time(None, None, words, at)))
    dated = {c.id: c.time for c in date_claims(document, claims, find_dates(document))}
    return [(gold, _iso(dated[claim.id])) for gold, claim in zip(golds, claims, strict=True)]


def _iso(moment: Time | None) -> Days:
    if moment is None:
        return None, None
    return (moment.start.isoformat() if moment.start else None), (moment.end.isoformat() if moment.end else None)


def _locate(text: str, words: str, start: int, end: int) -> tuple[int, int] | None:
    at = text.find(words, start, end)
    if at < 0:
        low = max(0, text.rfind("\n", 0, start))
        at = text.find(words, low, end + 300)
    return (at, at + len(words)) if at >= 0 else None


def _claim(document: Document, item: dict[str, object], number: int, moment: Time) -> Claim:
    start, end = int(str(item["start"])), int(str(item["end"]))
    return Claim(
        id=stable_id("c", document.id, number), document=document.id, segment="body", type=str(item["type"]),
        quote=document.text[start:end], start=start, end=end, trigger="", trigger_at=(start, start), time=moment,
        status=item["status"], ended=bool(item.get("ended")),  # type: ignore[arg-type]
    )  # fmt: skip


def _document(row: dict[str, object]) -> Document:
    head: dict[str, str] = row["document"]  # type: ignore[assignment]
    text = str(row["text"])
    published = _day(head.get("published") or "")
    return Document(
        id=head["id"], name=head["id"], source=head["id"], version_key=head["id"], text=text,
        blocks=(Block("body", 0, len(text)),), sentences=(), title=None, byline=None, publisher=None, url=None,
        published=published, published_basis="row" if published else None, date_candidates=(), media="jsonl",
        raw_sha256="", signature=(),
    )  # fmt: skip


def same_time(gold: Days, answer: Days) -> bool:
    """Tell whether two intervals agree: equal, or both closed and sharing half of the days of either."""
    if gold == answer:
        return True
    if None in gold or None in answer:
        return False
    (a, b), (c, d) = ([date.fromisoformat(str(day)).toordinal() for day in pair] for pair in (gold, answer))
    shared = min(b, d) - max(a, c) + 1
    return shared > 0 and 2 * shared >= max(b, d) - min(a, c) + 1


def measure(shared: Path) -> dict[str, float]:
    """Return all figures for the development data under ``shared``; those whose data is absent are left out."""
    figures: dict[str, float] = {}
    if (shared / "data" / "timex").is_dir():
        figures |= measure_timeml(shared / "data" / "timex")
    if (shared / "data" / "claims" / "train.jsonl").is_file():
        figures |= measure_claims(shared / "data" / "claims" / "train.jsonl")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 0 also when there is no data to measure on, 1 when a named folder is unusable."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of TimeML files")
    folder: Path | None = parser.parse_args(arguments).folder
    shared = Path(os.environ.get("ANNALS_SHARED", Path(__file__).resolve().parents[1].parent / "shared"))
    try:
        figures = measure_timeml(folder) if folder else measure(shared)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    if not figures:
        print(f"no data to measure dates on under {shared}; name a folder of TimeML files")
    for name, value in figures.items():
        print(f"{name} {value:.0f}" if value > 1 else f"{name} {value:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
