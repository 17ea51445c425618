"""The state of a view, which is all in its address: days, names, types, the page of a list."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Final
from urllib.parse import quote, urlencode

from annals import when
from annals.errors import UsageError
from annals.types import EVENT_TYPES

MOST_PAGES: Final = 100_000

_NAMES: Final = {"start": "from", "end": "to"}
"""Fields that go by another name in an address (``from`` is a word of Python)."""


@dataclass(frozen=True, slots=True)
class Knobs:
    """What an address asks for; ``on`` a day in the world, ``known_by`` a day of publication."""

    on: date | None = None
    known_by: date | None = None
    actor: str | None = None
    place: str | None = None
    type: str | None = None
    start: date | None = None
    end: date | None = None
    page: int = 1

    @property
    def offset(self) -> int:
        """How many pages come before this one."""
        return self.page - 1


def knobs(query: Mapping[str, str]) -> Knobs:
    """Return what an address asks for; raises ``UsageError`` that says which part cannot be read."""
    kind = _text(query, "type")
    if kind is not None and kind not in EVENT_TYPES:
        raise UsageError(f"{kind!r} is no type of event; the types are {', '.join(sorted(EVENT_TYPES))}")
    page = query.get("page") or "1"
    if not page.isascii() or not page.isdigit() or not 1 <= int(page) <= MOST_PAGES:
        raise UsageError(f"{page!r} is no number of a page")
    start, end = _bound(query, "from", 0), _bound(query, "to", 1)
    if start is not None and end is not None and start > end:
        raise UsageError(f"nothing lies between {start} and {end}; give the earlier day first")
    return Knobs(
        on=_day(query, "on"),
        known_by=_day(query, "known_by"),
        actor=_text(query, "actor"),
        place=_text(query, "place"),
        type=kind,
        start=start,
        end=end,
        page=int(page),
    )


def address(path: str, parameters: Mapping[str, object]) -> str:
    """Return a path with those parameters that are set, days as ISO 8601; the first page goes without a number."""
    given = {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in parameters.items()
        if value not in (None, "") and not (name == "page" and value == 1)
    }
    return quote(path, safe="/:.") + (f"?{urlencode(given)}" if given else "")


def as_parameters(state: Knobs) -> dict[str, object]:
    """Return the state as parameters of an address."""
    return {_NAMES.get(field.name, field.name): getattr(state, field.name) for field in fields(state)}


def _text(query: Mapping[str, str], name: str) -> str | None:
    return query.get(name, "").strip() or None


def _day(query: Mapping[str, str], name: str) -> date | None:
    text = _text(query, name)
    if text is None:
        return None
    start, end = when.parse(text)
    if start is None or start != end:
        raise UsageError(f"{text!r} is more than a day; write it as 2017-02-09")
    return start


def _bound(query: Mapping[str, str], name: str, side: int) -> date | None:
    text = _text(query, name)
    return None if text is None else when.parse(text)[side]
