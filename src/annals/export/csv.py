"""CSV as RFC 4180 has it: commas, double quotes, CRLF, a header line; UTF-8 without a byte order mark.

What has structure is flattened: a list becomes its items joined by "; ", and the parts that one column cannot
hold get columns of their own. Values are left as they are: one that begins with ``=``, ``+``, ``-`` or ``@``
is not changed, so a spreadsheet should import the file as text.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, BinaryIO, Final

from annals.types import MEASURES

Row = Mapping[str, Any]

ROLES: Final = ("actor", "target", "place", "origin", "instrument")

JOIN: Final = "; "

EVENT_FIELDS: Final = (*ROLES, "time", *MEASURES)
"""The fields of an event that have a column of their own; its status is one word of the row."""


def write(what: str, rows: Iterable[Row], out: BinaryIO) -> None:
    """Write a header line, then each row as a line; without rows, the header alone."""
    columns = COLUMNS[what]
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(text)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(value(row)) for value in columns.values()])
        text.flush()
    finally:
        text.detach()


def _cell(value: object) -> object:
    """Return what stands in one cell: lists joined, truth as true and false, nothing for ``None``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return JOIN.join(str(_cell(item)) for item in value)
    return value


def _same(*names: str) -> dict[str, Callable[[Row], object]]:
    """Return columns that are keys of the row."""
    return {name: partial(_get, name) for name in names}


def _get(name: str, row: Row) -> object:
    return row.get(name)


def _names(role: str) -> Callable[[Row], object]:
    return lambda row: [filler["name"] for filler in row[role]]


def _ids(role: str) -> Callable[[Row], object]:
    """Return the ids of a role's fillers, an empty item for an unresolved one, so that they pair with the names."""
    return lambda row: [filler["entity"] for filler in row[role]] if any(f["entity"] for f in row[role]) else None


def _of_time(part: str) -> Callable[[Row], object]:
    return lambda row: (row["time"] or {}).get(part)


def _quantities(row: Row) -> list[str]:
    """Return each quantity as ``measure:least:most:of``, an open or unknown part empty."""
    parts = ("measure", "least", "most", "of")
    return [":".join("" if q[part] is None else str(q[part]) for part in parts) for q in row["quantities"]]


def _values(field: str) -> Callable[[Row], object]:
    """Return an event's values of one field, best first, each with the number of claims for it."""

    def cell(row: Row) -> list[str]:
        values = [value for found in row["fields"] if found["name"] == field for value in found["values"]]
        return [f"{value['name'] or _plain(value['value'])} ({len(value['supporters'])})" for value in values]

    return cell


def _plain(value: object) -> str:
    """Return a field's value in one word: "2013-01-12", "2013-01-12/2013-01-13", "20", "20/25", "100/" (or more)."""
    if not isinstance(value, list | tuple):
        return str(value)
    ends = value[1:] if value and value[0] in MEASURES else value
    texts = ["" if end is None else str(end) for end in ends]
    return texts[0] if len(set(texts)) == 1 else "/".join(texts)


def _end(side: str, part: str) -> Callable[[Row], object]:
    return lambda row: row[side][part]


COLUMNS: Final[Mapping[str, Mapping[str, Callable[[Row], object]]]] = {
    "documents": {
        **_same("name", "id", "title", "byline", "publisher", "published", "published_basis"),
        "date_candidates": lambda row: [f"{found['day']} {found['basis']}" for found in row["date_candidates"]],
        **_same(
            "url", "source", "media", "raw_sha256", "version_key", "current", "copy_of", "claims_rejected", "coverage"
        ),
        "blocks": lambda row: [f"{block['kind']}:{block['start']}-{block['end']}" for block in row["blocks"]],
        **_same("text"),
    },
    "claims": {
        **_same("document", "id", "type", "status", "ended"),
        **{key: value for role in ROLES for key, value in ((role, _names(role)), (f"{role}_id", _ids(role)))},
        "time_start": _of_time("start"),
        "time_end": _of_time("end"),
        "time_expression": _of_time("expression"),
        "quantities": _quantities,
        **_same("attribution", "quote", "start", "end", "segment", "confidence"),
    },
    "events": {
        **_same("id", "type", "start", "end", "status"),
        **{field: _values(field) for field in EVENT_FIELDS},
        "disputed": lambda row: [field["name"] for field in row["fields"] if field["disputed"]],
        **_same("claims"),
    },
    "relations": {
        **_same("id", "type"),
        "source": _end("source", "name"),
        "source_id": _end("source", "id"),
        "target": _end("target", "name"),
        "target_id": _end("target", "id"),
        **_same("start", "end", "status", "disputed", "claims", "dissenters", "began", "ended"),
    },
    "actors": {
        **_same("id", "kind", "name", "country", "sectors", "inter"),
        "names": lambda row: [_named(name) for name in row["names"]],
    },
    "disagreements": _same("id", "check", "severity", "message", "one_side", "other_side", "subject"),
}
"""For every export its columns, in order, and how each cell comes from a row."""


def _named(name: Row) -> str:
    """Return a name with the days on which it is borne, where they are known."""
    days = f" [{name['from'] or ''}/{name['to'] or ''}]" if name["from"] or name["to"] else ""
    return f"{name['name']}{days}"
