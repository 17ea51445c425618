"""Writing and reading conclusions: actors, places, events, relations, disagreements, copies."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from annals.names import fold, key
from annals.record import reading
from annals.record.corrections import edits
from annals.record.database import Database, Row
from annals.record.packed import PackedEvent, text_of_fields
from annals.record.rows import day, day_text, fields_from, frozen, pack
from annals.types import ROLES, Actor, ActorName, Claim, Disagreement, Event, Evidence, NameJoin, Place, Relation

_TABLES = (
    "concluded", "sketch_bands", "name_blocks", "claim_blocks", "claim_components", "disagreement_claims",
    "copies", "disagreements", "relation_claims", "relations", "event_entities", "event_claims", "events",
    "identities", "names", "places", "actor_joins", "actor_names", "actors",
)  # fmt: skip
_PARTS = ("claims", "dissenters", "began", "ended")


@dataclass(frozen=True, slots=True)
class Totals:
    """What a record holds; documents, copies and claims are those of current versions."""

    documents: int
    copies: int
    claims: int
    actors: int
    events: int
    relations: int
    disagreements: int


def totals(db: Database) -> Totals:
    """Return how many of each the record holds."""
    row = db.row(
        "SELECT (SELECT count(*) FROM documents WHERE current = 1), (SELECT count(*) FROM copies),"
        " (SELECT count(*) FROM claims)"
        " - (SELECT count(*) FROM documents d CROSS JOIN claims c ON c.document = d.key WHERE d.current = 0),"
        " (SELECT count(*) FROM actors), (SELECT count(*) FROM events), (SELECT count(*) FROM relations),"
        " (SELECT count(*) FROM disagreements)"
    )
    return Totals(*(row or (0,) * 7))


def standing(db: Database) -> int:
    """Return how many documents, corrections, judgements and imports there are; none is ever taken away."""
    row = db.row(
        "SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM corrections)"
        " + (SELECT count(*) FROM judgements) + (SELECT coalesce(sum(revision), 0) FROM reference_lists)"
    )
    return int(row[0]) if row else 0


def replace_conclusions(
    db: Database,
    *,
    actors: Iterable[Actor],
    entity: Mapping[tuple[str, str, int], str],
    events: Iterable[Event | PackedEvent],
    relations: Iterable[Relation],
    disagreements: Iterable[Disagreement],
    copies: Mapping[str, str],
    places: Iterable[Place],
    revision: int | None,
    gazetteer: str = "",
    finish: Callable[[Mapping[str, int]], None] | None = None,
) -> None:
    """Put these conclusions in the place of all earlier ones; see ``Record.replace_conclusions``."""
    with db.unchecked(), db.transaction():
        behind = revision is not None and revision != standing(db)
        if behind and db.row("SELECT 1 FROM meta WHERE name = 'stale' AND value = '0'"):
            return  # another process has concluded from more than these rest on
        for table in _TABLES:
            db.run(f"DELETE FROM {table}")  # noqa: S608 - the tables above
        indexes = _without_indexes(db)
        write_actors(db, sorted(actors, key=lambda actor: actor.id))
        keys: dict[str, int] = {row[0]: row[1] for row in db.each("SELECT id, key FROM claims")}
        db.many("INSERT INTO identities VALUES (?, ?, ?, ?)", _identities(entity, keys))
        write_places(db, sorted(places, key=lambda place: place.id))
        write_said_names(db)
        write_events(db, sorted(events, key=lambda event: event.id), keys)
        db.run("DELETE FROM meta WHERE name = 'blocked'")
        write_relations(db, sorted(relations, key=lambda relation: relation.id), keys)
        write_disagreements(db, disagreements)
        db.many(
            "INSERT INTO copies SELECT c.key, o.key FROM documents c JOIN documents o ON c.id = ? AND o.id = ?",
            sorted(copies.items()),
        )
        db.run("INSERT OR REPLACE INTO meta VALUES ('stale', ?)", ("1" if behind else "0",))
        if finish is not None:
            finish(keys)
        for sql in indexes:
            db.run(sql)
        db.run("INSERT OR REPLACE INTO meta VALUES ('gazetteer', ?)", (gazetteer,))


def _without_indexes(db: Database) -> list[str]:
    """Take the indexes off the tables of conclusions and return what makes them again: faster than row by row."""
    tables = (pack(_TABLES),)
    found = db.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN (SELECT value FROM json_each(?)) ORDER BY name",
        tables,
    )
    for name, _ in found:
        db.run(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def _identities(entity: Mapping[tuple[str, str, int], str], keys: Mapping[str, int]) -> Iterator[Row]:
    """Yield the rows of ``identities`` in the order of the claims' keys, in which the table grows fastest."""
    found = list(entity.items())
    order = np.argsort(np.fromiter((_key(keys, claim) for claim, _, _ in entity), dtype=np.int64, count=len(found)))
    for at in order.tolist():
        (claim, role, index), actor = found[at]
        yield keys[claim], role, index, actor


