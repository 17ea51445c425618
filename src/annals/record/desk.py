"""What a page lists: counts, the busiest actors and places, what is in doubt; each asked for a page at a time.

Every question is one statement over an index or one pass over a narrow table, so that a record of a hundred
thousand claims is listed as fast as a small one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.record.concluding import places
from annals.record.corrections import edits
from annals.record.database import Database
from annals.record.reading import DOCUMENT_ORDER
from annals.record.rows import day, day_text, pack
from annals.record.settling import settled
from annals.types import Place


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who published how many of the current documents, and between which days; ``name`` is ``None`` where unknown."""

    name: str | None
    documents: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A current document in a list, with the number of its claims; ``copy`` tells that it copies another."""

    id: str
    name: str
    title: str | None
    publisher: str | None
    published: date | None
    recorded: str
    claims: int
    copy: bool


@dataclass(frozen=True, slots=True)
class Busy:
    """An actor or place with the number of claims or events that it takes part in."""

    id: str
    name: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that means nothing known: in how many claims it stands, and the first of them."""

    name: str
    claims: int
    example: str


@dataclass(frozen=True, slots=True)
class Brief:
    """An event in a list without its evidence: who took part, by role, and where, as names."""

    id: str
    type: str
    start: date | None
    end: date | None
    status: str
    parties: tuple[tuple[str, str, str], ...]


_CHOSEN: Final = (
    "(:types IS NULL OR v.type IN (SELECT value FROM json_each(:types)))"
    ' AND (:start IS NULL OR coalesce(v."end", v.start) >= :start)'
    ' AND (:end IS NULL OR coalesce(v.start, v."end") <= :end)'
)
"""The condition that an event ``v`` is of these types and may lie within these days."""


def _choice(types: Collection[str] | None, start: date | None, end: date | None) -> dict[str, object]:
    return {"types": None if types is None else pack(sorted(types)), "start": day_text(start), "end": day_text(end)}


