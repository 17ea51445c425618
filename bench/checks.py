"""How many of the planted and real disagreements the checks find, and how many near misses they leave alone.

    python -m bench.checks

A case counts once for each check: right when a check that should find something in it does, wrong when another one
does, or any in a near miss. Claims are compared as in a record: fused, then checked.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import annals
from annals.check import check
from annals.fuse import fuse
from annals.ids import stable_id
from annals.types import Claim, Filler, Place, Quantity, Source, Time
from bench import checks_cases, checks_cases_within
from bench.checks_cases import Case, Told

CASES: tuple[Case, ...] = (
    *checks_cases.NUMBERS,
    *checks_cases.DATES_PLACES_ACTORS,
    *checks_cases.STATUS_HOLDERS,
    *checks_cases.LIVES,
    *checks_cases_within.SLIPS,
    *checks_cases_within.GEOGRAPHY,
    *checks_cases_within.TITLES,
    *checks_cases_within.ONESELF,
)


def claims_of(case: Case, gazetteer: annals.Gazetteer) -> tuple[list[Claim], dict[str, str]]:
    """Return the claims of a case and the texts of its documents."""
    texts: dict[str, str] = {}
    claims = []
    for told in case.claims:
        quote = told.text or f"{told.type} {told.actor} {told.target} {told.place} {told.words} {len(claims)}"
        start = len(texts.get(told.doc, ""))
        texts[told.doc] = texts.get(told.doc, "") + quote + "\n"
        claims.append(_claim(told, f"{case.name} {len(claims)}", quote, start, gazetteer))
    return claims, texts


def _claim(told: Told, name: str, quote: str, start: int, gazetteer: annals.Gazetteer) -> Claim:
    figures = [
        Quantity(measure, *(value if isinstance(value, tuple) else (value, value)), told.of or None)
        for measure, value in told.figures.items()
    ]
    return Claim(
        stable_id("c", name), told.doc, told.segment, told.type, quote, start, start + len(quote), "", (start, start),
        actor=_parties(told.actor), target=_parties(told.target), place=_place(told, quote, start, gazetteer),
        attribution=_parties(told.cites), time=_time(told, quote, start), quantities=tuple(figures),
        status=told.status,
    )  # type: ignore[arg-type]  # fmt: skip


def _parties(names: str) -> tuple[Filler, ...]:
    return tuple(Filler(name, name, entity=stable_id("a", name)) for name in names.split("|") if name)


def _place(told: Told, quote: str, start: int, gazetteer: annals.Gazetteer) -> tuple[Filler, ...]:
    if not told.place:
        return ()
    found = gazetteer.lookup(told.place)
    if not found:
        raise SystemExit(f"{told.place!r} is not in the gazetteer; the cases need it")
    chosen = next((candidate.place for candidate in found if candidate.place.kind == "town"), found[0].place)
    at = start + quote.index(told.place)
    return (Filler(told.place, told.place, at, at + len(told.place), chosen.id),)


def _time(told: Told, quote: str, start: int) -> Time | None:
    if not told.time and not told.words:
        return None
    first, _, last = told.time.partition("/") if "/" in told.time else (told.time, "", told.time)
    begin, end = (date.fromisoformat(day) if day else None for day in (first, last))
    at = start + quote.index(told.words) if told.words else None
    return Time(
        begin, end, told.words or None, None if at is None else (at, at + len(told.words)), note=told.note or None
    )


def sources_of(case: Case) -> dict[str, Source]:
    """Return publisher and day of the documents: its own publisher each, 400 days after its last day unless given."""
    sources = {}
    for doc in sorted({told.doc for told in case.claims}):
        days = [date.fromisoformat(part) for told in case.claims for part in told.time.split("/") if part]
        given = case.published.get(doc)
        published = date.fromisoformat(given) if given else max(days, default=None)
        if published is not None and given is None:
            published += timedelta(days=2)
        sources[doc] = Source(case.publishers.get(doc, f"Paper {doc}"), published)
    return sources


def found_in(case: Case, gazetteer: annals.Gazetteer) -> set[str]:
    """Return the names of the checks that find something in a case."""
    claims, texts = claims_of(case, gazetteer)
    sources = sources_of(case)
    concluded = fuse(claims, sources, gazetteer.get)
    found = check(
        claims,
        sources,
        concluded.events,
        concluded.relations,
        gazetteer.get,
        texts=texts.get,
        divisions=_divisions(gazetteer),
    )
    return {disagreement.check for disagreement in found}


def _divisions(gazetteer: annals.Gazetteer):  # noqa: ANN202
    def divisions(country: str) -> list[Place]:
        return gazetteer.regions(country)

    return divisions


def score(cases: Iterable[Case]) -> tuple[dict[str, float], list[str]]:
    """Return the figures, and a line for each case in which something was missed or wrongly found."""
    counts: Counter[str] = Counter()
    lines = []
    with annals.Gazetteer.open() as gazetteer:
        for case in cases:
            found, expected = found_in(case, gazetteer), set(case.expects)
            counts["right"] += len(found & expected)
            counts["wrong"] += len(found - expected)
            counts["missed"] += len(expected - found)
            counts["near" if case.kind == "near miss" else case.kind] += 1
            if found != expected:
                told = ", ".join(
                    [f"missed {name}" for name in sorted(expected - found)]
                    + [f"wrong {name}" for name in sorted(found - expected)]
                )
                lines.append(f"{case.kind}: {case.name}: {told}")
    return {
        "precision": counts["right"] / max(1, counts["right"] + counts["wrong"]),
        "recall": counts["right"] / max(1, counts["right"] + counts["missed"]),
        "disagreements": counts["planted"] + counts["real"],
        "real": counts["real"],
        "near_misses": counts["near"],
    }, lines


def measure(data: Path | None = None) -> dict[str, float]:  # noqa: ARG001 - the cases lie in this folder
    """Return precision and recall of the checks on the cases, and how many cases there are; print them."""
    figures, lines = score(CASES)
    for line in lines:
        print(f"  {line}")
    for name, value in figures.items():
        print(f"{name} {value:.3f}" if name in {"precision", "recall"} else f"{name} {value:.0f}")
    return figures


def main() -> int:
    """Measure; return 1 when the checks are below what they must reach."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    figures = measure()
    return 0 if figures["precision"] >= 0.85 and figures["recall"] >= 0.80 else 1


if __name__ == "__main__":
    sys.exit(main())