def write_disagreements(db: Database, disagreements: Iterable[Disagreement]) -> None:
    """Add disagreements."""
    db.many(
        "INSERT INTO disagreements VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (d.id, d.check, d.severity, d.message, pack(d.one_side), pack(d.other_side), d.subject)
            for d in disagreements
        ),
    )


def _key(keys: Mapping[str, int], claim: str) -> int:
    try:
        return keys[claim]
    except KeyError:
        raise ValueError(f"a conclusion rests on the claim {claim}, which the record does not hold") from None


def write_actors(db: Database, actors: Collection[Actor]) -> None:
    """Add actors with their names."""
    db.many("INSERT INTO actors VALUES (?, ?, ?)", ((actor.id, actor.kind, actor.name) for actor in actors))
    db.many(
        "INSERT INTO actor_names VALUES (?, ?, ?, ?, ?, ?)",
        (
            (actor.id, index, name.name, day_text(name.start), day_text(name.end), pack(name.claims))
            for actor in actors
            for index, name in enumerate(actor.names)
        ),
    )
    db.many(
        "INSERT INTO actor_joins VALUES (?, ?, ?, ?, ?, ?)",
        (
            (actor.id, index, join.one, join.other, join.score, join.reason)
            for actor in actors
            for index, join in enumerate(actor.joins)
        ),
    )
    write_names(
        db, "actor", ((actor.id, name) for actor in actors for name in (actor.name, *(n.name for n in actor.names)))
    )


def write_places(db: Database, places: Collection[Place]) -> None:
    """Add places under their own names."""
    db.many(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((p.id, p.name, p.kind, p.latitude, p.longitude, p.country, p.region, p.population) for p in places),
    )
    write_names(db, "place", ((place.id, place.name) for place in places))


def write_said_names(db: Database, places: Collection[str] | None = None) -> None:
    """Let places (all, for ``None``) also be found under what current documents call them."""
    chosen, values = _among(places, "p.id")
    said = db.rows(
        "SELECT DISTINCT p.id, f.name FROM places p JOIN fillers f ON f.entity = p.id"  # noqa: S608
        f" JOIN claims c ON c.key = f.claim JOIN documents d ON d.key = c.document WHERE d.current AND {chosen}"
        " ORDER BY p.id, f.name",
        values,
    )
    write_names(db, "place", said)


def write_names(db: Database, sort: str, pairs: Iterable[Iterable[str]]) -> None:
    """Let actors or places (``sort``) be found under names, given as pairs of id and name."""
    db.many(
        "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?)",
        ((sort, fold(name), entity, name, key(name)) for entity, name in pairs),
    )


