"""Questions about one day, or the days between two: which relations may hold, and who was last told of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.record import reading
from annals.record.corrections import edits
from annals.record.database import Database
from annals.record.rows import day, day_text, pack


@dataclass(frozen=True, slots=True)
class Told:
    """The last claim, by the day that was asked for, in which an actor takes part: ``said`` is its day."""

    actor: str
    claim: str
    said: date


def relations_between(
    db: Database, *, start: date | None, end: date | None, types: Collection[str] | None
) -> tuple[str, ...]:
    """Return the ids of relations that may hold on some day of these; an open side of either is no bar."""
    found = db.rows(
        "SELECT id FROM relations WHERE (:end IS NULL OR coalesce(start, '') <= :end)"
        " AND (:start IS NULL OR coalesce(\"end\", '9999') >= :start)"
        " AND (:types IS NULL OR type IN (SELECT value FROM json_each(:types))) ORDER BY id",
        {"start": day_text(start), "end": day_text(end), "types": None if types is None else pack(sorted(types))},
    )
    return tuple(row[0] for row in found)


def relations_turning(db: Database, *, start: date, end: date, types: Collection[str]) -> tuple[str, ...]:
    """Return the ids of relations that may begin or end from ``start`` to ``end``, whatever is known of them when.

    The interval of a relation lies between days that its claims name, so those are looked at too; and relations whose
    claims people have edited are always among them.
    """
    claimed = (
        "SELECT x.relation FROM claims c CROSS JOIN relation_claims x ON x.claim = c.key"
        " WHERE {0} AND x.part IN ('claims', 'began', 'ended')"
    )
    timed = claimed.format("(c.time_start BETWEEN :start AND :end OR c.time_end BETWEEN :start AND :end)")
    edited = claimed.format("c.id IN (SELECT value FROM json_each(:edited))")
    found = db.rows(
        "SELECT id FROM relations WHERE type IN (SELECT value FROM json_each(:types)) AND"  # noqa: S608 - the above
        ' (start BETWEEN :start AND :end OR "end" BETWEEN :start AND :end'
        f" OR id IN ({timed}) OR id IN ({edited})) ORDER BY id",
        {
            "start": start.isoformat(), "end": end.isoformat(), "types": pack(sorted(types)),
            "edited": pack(sorted(edits(db))),
        },
    )  # fmt: skip
    return tuple(row[0] for row in found)


def relations_to(db: Database, targets: Collection[str], *, type: str) -> tuple[str, ...]:
    """Return the ids of relations of a type with one of these targets."""
    found = db.rows(
        "SELECT id FROM relations WHERE target IN (SELECT value FROM json_each(?)) AND type = ? ORDER BY id",
        (pack(sorted(targets)), type),
    )
    return tuple(row[0] for row in found)


def renamed_between(db: Database, *, start: date, end: date) -> tuple[str, ...]:
    """Return the ids of actors of which a name begins from ``start`` to ``end``."""
    found = db.rows(
        "SELECT DISTINCT actor FROM actor_names WHERE start BETWEEN ? AND ? ORDER BY actor",
        (start.isoformat(), end.isoformat()),
    )
    return tuple(row[0] for row in found)


def strengths(db: Database, *, on: date, most: int) -> tuple[str, ...]:
    """Return the ids of the relations of strength of the actors, at most so many, last told one by a day."""
    found = db.rows(
        "SELECT id FROM relations WHERE type = 'strength' AND coalesce(start, '') <= :on AND source IN ("
        " SELECT source FROM relations WHERE type = 'strength' AND coalesce(start, '') <= :on"
        " GROUP BY source ORDER BY max(coalesce(start, '')) DESC, source LIMIT :most) ORDER BY id",
        {"on": on.isoformat(), "most": most},
    )
    return tuple(row[0] for row in found)


# The last day to which a claim speaks: its time's end; open-ended, its publication; undated, its publication.
LAST_SPOKEN: Final = "coalesce(c.time_end, max(c.time_start, coalesce(d.published, c.time_start)), d.published)"
FIRST_SPOKEN: Final = "coalesce(c.time_start, c.time_end, d.published)"


def last_told(db: Database, *, on: date, known_by: date | None) -> tuple[Told, ...]:
    """Return for each actor the last claim by ``on`` that has it as a party, by actor.

    Denials and plans do not count, nor what was published after ``known_by``. Claims whose values people have
    edited count with the edited ones.
    """
    changed = sorted(edits(db))
    rows = db.rows(
        f"SELECT entity, id, max(said) FROM ("  # noqa: S608 - constants of this module
        f" SELECT i.entity AS entity, c.id AS id, min({LAST_SPOKEN}, :on) AS said"
        " FROM identities i JOIN claims c ON c.key = i.claim JOIN documents d ON d.key = c.document"
        " WHERE i.role IN ('actor', 'target') AND d.current AND c.status IN ('asserted', 'reported')"
        f" AND {FIRST_SPOKEN} <= :on AND (:known IS NULL OR d.published <= :known)"
        " AND c.id NOT IN (SELECT value FROM json_each(:edited))"
        " ORDER BY id) GROUP BY entity ORDER BY entity",
        {"on": on.isoformat(), "known": day_text(known_by), "edited": pack(changed)},
    )
    found = {actor: Told(actor, claim, last) for actor, claim, text in rows if (last := day(text)) is not None}
    for told in _edited(db, changed, on, known_by):
        if told.actor not in found or (told.said, found[told.actor].claim) > (found[told.actor].said, told.claim):
            found[told.actor] = told
    return tuple(found[actor] for actor in sorted(found))


def _edited(db: Database, ids: Collection[str], on: date, known_by: date | None) -> list[Told]:
    """Return what the claims tell that people have edited."""
    if not ids:
        return []
    published = {row[0]: day(row[1]) for row in db.rows("SELECT id, published FROM documents WHERE current")}
    told = []
    for claim in reading.claims(db, document=None, ids=ids, current=True, linked=True, corrected=True):
        known = published.get(claim.document)
        if claim.document not in published or claim.status not in {"asserted", "reported"}:
            continue
        if known_by is not None and (known is None or known > known_by):
            continue
        start, end = (claim.time.start, claim.time.end) if claim.time else (None, None)
        first = start or end or known
        last = end or (max(start, known or start) if start else known)
        if first is not None and last is not None and first <= on:
            parties = {filler.entity for filler in (*claim.actor, *claim.target) if filler.entity}
            told += [Told(party, claim.id, min(last, on)) for party in sorted(parties)]
    return told
