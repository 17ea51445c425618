"""Reading back what was read: documents, raw bytes, claims, failures, in an order that tells nothing of
the order in which they were stored: by day of publication (undated first), name, id, place in the text.
"""  # noqa: D205

import json
import zlib
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from sys import intern
from typing import Any, Final

from annals.errors import RecordError
from annals.record.corrections import Edits, edited, edits
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
from annals.types import Claim, Document, Evidence, Failure, Filler, Quantity, Source

DOCUMENT_ORDER = "coalesce(d.published, ''), d.name, d.id"
_CLAIM_ORDER = f'{DOCUMENT_ORDER}, c.start, c."end", c.id'
# The columns of a claim, each of table c but for the document, which is given by its id.
_CLAIM = ", ".join("d.id" if name == "document" else f"c.{name}" for name in CLAIM_COLUMNS.split(", "))


_BATCH = 10_000
"""How many claims are read at a time."""


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


def text(db: Database, document_id: str) -> str:
    """Return the text of a document; raises ``RecordError`` when the record has none of that id."""
    row = db.row("SELECT text FROM documents WHERE id = ?", (document_id,))
    if row is None:
        raise RecordError(f"{db.path}: holds no document {document_id}; `annals export documents` lists them")
    return str(row[0])


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
    where = "WHERE d.current" if current else ""
    found = db.each(
        "SELECT d.id, d.publisher, d.published, o.id FROM documents d LEFT JOIN copies c ON c.document = d.key"  # noqa: S608
        f" LEFT JOIN documents o ON o.key = c.original {where} ORDER BY {DOCUMENT_ORDER}"
    )
    return {
        intern(id_): Source(publisher and intern(publisher), day(published), copy_of)
        for id_, publisher, published, copy_of in found
    }


