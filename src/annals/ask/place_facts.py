"""One place: who is said to hold it, since when, who disputes it, and what happened there."""

from datetime import date

from annals.ask.actor_facts import still_disputed
from annals.ask.answers import Ambiguous, Holder, NotFound, PlaceFacts, Ref
from annals.ask.lookup import look_up
from annals.ask.timelines import event_items, refs
from annals.ask.witness import Witness, certain, covers, known_interval
from annals.record import Record
from annals.types import Place


def place(
    record: Record, name: str, *, on: date | None = None, known_by: date | None = None
) -> PlaceFacts | Ambiguous | NotFound:
    """Return what the record has on the place that ``name`` (or an id) means.

    ``on`` keeps the holders whose interval may include that day; ``known_by`` counts only what was published by
    that day. Events are those at the place and, for a region or country, at places within it. A name
    that fits several places gives all of them, one that fits none the nearest names.
    """
    with record.snapshot():
        found = look_up(record, "place", name)
        if not isinstance(found, str):
            return found
        (where,) = record.places([found])
        witness = Witness(record, known_by)
        return PlaceFacts(
            id=where.id,
            name=where.name,
            kind=where.kind,
            point=(where.latitude, where.longitude),
            holders=_holders(witness, where, on),
            events=event_items(witness, record.events_with(places=record.places_within(where.id))),
            on=on,
            known_by=known_by,
            undated=witness.undated,
        )


def _holders(witness: Witness, where: Place, on: date | None) -> tuple[Holder, ...]:
    record = witness.record
    relations = [
        relation
        for relation in record.relations(record.relations_with(where.id))
        if relation.type == "control" and relation.target == where.id and relation.status != "denied"
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
                status=relation.status,
                disputed=still_disputed(relation, dissent),
                certain=certain(start, end, on),
                evidence=evidence,
                dissent=dissent,
                closing=witness.of(relation.ended),
            )
        )
    return tuple(holders)
