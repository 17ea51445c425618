"""Concluding from scratch: copies, actors, events, relations and disagreements from all current claims."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from annals.check import check
from annals.concluding.naming import name_blocks, named
from annals.concluding.steps import PLACES, keep_ids, link, precedence, published, spoken_of, uncollected
from annals.copies import banded, find_copies, sharing
from annals.decided import decide
from annals.fuse import happenings, relations
from annals.names import fold, same
from annals.record import Basis, EventDecisions, PackedEvent, Record, packed_event
from annals.resolve.actors import identify
from annals.resolve.places import Gazetteer, resolve_places
from annals.types import Claim, Event, Source

_BATCH: Final = 1000
"""How many sketches are looked at together."""


@uncollected()
def conclude_all(record: Record, gazetteer: Gazetteer) -> None:
    """Conclude everything from all current claims and put it in the place of what was concluded before."""
    with record.snapshot():  # another process may add to the record meanwhile
        revision, sources, notes = record.revision, record.sources(), record.notes()
        sketched, copies = _copies(record, sources)
        claims = list(record.claims(linked=False))
        judgements, references = record.judgements(), record.reference_actors()
        decisions, earlier = record.event_decisions(), record.events_told()
        moved = {c for item in record.corrections() if item.active and item.field in PLACES for c in item.claims}
        places = placed(claims, record, gazetteer, moved)
        if places:
            claims = [link(claim, places) for claim in claims]
    sources = {document: replace(source, copy_of=copies.get(document)) for document, source in sources.items()}
    # A copy names nobody anew: its unnamed parties are its original's, and its names count once with them.
    told = [replace(c, document=copies[c.document]) if c.document in copies else c for c in claims]
    actors = identify(told, published(sources), gazetteer, judgements, references)
    names = _names(told, claims, gazetteer)
    del told
    entity = {**actors.entity, **places} if places else actors.entity
    for at, claim in enumerate(claims):  # in place: a million claims are not held twice
        claims[at] = link(claim, entity)
    fused = _fused(record, claims, sources, gazetteer, decisions, earlier)
    related = relations(claims, sources, gazetteer.get)
    disagreements = check(
        claims, sources, fused.disputed, related, gazetteer.get, texts=record.text, divisions=gazetteer.regions,
        names={actor.id: actor.name for actor in actors.actors},
    )  # fmt: skip
    spoken = spoken_of(claims, gazetteer)
    del claims
    record.replace_conclusions(
        actors.actors, entity, fused.events, related, disagreements, copies, spoken, revision=revision,
        basis=Basis(sketched, names, fused.blocks, joined(fused.components, decisions)), gazetteer=gazetteer.stamp,
        notes=notes,
    )  # fmt: skip


def _copies(record: Record, sources: Mapping[str, Source]) -> tuple[dict[str, Sequence[int]], dict[str, str]]:
    """Return the bands of each document's sketch, and which document is a copy of which.

    Only the sketches of documents that share a band with another are looked at as a whole.
    """
    sketched: dict[str, Sequence[int]] = {}
    stream = record.signatures()
    while batch := list(islice(stream, _BATCH)):
        held = [(document, sketch) for document, sketch in batch if sketch]
        table = banded([sketch for _, sketch in held])
        sketched |= {document: () for document, sketch in batch if not sketch}
        sketched |= {document: array("q", row.tobytes()) for (document, _), row in zip(held, table, strict=True)}
    alike = record.signatures_of(sharing(sketched))
    return sketched, find_copies(alike, {document: precedence(document, sources[document]) for document in alike})


def _names(told: Iterable[Claim], claims: Iterable[Claim], gazetteer: Gazetteer) -> frozenset[tuple[str, str]]:
    """Return the names of actors with their blocks, as pairs of a block and a folded name."""
    blocks = {(block, name) for name, forms in named(told).items() for block in name_blocks(name, forms, gazetteer)}
    blocks |= {
        ("country " + f.entity, fold(f.name))
        for claim in claims
        for f in (*claim.place, *claim.origin)
        if f.entity is not None and f.entity.startswith("country:")
    }
    return frozenset(blocks)


@dataclass(slots=True)
class _Fused:
    """Events as they will be written, those of which a field is disputed, and what they rest on (as in ``Basis``)."""

    events: list[PackedEvent] = field(default_factory=list)
    disputed: list[Event] = field(default_factory=list)
    blocks: dict[str, Sequence[int]] = field(default_factory=dict)
    components: list[list[str]] = field(default_factory=list)


def _fused(  # noqa: PLR0917 - what fusing needs, in the order of the steps
    record: Record,
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    gazetteer: Gazetteer,
    decisions: EventDecisions,
    earlier: Mapping[str, Sequence[str]],
) -> _Fused:
    """Return the events of all claims. Only those of which a field is disputed, which checks look at, stay unpacked."""
    fused = _Fused()
    decided = {claim for pair in (*decisions.together, *decisions.apart) for claim in pair}
    open_: list[Event] = []
    disputed: list[tuple[int, Event]] = []

    def put(event: Event) -> None:
        if any(each.disputed for each in event.fields):
            disputed.append((len(fused.events), event))
        fused.events.append(packed_event(event))

    for component in happenings(claims, sources, gazetteer.get):
        fused.blocks.update(component.blocks)
        fused.components.append(list(component.blocks))
        for event in component.events:
            if decided.isdisjoint(event.claims):
                put(event)
            else:
                open_.append(event)
    for event in decide(open_, claims, sources, gazetteer.get, decisions):
        put(event)
    fused.events = keep_ids(record, fused.events, earlier)
    fused.disputed = [replace(event, id=fused.events[at].id) for at, event in disputed]
    return fused


def joined(components: Iterable[Sequence[str]], decisions: EventDecisions) -> list[list[str]]:
    """Return components of claim ids, those joined that people have put into one event."""
    groups = {at: list(component) for at, component in enumerate(components)}
    home = {claim: at for at, component in groups.items() for claim in component}
    for one, other in decisions.together:
        first, second = home.get(one), home.get(other)
        if first is None or second is None or first == second:
            continue
        for claim in groups[second]:
            home[claim] = first
        groups[first] += groups.pop(second)
    return list(groups.values())


def placed(
    claims: Iterable[Claim], record: Record, gazetteer: Gazetteer, edited: Collection[str]
) -> dict[tuple[str, str, int], str]:
    """Return what places mean that are not as they were read, by claim id, role and index.

    That is all with a user's layers, else those of the claims whose places people have ``edited``. ``claims`` are all
    of their documents, unlinked: a document's places are weighed together. Documents are read with the packaged
    gazetteer alone, so that what the record holds does not depend on when a layer was added; what the layers add or
    change is a conclusion. What a person writes means what it would in that document, else the likeliest place of
    exactly that name.
    """
    found: dict[tuple[str, str, int], str] = {}
    if not gazetteer.stamp and not edited:
        return found
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.place or claim.origin:
            told[claim.document].append(claim)
    for document in sorted(told):
        corrected = [claim for claim in told[document] if claim.id in edited]
        if not gazetteer.stamp and not corrected:
            continue
        answers = resolve_places(record.document(document), told[document], gazetteer)
        new = {
            (claim.id, role, index): filler.name
            for claim in corrected
            for role in sorted(PLACES)
            for index, filler in enumerate(getattr(claim, role))
            if filler.entity is None
        }
        found |= {key: place for key, place in answers.items() if gazetteer.stamp or key in new}
        for key in new.keys() - answers.keys():
            likely = gazetteer.lookup(new[key])
            if likely and same(likely[0].place.name, new[key]):
                found[key] = likely[0].place.id
    return found
