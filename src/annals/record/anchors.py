"""What a correction holds on to besides a claim's id: the document and the words, so that it outlives the claim.

Another model may find the same claim with other words around it, under another id. The anchor then finds it: a
claim of the same type in the same document (the same id, else the same bytes, else another version of it) that
shares half of the quote's stretch, or whose quote holds the other's.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from annals.names import fold
from annals.record.database import Database
from annals.record.rows import pack

KEYS: Final = ("document", "raw", "version", "type", "start", "end", "quote")
"""What an anchor holds: the document's id, hash of bytes and version key, and of the claim what finds it again."""
_ENOUGH: Final = 0.5
"""Share of the two stretches together that they must have in common."""

Anchor = Mapping[str, Any]


def anchors_of(db: Database, claims: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return the anchors of those of these claims that the record holds, by id."""
    found = db.rows(
        'SELECT c.id, d.id, d.raw_sha256, d.version_key, c.type, c.start, c."end", c.quote'
        " FROM claims c JOIN documents d ON d.key = c.document WHERE c.id IN (SELECT value FROM json_each(?))",
        (pack(sorted(set(claims))),),
    )
    return {row[0]: dict(zip(KEYS, row[1:], strict=True)) for row in found}


def resolved(db: Database) -> dict[str, str]:
    """Return which claim of this record each claim is that a correction speaks of; unknown ones are missing."""
    known: dict[str, Anchor] = {}
    for (text,) in db.rows("SELECT anchors FROM corrections WHERE anchors IS NOT NULL ORDER BY recorded, id"):
        for claim, anchor in json.loads(text).items():
            known.setdefault(claim, anchor)
    subjects = {row[0] for row in db.rows("SELECT subject FROM corrections WHERE action <> 'undo'")}
    wanted = sorted(subjects | set(known))
    held = {
        row[0] for row in db.rows("SELECT id FROM claims WHERE id IN (SELECT value FROM json_each(?))", (pack(wanted),))
    }
    found = {claim: claim for claim in wanted if claim in held}
    for claim in wanted:
        if claim not in held and claim in known:
            match = _match(db, known[claim])
            if match is not None:
                found[claim] = match
    return found


def _match(db: Database, anchor: Anchor) -> str | None:
    """Return the claim that an anchor means, the best of several."""
    for column, value in (("d.id", "document"), ("d.raw_sha256", "raw"), ("d.version_key", "version")):
        rows = db.rows(
            'SELECT c.id, c.start, c."end", c.quote FROM claims c JOIN documents d ON d.key = c.document'  # noqa: S608
            f" WHERE {column} = ? AND d.current AND c.type = ? ORDER BY c.id",
            (anchor[value], anchor["type"]),
        )
        ranked = sorted(
            (-likeness, id_)
            for id_, start, end, quote in rows
            if (likeness := _likeness(anchor, start, end, quote, placed=value != "version")) >= _ENOUGH
        )
        if ranked:
            return str(ranked[0][1])
    return None


def _likeness(anchor: Anchor, start: int, end: int, quote: str, *, placed: bool) -> float:
    """Return how much two claims share: of their stretches (where offsets mean the same), else of their words."""
    if placed:
        shared = min(end, anchor["end"]) - max(start, anchor["start"])
        if shared > 0:
            return float(shared / (max(end, anchor["end"]) - min(start, anchor["start"])))
    one, other = fold(quote), fold(str(anchor["quote"]))
    if one and other and (one in other or other in one):
        return min(len(one), len(other)) / max(len(one), len(other))
    return 0.0


def valid(anchors: object) -> bool:
    """Tell whether JSON data is what ``anchors_of`` gives."""
    return isinstance(anchors, dict) and all(
        isinstance(anchor, dict)
        and set(anchor) == set(KEYS)
        and all(isinstance(anchor[key], int if key in {"start", "end"} else str) for key in KEYS)
        for anchor in anchors.values()
    )
