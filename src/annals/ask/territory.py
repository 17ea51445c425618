"""Who held which place on a day: the last change wins, and who is said to hold it instead is shown beside.

A claim about a region or a country says nothing of each town in it, so it stands on a list of its own. Places that
a report counts and does not name ("17 localities") are no places: they are counts.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final

from annals.ask.answers import Ref
from annals.ask.answers_day import Count, Holding, Standing
from annals.ask.standing import Ledger, possible
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.extract.quantities import bounds
from annals.record import Record
from annals.types import Claim, Quantity, Relation

_NUMBER: Final = (
    r"\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|"
    r"several|many|numerous|some|dozens of|scores of|a dozen|half a dozen|a number of|a few|few|hundreds of|other"
)
_COUNTED: Final = re.compile(
    rf"^(?:(?:about|around|over|up to|at least|more than|nearly|almost|the|another)\s+)*(?:{_NUMBER})\s+"
    r"(?:[\w'’-]+\s+){0,4}?"
    r"(?:villages|localities|towns|settlements|hamlets|cities|districts|neighbou?rhoods|places|areas|positions|points|"
    r"bases|checkpoints|posts|hills|hilltops|communities|municipalities|kilomet(?:re|er)s)\b",
    re.IGNORECASE,
)
_MEASURE: Final = "settlements"
_BROAD: Final = frozenset({"country", "region"})


def is_count(name: str) -> bool:
    """Tell whether words count places instead of naming one: "17 localities", "several villages near the river"."""
    return _COUNTED.match(name) is not None


def holdings(witness: Witness, on: date) -> tuple[tuple[Holding, ...], tuple[Holding, ...]]:
    """Return who held which town, and what is said of whole regions and countries, each by the place's name."""
    record = witness.record
    found = possible(witness, on, on, ("control",))
    ledger = Ledger(witness, on, found)
    kinds = {place.id: place.kind for place in record.places({relation.target for relation in found})}
    by_place: dict[str, list[tuple[Relation, Standing]]] = defaultdict(list)
    for relation, standing in ledger.standings(found):
        kind = kinds.get(relation.target, "unresolved")
        if is_count(relation.target) or (kind in _BROAD and _only_counts(ledger, relation)):
            continue
        by_place[relation.target].append((relation, standing))
    tied = _tied(record, on)
    held = [
        _holding(ledger.ref(place), kinds.get(place, "unresolved"), group, tied)
        for place, group in sorted(by_place.items())
    ]
    held.sort(key=lambda holding: (holding.place.name, holding.place.id or ""))
    return (
        tuple(holding for holding in held if holding.kind not in _BROAD),
        tuple(holding for holding in held if holding.kind in _BROAD),
    )


def _tied(record: Record, on: date) -> set[frozenset[str]]:
    """Return the pairs of parties that may hold a place together on a day: members, allies, pledged groups."""
    types = ("membership", "alliance", "pledge", "leadership")
    found = record.relations(record.relations_between(start=on, end=on, types=types))
    return {frozenset((relation.source, relation.target)) for relation in found if relation.status != "denied"}


def _only_counts(ledger: Ledger, relation: Relation) -> bool:
    """Tell whether all that is said of an area is that places in it were taken, by number or "parts of it"."""
    claims = [ledger.claims[claim] for claim in relation.claims if claim in ledger.claims]
    return bool(claims) and all(_counts(claim) for claim in claims)


def _counts(claim: Claim) -> bool:
    return any(quantity.measure == _MEASURE for quantity in claim.quantities) or any(
        is_count(filler.name) for filler in claim.place
    )


def _holding(
    place: Ref, kind: str, group: Sequence[tuple[Relation, Standing]], tied: Collection[frozenset[str]]
) -> Holding:
    """Return who holds a place: those of the last change, with whoever holds it together with them.

    A change is the day on which a relation began, or from which on it is told to hold. Two hold a place
    together when one claim says so or when they are tied (``tied``); many may hold parts of an area.
    """
    ranked = sorted(group, key=lambda pair: (_changed(pair[1]), pair[1].source.name, pair[1].id), reverse=True)
    last, _ = ranked[0]
    holders: list[Standing] = []
    others: list[Standing] = []
    for relation, standing in ranked:
        together = (
            relation.source == last.source
            or bool(set(relation.claims) & set(last.claims))
            or frozenset((relation.source, last.source)) in tied
            or (kind in _BROAD and not set(relation.dissenters) & set(last.claims))
        )
        (holders if together else others).append(standing)
    return Holding(
        place=place,
        kind=kind,
        holders=tuple(sorted(holders, key=lambda s: (s.source.name, s.id))),
        others=tuple(sorted(others, key=lambda s: (s.source.name, s.id))),
        changed=max((s.start for s in holders if s.start is not None), default=None),
    )


def _changed(standing: Standing) -> date:
    """Return the day of a relation's beginning, else the first day that its evidence was published."""
    if standing.start is not None:
        return standing.start
    return min((e.published for e in standing.evidence if e.published is not None), default=date.min)


# --------------------------------------------------------------------------------------------- counts


def counts(witness: Witness, on: date) -> tuple[Count, ...]:
    """Return the places that reports up to the day only count, in order of time."""
    record = witness.record
    ids = record.events_with(types=("capture",), end=on)
    events = {event.id: event for event in record.events(ids)}
    found = []
    for item in event_items(witness, ids):
        if item.status in {"denied", "planned"} or (item.start or item.end or date.max) > on:
            continue
        claims = record.claims(ids=events[item.id].claims)
        told = [_counted(claim) for claim in claims if claim.id in {e.claim for e in item.evidence}]
        best = next((counted for counted in told if counted is not None), None)
        if best is None:
            continue
        least, most, words = best
        actors = [party.actor for party in item.actors if party.role == "actor"]
        found.append(
            Count(
                event=item.id,
                actor=actors[0] if actors else None,
                least=least,
                most=most,
                words=words,
                areas=tuple(ref for ref in item.places if not is_count(ref.name)),
                start=item.start,
                end=item.end,
                status=item.status,
                evidence=item.evidence,
            )
        )
    return tuple(found)


def _counted(claim: Claim) -> tuple[int | None, int | None, str] | None:
    """Return how many places a claim counts, with its words; ``None`` when it names what it tells of."""
    figures: Iterable[Quantity] = (q for q in claim.quantities if q.measure == _MEASURE)
    figure = next(iter(figures), None)
    words = next((filler.name for filler in claim.place if is_count(filler.name)), None)
    if figure is not None:
        return figure.least, figure.most, words or figure.of or figure.expression or _MEASURE
    if words is None:
        return None
    least, most = bounds(words) or (None, None)
    return least, most, words