def signatures(db: Database) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the id and the sketch of every current document, one at a time."""
    for id_, signature in db.each("SELECT id, signature FROM documents WHERE current ORDER BY id"):
        yield id_, tuple(json.loads(signature))


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
    corrected: bool | Mapping[str, Edits],
) -> tuple[Claim, ...]:
    """Return claims; see ``Record.claims``."""
    if document is None and ids is None:
        return tuple(_all_claims(db, current=current, linked=linked, corrected=bool(corrected)))
    changes = edits(db) if corrected is True else corrected or {}
    return tuple(_claims(db, *_selection(document, ids), linked=linked, changes=changes))


def _all_claims(db: Database, *, current: bool, linked: bool, corrected: bool) -> Iterator[Claim]:
    """Yield all claims, some thousands at a time, so that their rows are never all in memory together."""
    where = "WHERE d.current" if current else ""
    with db.snapshot():
        changes = edits(db) if corrected else {}
        ordered = "SELECT c.key FROM claims c JOIN documents d ON d.key = c.document"
        keys = array("q", (row[0] for row in db.each(f"{ordered} {where} ORDER BY {_CLAIM_ORDER}")))
        for first in range(0, len(keys), _BATCH):
            chosen = pack(keys[first : first + _BATCH].tolist())
            yield from _claims(
                db, "c.key IN (SELECT value FROM json_each(?))", (chosen,), linked=linked, changes=changes
            )  # fmt: skip


def _claims(
    db: Database, where: str, values: tuple[object, ...], *, linked: bool, changes: Mapping[str, Edits]
) -> Iterator[Claim]:
    """Yield the claims that a condition picks, over ``claims c`` and ``documents d``."""
    return (claim for _, _, claim in _rows(db, where, values, linked=linked, changes=changes) if claim is not None)


def told(
    db: Database, events: Collection[str]
) -> tuple[dict[str, Claim], dict[str, Evidence], dict[str, tuple[str, ...]]]:
    """Return the claims of events as ``Record.claims`` has them, the evidence that each is, and each event's claims.

    By id; a claim that people have rejected is evidence only.
    """
    claims: dict[str, Claim] = {}
    evidence: dict[str, Evidence] = {}
    members: dict[str, list[tuple[int, str]]] = defaultdict(list)
    found = _rows(db, "1", (pack(sorted(events)),), linked=True, changes=edits(db), tables=_OF_EVENTS, ordered="")
    for row, roles, claim in found:
        id_ = row[1]
        if claim is not None:
            claims[id_] = claim
        name, publisher, published, event, at = row[25:]
        cited = tuple([filler.name for filler in roles["attribution"]]) if "attribution" in roles else ()
        evidence[id_] = Evidence(name, publisher, day(published), row[5], row[6], row[7], id_, row[11], cited)
        members[event].append((at, id_))
    return claims, evidence, {event: tuple([id_ for _, id_ in sorted(listed)]) for event, listed in members.items()}


_CLAIMS: Final = ("", "claims c JOIN documents d ON d.key = c.document")
_OF_EVENTS: Final = (
    ", x.event, x.idx",
    "json_each(?) j CROSS JOIN event_claims x ON x.event = j.value CROSS JOIN claims c ON c.key = x.claim"
    " CROSS JOIN documents d ON d.key = c.document",
)
"""Further columns, and where claims are looked for: all of them, or those of some events."""


def _rows(
    db: Database,
    where: str,
    values: tuple[object, ...],
    *,
    linked: bool,
    changes: Mapping[str, Edits],
    tables: tuple[str, str] = _CLAIMS,
    ordered: str = f"ORDER BY {_CLAIM_ORDER}",
) -> Iterator[tuple[Row, dict[str, list[Filler]], Claim | None]]:
    """Yield for each claim its row, its fillers by role as they were read, and the claim; ``None`` for a rejected one.

    A row has the claim's key, ``CLAIM_COLUMNS``, the document's name, publisher and day of publication, and what
    ``tables`` (see ``_CLAIMS``) adds.
    """
    with db.snapshot():
        found = db.rows(
            f"SELECT c.key, {_CLAIM}, d.name, d.publisher, d.published{tables[0]}"  # noqa: S608
            f" FROM {tables[1]} WHERE {where} {ordered}",
            values,
        )
        keys = pack([row[0] for row in found])
        fillers, actors = _fillers(db, keys, linked=linked, apart={row[0] for row in found if row[1] in changes})
        quantities = _quantities(db, keys)
    none: dict[str, list[Filler]] = {}
    for row in found:
        roles = fillers.get(row[0], none)
        claim: Claim | None = claim_from(row[1:], roles, quantities.get(row[0], ()))
        if row[1] in changes and claim is not None:
            # Conclusions count the fillers of the corrected claim, so corrections come before the actors found.
            claim = edited(claim, changes[row[1]])
            claim = claim and _linked(claim, actors.get(row[0]))
        yield row, roles, claim


def _selection(document: str | None, ids: Collection[str] | None) -> tuple[str, tuple[object, ...]]:
    """Return the condition that picks claims, over ``claims c`` and ``documents d``."""
    conditions: list[str] = []
    values: list[object] = []
    if document is not None:
        conditions.append("d.id = ?")
        values.append(document)
    if ids is not None:
        conditions.append("c.id IN (SELECT value FROM json_each(?))")
        values.append(pack(sorted(set(ids))))
    return " AND ".join(conditions), tuple(values)


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


def _fillers(
    db: Database, keys: str, *, linked: bool, apart: Collection[int]
) -> tuple[dict[int, dict[str, list[Filler]]], dict[int, dict[tuple[str, int], str]]]:
    """Return the fillers of claims by role, and of claims ``apart``, which are linked later, the actors found.

    ``keys`` is a list of the claims' keys as JSON; the actors stand by role and index.
    """
    actor, joined = "NULL", ""
    actors: dict[int, dict[tuple[str, int], str]] = defaultdict(dict)
    if linked:
        actor = "i.entity"
        joined = "LEFT JOIN identities i ON i.claim = f.claim AND i.role = f.role AND i.idx = f.idx"
        # A corrected claim may have more fillers than were read, so theirs are not looked up by what was read.
        for claim, role, index, who in db.rows(
            "SELECT claim, role, idx, entity FROM identities WHERE claim IN (SELECT value FROM json_each(?))",
            (pack(sorted(apart)),),
        ):
            actors[claim][role, index] = who
    found = db.rows(
        f'SELECT f.claim, f.role, f.idx, f.name, f.mention, f.start, f."end", f.entity, {actor}'  # noqa: S608
        f" FROM json_each(?) j CROSS JOIN fillers f ON f.claim = j.value {joined} ORDER BY f.claim, f.role, f.idx",
        (keys,),
    )
    result: dict[int, dict[str, list[Filler]]] = defaultdict(dict)
    for claim, role, _, name, mention, start, end, place, who in found:
        entity = place if who is None or claim in apart else who
        # A million claims name few.
        filler = Filler(intern(name), mention and intern(mention), start, end, entity and intern(entity))
        roles = result[claim]
        if role in roles:
            roles[role].append(filler)
        else:
            roles[role] = [filler]
    return result, actors


def _quantities(db: Database, keys: str) -> dict[int, list[Quantity]]:
    """Return the quantities of claims, of which ``keys`` lists the keys as JSON, by key."""
    found = db.rows(
        'SELECT claim, measure, least, most, "of", expression, at_start, at_end FROM quantities'
        " WHERE claim IN (SELECT value FROM json_each(?)) ORDER BY claim, idx",
        (keys,),
    )
    result: dict[int, list[Quantity]] = defaultdict(list)
    for row in found:
        result[row[0]].append(quantity_from(row[1:]))
    return result
