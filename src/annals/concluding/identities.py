"""Actors of one block of names: who they are, and which claims must be linked anew."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annals.concluding.naming import linked, name_blocks, named
from annals.concluding.steps import PLACES, Entity, known_sources, published
from annals.names import fold
from annals.record import Record
from annals.resolve.actors import identify
from annals.resolve.actors_homonyms import may_be_two
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


Load = Callable[[Iterable[str]], Sequence[Claim]]
"""Gives claims, by id, without the actors that they were found to name."""


def identified(
    record: Record,
    gazetteer: Gazetteer,
    touched: Sequence[Claim],
    *,
    load: Load,
    gone: Collection[str],
    homes: Collection[str],
    copies: Mapping[str, str | None],
    former: Sequence[Claim] = (),
    retold: Collection[str] = (),
    judged: Collection[str] = (),
    unspoken: Collection[str] = (),
    moved: Sequence[Claim] = (),
) -> Identified:
    """Return what the names of ``touched`` claims come to now.

    ``load`` gives claims as they count now; ``touched`` are such claims of documents that came, went or are told
    otherwise, among them all of the documents in ``homes``, whose unnamed parties are counted anew; ``gone`` are those
    that count no more; ``copies`` gives the original of each document for which that changed. ``retold`` are claims
    that people have corrected, ``former`` what these were before, ``judged`` folded names on which they have judged,
    ``unspoken`` all claims that they have rejected or whose places they have edited, ``moved`` the latter as they
    count.
    """
    written = named([*touched, *former])
    for filler in (f for claim in (*touched, *former) for f in (*claim.place, *claim.origin)):
        if filler.entity is not None and filler.entity.startswith("country:"):
            written.setdefault(fold(filler.name), set()).add(filler.name)
    blocks = {(block, name) for name, forms in written.items() for block in name_blocks(name, forms, gazetteer)}
    said = linked((), record.judgements(), record.reference_actors())
    start = {*written, *judged, *record.names_in({block for block, _ in blocks})}
    start |= {name for claim in (*touched, *former) for name in _unnamed(claim) if name in said}
    reach = _reach(record, touched, gone, start, load=load, former=former, said=said)
    rooms = _rooms(record, reach, said, copies) - set(homes)
    reach.claims |= {claim.id: claim for claim in load(_told_by(record, rooms, copies) - set(gone))}
    sources = known_sources(record, {claim.document for claim in (*reach.claims.values(), *touched)}, copies)
    told = [_told(claim, sources[claim.document].copy_of) for claim in reach.claims.values()]
    beside = [*_countries(record, reach.names, unspoken, moved), *_around(record, told, gone, copies, load)]
    drawn = identify(
        [*told, *beside], published(sources), gazetteer, record.judgements(), record.reference_actors()
    )  # fmt: skip
    before = record.identities_of({*reach.claims, *gone})
    inside = {
        (claim.id, role, index)
        for claim in (*told, *(_told(c, sources[c.document].copy_of) for c in touched if c.id in gone))
        for role, index, filler in parties(claim)
        if _within(claim, filler, reach.names, homes, rooms)
    }
    inside |= {place for place in before if place[0] in retold and place[1] not in PLACES}
    after = {place: entity for place, entity in before.items() if place not in inside and place[0] not in gone}
    after |= {place: entity for place, entity in drawn.entity.items() if place in inside}
    ids = {after[place] for place in inside if place in after}
    replaced = reach.actors | {before[place] for place in inside if place in before} | ids
    actors = tuple(actor for actor in drawn.actors if actor.id in ids)
    names = {actor.id: actor.name for actor in record.actors(replaced)}
    renamed = {actor.id for actor in actors if names.get(actor.id, actor.name) != actor.name}
    changed = {place[0] for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    changed |= {place[0] for place, entity in after.items() if entity in renamed}
    changed = (changed | set(retold)) - set(gone)
    kept = {place: entity for place, entity in after.items() if place[0] in changed}
    return Identified(frozenset(replaced), actors, frozenset(changed), kept, frozenset(blocks))


def _told(claim: Claim, copy_of: str | None) -> Claim:
    """Return a claim as told by its document's original."""
    return claim if copy_of is None else replace(claim, document=copy_of)


def _within(
    claim: Claim, filler: Filler, names: Collection[str], homes: Collection[str], rooms: Collection[str]
) -> bool:
    """Tell whether a party of a claim, as told, is of a name, or an unnamed party of a document, that is drawn anew.

    Of documents in ``rooms`` only those unnamed parties are that are called so.
    """
    key = key_of(claim, filler)
    if key is None or key[0] in homes:
        return key is not None
    return plain(key) in names and (not key[0] or key[0] in rooms)


