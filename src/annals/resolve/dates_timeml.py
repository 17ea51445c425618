"""Expressions of time as TIMEX3 marks them (ISO-TimeML): spans with type and value.

TIMEX3 counts lengths ("two weeks"), repetitions ("daily") and references ("now", "former") as expressions,
marks the two ends of a range separately and leaves "since" and "until" outside.
"""

from datetime import date
from typing import NamedTuple

from annals.resolve.dates import read_nodes
from annals.resolve.dates_calendar import Cell, timex
from annals.resolve.dates_grammar import Node
from annals.resolve.dates_reading import Part, Reading

_OUTSIDE = frozenset({"THEUNIT", "SEQUEL"})
_TYPES = {"REF": "DATE", "PARTREF": "TIME", "CLOCK": "TIME", "SEQUEL": "DATE"}


class Timex(NamedTuple):
    """One expression: offsets, TIMEX3 type and value, and the first and last day (``None``: not told)."""

    start: int
    end: int
    type: str
    value: str
    days: tuple[int, int] | None


def find_timexes(text: str, published: date | None, given: tuple[tuple[int, int], ...] = ()) -> list[Timex]:
    """Return the TIMEX3 expressions of a text; ``given`` are spans known to be expressions."""
    found: list[Timex] = []
    day: Cell | None = None
    for node, reading in read_nodes(text, [(0, len(text))], published, given):
        if reading is None:
            found.append(Timex(node.start, node.end, "DATE", "", None))
        elif node.rule.gives not in _OUTSIDE or _within(node, given):
            found.extend(_timex(part, reading, day) for part in reading.parts or (_whole(node, reading),))
        if reading is not None and reading.first is not None and reading.first.unit == "day":
            day = reading.first
    return found


def _within(node: Node, given: tuple[tuple[int, int], ...]) -> bool:
    return any(start < node.end and node.start < end for start, end in given)


def _whole(node: Node, reading: Reading) -> Part:
    return Part(node.start, node.end, reading.type, reading.timex)


def _timex(part: Part, reading: Reading, day: Cell | None) -> Timex:
    value = part.value
    if part.type == "CLOCK":
        value = (timex(day) if day is not None else "XXXX-XX-XX") + reading.clock
    return Timex(part.start, part.end, _TYPES.get(part.type, part.type), value, days_of(value))


def days_of(value: str) -> tuple[int, int] | None:
    """Return the first and last day number of a TIMEX3 value that names days, else ``None``.

    Years, months, days (with or without a time of day), weeks, weekends, seasons, quarters, halves, decades
    and centuries of the years 1 to 9999 do.
    """
    cell = _cell(value.split("T", maxsplit=1)[0])
    return (cell.first, cell.last) if cell is not None and cell.first >= 1 and cell.year <= 9999 else None


_SEASONS = {"SP": 0, "SU": 1, "FA": 2, "AU": 2, "WI": 3}


def _cell(value: str) -> Cell | None:
    pieces = value.split("-")
    if not pieces[0].isdigit() or not 2 <= len(pieces[0]) <= 4:
        return None
    if len(pieces) == 1:
        return Cell({2: "century", 3: "decade", 4: "year"}[len(value)], int(value))
    try:
        return _fine_cell(int(pieces[0]), pieces[1:])
    except ValueError:
        return None


def _fine_cell(year: int, rest: list[str]) -> Cell | None:
    code = rest[0]
    if code in _SEASONS:
        return Cell("season", year * 4 + _SEASONS[code])
    if code[:1] in {"Q", "H"} and code[1:].isdigit():
        size = 4 if code[0] == "Q" else 2
        return Cell("quarter" if size == 4 else "half", year * size + int(code[1:]) - 1)
    if code.startswith("W") and code[1:].isdigit():
        return Cell("week", (date.fromisocalendar(year, int(code[1:]), 1).toordinal() - 1) // 7)
    if len(rest) == 1 and code.isdigit():
        return Cell("month", year * 12 + int(code) - 1) if 1 <= int(code) <= 12 else None
    return Cell("day", date(year, int(code), int(rest[1])).toordinal())
