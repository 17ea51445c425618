"""Disagreements that a person has settled, with who, when and why; a later row opens one again.

A settlement holds for the disagreement's id, which is made of the check and the claims of both sides: where a new
report takes a side it is another disagreement, and open.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from annals.errors import RecordError, UsageError
from annals.ids import stable_id
from annals.record.database import Database
from annals.record.rows import moment, pack


@dataclass(frozen=True, slots=True)
class Settlement:
    """Who settled (``open`` false) or reopened (true) a disagreement, when and why."""

    id: str
    recorded: str
    person: str
    reason: str
    open: bool
    disagreement: str


def settlements(db: Database) -> tuple[Settlement, ...]:
    """Return all settlements and reopenings, in the order in which they were made."""
    rows = db.rows("SELECT id, recorded, person, reason, open, disagreement FROM settlements ORDER BY recorded, id")
    return tuple(
        Settlement(id_, recorded, person, reason, bool(open_), x) for id_, recorded, person, reason, open_, x in rows
    )


def settled(db: Database) -> dict[str, Settlement]:
    """Return the settlement of each disagreement that is settled, by its id."""
    last = {item.disagreement: item for item in settlements(db)}
    return {id_: item for id_, item in last.items() if not item.open}


def settle(db: Database, disagreement: str, *, person: str, reason: str, now: datetime, open: bool = False) -> str:
    """Settle or reopen a disagreement and return the row's id; see ``Record.settle``."""
    if not person.strip():
        raise UsageError("settling needs the name of the person who does it")
    if not reason.strip():
        raise UsageError("settling needs a reason")
    if db.row("SELECT 1 FROM disagreements WHERE id = ?", (disagreement,)) is None:
        raise RecordError(f"{db.path}: holds no disagreement {disagreement}; `annals check` lists them")
    return keep(db, disagreement, person=person, reason=reason, now=now, open=open)


def keep(db: Database, disagreement: str, *, person: str, reason: str, now: datetime, open: bool) -> str:
    """Store a settlement or reopening and return its id; the disagreement need not be here (yet)."""
    recorded = moment(now)
    id_ = stable_id("s", recorded, person, open, disagreement)
    with db.transaction():
        db.run(
            "INSERT OR IGNORE INTO settlements VALUES (?, ?, ?, ?, ?, ?)",
            (id_, recorded, person, reason, int(open), disagreement),
        )
    return id_


def waiting(db: Database, ids: Collection[str]) -> int:
    """Return how many of these settlements are about a disagreement that is not here (yet)."""
    row = db.row(
        "SELECT count(*) FROM settlements WHERE id IN (SELECT value FROM json_each(?))"
        " AND disagreement NOT IN (SELECT id FROM disagreements)",
        (pack(sorted(ids)),),
    )
    return int(row[0]) if row else 0
