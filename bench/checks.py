"""How many of the planted and real disagreements the checks find, and how many near misses they leave alone.

    python -m bench.checks

The cases lie in ``checks_cases.jsonl``, one a line: a few claims of invented documents, with the checks that should
find something (``expects``), or none for a near miss. Parties are invented, but for the cases of kind real: there the
figures, days and denials are those that sources gave in public. A claim stands for what a perfect reader finds, so that
only the comparing is measured; a role may name several parties, joined by ``|``; what is no field of a claim is a
figure. The cases are given away under CC0 1.0.

A case counts once for each check: right when a check that should find something in it does, wrong when another one
does, or any in a near miss. Claims are compared as in a record: fused, then checked.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import annals
from annals.check import check
from annals.fuse import fuse
from annals.ids import stable_id
from annals.names import fold
from annals.types import MEASURES, Claim, Filler, Quantity, Source, Time

CASES = Path(__file__).with_name("checks_cases.jsonl")
Told = Mapping[str, Any]
"""A claim of a case: ``doc``, ``type``, ``time`` ("2012-11-20", "2012-11-01/2012-11-30") and other fields."""


@dataclass(frozen=True, slots=True)
class Case:
    """Claims and the checks that should find something in them."""

    name: str
    kind: str
    claims: tuple[Told, ...]
    expects: tuple[str, ...] = ()
    published: Mapping[str, str] = field(default_factory=dict)
    publishers: Mapping[str, str] = field(default_factory=dict)


def cases() -> list[Case]:
    """Return the cases in the order of their file."""
    with CASES.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Case(**{**row, "claims": tuple(row["claims"]), "expects": tuple(row.get("expects", ()))}) for row in rows]


def claims_of(case: Case, gazetteer: annals.Gazetteer) -> tuple[list[Claim], dict[str, str]]:
    """Return the claims of a case and the texts of its documents."""
    texts: dict[str, str] = {}
    claims = []
    for told in case.claims:
        words = (told.get(name, "") for name in ("type", "actor", "target", "place", "words"))
        quote = told.get("text") or " ".join([*words, str(len(claims))])
        start = len(texts.get(told["doc"], ""))
        texts[told["doc"]] = texts.get(told["doc"], "") + quote + "\n"
        claims.append(_claim(told, f"{case.name} {len(claims)}", quote, start, gazetteer))
    return claims, texts


def _claim(told: Told, name: str, quote: str, start: int, gazetteer: annals.Gazetteer) -> Claim:
    figures = [
        Quantity(measure, *(told[measure] if isinstance(told[measure], list) else [told[measure]] * 2), told.get("of"))
        for measure in MEASURES
        if measure in told
    ]
    return Claim(
        stable_id("c", name),
        told["doc"],
        told.get("segment", "body"),
        told["type"],
        quote,
        start,
        start + len(quote),
        "",
        (start, start),
        actor=_parties(told.get("actor", "")),
        target=_parties(told.get("target", "")),
        place=_place(told, quote, start, gazetteer),
        attribution=_parties(told.get("cites", "")),
        time=_time(told, quote, start),
        quantities=tuple(figures),
        status=told.get("status", "asserted"),
    )


def _parties(names: str) -> tuple[Filler, ...]:
    return tuple(Filler(name, name, entity=stable_id("a", name)) for name in names.split("|") if name)


def _place(told: Told, quote: str, start: int, gazetteer: annals.Gazetteer) -> tuple[Filler, ...]:
    name = told.get("place")
    if not name:
        return ()
    found = [candidate.place for candidate in gazetteer.lookup(name)]
    if not found:
        raise SystemExit(f"{name!r} is not in the gazetteer; the cases need it")
    place = next((place for place in found if place.kind == "town" and fold(place.name) == fold(name)), found[0])
    at = start + quote.index(name)
    return (Filler(name, name, at, at + len(name), place.id),)


def _time(told: Told, quote: str, start: int) -> Time | None:
    time, words = told.get("time", ""), told.get("words")
    if not time and not words:
        return None
    begin, end = (date.fromisoformat(day) if day else None for day in _sides(time))
    at = None if words is None else (start + quote.index(words), start + quote.index(words) + len(words))
    return Time(begin, end, words, at, note=told.get("note"))


def _sides(time: str) -> tuple[str, str]:
    """Return the first and the last day that a time names."""
    first, slash, last = time.partition("/")
    return first, last if slash else first


def sources_of(case: Case) -> dict[str, Source]:
    """Return publisher and day of the documents: one each, two days after the last day told, unless given."""
    sources = {}
    for doc in sorted({told["doc"] for told in case.claims}):
        days = [date.fromisoformat(day) for told in case.claims for day in _sides(told.get("time", "")) if day]
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
        divisions=gazetteer.regions,
    )
    return {disagreement.check for disagreement in found}


def score(chosen: Iterable[Case]) -> tuple[dict[str, float], list[str]]:
    """Return the figures, and a line for each case in which something was missed or wrongly found."""
    counts: Counter[str] = Counter()
    lines = []
    with annals.Gazetteer.open() as gazetteer:
        for case in chosen:
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


def measure(data: Path | None = None) -> dict[str, float]:
    """Print and return precision and recall on the cases, which lie in this folder, and how many there are."""
    figures, lines = score(cases())
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
