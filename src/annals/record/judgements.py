"""People's judgements of which names are one actor's: rows of their own that outrank what is concluded from claims.

A judgement speaks of names, not of ids, for an actor's id may change when documents are added. The later of two
judgements on the same names holds; an undo takes one out, and can itself be undone.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

from annals.errors import RecordError, UsageError
from annals.ids import stable_id
from annals.names import fold
from annals.record.database import Database
from annals.record.rows import day as day_of
from annals.record.rows import day_text, moment, pack
from annals.resolve.actors_judged import Judgement

ACTIONS: Final = ("same", "different", "rename")


def judgements(db: Database) -> tuple[Judgement, ...]:
    """Return all judgements, in the order in which they were made."""
    rows = db.rows(
        "SELECT id, recorded, person, reason, action, names, others, day, subject FROM judgements ORDER BY recorded, id"
    )
    undoes: dict[str, list[str]] = {}
    for row in rows:
        if row[4] == "undo":
            undoes.setdefault(row[8], []).append(row[0])
    return tuple(
        Judgement(
            id=id_,
            recorded=recorded,
            person=person,
            reason=reason,
            action=action,
            names=tuple(json.loads(names)),
            others=tuple(json.loads(others)),
            day=day_of(day),
            subject=subject,
            active=_active(id_, undoes),
        )
        for id_, recorded, person, reason, action, names, others, day, subject in rows
    )


def _active(id_: str, undoes: Mapping[str, list[str]]) -> bool:
    """Tell whether no active undo stands against a judgement."""
    return not any(_active(undo, undoes) for undo in undoes.get(id_, ()))


def judge(
    db: Database,
    action: str,
    names: Collection[str],
    others: Collection[str],
    *,
    person: str,
    reason: str,
    now: datetime,
    day: date | None = None,
) -> str:
    """Store a judgement and return its id; see ``Record.judge``."""
    if action not in ACTIONS:
        raise UsageError(f"{action!r} is no judgement of names; use {', '.join(ACTIONS)}")
    if not all(map(fold, names)) or not all(map(fold, others)) or not names or not others:
        raise UsageError("a judgement needs names on both sides, each with a letter or digit")
    if action == "different" and set(map(fold, names)) & set(map(fold, others)):
        raise UsageError("one name cannot be two actors' by a judgement of names; the same name is on both sides")
    return _store(
        db, action, person=person, reason=reason, now=now, day=day, names=tuple(names), others=tuple(others)
    )  # fmt: skip


def undo(db: Database, judgement_id: str, *, person: str, reason: str, now: datetime) -> str:
    """Take back a judgement and return the id of the undo; see ``Record.unjudge``."""
    if db.row("SELECT 1 FROM judgements WHERE id = ?", (judgement_id,)) is None:
        raise RecordError(f"{db.path}: holds no judgement {judgement_id}; `annals actors list --judgements` lists them")
    return _store(db, "undo", person=person, reason=reason, now=now, subject=judgement_id)


def _store(
    db: Database,
    action: str,
    *,
    person: str,
    reason: str,
    now: datetime,
    names: tuple[str, ...] = (),
    others: tuple[str, ...] = (),
    day: date | None = None,
    subject: str | None = None,
) -> str:
    if not person.strip():
        raise UsageError("a judgement needs the name of the person who makes it")
    recorded = moment(now)
    id_ = stable_id("j", recorded, person, action, pack(names), pack(others), day, subject)
    with db.transaction():
        db.run(
            "INSERT OR IGNORE INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (id_, recorded, person, reason, action, pack(names), pack(others), day_text(day), subject),
        )
        db.run("INSERT OR REPLACE INTO meta VALUES ('stale', '1')")
    return id_
