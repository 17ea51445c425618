"""Slips of the pen: written dates that cannot be meant, kept as written and flagged with the likely reading.

Two kinds are told: a day or month after the day of publication in a clause about what is past, and a month that breaks
the order of the narrative while the months around it would keep it. Days without a year, in a text that gives none, are
weighed in the same way. The likely reading is in the note, and among the alternatives where it has a year.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_calendar import Cell
from annals.resolve.dates_grammar import Node
from annals.resolve.dates_lexicon import MONTHS
from annals.resolve.dates_reading import Context, Reading
from annals.when import OUT_OF_ORDER, TOO_LATE

_NEAR: Final = 15
"""Days between the neighbours of a date out of order, at most; a wider gap leaves room for a flashback."""

_FAR: Final = 20
"""Days by which a date must miss its neighbours to be out of order."""

_SOON: Final = 3
"""Days within which the likely reading of a narrative's last date follows the one before."""

_YEAR: Final = re.compile(r"\b\d{4}\b")
_YEARLESS: Final = re.compile(r"XXXX-(\d\d)-(\d\d)")
_LEAP_YEAR: Final = 2000
"""The year in which days without one are counted; it has a 29 February."""

_BACK: Final = re.compile(
    r"\b(?:had|since|until|till|after|before|previously|earlier|ago|first|originally|already|will|would)\b", re.I
)
"""Words by which a clause looks back or ahead, so that its date need not go on from the one before."""
_PAST: Final = re.compile(r"\b(?:was|were|had|fell|took|began|broke|left|came|went|lost|won|shot|led|\w{3,}ed)\b")
_SENTENCE_END: Final = re.compile(r"[.!?]\s|\n")

Read = tuple[Node, Reading | None]


@dataclass(frozen=True, slots=True)
class _Day:
    """A day told: its place among the readings, its day number, and whether that stands for a day of no known year."""

    place: int
    index: int
    written: bool
    yearless: bool


def flag_slips(readings: Sequence[Read], context: Context, text: str) -> list[Read]:
    """Return the readings, those that look like slips with a note that says why and what is likely meant."""
    flagged = list(readings)
    days = [day for place, (_, reading) in enumerate(readings) if (day := _day(place, reading)) is not None]
    for at, day in enumerate(days):
        if not day.written:
            continue
        likely = _between(days[at - 1], day, days[at + 1]) if 0 < at < len(days) - 1 else None
        if likely is not None and _two_slips(day.index, likely) and _YEAR.search(_words(text, readings[day.place][0])):
            likely = None
        if likely is None and at >= 2 and not _BACK.search(_sentence(text, readings[day.place][0])):
            likely = _last(days[at - 2 : at], day, days[at + 1 :])
        if likely is not None:
            flagged[day.place] = _flagged(flagged[day.place], likely, yearless=day.yearless)
    for place, (node, reading) in enumerate(flagged):
        if reading is not None and reading.note is None and reading.explicit:
            flagged[place] = node, _after_publication(reading, context, _sentence(text, node))
    return flagged


def _words(text: str, node: Node) -> str:
    return text[node.start : node.end]


def _two_slips(told: int, likely: int) -> bool:
    """Tell whether both month and year of a day would have to be wrong."""
    one, other = calendar.civil(told), calendar.civil(likely)
    return one[0] != other[0] and one[1] != other[1]


def _day(place: int, reading: Reading | None) -> _Day | None:
    if reading is None or reading.last not in {None, reading.first}:
        return None
    if reading.first is not None:
        return _Day(place, reading.first.index, reading.written, False) if reading.first.unit == "day" else None
    match = _YEARLESS.fullmatch(reading.value or "")
    cell = calendar.day(_LEAP_YEAR, int(match[1]), int(match[2])) if match else None
    return _Day(place, cell.index, True, True) if cell else None


def _flagged(read: Read, likely: int, *, yearless: bool) -> Read:
    node, reading = read
    assert reading is not None  # noqa: S101
    _, month, number = calendar.civil(likely)
    told = f"{number} {MONTHS[month - 1]}" if yearless else calendar.timex(Cell("day", likely))
    others = reading.alternatives if yearless else (*reading.alternatives, (likely, likely))
    return node, replace(reading, note=f"{OUT_OF_ORDER}; likely {told}", alternatives=others)


def _between(before: _Day, day: _Day, after: _Day) -> int | None:
    """Return the day that keeps the order of the days before and after, when the one told is far from both."""
    low, high = before.index, after.index
    if not (low <= high <= low + _NEAR) or low - _FAR <= day.index <= high + _FAR:
        return None
    if not before.yearless == day.yearless == after.yearless:
        return None
    number = calendar.civil(day.index)[2]
    for neighbour in (low, high):
        year, month, _ = calendar.civil(neighbour)
        likely = calendar.day(year, month, number)
        if likely is not None and low <= likely.index <= high:
            return likely.index
    return None


def _last(before: Sequence[_Day], day: _Day, after: Sequence[_Day]) -> int | None:
    """Return the day that goes on from two days in order, when the one told is the month before or after theirs.

    Of the last date of a narrative only, and when the same day of their month comes within ``_SOON`` days of them.
    """
    first, last = before
    if after or not (first.index <= last.index <= first.index + _NEAR) or first.yearless != day.yearless:
        return None
    (year, month, _), (_, told, number) = calendar.civil(last.index), calendar.civil(day.index)
    if (month - told) % 12 not in {1, 11}:
        return None
    likely = calendar.day(year, month, number)
    return likely.index if likely is not None and last.index <= likely.index <= last.index + _SOON else None


def _after_publication(reading: Reading, context: Context, sentence: str) -> Reading:
    """Return a reading flagged when it is after publication and told as past, by a year too many if that helps."""
    published, cell = context.published, reading.first
    if published is None or cell is None or reading.ahead or cell.first <= published.index:
        return reading
    if cell.unit == "day" and not reading.written:
        return reading
    if cell.unit != "day" and (cell.unit != "month" or not _PAST.search(sentence)):
        return reading
    if cell.unit == "month":
        likely: Cell | None = cell.plus(-12)
    else:
        year, month, number = calendar.civil(cell.index)
        likely = calendar.day(year - 1, month, number)
    if likely is None or likely.first > published.index:
        return replace(reading, note=TOO_LATE)
    told = f"{TOO_LATE}; likely {calendar.timex(likely)}"
    return replace(reading, note=told, alternatives=(*reading.alternatives, (likely.first, likely.last)))


def _sentence(text: str, node: Node) -> str:
    """Return the sentence around a stretch, roughly, without the stretch."""
    before = text[max(0, node.start - 300) : node.start]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    after = text[node.end : node.end + 300]
    end = _SENTENCE_END.search(after)
    return before[ends[-1] if ends else 0 :] + " " + (after[: end.start()] if end else after)
