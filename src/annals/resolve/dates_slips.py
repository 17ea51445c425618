"""Slips of the pen: written dates that cannot be meant, kept as written and flagged with the likely reading.

Two kinds are told: a day after the day of publication in a clause that is not about the future, and a
month that breaks the order of the narrative while the months around it would keep it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_calendar import Cell
from annals.resolve.dates_grammar import Node
from annals.resolve.dates_reading import Context, Reading

_NEAR: Final = 15
"""Days between the neighbours of a date out of order, at most; a wider gap leaves room for a flashback."""

_FAR: Final = 20
"""Days by which a date must miss its neighbours to be out of order."""

Read = tuple[Node, Reading | None]


def flag_slips(readings: Sequence[Read], context: Context) -> list[Read]:
    """Return the readings, those that look like slips with a note that says why and what is likely meant."""
    days = [(place, reading) for place, (_, reading) in enumerate(readings) if reading and _is_day(reading)]
    flagged = list(readings)
    for at, (place, reading) in enumerate(days):
        note = None
        if reading.written and 0 < at < len(days) - 1:
            note = _out_of_order(days[at - 1][1], reading, days[at + 1][1])
        if note is None and reading.written and reading.explicit:
            note = _after_publication(reading, context)
        if note is not None:
            flagged[place] = (readings[place][0], replace(reading, note=note))
    return flagged


def _is_day(reading: Reading) -> bool:
    return reading.first is not None and reading.first.unit == "day" and reading.last in (None, reading.first)


def _out_of_order(before: Reading, reading: Reading, after: Reading) -> str | None:
    low, day, high = _index(before), _index(reading), _index(after)
    if not (low <= high <= low + _NEAR) or low - _FAR <= day <= high + _FAR:
        return None
    number = calendar.civil(day)[2]
    for neighbour in (low, high):
        year, month, _ = calendar.civil(neighbour)
        likely = calendar.day(year, month, number)
        if likely is not None and low <= likely.index <= high:
            return f"breaks the order of the narrative; likely {calendar.timex(likely)}"
    return None


def _after_publication(reading: Reading, context: Context) -> str | None:
    published = context.published
    if published is None or reading.ahead or _index(reading) <= published.index:
        return None
    year, month, number = calendar.civil(_index(reading))
    likely = calendar.day(year - 1, month, number)
    if likely is None or likely.index > published.index:
        return "after the day of publication"
    return f"after the day of publication; likely {calendar.timex(likely)}"


def _index(reading: Reading) -> int:
    cell = reading.first or Cell("day", 1)
    return cell.index
