"""Questions to the record that go through an index: names, evidence, events, relations, words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.names import fold, key
from annals.record.database import Database
from annals.record.reading import DOCUMENT_ORDER
from annals.record.rows import day, day_text, pack
from annals.types import Evidence, Source

# Signs of the private use area, which no report holds, tell where the words were found.
_OPEN, _CLOSE = "\ue000", "\ue001"

_MOST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Named:
    """An actor or place that bears a name: its id and the name as it is written."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that was searched for: the sentence as evidence, and where in it the words are.

    ``marks`` are (start, end) offsets into the quote.
    """

    evidence: Evidence
    marks: tuple[tuple[int, int], ...]


def named(db: Database, sort: str, name: str) -> tuple[Named, ...]:
    """Return whoever has a name that folds as ``name`` does, by id."""
    return _named(db, "sort = ? AND folded = ?", (sort, fold(name)))


def has_entity(db: Database, sort: str, id_: str) -> bool:
    """Tell whether there is an actor or place (``sort``) of that id."""
    table = "actors" if sort == "actor" else "places"
    return db.row(f"SELECT 1 FROM {table} WHERE id = ?", (id_,)) is not None  # noqa: S608 - one of two tables


def sounding(db: Database, sort: str, name: str) -> tuple[Named, ...]:
    """Return whoever has a name with the transliteration key of ``name``, by id."""
    return _named(db, "sort = ? AND sound = ?", (sort, key(name)))


def containing(db: Database, sort: str, words: Sequence[str]) -> tuple[Named, ...]:
    """Return whoever has a name with all these folded words among its own, by id."""
    among = sorted(set(words))
    if len(among) > _MOST_WORDS:
        return ()  # no name is that long, and SQLite refuses so deep a condition
    condition = " AND ".join(["sort = ?", *["instr(' ' || folded || ' ', ?)"] * len(among)])
    return _named(db, condition, (sort, *(f" {word} " for word in among)))


def all_names(db: Database, sort: str) -> tuple[Named, ...]:
    """Return every name of that sort."""
    return _named(db, "sort = ?", (sort,))


def _named(db: Database, condition: str, values: tuple[str, ...]) -> tuple[Named, ...]:
    found = db.rows(f"SELECT entity, name FROM names WHERE {condition} ORDER BY entity, name", values)  # noqa: S608
    return tuple(Named(*row) for row in found)


def counts(db: Database, ids: Collection[str]) -> dict[str, tuple[int, int, int]]:
    """Return in how many claims, events and relations each actor or place takes part, by id."""
    result = {}
    for id_ in sorted(set(ids)):
        row = db.row(
            "SELECT (SELECT count(*) FROM (SELECT claim FROM identities WHERE entity = :id"
            " UNION SELECT f.claim FROM fillers f JOIN claims c ON c.key = f.claim"
            " JOIN documents d ON d.key = c.document WHERE f.entity = :id AND d.current)),"
            " (SELECT count(DISTINCT event) FROM event_entities WHERE entity = :id),"
            " (SELECT count(*) FROM relations WHERE source = :id OR target = :id)",
            {"id": id_},
        )
        result[id_] = (row[0], row[1], row[2]) if row else (0, 0, 0)
    return result


def evidence(db: Database, ids: Iterable[str]) -> dict[str, Evidence]:
    """Return the evidence that each claim is, by claim id, in order of publication, document and place in it."""
    chosen = (pack(sorted(set(ids))),)
    with db.snapshot():
        found = db.rows(
            'SELECT c.key, c.id, d.name, d.publisher, d.published, c.quote, c.start, c."end", c.status'  # noqa: S608
            " FROM claims c JOIN documents d ON d.key = c.document"
            " WHERE c.id IN (SELECT value FROM json_each(?))"
            f' ORDER BY {DOCUMENT_ORDER}, c.start, c."end", c.id',
            chosen,
        )
        cited = db.rows(
            "SELECT f.claim, f.name FROM claims c JOIN fillers f ON f.claim = c.key AND f.role = 'attribution'"
            " WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY f.claim, f.idx",
            chosen,
        )
    attribution: dict[int, list[str]] = defaultdict(list)
    for claim, name in cited:
        attribution[claim].append(name)
    return {
        id_: Evidence(
            document, publisher, day(published), quote, start, end, id_, status, tuple(attribution.get(claim, ()))
        )
        for claim, id_, document, publisher, published, quote, start, end, status in found
    }


def called(db: Database, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return what actors and places are called, and of what kind each is, by id."""
    found = db.rows(
        "SELECT a.id, a.name, a.kind FROM json_each(:ids) j CROSS JOIN actors a ON a.id = j.value"
        " UNION ALL SELECT p.id, p.name, p.kind FROM json_each(:ids) j CROSS JOIN places p ON p.id = j.value",
        {"ids": pack(sorted(ids))},
    )
    return {id_: (name, kind) for id_, name, kind in found}


