"""What conclusions rest on, block by block: the part of ``Record`` that finds what a document bears on."""

import json
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from annals.record.corrections import Edits
from annals.record.database import Database
from annals.record.noted import as_text, from_text, judged_names, noted
from annals.record.rows import day, day_text, pack
from annals.types import Source

_LISTED = "(SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Pending:
    """What changed since the conclusions were drawn: ids of documents that came to count, or count no longer.

    ``held`` is how many documents the conclusions rest on, ``drawn`` numbers the conclusions. ``corrected`` are the
    concluded claims that people have corrected otherwise since, ``edits`` what corrections came to before; ``decided``
    are claims of which they say otherwise which event they are, ``judged`` folded names of which they say otherwise
    whose they are. ``other`` tells that something else changed, so that all must be concluded anew: a list, an older
    program. ``notes`` are the notes that all this rests on, as text, ``now`` what corrections come to now.
    """

    added: tuple[str, ...]
    withdrawn: tuple[str, ...]
    held: int
    drawn: int
    other: bool
    corrected: frozenset[str] = frozenset()
    edits: Mapping[str, Edits] = field(default_factory=dict)
    decided: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()
    notes: str = ""
    now: Mapping[str, Edits] = field(default_factory=dict)

    def edited(self, *fields: str) -> frozenset[str]:
        """Return the claims of which people have given one of these fields another value."""
        return frozenset(claim for claim, changes in self.now.items() if changes.values.keys() & set(fields))

    @property
    def rejected(self) -> frozenset[str]:
        """Claims that people have rejected."""
        return frozenset(claim for claim, changes in self.now.items() if changes.rejected)


