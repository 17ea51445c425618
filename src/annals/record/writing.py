"""Writing what was read: one transaction for each document, all of it or nothing."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from itertools import count

from annals.record.database import Database
from annals.record.rows import CLAIM_COLUMNS, DOCUMENT_COLUMNS, claim_row, document_row, filler_rows, moment
from annals.record.rows import quantity_rows as rows_of_quantities
from annals.record.versions import count_versions, withdrawn
from annals.types import NARRATIVE, Claim, Document, Failure, Reading

# The fastest level: pages of HTML shrink to a fifth with it, to a sixth with the slowest.
_ZLIB_LEVEL = 1


def add(db: Database, reading: Reading, claims: Sequence[Claim], *, now: datetime, rejected: int) -> bool:
    """Store a document with its claims; see ``Record.add``."""
    document = reading.document
    strangers = [claim.id for claim in claims if claim.document != document.id]
    if strangers:
        raise ValueError(f"{document.source}: claim {strangers[0]} is of another document")
    try:
        with db.transaction():
            db.run("DELETE FROM failures WHERE source = ?", (_clean(document.source),))
            if db.row("SELECT 1 FROM documents WHERE id = ?", (document.id,)):
                return False
            key = _add_document(db, reading, now=now, rejected=rejected)
            _add_sentences(db, key, document)
            _add_claims(db, key, claims)
            db.run("INSERT OR REPLACE INTO meta VALUES ('stale', '1')")
    except ValueError as error:
        raise ValueError(f"{_clean(document.source)}: {error}") from error
    return True


def _next_key(db: Database, table: str) -> int:
    row = db.row(f"SELECT coalesce(max(key), 0) + 1 FROM {table}")  # noqa: S608 - a table of this module
    return int(row[0]) if row else 1


def _add_document(db: Database, reading: Reading, *, now: datetime, rejected: int) -> int:
    document = reading.document
    if db.row("SELECT 1 FROM raw WHERE sha256 = ?", (document.raw_sha256,)) is None:
        data = zlib.compress(reading.raw, _ZLIB_LEVEL)
        db.run("INSERT INTO raw VALUES (?, ?, ?)", (document.raw_sha256, len(reading.raw), data))
    key = _next_key(db, "documents")
    values = (key, 0, moment(now), rejected, *document_row(document))
    db.run(
        f"INSERT INTO documents (key, current, recorded, rejected, {DOCUMENT_COLUMNS})"  # noqa: S608
        f" VALUES ({', '.join('?' * len(values))})",
        values,
    )
    count_versions(db, document.version_key, withdrawn(db))
    db.many(
        "INSERT INTO blocks VALUES (?, ?, ?, ?, ?)",
        ((key, index, block.kind, block.start, block.end) for index, block in enumerate(document.blocks)),
    )
    return key


def _add_sentences(db: Database, document_key: int, document: Document) -> None:
    first = _next_key(db, "sentences")
    rows = []
    words = []
    for key, sentence in zip(count(first), document.sentences):
        narrative = document.blocks[sentence.block].kind in NARRATIVE
        rows.append((key, document_key, sentence.block, int(narrative), sentence.start, sentence.end))
        if narrative:
            words.append((key, document.text[sentence.start : sentence.end]))
    db.many("INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?)", rows)
    db.many("INSERT INTO sentence_words (rowid, text) VALUES (?, ?)", words)


def _add_claims(db: Database, document_key: int, claims: Sequence[Claim]) -> None:
    keyed = list(zip(count(_next_key(db, "claims")), claims))
    marks = ", ".join("?" * (CLAIM_COLUMNS.count(",") + 2))
    db.many(
        f"INSERT INTO claims (key, {CLAIM_COLUMNS}) VALUES ({marks})",  # noqa: S608
        (claim_row(key, document_key, claim) for key, claim in keyed),
    )
    db.many(
        "INSERT INTO fillers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row for key, claim in keyed for row in filler_rows(key, claim)),
    )
    db.many(
        "INSERT INTO quantities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row for key, claim in keyed for row in rows_of_quantities(key, claim)),
    )


def fail(db: Database, failure: Failure, *, now: datetime) -> None:
    """Store a failure once; see ``Record.fail``."""
    values = [_clean(text) for text in (failure.source, failure.step, failure.error, failure.message)]
    with db.transaction():
        db.run("INSERT OR IGNORE INTO failures VALUES (?, ?, ?, ?, ?)", (*values, moment(now)))


def forget_failures(db: Database, source: str) -> None:
    """Remove what is recorded against a source; see ``Record.forget_failures``."""
    with db.transaction():
        db.run("DELETE FROM failures WHERE source = ?", (_clean(source),))


def _clean(text: str) -> str:
    """Return ``text`` with lone surrogates (file names that are not UTF-8) written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