def sources_among(db: Database, ids: Collection[str]) -> dict[str, Source]:
    """Return what fusing needs to know of these documents, and of those that they are copies of, by id."""
    found = db.rows(
        "WITH RECURSIVE chain (key) AS (SELECT key FROM documents WHERE id IN (SELECT value FROM json_each(?))"
        " UNION SELECT c.original FROM chain JOIN copies c ON c.document = chain.key)"
        " SELECT d.id, d.publisher, d.published, o.id FROM chain JOIN documents d ON d.key = chain.key"
        " LEFT JOIN copies c ON c.document = d.key LEFT JOIN documents o ON o.key = c.original ORDER BY d.id",
        (pack(sorted(ids)),),
    )
    return {id_: Source(publisher, day(published), copy_of) for id_, publisher, published, copy_of in found}


def sentence_around(db: Database, claim_id: str) -> str | None:
    """Return the sentence that holds a claim's quote, or ``None`` when the quote spans none."""
    row = db.row(
        'SELECT d.text, s.start, s."end" FROM claims c JOIN documents d ON d.key = c.document'
        ' JOIN sentences s ON s.document = c.document AND s.start <= c.start AND s."end" >= c."end"'
        " WHERE c.id = ? ORDER BY s.start DESC LIMIT 1",
        (claim_id,),
    )
    return None if row is None else str(row[0])[row[1] : row[2]]


def sentence_with(db: Database, document_id: str, words: str) -> Evidence | None:
    """Return the first sentence of a document that has ``words`` in it, as evidence."""
    row = db.row("SELECT key, name, publisher, published, text FROM documents WHERE id = ?", (document_id,))
    if row is None:
        return None
    document, name, publisher, published, text = row
    spans = db.rows('SELECT start, "end" FROM sentences WHERE document = ? AND narrative ORDER BY start', (document,))
    for start, end in spans:
        if words in text[start:end]:
            return Evidence(name, publisher, day(published), text[start:end], start, end)
    return None


def claims_of(
    db: Database, entity: str, *, types: Collection[str] | None = None, roles: Collection[str] | None = None
) -> tuple[str, ...]:
    """Return the ids of the current claims in which an actor or place fills a role, by document order."""
    found = db.rows(
        "SELECT DISTINCT c.id FROM (SELECT claim, role FROM identities WHERE entity = :entity"  # noqa: S608
        " UNION SELECT claim, role FROM fillers WHERE entity = :entity) f"
        " JOIN claims c ON c.key = f.claim JOIN documents d ON d.key = c.document WHERE d.current"
        " AND (:types IS NULL OR c.type IN (SELECT value FROM json_each(:types)))"
        " AND (:roles IS NULL OR f.role IN (SELECT value FROM json_each(:roles)))"
        f' ORDER BY {DOCUMENT_ORDER}, c.start, c."end", c.id',
        {"entity": entity, "types": _list(types), "roles": _list(roles)},
    )
    return tuple(row[0] for row in found)


