"""Relations on a day by their rows alone: enough for a picture, without the claims and sentences behind them.

Whatever needs a look at its claims is told apart: what people have edited, and what was known only in part.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from annals.record.corrections import edits
from annals.record.database import Database, Row
from annals.record.rows import day, day_text, pack
from annals.record.standing import FIRST_SPOKEN, LAST_SPOKEN
from annals.types import Status

_RANKS: Final = ("asserted", "reported", "planned", "denied")
"""What a source says of a relation, the firmest first."""
_RANK: Final = "CASE c.status WHEN 'asserted' THEN 0 WHEN 'reported' THEN 1 WHEN 'planned' THEN 2 ELSE 3 END"
_ON: Final = "coalesce(r.start, '') <= :on AND (:all OR coalesce(r.\"end\", '9999') >= :on) AND r.status <> 'denied'"
_KINDS: Final = "r.type IN (SELECT value FROM json_each(:types))"


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A relation that may have held on the day, with the last day for which a source says so.

    ``said`` is ``None`` where no claim behind it has a day; ``published`` is the first publication of those that have.
    """

    id: str
    type: str
    source: str
    target: str
    start: date | None
    end: date | None
    status: Status
    disputed: bool
    said: date | None
    published: date | None


@dataclass(frozen=True, slots=True)
class Glance:
    """What the rows tell (``seen``), and the ids of relations whose claims have to be read to tell (``unsure``)."""

    seen: tuple[Glimpse, ...]
    unsure: tuple[str, ...]


def glance(db: Database, *, on: date, known_by: date | None, types: Collection[str]) -> Glance:
    """Return the relations of these types that may have held on the day, as far as rows tell."""
    edited = sorted(edits(db))
    values = {
        "on": on.isoformat(), "known": day_text(known_by), "types": pack(sorted(types)), "all": known_by is not None,
        "edited": pack(edited),
    }  # fmt: skip
    unsure = {row[0] for row in db.rows(_EDITED, values)} if edited else set()
    seen = []
    for row in _rows(db, values):
        whole, glimpse = row[0], _glimpse(row[1:])
        if not whole:
            unsure.add(glimpse.id)
        else:
            seen.append(glimpse)
    return Glance(tuple(glimpse for glimpse in seen if glimpse.id not in unsure), tuple(sorted(unsure)))


def _rows(db: Database, values: Mapping[str, object]) -> Iterator[Row]:
    """Yield whether all of a relation is known, then its glimpse as a row."""
    if values["known"] is not None:
        yield from db.rows(_KNOWN, values)
        return
    rows = db.rows(_EVERYTHING, values)
    # What began by the day has a claim that speaks of a day by then; so only of the others, and of control, which is
    # told with its age, the claims are asked. Those whose claims all speak of later days are left out.
    asked = [row[0] for row in rows if row[4] is None or row[1] == "control"]
    told = {row[0]: row[1:] for row in db.rows(_TOLD, {"on": values["on"], "ids": pack(asked)})}
    for row in rows:
        said, days, published = told.get(row[0], (None, 0, None))
        if said is not None or not days:
            yield (1, *row, said, published)


def _glimpse(row: Row) -> Glimpse:
    id_, type_, source, target, start, end, status, disputed, said, published = row
    firm = cast("Status", status if isinstance(status, str) else _RANKS[status])
    return Glimpse(id_, type_, source, target, day(start), day(end), firm, bool(disputed), day(said), day(published))


# Relations with a claim that people have edited: the edited values count, which rows do not have.
_EDITED: Final = (
    "SELECT DISTINCT r.id FROM json_each(:edited) j CROSS JOIN claims c ON c.id = j.value"  # noqa: S608
    " CROSS JOIN relation_claims x ON x.claim = c.key CROSS JOIN relations r ON r.id = x.relation"
    f" WHERE {_KINDS} AND {_ON}"
)
_EVERYTHING: Final = (
    'SELECT r.id, r.type, r.source, r.target, r.start, r."end", r.status, r.disputed FROM relations r'  # noqa: S608
    f' WHERE {_KINDS} AND {_ON} AND (r."end" IS NOT NULL OR NOT EXISTS (SELECT 1 FROM relation_claims o'
    " WHERE o.relation = r.id AND o.part = 'ended')) ORDER BY r.id"
)
_TOLD: Final = (
    f"SELECT x.relation, max(CASE WHEN {FIRST_SPOKEN} <= :on THEN min({LAST_SPOKEN}, :on) END),"  # noqa: S608
    f" count({FIRST_SPOKEN}), min(d.published) FROM json_each(:ids) j"
    " CROSS JOIN relation_claims x ON x.relation = j.value AND x.part IN ('claims', 'began')"
    " CROSS JOIN claims c ON c.key = x.claim CROSS JOIN documents d ON d.key = c.document AND d.current"
    " GROUP BY x.relation"
)
# Only what was published by a day is known: a relation of which all is known is as it was concluded.
_PAST: Final = "(d.published IS NOT NULL AND d.published <= :known)"
_BACKS: Final = f"({_PAST} AND x.part IN ('claims', 'began'))"
_KNOWN: Final = (
    "SELECT min(x.part = 'dissenters' OR d.published <= :known IS 1) AS whole, r.id, r.type, r.source, r.target,"  # noqa: S608
    f' r.start, r."end", coalesce(min(CASE WHEN {_BACKS} THEN {_RANK} END), 0),'
    " r.disputed AND (sum(x.part = 'dissenters') = 0"
    f" OR max(x.part = 'dissenters' AND {_PAST})),"
    f" max(CASE WHEN {_BACKS} AND {FIRST_SPOKEN} <= :on THEN min({LAST_SPOKEN}, :on) END) AS said,"
    f" min(CASE WHEN {_BACKS} THEN d.published END)"
    " FROM relations r CROSS JOIN relation_claims x ON x.relation = r.id CROSS JOIN claims c ON c.key = x.claim"
    " CROSS JOIN documents d ON d.key = c.document AND d.current"
    f" WHERE {_KINDS} AND {_ON} GROUP BY r.id HAVING max({_BACKS})"
    " AND NOT (whole AND coalesce(r.\"end\", '9999') < :on) AND (said IS NOT NULL"
    f" OR count(CASE WHEN {_BACKS} THEN {FIRST_SPOKEN} END) = 0) ORDER BY r.id"
)


def pairs(db: Database, *, on: date, types: Collection[str]) -> frozenset[frozenset[str]]:
    """Return the two sides of each relation of these types that may have held on the day and is not denied."""
    values = {"on": on.isoformat(), "types": pack(sorted(types)), "all": False}
    found = db.rows(f"SELECT r.source, r.target FROM relations r WHERE {_KINDS} AND {_ON}", values)  # noqa: S608
    return frozenset(frozenset(row) for row in found)


def claims_of_relations(db: Database, ids: Collection[str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return for each of these relations the ids of the claims behind it, and of those against it."""
    found: dict[str, tuple[list[str], list[str]]] = {id_: ([], []) for id_ in ids}
    rows = db.rows(
        "SELECT x.relation, x.part, c.id FROM relation_claims x JOIN claims c ON c.key = x.claim"
        " WHERE x.relation IN (SELECT value FROM json_each(?)) AND x.part IN ('claims', 'dissenters')"
        " ORDER BY x.relation, x.part, x.idx",
        (pack(sorted(ids)),),
    )
    for relation, part, claim in rows:
        found[relation][0 if part == "claims" else 1].append(claim)
    return {id_: (tuple(behind), tuple(against)) for id_, (behind, against) in found.items()}
