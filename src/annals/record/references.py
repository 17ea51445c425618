"""Reference lists of actors that a user adds: names that a list gives to one entry are one actor's."""

import json
from collections.abc import Collection
from datetime import datetime

from annals.errors import UsageError
from annals.record.database import Database
from annals.record.rows import day, moment, pack
from annals.resolve.actors_judged import ReferenceActor
from annals.types import ActorName


def store(
    db: Database,
    name: str,
    actors: Collection[ReferenceActor],
    *,
    source: str,
    form: str,
    person: str,
    now: datetime,
) -> None:
    """Store a list in the place of an earlier one of its name; see ``Record.import_actors``."""
    if not name.strip() or not person.strip():
        raise UsageError("a reference list needs a name, and the name of the person who adds it")
    with db.transaction():
        row = db.row("SELECT revision FROM reference_lists WHERE name = ?", (name,))
        db.run("DELETE FROM reference_actors WHERE list = ?", (name,))
        db.run(
            "INSERT OR REPLACE INTO reference_lists VALUES (?, ?, ?, ?, ?, ?)",
            (name, int(row[0]) + 1 if row else 1, source, form, moment(now), person),
        )
        db.many(
            "INSERT INTO reference_actors VALUES (?, ?, ?, ?)",
            (
                (name, actor.id, pack([[n.name, n.start, n.end] for n in actor.names]), actor.country)
                for actor in actors
            ),
        )
        db.run("INSERT OR REPLACE INTO meta VALUES ('stale', '1')")


def actors(db: Database) -> tuple[ReferenceActor, ...]:
    """Return the entries of all lists, by list and id."""
    rows = db.rows("SELECT list, id, names, country FROM reference_actors ORDER BY list, id")
    return tuple(
        ReferenceActor(
            listed, id_, tuple(ActorName(n, day(start), day(end)) for n, start, end in json.loads(names)), country
        )
        for listed, id_, names, country in rows
    )
