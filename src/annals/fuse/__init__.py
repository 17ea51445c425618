"""Fusing: many claims become events and relations, each with who supports and who disputes it.

The families of types are ``facts.FAMILIES``, the features of a pair ``features.FEATURES``, the ranking of values
is told in ``fields``, what opens and closes a relation in ``relations``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from annals.fuse.blocks import numbers
from annals.fuse.cluster import components
from annals.fuse.facts import FAMILIES, FAMILY, Fact, Places, day, facts_of
from annals.fuse.features import FEATURES, THRESHOLD
from annals.fuse.fields import count_publishers, event_fields
from annals.fuse.relations import relations
from annals.ids import stable_id
from annals.types import Claim, Event, Relation, Source, Status

__all__ = ["FAMILIES", "FEATURES", "THRESHOLD", "Component", "Conclusions", "fuse", "happenings", "relations"]

_FIRMNESS: Final[tuple[Status, ...]] = ("asserted", "reported", "planned", "denied")


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What the claims come to: events and relations, each sorted by id."""

    events: tuple[Event, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """Events whose claims are linked by likely pairs: what must be fused again when one of its claims changes.

    ``blocks`` gives the numbers of each claim's blocks, by claim id: what may join the component later shares one.
    """

    events: tuple[Event, ...]
    blocks: Mapping[str, Sequence[int]]


def fuse(claims: Sequence[Claim], sources: Mapping[str, Source], places: Places) -> Conclusions:
    """Return the events and relations that the claims tell of.

    ``claims`` carry their entities where they were resolved; ``sources`` says for each document who published
    it, when, and of what it is a copy (a document that is missing there counts as its own, undated
    publisher); ``places`` gives the place of an id or ``None``. The order of the claims changes nothing. An
    event's id is made from the smallest id among its claims.
    """
    known = cache(places)
    events = [event for component in happenings(claims, sources, known) for event in component.events]
    return Conclusions(tuple(sorted(events, key=lambda event: event.id)), relations(claims, sources, known))


def happenings(claims: Sequence[Claim], sources: Mapping[str, Source], places: Places) -> Iterator[Component]:
    """Yield the components of the claims that tell of events, family by family; see ``fuse``."""
    known = cache(places)
    by_family: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.type in FAMILY:
            by_family[FAMILY[claim.type]].append(claim)
    for family in FAMILIES:
        found = facts_of(by_family.pop(family, ()), sources, known)
        of = [numbers(fact) for fact in found]
        for component in components(found, of):
            yield Component(
                tuple(_event([found[at] for at in group], known) for group in component),
                {found[at].claim.id: of[at] for group in component for at in group},
            )


def _event(group: Sequence[Fact], places: Places) -> Event:
    """Return the event that a cluster of claims makes."""
    ids = sorted(fact.claim.id for fact in group)
    starts = [fact.first for fact in group if fact.first is not None]
    ends = [fact.last for fact in group if fact.last is not None]
    statuses = {fact.claim.status for fact in group}
    return Event(
        id=stable_id("e", ids[0]),
        type=_type(group),
        claims=tuple(ids),
        fields=event_fields(group, places),
        start=day(min(starts, default=None)),
        end=day(max(ends, default=None)),
        status=next(status for status in _FIRMNESS if status in statuses),
    )


def _type(group: Sequence[Fact]) -> str:
    """Return the type that most independent publishers give; of several, the more specific of the family."""
    order = {kind: rank for rank, kind in enumerate(FAMILIES[group[0].family])}
    votes = Counter({kind: count_publishers(f for f in group if f.claim.type == kind) for kind in order})
    return min((kind for kind in order if votes[kind]), key=lambda kind: (-votes[kind], order[kind]))
