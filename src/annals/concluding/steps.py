"""What concluding anew and concluding a part have in common."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar

from annals.ids import stable_id
from annals.record import PackedEvent, Record
from annals.resolve.places import Gazetteer
from annals.types import ROLES, Claim, Event, Filler, Place, Source

PLACES: Final = frozenset({"place", "origin"})
"""Roles whose fillers are places."""

Entity = dict[tuple[str, str, int], str]
"""Which actor the filler at (claim id, role, index) is."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from looking for cycles of garbage: of millions of records none is in one, and looking takes long."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def link(claim: Claim, entity: Mapping[tuple[str, str, int], str]) -> Claim:
    """Return ``claim`` with the actors that its fillers were found to be: ``entity`` by claim, role and index."""
    changed: dict[str, Any] = {}
    for role in ROLES:
        fillers: tuple[Filler, ...] = getattr(claim, role)
        if not fillers:
            continue
        found = [entity.get((claim.id, role, index)) for index in range(len(fillers))]
        if any(found):
            changed[role] = tuple(
                Filler(filler.name, filler.mention, filler.start, filler.end, actor) if actor else filler
                for filler, actor in zip(fillers, found, strict=True)
            )
    return replace(claim, **changed) if changed else claim


def precedence(document: str, source: Source) -> tuple[bool, date, str]:
    """Return what orders copies: the first published is the original, an undated one comes last, then the id."""
    return (source.published is None, source.published or date.min, document)


def known_sources(record: Record, documents: Iterable[str], copies: Mapping[str, str | None]) -> dict[str, Source]:
    """Return the sources of documents and of their originals, by id; ``copies`` overrides what the record holds."""
    found = record.sources_of(documents)
    missing = {copies.get(id_, source.copy_of) for id_, source in found.items()} - {None, *found}
    found |= record.sources_of(id_ for id_ in missing if id_ is not None)
    return {id_: replace(source, copy_of=copies.get(id_, source.copy_of)) for id_, source in found.items()}


def published(sources: Mapping[str, Source]) -> dict[str, date | None]:
    """Return the day of publication of each document, by id."""
    return {document: source.published for document, source in sources.items()}


def spoken_of(claims: Iterable[Claim], gazetteer: Gazetteer) -> list[Place]:
    """Return the places that claims refer to, by id."""
    ids = {filler.entity for claim in claims for filler in (*claim.place, *claim.origin) if filler.entity}
    found = (gazetteer.get(place) for place in sorted(ids))
    return [place for place in found if place is not None]


AnyEvent = TypeVar("AnyEvent", Event, PackedEvent)


def keep_ids(record: Record, events: Sequence[AnyEvent], earlier: Mapping[str, Sequence[str]]) -> list[AnyEvent]:
    """Return the events under the ids of the earlier ones whose claims they have.

    ``earlier`` are the claims of the events that these replace, by id. An event keeps the id of the earlier one
    with which it shares most claims, each id goes to one event only, most claims first; a new event has an id made
    of its smallest claim's.
    """
    home = {claim: event for event, claims in earlier.items() for claim in claims}
    shared = Counter((home[claim], at) for at, event in enumerate(events) for claim in event.claims if claim in home)
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for (old, at), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0][0], events[item[0][1]].claims)):
        if at not in ids and old not in taken:
            ids[at] = old
            taken.add(old)
    fresh = [at for at in range(len(events)) if at not in ids]
    taken |= record.has_events(events[at].id for at in fresh) - earlier.keys()
    for at in sorted(fresh, key=lambda at: events[at].claims):
        name, number = events[at].id, 1
        while name in taken:
            number += 1
            name = stable_id("e", events[at].claims[0], number)
        ids[at] = name
        taken.add(name)
    return [event if ids[at] == event.id else replace(event, id=ids[at]) for at, event in enumerate(events)]
