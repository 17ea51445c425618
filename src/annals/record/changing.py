"""Writing conclusions block by block: what they rest on, and what a document that comes or goes changes in them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import numpy as np

from annals.record.blocked import key_map, moved
from annals.record.concluding import (
    write_actors,
    write_disagreements,
    write_events,
    write_names,
    write_places,
    write_relations,
    write_said_names,
)
from annals.record.database import Database
from annals.record.noted import as_text, noted
from annals.record.rows import pack
from annals.types import Actor, Disagreement, Event, Place, Relation

_BATCH = 10_000
_LISTED = "(SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Basis:
    """What conclusions rest on.

    ``documents`` are ids with the bands of their sketches, ``names`` pairs of a block and a folded name, ``blocks`` the
    numbers of each claim's blocks, ``components`` sets of claims that are fused together; claims are ids.
    """

    documents: Mapping[str, Sequence[int]] = field(default_factory=dict)
    names: Collection[tuple[str, str]] = ()
    blocks: Mapping[str, Sequence[int]] = field(default_factory=dict)
    components: Collection[Collection[str]] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be taken out of the conclusions, by id, and what takes its place.

    ``withdrawn`` are documents with the bands of their sketches; ``copies`` gives the original, or ``None``, of each
    document of which that changed; ``entity`` all identities of the claims in ``identified``; ``place_names`` are pairs
    of a place's id and what a new document calls it; ``unplaced`` are places to look at again, because a claim that
    named them may have been the last; ``forgotten`` are claims that count no more or otherwise, ``unspoken`` all that
    people have rejected or whose places they have edited, ``spoken`` the places of the latter, ``notes`` the notes that
    this takes into account.
    """

    basis: Basis
    withdrawn: Mapping[str, Sequence[int]]
    forgotten: Collection[str]
    copies: Mapping[str, str | None]
    actors_gone: Collection[str]
    actors: Collection[Actor]
    identified: Collection[str]
    entity: Mapping[tuple[str, str, int], str]
    events_gone: Collection[str]
    events: Collection[Event]
    relations_gone: Collection[str]
    relations: Collection[Relation]
    disagreements_gone: Collection[str]
    disagreements: Collection[Disagreement]
    places: Collection[Place]
    place_names: Collection[tuple[str, str]]
    unplaced: Collection[str]
    unspoken: Collection[str] = ()
    spoken: Collection[str] = ()
    notes: str = ""


def write_basis(db: Database, basis: Basis, keys: Mapping[str, int]) -> None:
    """Add what conclusions rest on; ``keys`` are the claims' keys by id."""
    documents = _keys(db, basis.documents)
    db.many("INSERT OR IGNORE INTO concluded VALUES (?)", sorted((key,) for key in documents.values()))
    bands = _in_order(basis.documents.values(), (documents[document] for document in basis.documents))
    db.many("INSERT OR IGNORE INTO sketch_bands VALUES (?, ?)", bands)
    db.many("INSERT OR IGNORE INTO name_blocks VALUES (?, ?)", sorted(basis.names))
    blocks = _in_order(basis.blocks.values(), (keys[claim] for claim in basis.blocks))
    db.many("INSERT OR IGNORE INTO claim_blocks VALUES (?, ?)", blocks)
    components = ([keys[claim] for claim in component] for component in basis.components)
    db.many(
        "INSERT OR REPLACE INTO claim_components VALUES (?, ?)",
        sorted((key, min(component)) for component in components for key in component),
    )


def _in_order(lists: Collection[Sequence[int]], owners: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield each number of each list with the list's owner, sorted: in the order of its rows a table grows fastest."""
    sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    numbers = np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=int(sizes.sum()))
    owned = np.repeat(np.fromiter(owners, dtype=np.int64, count=len(lists)), sizes)
    order = np.lexsort((owned, numbers))
    for first in range(0, len(order), _BATCH):
        part = order[first : first + _BATCH]
        yield from zip(numbers[part].tolist(), owned[part].tolist(), strict=True)


def index_disagreements(db: Database, disagreements: Iterable[Disagreement], keys: Mapping[str, int]) -> None:
    """Add which claims disagreements name."""
    db.many(
        "INSERT OR IGNORE INTO disagreement_claims VALUES (?, ?)",
        sorted((keys[claim], d.id) for d in disagreements for claim in {*d.one_side, *d.other_side}),
    )


def mark(db: Database, *, stale: bool, notes: str) -> None:
    """Note that conclusions were drawn, in blocks, from these notes of people."""
    db.run("INSERT OR REPLACE INTO meta VALUES ('stale', ?)", ("1" if stale else "0",))
    db.run("INSERT OR REPLACE INTO meta VALUES ('blocked', ?)", (notes,))
    db.run("INSERT OR REPLACE INTO meta SELECT 'drawn', 1 + coalesce((SELECT value FROM meta WHERE name = 'drawn'), 0)")


