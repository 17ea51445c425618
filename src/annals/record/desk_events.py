"""Lists of events for a page: a stretch of them, without their sentences, by day, by place; as known by a day.

An event was known by a day when a claim of it was published by then.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.record.concluding import places
from annals.record.database import Database
from annals.record.rows import day, day_text, pack
from annals.types import Place

KNOWN: Final = (
    "(:known IS NULL OR EXISTS (SELECT 1 FROM event_claims k JOIN claims c ON c.key = k.claim"
    " JOIN documents d ON d.key = c.document WHERE k.event = v.id AND d.published <= :known))"
)
"""The condition that an event ``v`` was known by a day."""
_CHOSEN: Final = (
    "(:types IS NULL OR v.type IN (SELECT value FROM json_each(:types)))"  # noqa: S608 - the condition above
    ' AND (:start IS NULL OR coalesce(v."end", v.start) >= :start)'
    f' AND (:end IS NULL OR coalesce(v.start, v."end") <= :end) AND {KNOWN}'
)
"""The condition that an event ``v`` is of these types, may lie within these days, and was known."""
_AWAY: Final = (
    "%near%", "%close to%", "%outside%", "%around%", "%next to%", "%adjacent to%", "%vicinity%", "% k%m% of %",
    "% k%m% from %", "% mile% of %", "% mile% from %",
)  # fmt: skip
"""What a sentence that tells a distance from a place has in it, as patterns of LIKE."""
_ORDER: Final = 'coalesce(v.start, v."end") IS NULL, coalesce(v.start, v."end"), coalesce(v."end", v.start), v.id'


@dataclass(frozen=True, slots=True)
class Brief:
    """An event in a list without its evidence: who took part, by role, and where, as names."""

    id: str
    type: str
    start: date | None
    end: date | None
    status: str
    parties: tuple[tuple[str, str, str], ...]


class EventLists:
    """Lists of events; part of ``Desk``."""

    def __init__(self, database: Database, known_by: date | None) -> None:
        self._db = database
        self._known = day_text(known_by)

    def _choice(
        self, types: Collection[str] | None = None, start: date | None = None, end: date | None = None
    ) -> dict[str, object]:
        return {
            "types": None if types is None else pack(sorted(types)),
            "start": day_text(start),
            "end": day_text(end),
            "known": self._known,
        }

    def span(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of any event."""
        row = self._db.row(
            f'SELECT min(v.start), max(v."end") FROM events v WHERE {KNOWN}',  # noqa: S608 - the condition above
            {"known": self._known},
        )
        return (day(row[0]), day(row[1])) if row else (None, None)

    def months(self) -> tuple[tuple[str, int], ...]:
        """Return how many events each month has that are known to the month: ("2013-01", 12), in order."""
        found = self._db.rows(
            "SELECT substr(v.start, 1, 7), count(*) FROM events v"  # noqa: S608 - the condition above
            f' WHERE v.start IS NOT NULL AND substr(v.start, 1, 7) = substr(v."end", 1, 7) AND {KNOWN}'
            " GROUP BY 1 ORDER BY 1",
            {"known": self._known},
        )
        return tuple((month, count) for month, count in found)

    def mapped(
        self, *, types: Collection[str] | None, start: date | None, end: date | None
    ) -> tuple[tuple[Place, tuple[tuple[str, int], ...]], ...]:
        """Return each place with how many events of these days there were of each type, the busiest place first."""
        found = self._db.rows(
            f"WITH chosen AS MATERIALIZED (SELECT v.id, v.type FROM events v WHERE {_CHOSEN})"  # noqa: S608
            " SELECT e.entity, v.type, count(*) FROM chosen v CROSS JOIN event_entities e ON e.event = v.id"
            " WHERE e.role = 'place' GROUP BY e.entity, v.type ORDER BY e.entity, 3 DESC, v.type",
            self._choice(types, start, end),
        )
        counts: dict[str, list[tuple[str, int]]] = {}
        for place, type_, count in found:
            counts.setdefault(place, []).append((type_, count))
        known = places(self._db, set(counts))
        ordered = sorted(known, key=lambda p: (-sum(count for _, count in counts[p.id]), p.name, p.id))
        return tuple((place, tuple(counts[place.id])) for place in ordered)

    def told_away(
        self,
        *,
        types: Collection[str] | None,
        start: date | None,
        end: date | None,
        places: Collection[str] | None = None,
    ) -> tuple[tuple[str, str, str, str], ...]:
        """Return (place, event, words before the place's name, name) where those words may tell a distance from it.

        Of events of these types and days; of these places only, where some are given.
        """
        found = self._db.rows(
            f"WITH chosen AS MATERIALIZED (SELECT v.id FROM events v WHERE {_CHOSEN})"  # noqa: S608
            " SELECT DISTINCT f.entity, v.id, substr(c.quote, 1, f.start - c.start), coalesce(f.mention, f.name)"
            " FROM chosen v CROSS JOIN event_claims k ON k.event = v.id CROSS JOIN claims c ON c.key = k.claim"
            " CROSS JOIN fillers f ON f.claim = c.key AND f.role = 'place'"
            " AND f.entity IS NOT NULL AND f.start > c.start"
            " WHERE (:places IS NULL OR f.entity IN (SELECT value FROM json_each(:places)))"
            f" AND ({' OR '.join(f'c.quote LIKE {word!r}' for word in _AWAY)}) ORDER BY 1, 2, 3, 4",
            {**self._choice(types, start, end), "places": None if places is None else pack(sorted(places))},
        )
        return tuple((place, event, before, name) for place, event, before, name in found)

    def events(self, ids: Collection[str], *, limit: int, offset: int = 0) -> tuple[int, tuple[str, ...]]:
        """Return how many of these events were known, and a stretch of them in order of time, undated ones last."""
        found = self._db.rows(
            f"SELECT v.id FROM events v WHERE v.id IN (SELECT value FROM json_each(:ids)) AND {KNOWN}"  # noqa: S608
            f" ORDER BY {_ORDER}",
            {"ids": pack(sorted(ids)), "known": self._known},
        )
        return len(found), tuple(row[0] for row in found[offset : offset + limit])

    def all_events(
        self, *, types: Collection[str] | None, start: date | None, end: date | None, limit: int, offset: int = 0
    ) -> tuple[int, tuple[str, ...]]:
        """Return how many events there are of these types and days, and a stretch of them in order of time."""
        values = {**self._choice(types, start, end), "limit": limit, "offset": offset}
        total = self._db.row(f"SELECT count(*) FROM events v WHERE {_CHOSEN}", values)  # noqa: S608
        found = self._db.rows(
            f"SELECT v.id FROM events v WHERE {_CHOSEN} ORDER BY {_ORDER} LIMIT :limit OFFSET :offset",  # noqa: S608
            values,
        )
        return (int(total[0]) if total else 0), tuple(row[0] for row in found)

    def known_events(self, ids: Collection[str]) -> tuple[str, ...]:
        """Return which of these events were known, in order of time."""
        return tuple(ids) if self._known is None else self.events(ids, limit=len(ids))[1]

    def part_known(self, ids: Collection[str]) -> tuple[str, ...]:
        """Return which of these events rest on claims of which only some were known by the day."""
        if self._known is None:
            return ()
        found = self._db.rows(
            "SELECT x.event FROM json_each(:ids) j CROSS JOIN event_claims x ON x.event = j.value"
            " CROSS JOIN claims c ON c.key = x.claim CROSS JOIN documents d ON d.key = c.document"
            " GROUP BY x.event HAVING max(d.published <= :known IS 1) AND NOT min(d.published <= :known IS 1)"
            " ORDER BY x.event",
            {"ids": pack(sorted(ids)), "known": self._known},
        )
        return tuple(row[0] for row in found)

    def briefs(self, ids: Collection[str]) -> tuple[Brief, ...]:
        """Return events as they are known now, without evidence, in order of time: parties are (role, id, name)."""
        chosen = (pack(sorted(ids)),)
        found = self._db.rows(
            'SELECT id, type, start, "end", status FROM events WHERE id IN (SELECT value FROM json_each(?))'
            ' ORDER BY coalesce(start, "end") IS NULL, coalesce(start, "end"), coalesce("end", start), id',
            chosen,
        )
        named = self._db.rows("SELECT id, name FROM actors UNION ALL SELECT id, name FROM places")
        names: dict[str, str] = {id_: name for id_, name in named}  # noqa: C416 - says what the columns are
        sides = self._db.rows(
            "SELECT e.event, e.role, e.entity FROM json_each(?) j CROSS JOIN event_entities e ON e.event = j.value"
            " ORDER BY e.event, e.entity",
            chosen,
        )
        parties: dict[str, list[tuple[str, str, str]]] = {}
        for event, role, entity in sides:
            parties.setdefault(event, []).append((role, entity, names.get(entity) or str(entity)))
        return tuple(
            Brief(id_, type_, day(start), day(end), status, tuple(parties.get(id_, ())))
            for id_, type_, start, end, status in found
        )

    def told_of(self, actors: Collection[str]) -> dict[str, tuple[date | None, date | None]]:
        """Return for each of these actors the first and the last day that claims tell of it."""
        found = self._db.rows(
            "SELECT i.entity, min(coalesce(c.time_start, c.time_end)), max(coalesce(c.time_end, c.time_start))"
            " FROM identities i JOIN claims c ON c.key = i.claim JOIN documents d ON d.key = c.document"
            " WHERE i.entity IN (SELECT value FROM json_each(:actors)) AND i.role IN ('actor', 'target') AND d.current"
            " AND c.status IN ('asserted', 'reported') AND (:known IS NULL OR d.published <= :known) GROUP BY i.entity",
            {"actors": pack(sorted(actors)), "known": self._known},
        )
        return {actor: (day(first), day(last)) for actor, first, last in found}
