"""Concluding from scratch: copies, actors, events, relations and disagreements from all current claims."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from annals.check import check
from annals.concluding.naming import name_blocks, named
from annals.concluding.steps import Entity, keep_ids, link, precedence, published, spoken_of
from annals.copies import bands, find_copies
from annals.decided import decide
from annals.fuse import happenings, relations
from annals.names import fold, same
from annals.record import Basis, EventDecisions, Record
from annals.resolve.actors import identify
from annals.resolve.places import Gazetteer, resolve_places
from annals.types import Claim


def conclude_all(record: Record, gazetteer: Gazetteer) -> None:
    """Conclude everything from all current claims and put it in the place of what was concluded before."""
    with record.snapshot():  # another process may add to the record meanwhile
        revision, sources = record.revision, record.sources()
        signatures, claims = record.signatures(), record.claims(linked=False)
        judgements, references = record.judgements(), record.reference_actors()
        decisions, earlier = record.event_decisions(), record.events_told()
        placed = _placed_by_layers(claims, record, gazetteer)
        claims = tuple(link(claim, placed) for claim in claims) if placed else claims
        placed |= _corrected_places(claims, record, gazetteer)
    order = {document: precedence(document, source) for document, source in sources.items()}
    copies = find_copies(signatures, order)
    sketched = {document: array("q", bands(sketch)) for document, sketch in signatures.items()}
    del signatures
    sources = {document: replace(source, copy_of=copies.get(document)) for document, source in sources.items()}
    # A copy names nobody anew: its unnamed parties are its original's, and its names count once with them.
    told = [replace(c, document=copies[c.document]) if c.document in copies else c for c in claims]
    actors = identify(told, published(sources), gazetteer, judgements, references)
    blocks = frozenset(
        (block, name) for name, forms in named(told).items() for block in name_blocks(name, forms, gazetteer)
    )
    blocks |= {
        ("country " + f.entity, fold(f.name))
        for claim in claims
        for f in (*claim.place, *claim.origin)
        if f.entity is not None and f.entity.startswith("country:")
    }
    del told
    entity: Entity = {**actors.entity, **placed}
    linked = [link(claim, entity) for claim in claims]
    del claims
    found = list(happenings(linked, sources, gazetteer.get))
    events = decide([e for c in found for e in c.events], linked, sources, gazetteer.get, decisions)
    events = tuple(keep_ids(record, events, earlier))
    related = relations(linked, sources, gazetteer.get)
    disagreements = check(
        linked, sources, events, related, gazetteer.get, texts=lambda document: record.document(document).text,
        divisions=gazetteer.regions, names={actor.id: actor.name for actor in actors.actors},
    )  # fmt: skip
    basis = Basis(
        sketched,
        blocks,
        {claim: numbers for component in found for claim, numbers in component.blocks.items()},
        joined([[c for e in component.events for c in e.claims] for component in found], decisions),
    )
    record.replace_conclusions(
        actors.actors, entity, events, related, disagreements, copies, spoken_of(linked, gazetteer),
        revision=revision, basis=basis, gazetteer=gazetteer.stamp,
    )  # fmt: skip


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


def _placed_by_layers(claims: Sequence[Claim], record: Record, gazetteer: Gazetteer) -> dict[tuple[str, str, int], str]:
    """Return what places mean with the user's layers, by claim id, role and index; empty without such layers.

    Documents are read with the packaged gazetteer alone, so that what the record holds does not depend on when a
    layer was added; what the layers add or change is a conclusion.
    """
    found: dict[tuple[str, str, int], str] = {}
    if not gazetteer.stamp:
        return found
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.place or claim.origin:
            told[claim.document].append(claim)
    for document in sorted(told):
        found.update(resolve_places(record.document(document), told[document], gazetteer))
    return found


def _corrected_places(claims: Sequence[Claim], record: Record, gazetteer: Gazetteer) -> dict[tuple[str, str, int], str]:
    """Return what the place names that people have put into claims mean, by claim id, role and index.

    The document's own words were resolved with their context; a corrected name has none, so it means what
    most claims of the record mean by it, else the likeliest place of exactly that name.
    """
    roles = ("place", "origin")
    edited = {claim for item in record.corrections() if item.active and item.field in roles for claim in item.claims}
    if not edited:
        return {}
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for filler in (filler for claim in claims for role in roles for filler in getattr(claim, role)):
        if filler.entity is not None:
            usual[fold(filler.name)][filler.entity] += 1
    found: dict[tuple[str, str, int], str] = {}
    for claim in (claim for claim in claims if claim.id in edited):
        for role in roles:
            for index, filler in enumerate(getattr(claim, role)):
                votes = usual.get(fold(filler.name))
                likely = [] if votes else gazetteer.lookup(filler.name)
                if filler.entity is None and votes:
                    found[claim.id, role, index] = min(votes, key=lambda place: (-votes[place], place))
                elif filler.entity is None and likely and same(likely[0].place.name, filler.name):
                    found[claim.id, role, index] = likely[0].place.id
    return found