class Desk:
    """Lists of a record that is open; made by ``Record.desk``."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # -------------------------------------------------------------------------------- what there is

    def publishers(self, limit: int) -> tuple[Publisher, ...]:
        """Return the publishers of current documents, those with most of them first."""
        found = self._db.rows(
            "SELECT publisher, count(*), min(published), max(published) FROM documents WHERE current"
            " GROUP BY publisher ORDER BY 2 DESC, coalesce(publisher, '') LIMIT ?",
            (limit,),
        )
        return tuple(Publisher(name, count, day(first), day(last)) for name, count, first, last in found)

    def publisher_count(self) -> int:
        """Return how many publishers the current documents name."""
        row = self._db.row("SELECT count(DISTINCT publisher) FROM documents WHERE current")
        return int(row[0]) if row else 0

    def span(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of any event."""
        row = self._db.row('SELECT (SELECT min(start) FROM events), (SELECT max("end") FROM events)')
        return (day(row[0]), day(row[1])) if row else (None, None)

    def months(self) -> tuple[tuple[str, int], ...]:
        """Return how many events each month has that are known to the month: ("2013-01", 12), in order."""
        found = self._db.rows(
            "SELECT substr(start, 1, 7), count(*) FROM events"
            ' WHERE start IS NOT NULL AND substr(start, 1, 7) = substr("end", 1, 7) GROUP BY 1 ORDER BY 1'
        )
        return tuple((month, count) for month, count in found)

    def busiest_actors(self, limit: int) -> tuple[Busy, ...]:
        """Return the named actors that most claims have, by number of claims."""
        found = self._db.rows(
            "SELECT a.id, a.name, a.kind, n.claims FROM (SELECT entity, count(DISTINCT claim) AS claims FROM identities"
            " WHERE role IN ('actor', 'target') GROUP BY entity) n JOIN actors a ON a.id = n.entity"
            " WHERE a.kind NOT IN ('unnamed', 'described') ORDER BY n.claims DESC, a.name, a.id LIMIT ?",
            (limit,),
        )
        return tuple(Busy(*row) for row in found)

    def busiest_places(self, limit: int) -> tuple[Busy, ...]:
        """Return the places where most events happened, whole countries left out, by number of events."""
        found = self._db.rows(
            "SELECT p.id, p.name, p.kind, n.events FROM (SELECT entity, count(DISTINCT event) AS events"
            " FROM event_entities WHERE role = 'place' GROUP BY entity) n JOIN places p ON p.id = n.entity"
            " WHERE p.kind <> 'country' ORDER BY n.events DESC, p.name, p.id LIMIT ?",
            (limit,),
        )
        return tuple(Busy(*row) for row in found)

    def documents(
        self, *, publisher: str | None = None, limit: int, offset: int = 0, latest: bool = False
    ) -> tuple[Listed, ...]:
        """Return current documents, the last published first, or with ``latest`` the last recorded first."""
        order = "d.recorded DESC, d.id" if latest else "coalesce(d.published, '') DESC, d.name, d.id"
        found = self._db.rows(
            "SELECT d.id, d.name, d.title, d.publisher, d.published, d.recorded,"  # noqa: S608 - one of two orders
            " (SELECT count(*) FROM claims c WHERE c.document = d.key),"
            " EXISTS (SELECT 1 FROM copies k WHERE k.document = d.key)"
            " FROM documents d WHERE d.current AND (:publisher IS NULL OR coalesce(d.publisher, '') = :publisher)"
            f" ORDER BY {order} LIMIT :limit OFFSET :offset",
            {"publisher": publisher, "limit": limit, "offset": offset},
        )
        return tuple(
            Listed(id_, name, title, source, day(published), recorded, claims, bool(copy))
            for id_, name, title, source, published, recorded, claims, copy in found
        )

    def document_count(self, publisher: str | None = None) -> int:
        """Return how many current documents there are, or are of one publisher ("" for none named)."""
        row = self._db.row(
            "SELECT count(*) FROM documents WHERE current AND (:name IS NULL OR coalesce(publisher, '') = :name)",
            {"name": publisher},
        )
        return int(row[0]) if row else 0

    def documents_named(self, name: str) -> tuple[str, ...]:
        """Return the ids of the documents of a name, current versions first."""
        found = self._db.rows("SELECT id FROM documents WHERE name = ? ORDER BY current DESC, id", (name,))
        return tuple(row[0] for row in found)

    def last_published(self) -> date | None:
        """Return the last day on which a current document was published."""
        row = self._db.row("SELECT max(published) FROM documents WHERE current")
        return day(row[0]) if row else None

    def mapped(
        self, *, types: Collection[str] | None, start: date | None, end: date | None
    ) -> tuple[tuple[Place, tuple[tuple[str, int], ...]], ...]:
        """Return each place with how many events of these days there were of each type, the busiest place first."""
        found = self._db.rows(
            "SELECT e.entity, v.type, count(DISTINCT v.id) FROM event_entities e JOIN events v ON v.id = e.event"  # noqa: S608
            f" WHERE e.role = 'place' AND {_CHOSEN} GROUP BY e.entity, v.type ORDER BY e.entity, 3 DESC, v.type",
            _choice(types, start, end),
        )
        counts: dict[str, list[tuple[str, int]]] = {}
        for place, type_, count in found:
            counts.setdefault(place, []).append((type_, count))
        known = places(self._db, set(counts))
        ordered = sorted(known, key=lambda p: (-sum(count for _, count in counts[p.id]), p.name, p.id))
        return tuple((place, tuple(counts[place.id])) for place in ordered)

    # ---------------------------------------------------------------------------------- events

    def events(self, ids: Collection[str], *, limit: int, offset: int = 0) -> tuple[str, ...]:
        """Return a stretch of these events in order of time, undated ones last."""
        found = self._db.rows(
            "SELECT id FROM events WHERE id IN (SELECT value FROM json_each(:ids))"
            ' ORDER BY coalesce(start, "end") IS NULL, coalesce(start, "end"), coalesce("end", start), id'
            " LIMIT :limit OFFSET :offset",
            {"ids": pack(sorted(ids)), "limit": limit, "offset": offset},
        )
        return tuple(row[0] for row in found)

    def all_events(
        self, *, types: Collection[str] | None, start: date | None, end: date | None, limit: int, offset: int = 0
    ) -> tuple[int, tuple[str, ...]]:
        """Return how many events there are of these types and days, and a stretch of them in order of time."""
        values = {**_choice(types, start, end), "limit": limit, "offset": offset}
        total = self._db.row(f"SELECT count(*) FROM events v WHERE {_CHOSEN}", values)  # noqa: S608
        found = self._db.rows(
            f"SELECT id FROM events v WHERE {_CHOSEN}"  # noqa: S608 - the condition below
            ' ORDER BY coalesce(start, "end") IS NULL, coalesce(start, "end"), coalesce("end", start), id'
            " LIMIT :limit OFFSET :offset",
            values,
        )
        return (int(total[0]) if total else 0), tuple(row[0] for row in found)

    def briefs(self, ids: Collection[str]) -> tuple[Brief, ...]:
        """Return events without their evidence, in order of time: parties are (role, id, name)."""
        chosen = (pack(sorted(ids)),)
        found = self._db.rows(
            'SELECT id, type, start, "end", status FROM events WHERE id IN (SELECT value FROM json_each(?))'
            ' ORDER BY coalesce(start, "end") IS NULL, coalesce(start, "end"), coalesce("end", start), id',
            chosen,
        )
        sides = self._db.rows(
            "SELECT e.event, e.role, e.entity, coalesce(a.name, p.name, e.entity) FROM event_entities e"
            " LEFT JOIN actors a ON a.id = e.entity LEFT JOIN places p ON p.id = e.entity"
            " WHERE e.event IN (SELECT value FROM json_each(?)) ORDER BY e.event, e.role, 4, e.entity",
            chosen,
        )
        parties: dict[str, list[tuple[str, str, str]]] = {}
        for event, role, entity, name in sides:
            parties.setdefault(event, []).append((role, entity, name))
        return tuple(
            Brief(id_, type_, day(start), day(end), status, tuple(parties.get(id_, ())))
            for id_, type_, start, end, status in found
        )

    def told_of(self, actors: Collection[str], known_by: date | None) -> dict[str, tuple[date | None, date | None]]:
        """Return for each of these actors the first and the last day that claims published by then tell of it."""
        found = self._db.rows(
            "SELECT i.entity, min(coalesce(c.time_start, c.time_end)), max(coalesce(c.time_end, c.time_start))"
            " FROM identities i JOIN claims c ON c.key = i.claim JOIN documents d ON d.key = c.document"
            " WHERE i.entity IN (SELECT value FROM json_each(:actors)) AND i.role IN ('actor', 'target') AND d.current"
            " AND c.status IN ('asserted', 'reported') AND (:known IS NULL OR d.published <= :known) GROUP BY i.entity",
            {"actors": pack(sorted(actors)), "known": day_text(known_by)},
        )
        return {actor: (day(first), day(last)) for actor, first, last in found}

    # --------------------------------------------------------------------------- disagreements

    def disagreement_counts(self) -> tuple[tuple[str, int, int], ...]:
        """Return for each check its name, its severity and how many open disagreements it found, worst first."""
        found = self._db.rows(
            'SELECT "check", severity, count(*) FROM disagreements WHERE id NOT IN (SELECT value FROM json_each(?))'
            ' GROUP BY "check", severity ORDER BY severity, 3 DESC, "check"',
            (pack(sorted(settled(self._db))),),
        )
        return tuple((check, severity, count) for check, severity, count in found)

    def disagreement_ids(
        self, *, check: str | None, severity: int | None, closed: bool, limit: int, offset: int = 0
    ) -> tuple[int, tuple[str, ...]]:
        """Return how many disagreements of a check or severity are open (or ``closed``), and a stretch, worst first."""
        where = (
            '(:check IS NULL OR "check" = :check) AND (:severity IS NULL OR severity = :severity)'
            " AND (id IN (SELECT value FROM json_each(:settled))) = :closed"
        )
        values = {
            "check": check, "severity": severity, "closed": int(closed), "limit": limit, "offset": offset,
            "settled": pack(sorted(settled(self._db))),
        }  # fmt: skip
        total = self._db.row(f"SELECT count(*) FROM disagreements WHERE {where}", values)  # noqa: S608
        found = self._db.rows(
            f"SELECT id FROM disagreements WHERE {where}"  # noqa: S608 - the condition above
            " ORDER BY severity, json_array_length(one_side) + json_array_length(other_side) DESC, id"
            " LIMIT :limit OFFSET :offset",
            values,
        )
        return (int(total[0]) if total else 0), tuple(row[0] for row in found)

    def latest_disagreements(self, limit: int) -> tuple[str, ...]:
        """Return the ids of the gravest open disagreements, the last published first."""
        found = self._db.rows(
            "SELECT x.id FROM disagreements x, json_each(x.one_side) s JOIN claims c ON c.id = s.value"
            " JOIN documents d ON d.key = c.document"
            " WHERE x.severity = (SELECT min(severity) FROM disagreements)"
            " AND x.id NOT IN (SELECT value FROM json_each(?))"
            " GROUP BY x.id ORDER BY max(coalesce(d.published, '')) DESC, x.id LIMIT ?",
            (pack(sorted(settled(self._db))), limit),
        )
        return tuple(row[0] for row in found)

    # ------------------------------------------------------------------------- what is in doubt

    def doubtful_claims(self, *, below: float, limit: int, offset: int = 0) -> tuple[int, tuple[str, ...]]:
        """Return how many current claims nobody decided on are surer than nothing but below a confidence, and some.

        The least certain first.
        """
        return self._undecided("c.confidence < :bound", "c.confidence, c.id", below, limit, offset)

    def doubtful_dates(self, *, limit: int, offset: int = 0) -> tuple[int, tuple[str, ...]]:
        """Return how many current claims have a time with a remark or other readings, and some, in their order."""
        condition = "c.timed AND (c.time_note IS NOT NULL OR coalesce(c.time_alternatives, '[]') <> '[]')"
        return self._undecided(condition, f"{DOCUMENT_ORDER}, c.start, c.id", None, limit, offset)

    def _undecided(
        self, condition: str, order: str, bound: float | None, limit: int, offset: int
    ) -> tuple[int, tuple[str, ...]]:
        source = (
            "FROM claims c JOIN documents d ON d.key = c.document"  # noqa: S608 - conditions of this module
            f" WHERE d.current AND {condition} AND c.id NOT IN (SELECT value FROM json_each(:decided))"
        )
        values = {"bound": bound, "limit": limit, "offset": offset, "decided": pack(sorted(edits(self._db)))}
        total = self._db.row(f"SELECT count(*) {source}", values)
        found = self._db.rows(f"SELECT c.id {source} ORDER BY {order} LIMIT :limit OFFSET :offset", values)
        return (int(total[0]) if total else 0), tuple(row[0] for row in found)

    def unresolved(self, roles: Collection[str], *, limit: int, offset: int = 0) -> tuple[int, tuple[Unresolved, ...]]:
        """Return how many names in these roles mean nothing known, and a stretch of them, the most frequent first."""
        source = (
            "FROM fillers f JOIN claims c ON c.key = f.claim JOIN documents d ON d.key = c.document"
            " WHERE d.current AND f.role IN (SELECT value FROM json_each(:roles)) AND f.entity IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM identities i"
            " WHERE i.claim = f.claim AND i.role = f.role AND i.idx = f.idx)"
            " AND c.id NOT IN (SELECT value FROM json_each(:decided))"
        )
        values = {
            "roles": pack(sorted(roles)), "limit": limit, "offset": offset, "decided": pack(sorted(edits(self._db))),
        }  # fmt: skip
        total = self._db.row(f"SELECT count(DISTINCT f.name) {source}", values)
        found = self._db.rows(
            f"SELECT f.name, count(DISTINCT c.id), min(c.id) {source}"
            " GROUP BY f.name ORDER BY 2 DESC, f.name LIMIT :limit OFFSET :offset",
            values,
        )
        return (int(total[0]) if total else 0), tuple(Unresolved(*row) for row in found)

    def claims_with(self, name: str, roles: Collection[str], *, limit: int) -> tuple[str, ...]:
        """Return the ids of current claims in which an unresolved name fills one of these roles."""
        found = self._db.rows(
            "SELECT DISTINCT c.id FROM fillers f JOIN claims c ON c.key = f.claim"
            " JOIN documents d ON d.key = c.document"
            " WHERE d.current AND f.name = ? AND f.role IN (SELECT value FROM json_each(?)) AND f.entity IS NULL"
            " ORDER BY c.id LIMIT ?",
            (name, pack(sorted(roles)), limit),
        )
        return tuple(row[0] for row in found)
