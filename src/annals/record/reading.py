"""Reading back what was read: documents, raw bytes, claims, failures, in an order that tells nothing of
the order in which they were stored: by day of publication (undated first), name, id, place in the text.
"""  # noqa: D205

import json
import zlib
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from annals.errors import RecordError
from annals.record.corrections import edited, edits
from annals.record.database import Database, Row
from annals.record.rows import (
    CLAIM_COLUMNS,
    DOCUMENT_COLUMNS,
    claim_from,
    day,
    document_from,
    pack,
    quantity_from,
)
from annals.types import Claim, Document, Failure, Filler, Quantity, Source

DOCUMENT_ORDER = "coalesce(d.published, ''), d.name, d.id"
# The columns of a claim, each of table c but for the document, which is given by its id.
_CLAIM = ", ".join("d.id" if name == "document" else f"c.{name}" for name in CLAIM_COLUMNS.split(", "))


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the record keeps about a document besides the document: when it was recorded, and its standing.

    ``recorded`` is an ISO time in UTC, ``current`` tells whether it is the version that counts, ``copy_of``
    is the id of the document of which it is a copy, ``rejected`` counts claims that broke the law of quotes.
    """

    id: str
    name: str
    publisher: str | None
    published: date | None
    recorded: str
    current: bool
    copy_of: str | None
    rejected: int


def documents(db: Database, *, current: bool) -> Iterator[Document]:
    """Yield documents one at a time."""
    where = "WHERE d.current" if current else ""
    found = db.rows(f"SELECT d.id FROM documents d {where} ORDER BY {DOCUMENT_ORDER}")  # noqa: S608
    for (id_,) in found:
        yield document(db, id_)


def document(db: Database, document_id: str) -> Document:
    """Return one document; raises ``RecordError`` when the record has none of that id."""
    with db.snapshot():
        row = db.row(f"SELECT key, {DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (document_id,))  # noqa: S608
        if row is None:
            raise RecordError(f"{db.path}: holds no document {document_id}; `annals export documents` lists them")
        blocks = db.rows('SELECT kind, start, "end" FROM blocks WHERE document = ? ORDER BY idx', row[:1])
        sentences = db.rows('SELECT start, "end", block FROM sentences WHERE document = ? ORDER BY key', row[:1])
    return document_from(row[1:], blocks, sentences)


def shelves(db: Database, *, version_key: str | None) -> tuple[Shelf, ...]:
    """Return the standing of all documents, or of all versions of one."""
    found = db.rows(
        "SELECT d.id, d.name, d.publisher, d.published, d.recorded, d.current, o.id, d.rejected"  # noqa: S608
        " FROM documents d LEFT JOIN copies c ON c.document = d.key LEFT JOIN documents o ON o.key = c.original"
        f" WHERE ? IS NULL OR d.version_key = ? ORDER BY {DOCUMENT_ORDER}",
        (version_key, version_key),
    )
    return tuple(
        Shelf(id_, name, publisher, day(published), recorded, bool(current), copy_of, rejected)
        for id_, name, publisher, published, recorded, current, copy_of, rejected in found
    )


def sources(db: Database, *, current: bool) -> dict[str, Source]:
    """Return what fusing needs to know of each document, by id."""
    return {
        shelf.id: Source(shelf.publisher, shelf.published, shelf.copy_of)
        for shelf in shelves(db, version_key=None)
        if shelf.current or not current
    }


def signatures(db: Database) -> dict[str, Sequence[int]]:
    """Return the sketch of every current document, by id, as arrays of 64 bits a number."""
    found = db.rows(f"SELECT d.id, d.signature FROM documents d WHERE d.current ORDER BY {DOCUMENT_ORDER}")  # noqa: S608
    return {id_: array("Q", json.loads(signature)) for id_, signature in found}


def raw(db: Database, sha256: str) -> bytes:
    """Return the bytes that a document was read from; raises ``RecordError`` for an unknown hash."""
    row = db.row("SELECT data FROM raw WHERE sha256 = ?", (sha256,))
    if row is None:
        raise RecordError(f"{db.path}: holds no raw bytes with the hash {sha256}")
    return zlib.decompress(row[0])


def failures(db: Database) -> tuple[Failure, ...]:
    """Return what could not be read, by source, step and message."""
    found = db.rows("SELECT source, step, error, message FROM failures ORDER BY source, step, message")
    return tuple(Failure(*row) for row in found)


def claims(
    db: Database,
    *,
    document: str | None,
    ids: Collection[str] | None,
    current: bool,
    linked: bool,
    corrected: bool,
) -> tuple[Claim, ...]:
    """Return claims; see ``Record.claims``."""
    where, values = _selection(document, ids, current=current)
    with db.snapshot():
        found = db.rows(
            f"SELECT c.key, {_CLAIM} FROM claims c JOIN documents d ON d.key = c.document"  # noqa: S608
            f' WHERE {where} ORDER BY {DOCUMENT_ORDER}, c.start, c."end", c.id',
            values,
        )
        fillers = _fillers(db, where, values)
        found_actors = _identities(db, where, values) if linked else {}
        quantities = _quantities(db, where, values)
        changes = edits(db) if corrected else {}
    none: dict[str, list[Filler]] = {}
    result = (claim_from(row[1:], fillers.get(row[0], none), quantities.get(row[0], ())) for row in found)
    # Conclusions count the fillers of the corrected claim, so corrections come before the actors found.
    kept = (edited(claim, changes[claim.id]) if claim.id in changes else claim for claim in result)
    return tuple(_linked(claim, found_actors.get(claim.id)) for claim in kept if claim is not None)


def _selection(document: str | None, ids: Collection[str] | None, *, current: bool) -> tuple[str, tuple[object, ...]]:
    """Return the condition that picks claims, over ``claims c`` and ``documents d``."""
    conditions: list[str] = []
    values: list[object] = []
    if document is not None:
        conditions.append("d.id = ?")
        values.append(document)
    if ids is not None:
        conditions.append("c.id IN (SELECT value FROM json_each(?))")
        values.append(pack(sorted(set(ids))))
    if current and document is None and ids is None:
        conditions.append("d.current")
    return " AND ".join(conditions) or "1", tuple(values)


def _identities(db: Database, where: str, values: tuple[object, ...]) -> dict[str, dict[tuple[str, int], str]]:
    """Return which actor the filler at (role, index) was found to be, by claim id."""
    found = db.rows(
        "SELECT c.id, i.role, i.idx, i.entity FROM claims c JOIN documents d ON d.key = c.document"  # noqa: S608
        f" JOIN identities i ON i.claim = c.key WHERE {where}",
        values,
    )
    result: dict[str, dict[tuple[str, int], str]] = defaultdict(dict)
    for claim, role, index, entity in found:
        result[claim][role, index] = entity
    return result


def _linked(claim: Claim, found: Mapping[tuple[str, int], str] | None) -> Claim:
    """Return a claim with the actors that its fillers were found to be."""
    if not found:
        return claim
    fillers: dict[str, list[Filler]] = {role: list(getattr(claim, role)) for role in {role for role, _ in found}}
    for (role, index), entity in found.items():
        if index < len(fillers[role]):
            fillers[role][index] = replace(fillers[role][index], entity=entity)
    changed: dict[str, Any] = {role: tuple(listed) for role, listed in fillers.items()}
    return replace(claim, **changed)


def _fillers(db: Database, where: str, values: tuple[object, ...]) -> dict[int, dict[str, list[Filler]]]:
    found = db.rows(
        'SELECT f.claim, f.role, f.name, f.mention, f.start, f."end", f.entity'  # noqa: S608
        " FROM claims c JOIN documents d ON d.key = c.document JOIN fillers f ON f.claim = c.key"
        f" WHERE {where} ORDER BY f.claim, f.role, f.idx",
        values,
    )
    result: dict[int, dict[str, list[Filler]]] = defaultdict(dict)
    known: dict[Any, Any] = {}
    for claim, role, name, mention, start, end, entity_id in found:
        texts: list[Any] = [
            known.setdefault(text, text) for text in (name, mention, entity_id)
        ]  # a million claims name few
        result[claim].setdefault(role, []).append(Filler(texts[0], texts[1], start, end, texts[2]))
    return result


def _quantities(db: Database, where: str, values: tuple[object, ...]) -> dict[int, list[Quantity]]:
    found: list[Row] = db.rows(
        'SELECT q.claim, q.measure, q.least, q.most, q."of", q.expression, q.at_start, q.at_end'  # noqa: S608
        " FROM claims c JOIN documents d ON d.key = c.document JOIN quantities q ON q.claim = c.key"
        f" WHERE {where} ORDER BY q.claim, q.idx",
        values,
    )
    result: dict[int, list[Quantity]] = defaultdict(list)
    for row in found:
        result[row[0]].append(quantity_from(row[1:]))
    return result
