"""Reference lists of actors from files: CSV, the UCDP Actor list, FollowTheMoney JSON.

What a file is is told from its content: a CSV with the columns ``ActorId`` and ``NameData`` is UCDP's, one with a
column ``name`` anyone's, JSON with ``schema`` and ``properties`` FollowTheMoney's (one object, an array, or a line
each).
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from annals.errors import SourceError
from annals.names import fold
from annals.resolve import actors_tables as tables
from annals.resolve.actors_judged import ReferenceActor
from annals.types import ActorName

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of the largest list that is read."""
_UCDP_NAMES: Final = (
    "NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng", "NewName", "NewNameFullMotherTongue", "NewNameFullEng",
)  # fmt: skip
_FTM_NAMES: Final = ("name", "alias", "previousName", "abbreviation", "weakAlias")
_NOTHING: Final = frozenset({"", "n/a", "na", "none", "-", "unknown"})


def read_list(path: Path, name: str) -> tuple[str, tuple[ReferenceActor, ...]]:
    """Return which form a file has (csv, ucdp or ftm) and its entries, those without a name left out.

    ``name`` is what the list is called. Raises ``SourceError`` for a file that is missing, too large, not UTF-8,
    of another form, or without an entry.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise SourceError(str(path), f"is larger than {LARGEST >> 20} MB; give a part of it")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(str(path), f"cannot be read ({error.strerror or error}); check the path") from None
    except UnicodeDecodeError as error:
        raise SourceError(str(path), f"is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    form, entries = _entries(path, text)
    found: dict[str, ReferenceActor] = {}
    for number, (id_, names, country) in enumerate(entries, 1):
        clear = {fold(variant.name): variant for variant in reversed(names) if fold(variant.name)}
        if clear:
            key = id_ or f"row {number}"
            found.setdefault(key, ReferenceActor(name, key, tuple(reversed(clear.values())), country))
    if not found:
        raise SourceError(str(path), "holds no actor with a name; see annals actors import --help for the forms")
    return form, tuple(found[key] for key in sorted(found))


Entry = tuple[str, list[ActorName], str]


def _entries(path: Path, text: str) -> tuple[str, Iterable[Entry]]:
    """Return the form of a text and its entries."""
    if text.lstrip()[:1] in {"{", "["}:
        return "ftm", list(_ftm(path, text))
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        columns = {(column or "").strip().casefold() for column in reader.fieldnames or ()}
        rows = [
            {
                (key or "").strip().casefold(): (value or "").strip()
                for key, value in row.items()
                if isinstance(value, str)
            }
            for row in reader
        ]
    except csv.Error as error:
        raise SourceError(str(path), f"is no CSV ({error}); mend it or give JSON") from None
    if {"actorid", "namedata"} <= columns:
        return "ucdp", [_ucdp(row) for row in rows]
    if "name" in columns:
        return "csv", [_plain(path, number, row) for number, row in enumerate(rows, 2)]
    raise SourceError(str(path), "has no column name (nor ActorId and NameData as UCDP's list); add a header line")


def _plain(path: Path, number: int, row: Mapping[str, str]) -> Entry:
    """Return an entry of a CSV with columns name, and maybe id, aliases, country, from, to (of the main name)."""
    days = []
    for column in ("from", "to"):
        try:
            days.append(date.fromisoformat(row[column]) if row.get(column) else None)
        except ValueError:
            raise SourceError(
                str(path), f"line {number}: {row[column]!r} in the column {column} is no day; write YYYY-MM-DD"
            ) from None
    others = re.split(r"[|;]", row.get("aliases", ""))
    names = [ActorName(row["name"], days[0], days[1]), *_named(others)]
    return row.get("id", ""), names, _country(row.get("country", ""))


def _ucdp(row: Mapping[str, str]) -> Entry:
    """Return an entry of the UCDP Actor list: the names and new names of one actor; a place if it is a single one."""
    names = _named(row.get(column.casefold(), "") for column in _UCDP_NAMES)
    return row.get("actorid", ""), names, _country(row.get("location", ""))


def _ftm(path: Path, text: str) -> Iterator[Entry]:
    """Yield the entities of FollowTheMoney that have names."""
    for entity in _objects(path, text):
        properties = entity.get("properties")
        if not isinstance(properties, dict) or "schema" not in entity:
            raise SourceError(str(path), "holds JSON that is not FollowTheMoney's: an entity has schema and properties")
        values = [value for key in _FTM_NAMES for value in _strings(properties.get(key))]
        names = _named([*_strings(entity.get("caption")), *values])
        countries = _strings(properties.get("country")) or _strings(properties.get("jurisdiction"))
        if names:
            yield str(entity.get("id", "")), names, _country(countries[0]) if len(countries) == 1 else ""


def _objects(path: Path, text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a text: one, those of an array, or one a line."""
    try:
        whole = json.loads(text)
        found = whole if isinstance(whole, list) else [whole]
    except (json.JSONDecodeError, RecursionError):
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (json.JSONDecodeError, RecursionError) as error:
            raise SourceError(str(path), f"is no JSON ({error}); mend it or give CSV") from None
    for item in found:
        if not isinstance(item, dict):
            raise SourceError(str(path), "holds JSON that is no object; FollowTheMoney's entities are objects")
        yield item


def _strings(value: object) -> list[str]:
    """Return the strings of a value that is one or a list of them."""
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]


def _named(texts: Iterable[str]) -> list[ActorName]:
    """Return names without days; cells that say "n/a" are none."""
    return [ActorName(text.strip(), None, None) for text in texts if text.strip().casefold() not in _NOTHING]


def _country(text: str) -> str:
    """Return the alpha-3 code of a country given as a code or name; empty for none and for several."""
    known = tables.countries().get(text.upper())
    if known is not None:
        return known.iso3
    codes = {country.iso3 for country in tables.countries().values()}
    return text.upper() if text.upper() in codes else tables.country_words().get(fold(text), "")
