"""What people have decided of events, applied to what was concluded: events joined or taken apart, and built anew.

People's word outranks the comparison of claims: claims that tell of one happening make one event whatever their
types and days, claims that do not are never in one. All that is not decided stays as it was concluded.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from annals.fuse import FAMILIES
from annals.fuse.facts import Fact, Places, day, facts
from annals.fuse.features import score
from annals.fuse.fields import count_publishers, event_fields
from annals.ids import stable_id
from annals.record import EventDecisions
from annals.types import Claim, Event, Source, Status

_FIRMNESS: Final[tuple[Status, ...]] = ("asserted", "reported", "planned", "denied")
_SPECIFIC: Final = {kind: rank for rank, kind in enumerate(kind for kinds in FAMILIES.values() for kind in kinds)}


def decide(
    events: Sequence[Event],
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    places: Places,
    decisions: EventDecisions,
) -> tuple[Event, ...]:
    """Return the events as people have decided them to be, sorted by id; those untouched are the same objects.

    Claims that are no event's (a relation, a rejected claim) are passed over. Where a chain of decisions joins
    what another keeps apart, what is apart stays so.
    """
    home = {claim: event for event in events for claim in event.claims}
    apart = {pair for pair in decisions.apart if pair[0] in home and pair[1] in home}
    together = [pair for pair in decisions.together if pair[0] in home and pair[1] in home and pair not in apart]
    touched = {home[claim].id: home[claim] for pair in (*together, *apart) for claim in pair}
    if not touched:
        return tuple(events)
    wanted = {claim for event in touched.values() for claim in event.claims}
    known = {fact.claim.id: fact for fact in facts([c for c in claims if c.id in wanted], sources, places)}
    groups: list[set[str]] = []
    for _, event in sorted(touched.items()):
        groups += _parted([claim for claim in event.claims if claim in known], apart, known)
    for one, other in together:
        _join(groups, one, other, apart)
    old = {event.claims: event for event in touched.values()}
    rebuilt = [
        old.get(tuple(sorted(group))) or _event([known[claim] for claim in sorted(group)], places) for group in groups
    ]
    return tuple(sorted((*(e for e in events if e.id not in touched), *rebuilt), key=lambda event: event.id))


def _parted(claims: Sequence[str], apart: Iterable[tuple[str, str]], known: Mapping[str, Fact]) -> list[set[str]]:
    """Return an event's claims in as few groups as the decisions allow: each goes where it fits best."""
    against: dict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        against[one].add(other)
        against[other].add(one)
    groups: list[set[str]] = []
    decided_first = sorted(claims, key=lambda claim: (not against[claim] & set(claims), claim))
    for claim in decided_first:
        open_to = [group for group in groups if not group & against[claim]]
        if not open_to:
            groups.append({claim})
            continue
        best = max(open_to, key=lambda group: max(score(known[claim], known[other]) for other in sorted(group)))
        best.add(claim)
    return groups


def _join(groups: list[set[str]], one: str, other: str, apart: Iterable[tuple[str, str]]) -> None:
    """Join the groups of two claims, unless a decision keeps claims of the two apart."""
    first = next(group for group in groups if one in group)
    second = next(group for group in groups if other in group)
    if first is second or any((a in first and b in second) or (a in second and b in first) for a, b in apart):
        return
    groups.remove(second)
    first |= second


def _event(group: Sequence[Fact], places: Places) -> Event:
    """Return the event that these claims make, of the type that most independent publishers give."""
    ids = sorted(fact.claim.id for fact in group)
    kinds = Counter(
        {
            kind: count_publishers(fact for fact in group if fact.claim.type == kind)
            for kind in sorted({fact.claim.type for fact in group})
        }
    )
    statuses = {fact.claim.status for fact in group}
    return Event(
        id=stable_id("e", ids[0]),
        type=min(kinds, key=lambda kind: (-kinds[kind], _SPECIFIC.get(kind, len(_SPECIFIC)))),
        claims=tuple(ids),
        fields=event_fields(group, places),
        start=day(min((fact.first for fact in group if fact.first is not None), default=None)),
        end=day(max((fact.last for fact in group if fact.last is not None), default=None)),
        status=next(status for status in _FIRMNESS if status in statuses),
    )
