"""One actor: its names over time, its relations, its strength, how it began and ended."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from annals.ask.answers import READS, ActorFacts, Ambiguous, EventItem, NameSpan, NotFound, Ref, Strength, Tie
from annals.ask.lookup import look_up
from annals.ask.timelines import event_items, refs
from annals.ask.witness import Witness, certain, covers, firmest, known_interval
from annals.record import Record
from annals.types import SYMMETRIC, Actor, ActorName, Claim, Evidence, Quantity, Relation

# Told as a list of figures, not as a relation.
_FIGURES: Final = "strength"
_BEGINS: Final = frozenset({"formation", "split", "merger"})
_ENDS: Final = frozenset({"dissolution", "merger"})
# A name without claims of its own is shown with the first sentences that use it.
_MENTIONS: Final = 3


def actor(
    record: Record, name: str, *, on: date | None = None, known_by: date | None = None
) -> ActorFacts | Ambiguous | NotFound:
    """Return what the record has on the actor that ``name`` (or an id) means.

    ``on`` keeps the names, relations and figures whose interval may include that day; ``known_by`` counts
    only what was published by that day, and what nothing else supports vanishes. A name that fits several
    actors gives all of them, one that fits none the nearest names.
    """
    with record.snapshot():
        found = look_up(record, "actor", name)
        if not isinstance(found, str):
            return found
        (who,) = record.actors([found])
        witness = Witness(record, known_by)
        began, ended = _life(witness, who)
        return ActorFacts(
            id=who.id,
            kind=who.kind,
            name=who.name,
            names=_names(witness, who, on),
            relations=_ties(witness, who, on),
            strength=_strength(witness, who, on),
            began=began,
            ended=ended,
            on=on,
            known_by=known_by,
            undated=witness.undated,
        )


def _names(witness: Witness, who: Actor, on: date | None) -> tuple[NameSpan, ...]:
    spans = []
    for name in who.names or (ActorName(who.name, None, None),):
        evidence = name_evidence(witness, who, name)
        start, end = name.start, name.end
        if witness.known_by is not None and name.claims and not _told(name, witness):
            start = end = None  # who tells since when, or until when, it is the name did so later
        if covers(start, end, on) and (evidence or witness.known_by is None):
            spans.append(NameSpan(name.name, start, end, certain(start, end, on), evidence))
    return tuple(spans)


def _told(name: ActorName, witness: Witness) -> bool:
    """Tell whether any claim or document that tells of a name was known."""
    return bool(witness.of(name.claims)) or any(not source.startswith("c") for source in name.claims)


def name_evidence(witness: Witness, who: Actor, name: ActorName) -> tuple[Evidence, ...]:
    """Return the sentences that say that an actor bears a name, or else the first ones that use it."""
    claims = [source for source in name.claims if source.startswith("c")]
    documents = [source for source in name.claims if not source.startswith("c")]
    found = list(witness.of(claims))
    for document in documents:
        sentence = witness.record.sentence_with(document, name.name)
        if sentence is not None and witness.knows(sentence):
            found.append(sentence)
    if found:
        return tuple(found)
    return witness.of(witness.record.claims_naming(who.id, name.name))[:_MENTIONS]


# ------------------------------------------------------------------------------------------ relations


def _ties(witness: Witness, who: Actor, on: date | None) -> tuple[Tie, ...]:
    relations = [r for r in witness.record.relations(witness.record.relations_with(who.id)) if r.type != _FIGURES]
    witness.load(claim for r in relations for claim in (*r.claims, *r.dissenters, *r.began, *r.ended))
    others = refs(witness.record, {side for relation in relations for side in (relation.source, relation.target)})
    ties = []
    for relation in relations:
        for role in _roles(relation, who.id):
            tie = _tie(witness, relation, role, others, on)
            if tie is not None:
                ties.append(tie)
    return tuple(ties)


def _roles(relation: Relation, id_: str) -> Sequence[str]:
    """Return the roles that an actor plays in a relation; one only where its sides are interchangeable."""
    roles = [role for role, side in (("actor", relation.source), ("target", relation.target)) if side == id_]
    return roles[:1] if relation.type in SYMMETRIC else roles


def _tie(witness: Witness, relation: Relation, role: str, others: dict[str, Ref], on: date | None) -> Tie | None:
    """Return a relation as seen from one side, or ``None`` when it was not known or not on that day."""
    evidence = witness.of((*relation.claims, *relation.began))
    start, end = known_interval(relation, witness)
    if not evidence or not covers(start, end, on):
        return None
    other = relation.target if role == "actor" else relation.source
    group, phrase = READS.get((relation.type, role), (relation.type, relation.type.replace("_", " ")))
    dissent = witness.of(relation.dissenters)
    return Tie(
        id=relation.id,
        type=relation.type,
        role=role,
        group=group,
        phrase=phrase,
        other=others.get(other) or Ref(None, other),
        start=start,
        end=end,
        status=relation.status if witness.known_by is None else firmest(evidence, relation.status),
        disputed=still_disputed(relation, dissent),
        certain=certain(start, end, on),
        evidence=evidence,
        dissent=dissent,
        closing=witness.of(relation.ended),
    )


def still_disputed(relation: Relation, dissent: Sequence[Evidence]) -> bool:
    """Tell whether a relation is disputed by what was known: not when its only dissenters came later."""
    return relation.disputed and (bool(dissent) or not relation.dissenters)


# -------------------------------------------------------------------------------------------- figures


def _strength(witness: Witness, who: Actor, on: date | None) -> tuple[Strength, ...]:
    """Return the figures given for an actor, equal ones together, in order of time."""
    record = witness.record
    claims = record.claims(ids=record.claims_of(who.id, types={_FIGURES}, roles={"actor"}))
    together: dict[tuple[Quantity, date | None, date | None, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        start, end = (claim.time.start, claim.time.end) if claim.time else (None, None)
        for q in claim.quantities:
            together[Quantity(q.measure, q.least, q.most, q.of), start, end, claim.status].append(claim)
    figures = []
    for (quantity, start, end, _), same in together.items():
        evidence = witness.of([claim.id for claim in same])
        if evidence and covers(start, end, on):
            figures.append(
                Strength(
                    measure=quantity.measure,
                    least=quantity.least,
                    most=quantity.most,
                    of=quantity.of,
                    start=start,
                    end=end,
                    status=same[0].status,
                    certain=certain(start, end, on),
                    evidence=evidence,
                )
            )
    figures.sort(
        key=lambda f: (f.start or f.end or date.min, f.measure, f.least or 0, f.most or 0, f.of or "", f.status)
    )
    return tuple(figures)


# ----------------------------------------------------------------------------------- beginning and end


def _life(witness: Witness, who: Actor) -> tuple[tuple[EventItem, ...], tuple[EventItem, ...]]:
    """Return the events in which the actor began, and those in which it ended."""
    items = event_items(witness, witness.record.events_with(actors=(who.id,), types=_BEGINS | _ENDS))
    return (
        tuple(item for item in items if item.type in _BEGINS and _begins(item, who.id)),
        tuple(item for item in items if item.type in _ENDS and _ends(item, who.id)),
    )


def _begins(item: EventItem, id_: str) -> bool:
    """Tell whether an event made this actor: it was founded, broke away, or is what several merged into.

    A group that another merges into goes on, as the UCDP counts groups.
    """
    active, passive = _sides(item, id_)
    if item.type == "split":
        return active
    if item.type == "merger":
        return passive and len({party.actor for party in item.actors if party.role == "actor"}) > 1
    return passive or (item.type == "formation" and all(party.role == "actor" for party in item.actors))


def _ends(item: EventItem, id_: str) -> bool:
    """Tell whether an event ended this actor: it was dissolved, or merged into another."""
    active, passive = _sides(item, id_)
    if item.type == "dissolution":
        return active
    return active and not passive and any(party.role == "target" for party in item.actors)


def _sides(item: EventItem, id_: str) -> tuple[bool, bool]:
    roles = {party.role for party in item.actors if party.actor.id == id_}
    return "actor" in roles, "target" in roles
