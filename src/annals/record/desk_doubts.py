"""Lists of what is in doubt: disagreements, worst first; claims, days and names that nobody has decided on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from annals.record.corrections import edits
from annals.record.database import Database
from annals.record.reading import DOCUMENT_ORDER
from annals.record.rows import pack
from annals.record.settling import settled

_SIDE: Final = (
    "EXISTS (SELECT 1 FROM json_each(x.{0}) s JOIN claims c ON c.id = s.value"
    " JOIN documents d ON d.key = c.document WHERE d.published <= :known)"
)
_KNOWN: Final = (
    f"(:known IS NULL OR ((x.one_side = '[]' OR {_SIDE.format('one_side')})"
    f" AND (x.other_side = '[]' OR {_SIDE.format('other_side')})))"
)
"""The condition that both sides of a disagreement ``x`` were known by a day, those that have claims."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that means nothing known: in how many claims it stands, and the first of them."""

    name: str
    claims: int
    example: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Two names that were taken for one actor's, and why; ``score`` is below 1 where no person has judged so."""

    actor: str
    actor_name: str
    one: str
    other: str
    score: float
    reason: str


class DoubtLists:
    """Lists of what is in doubt; part of ``Desk``."""

    _db: Database
    _known: str | None

    def disagreement_counts(self) -> tuple[tuple[str, int, int], ...]:
        """Return for each check its name, its severity and how many open disagreements it found, worst first."""
        found = self._db.rows(
            'SELECT "check", severity, count(*) FROM disagreements x'  # noqa: S608 - the condition above
            f" WHERE id NOT IN (SELECT value FROM json_each(:settled)) AND {_KNOWN}"
            ' GROUP BY "check", severity ORDER BY severity, 3 DESC, "check"',
            {"settled": pack(sorted(settled(self._db))), "known": self._known},
        )
        return tuple((check, severity, count) for check, severity, count in found)

    def disagreement_ids(
        self, *, check: str | None, severity: int | None, closed: bool, limit: int, offset: int = 0
    ) -> tuple[int, tuple[str, ...]]:
        """Return how many disagreements of a check or severity are open (or ``closed``), and a stretch, worst first."""
        where = (
            '(:check IS NULL OR "check" = :check) AND (:severity IS NULL OR severity = :severity)'  # noqa: S608
            " AND (id IN (SELECT value FROM json_each(:settled))) = :closed"
            f" AND {_KNOWN}"
        )
        values = {
            "check": check, "severity": severity, "closed": int(closed), "limit": limit, "offset": offset,
            "settled": pack(sorted(settled(self._db))), "known": self._known,
        }  # fmt: skip
        total = self._db.row(f"SELECT count(*) FROM disagreements x WHERE {where}", values)  # noqa: S608
        found = self._db.rows(
            f"SELECT id FROM disagreements x WHERE {where}"  # noqa: S608 - the condition above
            " ORDER BY severity, json_array_length(one_side) + json_array_length(other_side) DESC, id"
            " LIMIT :limit OFFSET :offset",
            values,
        )
        return (int(total[0]) if total else 0), tuple(row[0] for row in found)

    def disagreement_total(self) -> int:
        """Return how many disagreements there are, settled or not."""
        row = self._db.row(f"SELECT count(*) FROM disagreements x WHERE {_KNOWN}", {"known": self._known})  # noqa: S608
        return int(row[0]) if row else 0

    def latest_disagreements(self, limit: int) -> tuple[str, ...]:
        """Return the ids of the gravest open disagreements, the last published first."""
        found = self._db.rows(
            "WITH open AS (SELECT x.id, x.severity, x.one_side FROM disagreements x"  # noqa: S608
            f" WHERE x.id NOT IN (SELECT value FROM json_each(:settled)) AND {_KNOWN})"
            " SELECT x.id FROM open x, json_each(x.one_side) s JOIN claims c ON c.id = s.value"
            " JOIN documents d ON d.key = c.document WHERE x.severity = (SELECT min(severity) FROM open)"
            " AND (:known IS NULL OR d.published <= :known)"
            " GROUP BY x.id ORDER BY max(coalesce(d.published, '')) DESC, x.id LIMIT :limit",
            {"settled": pack(sorted(settled(self._db))), "known": self._known, "limit": limit},
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

    def joined_names(self, *, limit: int, offset: int = 0) -> tuple[int, tuple[Joined, ...]]:
        """Return how many pairs of names were joined that nobody has judged, and a stretch, the least sure first."""
        total = self._db.row("SELECT count(*) FROM actor_joins WHERE score < 1")
        found = self._db.rows(
            "SELECT a.id, a.name, j.one, j.other, j.score, j.reason FROM actor_joins j JOIN actors a ON a.id = j.actor"
            " WHERE j.score < 1 ORDER BY j.score, a.name, j.actor, j.idx LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return (int(total[0]) if total else 0), tuple(Joined(*row) for row in found)