def write_events(db: Database, events: Collection[Event | PackedEvent], keys: Mapping[str, int]) -> None:
    """Add events with their claims and who takes part in them; ``keys`` are the claims' keys by id."""
    db.many(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
        ((e.id, e.type, day_text(e.start), day_text(e.end), e.status, text_of_fields(e)) for e in events),
    )
    db.many(
        "INSERT INTO event_claims VALUES (?, ?, ?)",
        ((event.id, index, _key(keys, claim)) for event in events for index, claim in enumerate(event.claims)),
    )
    corrected = sorted(edits(db))
    db.run(
        "INSERT OR IGNORE INTO event_entities SELECT coalesce(i.entity, f.entity), f.role, e.event"
        " FROM json_each(?) j CROSS JOIN event_claims e ON e.event = j.value JOIN fillers f ON f.claim = e.claim"
        " LEFT JOIN identities i ON i.claim = f.claim AND i.role = f.role AND i.idx = f.idx"
        " WHERE coalesce(i.entity, f.entity) IS NOT NULL"
        " AND e.claim NOT IN (SELECT key FROM claims WHERE id IN (SELECT value FROM json_each(?))) ORDER BY 1, 2, 3",
        (pack([event.id for event in events]), pack(corrected)),
    )
    claimed = {
        claim.id: claim
        for claim in reading.claims(db, document=None, ids=corrected, current=False, linked=True, corrected=True)
    }
    db.many(
        "INSERT OR IGNORE INTO event_entities VALUES (?, ?, ?)",
        (
            (filler.entity, role, event.id)
            for event in events
            for claim in event.claims
            if claim in claimed
            for role in ROLES
            for filler in getattr(claimed[claim], role)
            if filler.entity is not None
        ),
    )


def write_relations(db: Database, relations: Collection[Relation], keys: Mapping[str, int]) -> None:
    """Add relations with their claims; ``keys`` are the claims' keys by id."""
    db.many(
        "INSERT INTO relations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (r.id, r.type, r.source, r.target, day_text(r.start), day_text(r.end), r.status, int(r.disputed))
            for r in relations
        ),
    )
    db.many(
        "INSERT INTO relation_claims VALUES (?, ?, ?, ?)",
        (
            (relation.id, part, index, _key(keys, claim))
            for relation in relations
            for part in _PARTS
            for index, claim in enumerate(getattr(relation, part))
        ),
    )


# ------------------------------------------------------------------------------------------- reading


def _among(ids: Collection[str] | None, column: str = "id") -> tuple[str, tuple[str, ...]]:
    """Return the condition that picks rows by id, or all of them for ``None``."""
    if ids is None:
        return "1", ()
    return f"{column} IN (SELECT value FROM json_each(?))", (pack(sorted(set(ids))),)  # noqa: S608


def actors(db: Database, ids: Collection[str] | None) -> tuple[Actor, ...]:
    """Return actors by id."""
    where, values = _among(ids)
    chosen, _ = _among(ids, "actor")
    with db.snapshot():
        found = db.rows(f"SELECT id, kind, name FROM actors WHERE {where} ORDER BY id", values)  # noqa: S608
        named = db.rows(
            f'SELECT actor, name, start, "end", evidence FROM actor_names WHERE {chosen} ORDER BY actor, idx',  # noqa: S608
            values,
        )
        joined = db.rows(
            f"SELECT actor, one, other, score, reason FROM actor_joins WHERE {chosen} ORDER BY actor, idx",  # noqa: S608
            values,
        )
    names: dict[str, list[ActorName]] = defaultdict(list)
    for actor, name, start, end, evidence in named:
        names[actor].append(ActorName(name, day(start), day(end), tuple(json.loads(evidence))))
    joins: dict[str, list[NameJoin]] = defaultdict(list)
    for actor, *join in joined:
        joins[actor].append(NameJoin(*join))
    return tuple(Actor(id_, kind, name, tuple(names[id_]), tuple(joins[id_])) for id_, kind, name in found)


def places(db: Database, ids: Collection[str] | None) -> tuple[Place, ...]:
    """Return places by id."""
    where, values = _among(ids)
    return tuple(Place(*row) for row in db.rows(f"SELECT * FROM places WHERE {where} ORDER BY id", values))  # noqa: S608