def claims_naming(db: Database, entity: str, name: str) -> tuple[str, ...]:
    """Return the ids of the first current claims that call an actor or place by a name, by document order."""
    found = db.rows(
        "SELECT DISTINCT c.id FROM (SELECT claim, role, idx FROM identities WHERE entity = :entity"  # noqa: S608
        " UNION SELECT claim, role, idx FROM fillers WHERE entity = :entity) e"
        " JOIN fillers f ON f.claim = e.claim AND f.role = e.role AND f.idx = e.idx"
        " JOIN claims c ON c.key = f.claim JOIN documents d ON d.key = c.document"
        " WHERE d.current AND (f.name = :name OR f.mention = :name)"
        f' ORDER BY {DOCUMENT_ORDER}, c.start, c."end", c.id LIMIT 100',
        {"entity": entity, "name": name},
    )
    return tuple(row[0] for row in found)


def _list(values: Collection[str] | None) -> str | None:
    return None if values is None else pack(sorted(values))


def events_with(
    db: Database,
    *,
    actors: Collection[str] | None = None,
    places: Collection[str] | None = None,
    types: Collection[str] | None = None,
    start: date | None = None,
    end: date | None = None,
) -> tuple[str, ...]:
    """Return the ids of events with one of these actors, at one of these places, of one of these types.

    ``None`` asks for no such thing. ``start`` and ``end`` pick events within these days: one with an
    open side counts by the side that is known, one without any day never does.
    """
    conditions = ["1"]
    sources = []
    if actors is not None:
        sources.append(_TOOK_PART.format("actors", "'actor', 'target'"))
    if places is not None:
        sources.append(_TOOK_PART.format("places", "'place', 'origin'"))
    if start is not None and end is not None and not sources:
        sources.append(_WITHIN)
    conditions += [f"e.id IN ({source})" for source in sources[1:]]
    if types is not None:
        conditions.append("e.type IN (SELECT value FROM json_each(:types))")
    if start is not None:
        conditions.append('coalesce(e."end", e.start) >= :start')
    if end is not None:
        conditions.append('coalesce(e.start, e."end") <= :end')
    # The order of the tables is given: what few events have comes first, and the planner knows of no numbers.
    tables = f"({sources[0]}) x CROSS JOIN events e ON e.id = x.event" if sources else "events e"
    found = db.rows(
        f"SELECT e.id FROM {tables} WHERE {' AND '.join(conditions)} ORDER BY e.id",  # noqa: S608
        {
            "actors": _list(actors),
            "places": _list(places),
            "types": _list(types),
            "start": day_text(start),
            "end": day_text(end),
            "month": None if start is None else day_text(start.replace(day=1)),
        },
    )
    return tuple(row[0] for row in found)


_TOOK_PART: Final = (
    "SELECT DISTINCT p.event AS event FROM json_each(:{}) j CROSS JOIN event_entities p"
    " ON p.entity = j.value AND p.role IN ({})"
)
"""Events in which one of some entities has one of some roles."""
_WITHIN: Final = (
    'SELECT id AS event FROM events WHERE coalesce(start, "end") BETWEEN :month AND :end'
    ' UNION SELECT id FROM events WHERE substr(start, 1, 7) <> substr("end", 1, 7)'
    ' AND coalesce("end", start) >= :start AND coalesce(start, "end") <= :end'
)
"""Events that may lie within some days: those that begin then or in the month, and longer ones; see ``schema``."""


def relations_with(db: Database, entity: str) -> tuple[str, ...]:
    """Return the ids of relations that an actor or place is a side of."""
    found = db.rows(
        "SELECT id FROM relations WHERE source = :id UNION SELECT id FROM relations WHERE target = :id ORDER BY id",
        {"id": entity},
    )
    return tuple(row[0] for row in found)


_UNRESOLVED: Final = (
    "f.entity IS NULL AND NOT EXISTS (SELECT 1 FROM identities i"
    " WHERE i.claim = f.claim AND i.role = f.role AND i.idx = f.idx)"
)
"""The condition that a filler means nothing known, neither when it was read nor by what was concluded."""


