"""What a page lists: counts, the busiest actors and places, what is in doubt; each asked for a page at a time.

Every question is one statement over an index or one pass over a narrow table, so that a record of a hundred
thousand claims is listed as fast as a small one. A desk that is asked "as known by" a day lists what was published by
then: undated documents are left out.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.record.concluding import Totals
from annals.record.concluding import totals as all_totals
from annals.record.desk_doubts import DoubtLists, Unresolved
from annals.record.desk_events import KNOWN, Brief, EventLists
from annals.record.rows import day

__all__ = ["Brief", "Busy", "Desk", "Listed", "Publisher", "Unresolved"]

_KNOWN: Final = "(:known IS NULL OR d.published <= :known)"
"""The condition that a document ``d`` was published by a day."""


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


class Desk(EventLists, DoubtLists):
    """Lists of a record that is open, as known by a day where one is given; made by ``Record.desk``."""

    def known_by(self, known_by: date | None) -> "Desk":
        """Return the lists as they were known by a day, as they are for ``None``."""
        return Desk(self._db, known_by)

    # -------------------------------------------------------------------------------- what there is

    def totals(self) -> Totals:
        """Return how many of each the record holds, or of how many a claim was known."""
        if self._known is None:
            return all_totals(self._db)
        behind = "JOIN claims c ON c.key = {} JOIN documents d ON d.key = c.document WHERE d.published <= :known"
        row = self._db.row(
            f"SELECT (SELECT count(*) FROM documents d WHERE d.current AND {_KNOWN}),"  # noqa: S608
            f" (SELECT count(*) FROM copies k JOIN documents d ON d.key = k.document WHERE {_KNOWN}),"
            f" (SELECT count(*) FROM claims c JOIN documents d ON d.key = c.document WHERE d.current AND {_KNOWN}),"
            f" (SELECT count(DISTINCT i.entity) FROM identities i {behind.format('i.claim')}"
            " AND i.role IN ('actor', 'target')),"
            f" (SELECT count(DISTINCT x.event) FROM event_claims x {behind.format('x.claim')}),"
            f" (SELECT count(DISTINCT x.relation) FROM relation_claims x {behind.format('x.claim')}"
            " AND x.part IN ('claims', 'began'))",
            {"known": self._known},
        )
        documents, copies, claims, actors, events, relations = row or (0,) * 6
        return Totals(documents, copies, claims, actors, events, relations, self.disagreement_total())

    def publishers(self, limit: int) -> tuple[Publisher, ...]:
        """Return the publishers of current documents, those with most of them first."""
        found = self._db.rows(
            "SELECT publisher, count(*), min(published), max(published) FROM documents d"  # noqa: S608
            f" WHERE current AND {_KNOWN} GROUP BY publisher ORDER BY 2 DESC, coalesce(publisher, '') LIMIT :limit",
            {"known": self._known, "limit": limit},
        )
        return tuple(Publisher(name, count, day(first), day(last)) for name, count, first, last in found)

    def publisher_count(self) -> int:
        """Return how many publishers the current documents name."""
        row = self._db.row(
            f"SELECT count(DISTINCT publisher) FROM documents d WHERE current AND {_KNOWN}",  # noqa: S608
            {"known": self._known},
        )
        return int(row[0]) if row else 0

    def undated(self) -> int:
        """Return how many current documents are left out because no day of publication is known of them."""
        if self._known is None:
            return 0
        row = self._db.row("SELECT count(*) FROM documents WHERE current AND published IS NULL")
        return int(row[0]) if row else 0

    def busiest_actors(self, limit: int) -> tuple[Busy, ...]:
        """Return the named actors that most claims have, by number of claims."""
        past = (
            ""
            if self._known is None
            else "JOIN claims c ON c.key = i.claim JOIN documents d ON d.key = c.document AND d.published <= :known"
        )
        found = self._db.rows(
            "SELECT a.id, a.name, a.kind, n.claims FROM (SELECT entity, count(DISTINCT claim) AS claims"  # noqa: S608
            f" FROM identities i {past} WHERE i.role IN ('actor', 'target') GROUP BY entity) n"
            " JOIN actors a ON a.id = n.entity"
            " WHERE a.kind NOT IN ('unnamed', 'described') ORDER BY n.claims DESC, a.name, a.id LIMIT :limit",
            {"known": self._known, "limit": limit},
        )
        return tuple(Busy(*row) for row in found)

    def busiest_places(self, limit: int) -> tuple[Busy, ...]:
        """Return the places where most events happened, whole countries left out, by number of events."""
        known = KNOWN.replace("v.id", "e.event")
        found = self._db.rows(
            "SELECT p.id, p.name, p.kind, n.events FROM (SELECT entity, count(DISTINCT event) AS events"  # noqa: S608
            f" FROM event_entities e WHERE role = 'place' AND {known} GROUP BY entity) n"
            " JOIN places p ON p.id = n.entity"
            " WHERE p.kind <> 'country' ORDER BY n.events DESC, p.name, p.id LIMIT :limit",
            {"known": self._known, "limit": limit},
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
            f" AND {_KNOWN} ORDER BY {order} LIMIT :limit OFFSET :offset",
            {"publisher": publisher, "limit": limit, "offset": offset, "known": self._known},
        )
        return tuple(
            Listed(id_, name, title, source, day(published), recorded, claims, bool(copy))
            for id_, name, title, source, published, recorded, claims, copy in found
        )

    def document_count(self, publisher: str | None = None) -> int:
        """Return how many current documents there are, or are of one publisher ("" for none named)."""
        row = self._db.row(
            "SELECT count(*) FROM documents d"  # noqa: S608 - the condition above
            f" WHERE current AND (:name IS NULL OR coalesce(publisher, '') = :name) AND {_KNOWN}",
            {"name": publisher, "known": self._known},
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
