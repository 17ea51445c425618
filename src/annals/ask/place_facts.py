"""One place: who is said to hold it, since when, who disputes it, and what happened there."""

from collections.abc import Collection
from datetime import date

from annals.ask.actor_facts import still_disputed
from annals.ask.answers import Ambiguous, Holder, NotFound, PlaceFacts, Ref
from annals.ask.lookup import look_up, unresolved_places
from annals.ask.timelines import event_items, refs
from annals.ask.witness import Witness, certain, covers, firmest, known_interval
from annals.record import Record


def place(
    record: Record, name: str, *, on: date | None = None, known_by: date | None = None
) -> PlaceFacts | Ambiguous | NotFound:
    """Return what the record has on the place that ``name`` (or an id) means.

    ``on`` keeps the holders whose interval may include that day; ``known_by`` counts only what was published by
    that day. Events are those at the place and, for a region or country, at places within it. A name
    that fits several places gives all of them, one that fits none the nearest names. A place that reports
    name and no gazetteer knows has no point; its name is its id.
    """
    with record.snapshot():
        found = look_up(record, "place", name)
        witness = Witness(record, known_by)
        if isinstance(found, NotFound):
            return _unresolved(witness, name, on) or found
        if not isinstance(found, str):
            return found
        (where,) = record.places([found])
        return PlaceFacts(
            id=where.id,
            name=where.name,
            kind=where.kind,
            point=(where.latitude, where.longitude),
            holders=holders(witness, (where.id,), on),
            events=event_items(witness, record.events_with(places=record.places_within(where.id))),
            on=on,
            known_by=known_by,
            undated=witness.undated,
        )


def _unresolved(witness: Witness, name: str, on: date | None) -> PlaceFacts | None:
    """Return what is said of a place that has no entry in the gazetteer, by its name; ``None`` if nothing is."""
    record = witness.record
    names = unresolved_places(record, name)
    if not names:
        return None
    return PlaceFacts(
        id=names[0],
        name=names[0],
        kind="unresolved",
        point=None,
        holders=holders(witness, names, on),
        events=event_items(witness, record.events_at(names)),
        on=on,
        known_by=witness.known_by,
        undated=witness.undated,
    )


def holders(witness: Witness, places: Collection[str], on: date | None) -> tuple[Holder, ...]:
    """Return who is said to hold a place, which has these ids (or, unresolved, these names)."""
    record = witness.record
    ids = sorted({relation for each in places for relation in record.relations_with(each)})
    relations = [
        relation
        for relation in record.relations(ids)
        if relation.type == "control" and relation.target in places and relation.status != "denied"
    ]
    actors = refs(record, {relation.source for relation in relations})
    holders = []
    for relation in relations:
        evidence = witness.of((*relation.claims, *relation.began))
        start, end = known_interval(relation, witness)
        if not evidence or not covers(start, end, on):
            continue
        dissent = witness.of(relation.dissenters)
        holders.append(
            Holder(
                id=relation.id,
                actor=actors.get(relation.source) or Ref(None, relation.source),
                start=start,
                end=end,
                status=relation.status if witness.known_by is None else firmest(evidence, relation.status),
                disputed=still_disputed(relation, dissent),
                certain=certain(start, end, on),
                evidence=evidence,
                dissent=dissent,
                closing=witness.of(relation.ended),
            )
        )
    return tuple(holders)
