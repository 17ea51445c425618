"""Actors of one block of names: who they are, and which claims must be linked anew."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annals.concluding.naming import linked, name_blocks, named
from annals.concluding.steps import Entity, known_sources, published
from annals.names import fold
from annals.record import Record
from annals.resolve.actors import identify
from annals.resolve.actors_joins import key_of, parties, plain
from annals.resolve.places import Gazetteer
from annals.types import Actor, Claim, Filler


@dataclass(frozen=True, slots=True)
class Identified:
    """The actors of the names that a change bears on, those that they replace, and the identities that change.

    ``entity`` holds all identities of the claims in ``claims``, whose links are others than before; ``blocks`` are
    pairs of a block and a folded name.
    """

    gone: frozenset[str]
    actors: tuple[Actor, ...]
    claims: frozenset[str]
    entity: Entity
    blocks: frozenset[tuple[str, str]]


@dataclass(slots=True)
class Reach:
    """How far a change of names reaches: folded names, the actors that bear one, and their claims, unlinked."""

    claims: dict[str, Claim]
    names: set[str] = field(default_factory=set)
    actors: frozenset[str] = frozenset()


def identified(
    record: Record,
    gazetteer: Gazetteer,
    touched: Sequence[Claim],
    *,
    gone: Collection[str],
    homes: Collection[str],
    copies: Mapping[str, str | None],
) -> Identified:
    """Return what the names of ``touched`` claims come to now.

    ``touched`` are unlinked claims of documents that came, went or are told otherwise, among them all of the documents
    in ``homes``, whose unnamed parties are counted anew; ``gone`` are those that count no more; ``copies`` gives the
    original of each document for which that changed.
    """
    written = named(touched)
    for filler in (f for claim in touched for f in (*claim.place, *claim.origin)):
        if filler.entity is not None and filler.entity.startswith("country:"):
            written.setdefault(fold(filler.name), set()).add(filler.name)
    blocks = {(block, name) for name, forms in written.items() for block in name_blocks(name, forms, gazetteer)}
    reach = _reach(record, touched, gone, {*written, *record.names_in({block for block, _ in blocks})})
    sources = known_sources(record, {claim.document for claim in (*reach.claims.values(), *touched)}, copies)
    told = [_told(claim, sources[claim.document].copy_of) for claim in reach.claims.values()]
    drawn = identify(
        [*told, *_countries(record, reach.names)], published(sources), gazetteer, record.judgements(),
        record.reference_actors(),
    )  # fmt: skip
    before = record.identities_of({*reach.claims, *gone})
    inside = {
        (claim.id, role, index)
        for claim in (*told, *(_told(c, sources[c.document].copy_of) for c in touched if c.id in gone))
        for role, index, filler in parties(claim)
        if _within(claim, filler, reach.names, homes)
    }
    after = {place: entity for place, entity in before.items() if place not in inside and place[0] not in gone}
    after |= {place: entity for place, entity in drawn.entity.items() if place in inside}
    ids = {after[place] for place in inside if place in after}
    replaced = reach.actors | {before[place] for place in inside if place in before} | ids
    actors = tuple(actor for actor in drawn.actors if actor.id in ids)
    names = {actor.id: actor.name for actor in record.actors(replaced)}
    renamed = {actor.id for actor in actors if names.get(actor.id, actor.name) != actor.name}
    changed = {place[0] for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    changed |= {place[0] for place, entity in after.items() if entity in renamed}
    changed -= set(gone)
    kept = {place: entity for place, entity in after.items() if place[0] in changed}
    return Identified(frozenset(replaced), actors, frozenset(changed), kept, frozenset(blocks))


def _told(claim: Claim, copy_of: str | None) -> Claim:
    """Return a claim as told by its document's original."""
    return claim if copy_of is None else replace(claim, document=copy_of)


def _within(claim: Claim, filler: Filler, names: Collection[str], homes: Collection[str]) -> bool:
    """Tell whether a party of a claim, as told, is of a name, or an unnamed party of a document, that is drawn anew."""
    key = key_of(claim, filler)
    return key is not None and (key[0] in homes if key[0] else plain(key) in names)


def _reach(record: Record, touched: Sequence[Claim], gone: Collection[str], start: Collection[str]) -> Reach:
    """Return how far the names of ``touched`` claims reach, followed until nothing more is found."""
    reach = Reach({claim.id: claim for claim in touched if claim.id not in gone})
    said = linked((), record.judgements(), record.reference_actors())
    renamings = [claim for claim in touched if claim.type == "renaming"]
    frontier = set(start)
    while frontier:
        reach.names |= frontier
        actors = record.actors_named(frontier) - reach.actors
        reach.actors |= actors
        ids = record.claims_with(actors) - set(gone) - reach.claims.keys()
        loaded = record.claims(ids=ids, linked=False)
        reach.claims |= {claim.id: claim for claim in loaded}
        renamings += [claim for claim in loaded if claim.type == "renaming"]
        spoken = linked(renamings, (), ())
        beside = {other for name in reach.names for other in (*said.get(name, ()), *spoken.get(name, ()))}
        frontier = {*record.names_of(actors), *record.names_sharing(frontier), *beside} - reach.names
    return reach


def _countries(record: Record, names: Iterable[str]) -> list[Claim]:
    """Return a claim without parties for each of the names that claims elsewhere give a country as a place by."""
    return [
        Claim(f"{claim} ", "", "body", "control", "", 0, 0, "", (0, 0), place=(Filler(name, entity=country),))
        for (name, country), claim in sorted(record.country_words(names).items())
    ]