def events(db: Database, ids: Collection[str] | None) -> tuple[Event, ...]:
    """Return events in order of time, undated ones last."""
    chosen, values = _among(ids, "e.event")
    with db.snapshot():
        found = _events(db, ids)
        claimed = db.rows(
            "SELECT e.event, c.id FROM event_claims e JOIN claims c ON c.key = e.claim"  # noqa: S608
            f" WHERE {chosen} ORDER BY e.event, e.idx",
            values,
        )
    claims: dict[str, list[str]] = defaultdict(list)
    for event, claim in claimed:
        claims[event].append(claim)
    return tuple(_event(row, tuple(claims[row[0]])) for row in found)


def happened(db: Database, ids: Collection[str]) -> tuple[tuple[Event, ...], dict[str, Claim], dict[str, Evidence]]:
    """Return events with their claims and evidence; see ``Questions.happened``."""
    with db.snapshot():
        found = _events(db, ids)
        claims, evidence, members = reading.told(db, ids)
    return tuple([_event(row, members[row[0]]) for row in found]), claims, evidence


def _events(db: Database, ids: Collection[str] | None) -> list[Row]:
    where, values = _among(ids)
    return db.rows(
        f'SELECT id, type, fields, start, "end", status FROM events WHERE {where}'  # noqa: S608
        ' ORDER BY coalesce(start, "end") IS NULL, coalesce(start, "end"), "end" IS NULL, "end", id',
        values,
    )


def _event(row: Row, claims: tuple[str, ...]) -> Event:
    id_, type_, fields, start, end, status = row
    return Event(id_, type_, claims, fields_from(fields), day(start), day(end), status)


def relations(db: Database, ids: Collection[str] | None) -> tuple[Relation, ...]:
    """Return relations by type, time and id."""
    where, values = _among(ids)
    chosen, _ = _among(ids, "r.relation")
    with db.snapshot():
        found = db.rows(
            f'SELECT id, type, source, target, start, "end", status, disputed FROM relations WHERE {where}'  # noqa: S608
            ' ORDER BY type, start IS NULL, start, "end" IS NULL, "end", id',
            values,
        )
        claimed = db.rows(
            "SELECT r.relation, r.part, c.id FROM relation_claims r JOIN claims c ON c.key = r.claim"  # noqa: S608
            f" WHERE {chosen} ORDER BY r.relation, r.part, r.idx",
            values,
        )
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for relation, part, claim in claimed:
        parts[relation, part].append(claim)
    return tuple(_relation(row, parts) for row in found)


def _relation(row: Row, parts: Mapping[tuple[str, str], list[str]]) -> Relation:
    id_, type_, source, target, start, end, status, disputed = row
    return Relation(
        id=id_,
        type=type_,
        source=source,
        target=target,
        start=day(start),
        end=day(end),
        status=status,
        disputed=bool(disputed),
        **{part: tuple(parts.get((id_, part), ())) for part in _PARTS},
    )


def disagreements(db: Database, ids: Collection[str] | None) -> tuple[Disagreement, ...]:
    """Return disagreements, worst first."""
    where, values = _among(ids)
    found = db.rows(
        f'SELECT id, "check", severity, message, one_side, other_side, subject FROM disagreements WHERE {where}'  # noqa: S608
        ' ORDER BY severity, "check", subject, message, id',
        values,
    )
    return tuple(
        Disagreement(id_, check, severity, message, frozen(json.loads(one)), frozen(json.loads(other)), subject)
        for id_, check, severity, message, one, other, subject in found
    )


def identities(db: Database) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Yield which actor each filler was found to be: ((claim id, role, index), entity id)."""
    found = db.rows(
        "SELECT c.id, i.role, i.idx, i.entity FROM identities i JOIN claims c ON c.key = i.claim"
        " ORDER BY c.id, i.role, i.idx"
    )
    for claim, role, index, entity in found:
        yield (claim, role, index), entity


def copies(db: Database) -> dict[str, str]:
    """Return which document is a copy of which, by id."""
    return dict(
        db.rows(
            "SELECT c.id, o.id FROM copies JOIN documents c ON c.key = copies.document"
            " JOIN documents o ON o.key = copies.original ORDER BY c.id"
        )
    )