def unresolved_places(db: Database) -> tuple[str, ...]:
    """Return the names of places, as claims have them, that mean no known place."""
    found = db.rows(
        f"SELECT DISTINCT name FROM fillers f WHERE role IN ('place', 'origin') AND {_UNRESOLVED} ORDER BY name"  # noqa: S608
    )
    return tuple(row[0] for row in found)


def events_at(db: Database, names: Collection[str]) -> tuple[str, ...]:
    """Return the ids of events whose claims name one of these unresolved places."""
    found = db.rows(
        "SELECT DISTINCT e.event FROM event_claims e JOIN fillers f ON f.claim = e.claim"  # noqa: S608
        f" WHERE f.role IN ('place', 'origin') AND {_UNRESOLVED}"
        " AND f.name IN (SELECT value FROM json_each(:names)) ORDER BY 1",
        {"names": _list(names)},
    )
    return tuple(row[0] for row in found)


def conclusions_from(db: Database, claim_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the events and of the relations that a claim takes part in."""
    events = db.rows(
        "SELECT DISTINCT e.event FROM event_claims e JOIN claims c ON c.key = e.claim WHERE c.id = ? ORDER BY 1",
        (claim_id,),
    )
    relations = db.rows(
        "SELECT DISTINCT r.relation FROM relation_claims r JOIN claims c ON c.key = r.claim WHERE c.id = ? ORDER BY 1",
        (claim_id,),
    )
    return tuple(row[0] for row in events), tuple(row[0] for row in relations)


def places_within(db: Database, place_id: str) -> tuple[str, ...]:
    """Return the ids of a place and of all places of the record that lie in it."""
    row = db.row("SELECT kind, country, region FROM places WHERE id = ?", (place_id,))
    if row is None:
        return (place_id,)
    kind, country, region = row
    if kind == "country":
        found = db.rows("SELECT id FROM places WHERE country = ? ORDER BY id", (country,))
    elif kind == "region":
        found = db.rows(
            "SELECT id FROM places WHERE country = ? AND region IN (?, ?) ORDER BY id", (country, region, place_id)
        )
    else:
        found = []
    return tuple(sorted({place_id, *(id_ for (id_,) in found)}))


def search(db: Database, query: str, *, limit: int, known_by: date | None) -> tuple[int, int, tuple[Hit, ...]]:
    """Return how many current sentences match an FTS5 query, how many were left out as undated, and the best.

    Best first, by BM25. Only with ``known_by`` are undated documents left out.
    """
    matching = (
        "FROM sentence_words w JOIN sentences s ON s.key = w.rowid JOIN documents d ON d.key = s.document"
        " WHERE sentence_words MATCH :query AND d.current"
    )
    known = "(:day IS NULL OR d.published <= :day)"
    values = {"query": query, "day": day_text(known_by), "limit": limit, "open": _OPEN, "close": _CLOSE}
    with db.snapshot():
        total = db.row(
            f"SELECT count(*) FILTER (WHERE {known}),"
            f" count(*) FILTER (WHERE :day IS NOT NULL AND d.published IS NULL) {matching}",
            values,
        )
        found = db.rows(
            'SELECT d.name, d.publisher, d.published, d.text, s.start, s."end",'
            f" highlight(sentence_words, 0, :open, :close) {matching} AND {known}"
            f" ORDER BY bm25(sentence_words), {DOCUMENT_ORDER}, s.start LIMIT :limit",
            values,
        )
    hits = []
    for name, publisher, published, text, start, end, marked in found:
        quote = text[start:end]
        hits.append(Hit(Evidence(name, publisher, day(published), quote, start, end), _marks(quote, marked)))
    return *(total or (0, 0)), tuple(hits)


def _marks(quote: str, marked: str | None) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the marked words; none where SQLite's own slice differs (a NUL in the text)."""
    marks = []
    at = start = 0
    for sign in marked or "":
        if sign == _OPEN:
            start = at
        elif sign == _CLOSE:
            marks.append((start, at))
        else:
            at += 1
    plain = (marked or "").replace(_OPEN, "").replace(_CLOSE, "")
    return tuple(marks) if plain == quote else ()