def change_conclusions(db: Database, change: Change, *, drawn: int) -> bool:
    """Apply a change; see ``Record.change_conclusions``."""
    with db.transaction():
        row = db.row("SELECT value FROM meta WHERE name = 'drawn'")
        if (int(row[0]) if row else 0) != drawn:
            return False
        _forget(db, change)
        named = {c for e in change.events for c in e.claims} | {k[0] for k in change.entity} | set(change.identified)
        named |= {c for r in change.relations for c in (*r.claims, *r.dissenters, *r.began, *r.ended)}
        named |= {c for d in change.disagreements for c in (*d.one_side, *d.other_side)}
        keys = key_map(db, named | set(change.basis.blocks) | {c for group in change.basis.components for c in group})
        write_basis(db, change.basis, keys)
        _write_copies(db, change.copies)
        write_actors(db, sorted(change.actors, key=lambda actor: actor.id))
        db.many(
            "INSERT INTO identities VALUES (?, ?, ?, ?)",
            sorted((keys[claim], role, index, found) for (claim, role, index), found in change.entity.items()),
        )
        _write_places(db, change)
        write_events(db, sorted(change.events, key=lambda event: event.id), keys)
        write_relations(db, sorted(change.relations, key=lambda relation: relation.id), keys)
        write_disagreements(db, change.disagreements)
        index_disagreements(db, change.disagreements, keys)
        added, gone, _ = moved(db)
        mark(db, stale=bool(added or gone) or as_text(noted(db)) != change.notes, notes=change.notes)
    return True


def _keys(db: Database, documents: Iterable[str]) -> dict[str, int]:
    """Return the keys of documents, by id."""
    return dict(db.rows(f"SELECT id, key FROM documents WHERE id IN {_LISTED}", (pack(sorted(documents)),)))  # noqa: S608


def _forget(db: Database, change: Change) -> None:
    """Take out what goes."""
    documents = _keys(db, change.withdrawn)
    db.many(
        "DELETE FROM sketch_bands WHERE band = ? AND document = ?",
        ((band, documents[document]) for document, bands in change.withdrawn.items() for band in bands),
    )
    db.many("DELETE FROM concluded WHERE document = ?", ((key,) for key in documents.values()))
    db.many("DELETE FROM copies WHERE document = ?", ((key,) for key in documents.values()))
    for table, ids in (
        ("disagreements", change.disagreements_gone),
        ("relations", change.relations_gone),
        ("events", change.events_gone),
    ):
        db.many(f"DELETE FROM {table} WHERE id = ?", ((id_,) for id_ in sorted(ids)))  # noqa: S608
    db.many("DELETE FROM names WHERE sort = 'actor' AND entity = ?", ((id_,) for id_ in sorted(change.actors_gone)))
    db.many("DELETE FROM actors WHERE id = ?", ((id_,) for id_ in sorted(change.actors_gone)))
    gone = key_map(db, (*change.forgotten, *change.identified))
    db.many("DELETE FROM identities WHERE claim = ?", ((key,) for key in sorted(gone.values())))
    db.many(
        "DELETE FROM claim_components WHERE claim = ?",
        ((gone[claim],) for claim in sorted(change.forgotten) if claim in gone),
    )


def _write_copies(db: Database, copies: Mapping[str, str | None]) -> None:
    db.many(
        "DELETE FROM copies WHERE document = (SELECT key FROM documents WHERE id = ?)",
        ((document,) for document in sorted(copies)),
    )
    db.many(
        "INSERT INTO copies SELECT c.key, o.key FROM documents c JOIN documents o ON c.id = ? AND o.id = ?",
        sorted((document, original) for document, original in copies.items() if original is not None),
    )


def _write_places(db: Database, change: Change) -> None:
    """Put in places that are new, and look again at those of claims that went: they may no longer be spoken of."""
    db.many("DELETE FROM names WHERE sort = 'place' AND entity = ?", ((id_,) for id_ in sorted(change.unplaced)))
    unspoken = pack(sorted(change.unspoken))
    for id_ in sorted(set(change.unplaced) - set(change.spoken)):
        if db.row(_SPOKEN, {"place": id_, "unspoken": unspoken}) is None:
            db.run("DELETE FROM places WHERE id = ?", (id_,))
    held: dict[str, str] = dict(db.rows(f"SELECT id, name FROM places WHERE id IN {_LISTED}", (_listed(change),)))  # noqa: S608
    new = [place for place in sorted(change.places, key=lambda p: p.id) if place.id not in held]
    write_places(db, new)
    write_names(db, "place", sorted(held.items()))
    write_said_names(db, {*change.unplaced, *(place.id for place in new)})
    known = {*held, *(place.id for place in new)}
    write_names(db, "place", sorted({(place, name) for place, name in change.place_names if place in known}))


_SPOKEN: Final = (
    "SELECT 1 FROM fillers f JOIN claims c ON c.key = f.claim JOIN documents d ON d.key = c.document"
    " LEFT JOIN identities i ON i.claim = f.claim AND i.role = f.role AND i.idx = f.idx"
    " WHERE f.entity = :place AND i.entity IS NULL AND f.role IN ('place', 'origin') AND d.current"
    " AND c.id NOT IN (SELECT value FROM json_each(:unspoken))"
    " UNION ALL SELECT 1 FROM identities i JOIN claims c ON c.key = i.claim JOIN documents d ON d.key = c.document"
    " WHERE i.entity = :place AND i.role IN ('place', 'origin') AND d.current"
    " AND c.id NOT IN (SELECT value FROM json_each(:unspoken)) LIMIT 1"
)
"""Whether a claim that counts still speaks of a place, as it was read or as a user's layer has it."""


def _listed(change: Change) -> str:
    named = {place for place, _ in change.place_names}
    return pack(sorted({*(place.id for place in change.places), *change.unplaced, *named}))
