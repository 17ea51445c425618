"""Who held which place on a day: the last change wins, and who is said to hold it instead is shown beside.

A claim about a region or a country says nothing of each town in it, so it stands on a list of its own. Places that
a report counts and does not name ("17 localities") are no places: they are counts.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Final

from annals.ask.answers import Ref
from annals.ask.answers_day import Count, Holding, Standing
from annals.ask.standing import Ledger, possible
from annals.ask.witness import Witness
from annals.extract.quantities import bounds
from annals.fuse.taken import counted_figure, is_count
from annals.record import Record
from annals.types import Relation

_BROAD: Final = frozenset({"country", "region"})
_TYING: Final = ("membership", "alliance", "pledge", "leadership")
"""Relations whose two sides may hold a place together."""


def holdings(witness: Witness, on: date) -> tuple[tuple[Holding, ...], tuple[Holding, ...]]:
    """Return who held which town, and what is said of whole regions and countries, each by the place's name."""
    found = possible(witness, on, on, ("control",))
    ledger = Ledger(witness, on, found)
    return arranged(witness.record, on, ledger.standings(found), _changed)


def arranged(
    record: Record,
    on: date,
    standings: Iterable[tuple[Relation, Standing]],
    changed: Callable[[Standing], date],
) -> tuple[tuple[Holding, ...], tuple[Holding, ...]]:
    """Return these standings of control by place: towns, then regions and countries.

    ``changed`` gives the day of a relation's beginning or of the first word of it.
    """
    pairs = list(standings)
    kinds = {place.id: place.kind for place in record.places({relation.target for relation, _ in pairs})}
    by_place: dict[str, list[tuple[Relation, Standing]]] = defaultdict(list)
    for relation, standing in pairs:
        if not is_count(relation.target):
            by_place[relation.target].append((relation, standing))
    tied = record.pairs(on=on, types=_TYING)
    held = [
        _holding(group[0][1].target, kinds.get(place, "unresolved"), group, tied, changed)
        for place, group in sorted(by_place.items())
    ]
    held.sort(key=lambda holding: (holding.place.name, holding.place.id or ""))
    return (
        tuple(holding for holding in held if holding.kind not in _BROAD),
        tuple(holding for holding in held if holding.kind in _BROAD),
    )


def _holding(
    place: Ref,
    kind: str,
    group: Sequence[tuple[Relation, Standing]],
    tied: Collection[frozenset[str]],
    changed: Callable[[Standing], date],
) -> Holding:
    """Return who holds a place: those of the last change, with whoever holds it together with them.

    A change is the day on which a relation began, or from which on it is told to hold. Two hold a place
    together when one claim says so or when they are tied (``tied``); many may hold parts of an area. On the day on
    which a place is handed over it is the new holder's.
    """
    ranked = sorted(group, key=lambda pair: (changed(pair[1]), pair[1].source.name, pair[1].id), reverse=True)
    last, latest = ranked[0]
    holders: list[Standing] = []
    others: list[Standing] = []
    for relation, standing in ranked:
        if standing is not latest and None not in {standing.end, latest.start} and standing.end == latest.start:
            continue
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
    """Return the places that reports up to the day only count, in order of time: taken or held, by whom, in which area.

    Areas are the regions and countries that the claims name beside their count.
    """
    found = tuple(r for r in possible(witness, on, on, ("control",)) if is_count(r.target))
    ledger = Ledger(witness, on, found)
    named = {f.entity for claim in ledger.claims.values() for f in claim.place if f.entity is not None}
    areas = {p.id: Ref(p.id, p.name) for p in witness.record.places(named) if p.kind in _BROAD}
    counted = []
    for relation, standing in ledger.standings(found):
        claims = [ledger.claims[claim] for claim in relation.claims if claim in ledger.claims]
        least, most = next(filter(None, map(counted_figure, claims)), None) or bounds(relation.target) or (None, None)
        around = {f.entity: areas[f.entity] for c in claims for f in c.place if f.entity in areas}
        counted.append(Count(standing, least, most, relation.target, tuple(ref for _, ref in sorted(around.items()))))
    return tuple(sorted(counted, key=lambda c: (c.standing.start or date.min, c.words, c.standing.id)))