def _unnamed(claim: Claim) -> set[str]:
    """Return what a claim calls parties without a name, folded."""
    keys = (key_of(claim, filler) for _, _, filler in parties(claim))
    return {plain(key) for key in keys if key is not None and key[0]}


def _rooms(
    record: Record, reach: Reach, said: Mapping[str, Collection[str]], copies: Mapping[str, str | None]
) -> set[str]:
    """Return the documents, originals for their copies, whose unnamed parties people or lists take for an actor."""
    found = {
        claim.document
        for claim in reach.claims.values()
        if any(name in said and name in reach.names for name in _unnamed(claim))
    }
    sources = known_sources(record, found, copies)
    return {sources[document].copy_of or document for document in found}


def _told_by(record: Record, documents: Collection[str], copies: Mapping[str, str | None]) -> frozenset[str]:
    """Return the ids of the claims of documents and of their copies, whose unnamed parties are the same."""
    if not documents:
        return frozenset()
    all_of_them = {*documents, *record.copies_of(documents), *(d for d, o in copies.items() if o in documents)}
    sources = known_sources(record, all_of_them, copies)
    return record.claims_in(d for d in all_of_them if d in documents or sources[d].copy_of in documents)


def _reach(
    record: Record,
    touched: Sequence[Claim],
    gone: Collection[str],
    start: Collection[str],
    *,
    load: Load,
    former: Sequence[Claim],
    said: Mapping[str, Collection[str]],
) -> Reach:
    """Return how far the names of ``touched`` claims reach, followed until nothing more is found.

    ``said`` are names of which people or lists speak together.
    """
    reach = Reach({claim.id: claim for claim in touched if claim.id not in gone})
    renamings = [claim for claim in (*touched, *former) if claim.type == "renaming"]
    frontier = set(start)
    while frontier:
        reach.names |= frontier
        actors = record.actors_named(frontier) - reach.actors
        reach.actors |= actors
        ids = record.claims_with(actors) - set(gone) - reach.claims.keys()
        loaded = load(ids)
        reach.claims |= {claim.id: claim for claim in loaded}
        renamings += [claim for claim in loaded if claim.type == "renaming"]
        spoken = linked(renamings, (), ())
        beside = {other for name in reach.names for other in (*said.get(name, ()), *spoken.get(name, ()))}
        frontier = {*record.names_of(actors), *record.names_sharing(frontier), *beside} - reach.names
    return reach


def _around(
    record: Record, told: Sequence[Claim], gone: Collection[str], copies: Mapping[str, str | None], load: Load
) -> list[Claim]:
    """Return a claim without parties for each place that a report names beside a claim that names none.

    Where the report is tells there which of two actors of one name it means (see ``actors_homonyms``).
    """
    bare = {
        claim.document
        for claim in told
        if not any(filler.entity for filler in (*claim.place, *claim.origin))
        and any(may_be_two(filler.name) for _, _, filler in parties(claim))
    }
    if not bare:
        return []
    documents = bare | record.copies_of(bare) | {id_ for id_, original in copies.items() if original in bare}
    sources = known_sources(record, documents, copies)
    ids = record.claims_in(id_ for id_ in documents if id_ in bare or sources[id_].copy_of in bare) - set(gone)
    return [
        Claim(f"{claim.id} {at}", sources[claim.document].copy_of or claim.document, "", "", "", 0, 0, "", (0, 0),
              place=(Filler("", entity=filler.entity),))
        for claim in load(ids)
        for at, filler in enumerate((*claim.place, *claim.origin))
        if filler.entity
    ]  # fmt: skip


def _countries(
    record: Record, names: Collection[str], unspoken: Collection[str], moved: Sequence[Claim]
) -> list[Claim]:
    """Return a claim without parties for each of the names that claims elsewhere give a country as a place by.

    Of the claims whose places people have edited those count that are ``moved``, as they are now.
    """
    words = record.country_words(names, rejected=unspoken)
    for claim in moved:
        for filler in (*claim.place, *claim.origin):
            if filler.entity is not None and filler.entity.startswith("country:") and fold(filler.name) in names:
                words[filler.name, filler.entity] = max(claim.id, words.get((filler.name, filler.entity), ""))
    return [
        Claim(f"{claim} ", "", "body", "control", "", 0, 0, "", (0, 0), place=(Filler(name, entity=country),))
        for (name, country), claim in sorted(words.items())
    ]