def moved(db: Database) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Return the documents that came to count since conclusions were drawn, those that count no longer, and the rest.

    The first two are ids, the last how many documents the conclusions rest on. A document that was read since has a
    greater key than all that were there; every one is looked at only where the numbers do not fit: an earlier version
    counts again.
    """
    gone = db.rows(
        "SELECT d.id FROM documents d CROSS JOIN concluded c ON c.document = d.key WHERE d.current = 0 ORDER BY d.id"
    )
    added = db.rows(
        "SELECT id FROM documents WHERE key > ifnull((SELECT max(document) FROM concluded), 0) AND +current = 1"
    )
    counts = db.row("SELECT (SELECT count(*) FROM documents WHERE current = 1), (SELECT count(*) FROM concluded)")
    current, held = counts or (0, 0)
    if current != held - len(gone) + len(added):
        added = db.rows("SELECT id FROM documents WHERE current = 1 AND key NOT IN (SELECT document FROM concluded)")
    return tuple(sorted(row[0] for row in added)), tuple(row[0] for row in gone), held


class Blocks:
    """What a record knows of the blocks that its conclusions were drawn in; ids that are unknown are passed over."""

    _db: Database

    def pending(self) -> Pending:
        """Return what changed since the conclusions were drawn."""
        db = self._db
        added, gone, held = moved(db)
        meta: dict[str, str] = dict(db.rows("SELECT name, value FROM meta WHERE name IN ('blocked', 'drawn')"))
        before, now = from_text(meta.get("blocked")), noted(db)
        old = now if before is None else before
        changed = {id_ for id_ in now.judged.keys() | old.judged.keys() if now.judged.get(id_) != old.judged.get(id_)}
        return Pending(
            added,
            gone,
            held,
            int(meta.get("drawn", 0)),
            before is None or before.lists != now.lists,
            self._concluded(now.touched(old)),
            old.edits,
            now.decided(old),
            judged_names(db, changed),
            as_text(now),
            now.edits,
        )

    def notes(self) -> str:
        """Return the notes in force, as text, for ``replace_conclusions``."""
        return as_text(noted(self._db))

    def _concluded(self, claims: Iterable[str]) -> frozenset[str]:
        """Return those of these claims that current documents make which conclusions rest on."""
        return self._ids(
            "SELECT c.id FROM claims c JOIN documents d ON d.key = c.document JOIN concluded k ON k.document = d.key"  # noqa: S608
            f" WHERE d.current AND c.id IN {_LISTED}", claims,
        )  # fmt: skip

    def counted(self, claims: Iterable[str]) -> frozenset[str]:
        """Return those of these claims that current documents make."""
        return self._ids(
            "SELECT c.id FROM claims c JOIN documents d ON d.key = c.document"  # noqa: S608
            f" WHERE d.current AND c.id IN {_LISTED}", claims,
        )  # fmt: skip

    # ----------------------------------------------------------------------------------- documents

    def sources_of(self, documents: Iterable[str]) -> dict[str, Source]:
        """Return publisher, day of publication and original of documents, by id."""
        found = self._db.rows(
            "SELECT d.id, d.publisher, d.published, o.id FROM documents d LEFT JOIN copies c ON c.document = d.key"  # noqa: S608
            f" LEFT JOIN documents o ON o.key = c.original WHERE d.id IN {_LISTED}",
            (_packed(documents),),
        )
        return {id_: Source(publisher, day(published), original) for id_, publisher, published, original in found}

    def signatures_of(self, documents: Iterable[str]) -> dict[str, Sequence[int]]:
        """Return the sketches of documents, by id, as arrays of 64 bits a number."""
        found = self._db.each(
            f"SELECT id, signature FROM documents WHERE id IN {_LISTED}",  # noqa: S608
            (_packed(documents),),
        )
        return {id_: array("Q", json.loads(signature)) for id_, signature in found}

    def documents_near(self, bands: Iterable[int], *, least: int = 1) -> frozenset[str]:
        """Return the ids of concluded documents whose sketches share so many of these bands."""
        found = self._db.rows(
            f"SELECT d.id FROM (SELECT document FROM sketch_bands WHERE band IN {_LISTED}"  # noqa: S608
            " GROUP BY document HAVING count(*) >= ?) b JOIN documents d ON d.key = b.document",
            (_packed(bands), least),
        )
        return frozenset(row[0] for row in found)

    def copies_of(self, documents: Iterable[str]) -> frozenset[str]:
        """Return the ids of the documents that are copies of these."""
        return self._ids(
            "SELECT d.id FROM copies c JOIN documents d ON d.key = c.document JOIN documents o ON o.key = c.original"  # noqa: S608
            f" WHERE o.id IN {_LISTED}", documents,
        )  # fmt: skip

    def claims_in(self, documents: Iterable[str]) -> frozenset[str]:
        """Return the ids of the claims of documents."""
        return self._ids(
            f"SELECT c.id FROM documents d JOIN claims c ON c.document = d.key WHERE d.id IN {_LISTED}",  # noqa: S608
            documents,
        )

    # --------------------------------------------------------------------------------------- names

    def names_sharing(self, names: Iterable[str]) -> frozenset[str]:
        """Return the folded names of actors that share a block with one of these."""
        blocks = self._db.rows(f"SELECT DISTINCT block FROM name_blocks WHERE name IN {_LISTED}", (_packed(names),))  # noqa: S608
        return self.names_in(row[0] for row in blocks)

    def names_in(self, blocks: Iterable[str]) -> frozenset[str]:
        """Return the folded names of actors in these blocks.

        Names that have initials in common share these with the abbreviation only: where neither ``blocks`` nor the
        record has that ("short x"), a block of initials ("initials x") joins nothing.
        """
        packed = _packed(blocks)
        found = self._db.rows(
            f"SELECT DISTINCT name FROM name_blocks WHERE block IN {_LISTED} AND (block NOT LIKE 'initials %'"  # noqa: S608
            f" OR 'short ' || substr(block, 10) IN {_LISTED}"
            " OR EXISTS (SELECT 1 FROM name_blocks s WHERE s.block = 'short ' || substr(name_blocks.block, 10)))",
            (packed, packed),
        )
        return frozenset(row[0] for row in found)

    def actors_named(self, names: Iterable[str]) -> frozenset[str]:
        """Return the ids of the actors that bear one of these folded names."""
        return self._ids(f"SELECT DISTINCT entity FROM names WHERE sort = 'actor' AND folded IN {_LISTED}", names)  # noqa: S608

    def names_of(self, actors: Iterable[str]) -> frozenset[str]:
        """Return the folded names of actors."""
        return self._ids(f"SELECT DISTINCT folded FROM names WHERE sort = 'actor' AND entity IN {_LISTED}", actors)  # noqa: S608

    def country_words(self, names: Iterable[str], *, rejected: Iterable[str] = ()) -> dict[tuple[str, str], str]:
        """Return which of these folded names current claims give a country as a place by: the last claim's id.

        By (name as written, country's id). Claims that people have ``rejected`` do not count.
        """
        found = self._db.rows(
            "SELECT f.name, f.entity, max(c.id) FROM names n JOIN fillers f ON f.entity = n.entity AND f.name = n.name"  # noqa: S608
            " JOIN claims c ON c.key = f.claim JOIN documents d ON d.key = c.document WHERE n.sort = 'place'"
            " AND n.entity LIKE 'country:%' AND f.role IN ('place', 'origin') AND d.current"
            f" AND n.folded IN {_LISTED} AND c.id NOT IN {_LISTED} GROUP BY 1, 2",
            (_packed(names), _packed(rejected)),
        )
        return {(name, entity): claim for name, entity, claim in found}

    def claims_with(
        self, entities: Iterable[str], types: Collection[str] | None = None, *, retyped: Iterable[str] = ()
    ) -> frozenset[str]:
        """Return the ids of the concluded claims (of these types) that name one of these actors as a party.

        Claims to which people have given another type (``retyped``) are of any type.
        """
        chosen = "" if types is None else f" AND (c.type IN {_LISTED} OR c.id IN {_LISTED})"
        found = self._db.rows(
            "SELECT DISTINCT c.id FROM identities i JOIN claims c ON c.key = i.claim"  # noqa: S608
            f" WHERE i.entity IN {_LISTED}{chosen}",
            (_packed(entities), *(() if types is None else (_packed(types), _packed(retyped)))),
        )
        return frozenset(row[0] for row in found)

    def identities_of(self, claims: Iterable[str]) -> dict[tuple[str, str, int], str]:
        """Return which actors the fillers of claims were found to be, by (claim id, role, index)."""
        found = self._db.rows(
            "SELECT c.id, i.role, i.idx, i.entity FROM claims c JOIN identities i ON i.claim = c.key"  # noqa: S608
            f" WHERE c.id IN {_LISTED}",
            (_packed(claims),),
        )
        return {(claim, role, index): entity for claim, role, index, entity in found}

    # -------------------------------------------------------------------------- events and relations

    def component_with(self, claims: Iterable[str]) -> frozenset[str]:
        """Return the ids of all claims of the components that these claims are in."""
        return self._ids(
            "SELECT DISTINCT c.id FROM claims a JOIN claim_components m ON m.claim = a.key"  # noqa: S608
            " JOIN claim_components o ON o.component = m.component JOIN claims c ON c.key = o.claim"
            f" WHERE a.id IN {_LISTED}", claims,
        )  # fmt: skip

    def claims_near(
        self, blocks: Iterable[int], first: date | None, last: date | None, *, retimed: Iterable[str] = ()
    ) -> frozenset[str]:
        """Return the ids of the claims in these blocks whose time may meet the days from ``first`` to ``last``.

        An open or unknown side on either side is no bar, nor is the time of a claim that people have ``retimed``.
        """
        found = self._db.rows(
            "SELECT DISTINCT c.id FROM claim_blocks b JOIN claim_components m ON m.claim = b.claim"
            " JOIN claims c ON c.key = b.claim WHERE b.block IN (SELECT value FROM json_each(:blocks))"
            " AND (c.time_start IS NULL OR c.time_end IS NULL OR"
            " ((:last IS NULL OR c.time_start <= :last) AND (:first IS NULL OR c.time_end >= :first))"
            " OR c.id IN (SELECT value FROM json_each(:retimed)))",
            {"blocks": _packed(blocks), "first": day_text(first), "last": day_text(last), "retimed": _packed(retimed)},
        )
        return frozenset(row[0] for row in found)

    def events_told(self, claims: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
        """Return the events that rest on one of these claims (on any, for ``None``) with all their claims, by id."""
        chosen = "1" if claims is None else (
            "e.event IN (SELECT x.event FROM event_claims x JOIN claims a ON a.key = x.claim"  # noqa: S608
            f" WHERE a.id IN {_LISTED})"
        )  # fmt: skip
        found = self._db.rows(
            "SELECT e.event, c.id FROM event_claims e JOIN claims c ON c.key = e.claim"  # noqa: S608
            f" WHERE {chosen} ORDER BY e.event, e.idx",
            () if claims is None else (_packed(claims),),
        )
        told: dict[str, list[str]] = defaultdict(list)
        for event, claim in found:
            told[event].append(claim)
        return {event: tuple(listed) for event, listed in told.items()}

    def has_events(self, events: Iterable[str]) -> frozenset[str]:
        """Return which of these ids are events'."""
        return self._ids(f"SELECT id FROM events WHERE id IN {_LISTED}", events)  # noqa: S608

    def relations_on(self, subjects: Iterable[tuple[str, str, str]]) -> frozenset[str]:
        """Return the ids of relations of these (type, source, target); an empty source stands for any."""
        return self._ids(
            "SELECT r.id FROM json_each(?) s JOIN relations r ON r.target = s.value ->> 2 AND r.type = s.value ->> 0"
            " WHERE s.value ->> 1 IN ('', r.source)", subjects,
        )  # fmt: skip

    def relations_between_any(self, parties: Collection[str], types: Collection[str] | None = None) -> frozenset[str]:
        """Return the ids of the relations (of these types) with both sides among ``parties``."""
        chosen = "" if types is None else f" AND type IN {_LISTED}"
        packed = _packed(parties)
        found = self._db.rows(
            f"SELECT id FROM relations WHERE source IN {_LISTED} AND target IN {_LISTED}{chosen}",  # noqa: S608
            (packed, packed, *(() if types is None else (_packed(types),))),
        )
        return frozenset(row[0] for row in found)

    def held_by_both(self, one: str, other: str) -> frozenset[str]:
        """Return the places that both of two parties are said to hold at some time."""
        found = self._db.rows(
            "SELECT DISTINCT a.target FROM relations a JOIN relations b ON b.target = a.target AND b.type = a.type"
            " WHERE a.type = 'control' AND a.source = ? AND b.source = ?",
            (one, other),
        )
        return frozenset(row[0] for row in found)

    def relations_of(self, parties: Iterable[str]) -> frozenset[str]:
        """Return the ids of the relations that one of these is a side of."""
        packed = _packed(parties)
        found = self._db.rows(
            f"SELECT id FROM relations WHERE source IN {_LISTED}"  # noqa: S608
            f" UNION SELECT id FROM relations WHERE target IN {_LISTED}",
            (packed, packed),
        )
        return frozenset(row[0] for row in found)

    def disagreements_on(self, claims: Iterable[str], subjects: Iterable[str]) -> frozenset[str]:
        """Return the ids of the disagreements that name one of these claims or are about one of these subjects."""
        found = self._db.rows(
            "SELECT x.disagreement FROM disagreement_claims x JOIN claims c ON c.key = x.claim"  # noqa: S608
            f" WHERE c.id IN {_LISTED} UNION SELECT id FROM disagreements WHERE subject IN {_LISTED}",
            (_packed(claims), _packed(subjects)),
        )
        return frozenset(row[0] for row in found)

    def _ids(self, sql: str, values: Iterable[object]) -> frozenset[str]:
        return frozenset(row[0] for row in self._db.rows(sql, (_packed(values),)))


def _packed(values: Iterable[object]) -> str:
    return pack(sorted(set(values)))  # type: ignore[type-var]


def key_map(db: Database, claims: Iterable[str]) -> Mapping[str, int]:
    """Return the keys of claims, by id."""
    return dict(db.rows(f"SELECT id, key FROM claims WHERE id IN {_LISTED}", (_packed(claims),)))  # noqa: S608
