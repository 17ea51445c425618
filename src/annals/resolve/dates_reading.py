"""What words of time mean, and what they are counted from: readings, and the context in which they are read.

Anchors: "ago", "today", "last month" and bare weekdays count from the day of publication; "earlier",
"later", "the following", "that" and "the same" from the last day that the text told of. A year that the
words leave out comes from the narrative while the text tells of another time than its own, else from the
day of publication, and the reading says which.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_calendar import Cell
from annals.types import Time

_FINER = {"day": 0, "week": 1, "month": 2, "season": 3, "quarter": 3, "half": 4, "year": 5, "decade": 6, "century": 7}


@dataclass(frozen=True, slots=True)
class Part:
    """One value within an expression as TIMEX3 marks it: offsets, type and value."""

    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression means.

    ``first`` and ``last`` are the calendar units named; ``start`` and ``end`` narrow or override their days;
    ``opened`` lists the sides ("start", "end") that are open. ``explicit`` tells that the words themselves
    name the year, ``written`` that they name day and month,
    ``ahead`` that the clause is about what will be; ``type`` is the TIMEX3 type and ``value`` its value
    where it is no calendar unit;
    ``clock`` is the time of day as TIMEX3 writes it. ``narrated`` tells whether later words may count from it.
    """

    first: Cell | None = None
    last: Cell | None = None
    start: int | None = None
    end: int | None = None
    opened: frozenset[str] = frozenset()
    explicit: bool = False
    written: bool = False
    ahead: bool = False
    type: str = "DATE"
    value: str | None = None
    clock: str = ""
    anchor: str | None = None
    note: str | None = None
    alternatives: tuple[tuple[int, int], ...] = ()
    narrated: bool = True
    parts: tuple[Part, ...] = ()

    @property
    def days(self) -> tuple[int | None, int | None]:
        """First and last day number, ``None`` where open or unknown."""
        first = self.start if self.start is not None else (self.first.first if self.first else None)
        last_cell = self.last or self.first
        last = self.end if self.end is not None else (last_cell.last if last_cell else None)
        return (None if "start" in self.opened else first), (None if "end" in self.opened else last)

    @property
    def timex(self) -> str:
        """The value as TIMEX3 writes it, empty when it has none."""
        if self.value is not None:
            return self.value
        return calendar.timex(self.first) + self.clock if self.first else ""

    def at_clock(self, clock: str) -> "Reading":
        """Return the reading with a time of day."""
        return replace(self, clock=clock, type="TIME")


def single(cell: Cell | None, **rest: object) -> Reading | None:
    """Return the reading of one calendar unit, ``None`` for ``None``."""
    return Reading(first=cell, **rest) if cell else None  # type: ignore[arg-type]


def as_time(reading: Reading | None, words: str, at: tuple[int, int], rule: str) -> Time | None:
    """Return a reading as the record keeps it, ``None`` when no day of the calendar is known, nor anything noted."""
    if reading is None:
        return None
    first, last = reading.days
    start, end = calendar.to_date(first), calendar.to_date(last)
    if first is None and last is None and (reading.note is not None or reading.alternatives):
        others = tuple((calendar.to_date(a), calendar.to_date(b)) for a, b in reading.alternatives)
        return Time(None, None, words, at, "day", rule, reading.anchor, reading.note, others)
    if (start is None) != (first is None) or (end is None) != (last is None) or (start is None and end is None):
        return None
    alternatives = tuple((calendar.to_date(a), calendar.to_date(b)) for a, b in reading.alternatives)
    unit = reading.first.unit if reading.first else None
    return Time(start, end, words, at, unit, rule, reading.anchor, reading.note, alternatives)


@dataclass(slots=True)
class Context:
    """What the words are read against; ``tell`` moves the narrative on, the rest does not change.

    ``published`` is the day of publication; ``history`` that the text tells of times long before it was
    published, so that only the narrative anchors; ``future`` that the words stand in a clause about what
    will be; ``paragraph`` grows with every paragraph; ``told`` holds the units told last, each with whether
    its year was named and its paragraph; ``ahead`` is the first year that a history names, which dates
    before it take theirs from; ``hint`` is the other side of a range; ``years`` are all that a text without a day of
    publication names, which a date before the first of them may be of.
    """

    published: Cell | None
    history: bool = False
    future: bool = False
    paragraph: int = 0
    told: list[tuple[Cell, bool, int]] = field(default_factory=list)
    hint: tuple[str, Cell] | None = None
    ahead: Cell | None = None
    years: tuple[int, ...] = ()

    def tell(self, reading: Reading) -> None:
        """Make what was just read the last that the text told of."""
        cell = reading.last or reading.first
        if cell is not None and reading.narrated and "end" not in reading.opened:
            self.told.append((cell, reading.explicit, self.paragraph))
            del self.told[:-12]

    def narrative(self, unit: str) -> Cell | None:
        """Return the last told unit of that kind, if none was told since that it is not in."""
        since: list[Cell] = []
        for cell, _, _ in reversed(self.told):
            if _FINER[cell.unit] <= _FINER[unit]:
                inside = all(wide.first <= cell.last and cell.first <= wide.last for wide in since)
                return calendar.containing(unit, cell.first) if inside else None
            since.append(cell)
        return None

    def wide(self, unit: str) -> Cell | None:
        """Return the month or season told last where days or weeks are to be counted and none was told since."""
        told = self.told[-1][0] if unit in DAYS and self.told else None
        return told if told and told.unit in {"month", "season"} else None

    def anchor(self, unit: str) -> tuple[Cell | None, str | None]:
        """Return where "last" and "this" count from: publication, or the narrative of a history."""
        if self.published is not None and not self.history:
            return calendar.containing(unit, self.published.index), f"published {show(self.published)}"
        return self.narrated(unit)

    def narrated(self, unit: str) -> tuple[Cell | None, str | None]:
        """Return where "later" and "following" count from: the last told, with its name."""
        cell = self.narrative(unit)
        return cell, f"narrative {show(cell)}" if cell else None

    def year_of(self, month: int, number: int | None = None) -> tuple[int, str] | None:
        """Return the year for a month (and day) told without one, and what it was taken from."""
        if self.hint is not None:
            return self._hinted(month, number), f"range {show(self.hint[1])}"
        told = self._telling(month)
        if told is not None:
            return _near_narrative(told, month, number), f"narrative {show(told)}"
        if self.ahead is not None and (self.history or self.published is None):
            return self.ahead.year, f"narrative {show(self.ahead)}, told later"
        if self.published is None:
            return None
        year = calendar.civil(self.published.index)[0]
        return self._near_publication(year, month, number), f"published {show(self.published)}"

    def _telling(self, month: int) -> Cell | None:
        for cell, explicit, paragraph in reversed(self.told):
            if _FINER[cell.unit] > _FINER["year"]:
                continue
            if self.history or self.published is None:
                return self._going_on(month) or cell
            same = explicit and paragraph == self.paragraph and _FINER[cell.unit] <= _FINER["month"]
            return cell if same and cell.last < self.published.index - 330 else None
        return None

    def _going_on(self, month: int) -> Cell | None:
        """Return the last day or month told when a date of that month or the next goes on from it."""
        years = 0
        for cell, _, paragraph in reversed(self.told[-8:]):
            years += cell.unit == "year"
            if years > 1:
                return None
            if _FINER[cell.unit] <= _FINER["month"] and self.paragraph - paragraph <= 1:
                _, told_month, _ = calendar.civil(cell.first)
                return cell if 0 <= month - told_month <= 1 else None
        return None

    def _near_publication(self, year: int, month: int, number: int | None) -> int:
        assert self.published is not None  # noqa: S101
        cells = {y: _start(y, month, number) for y in (year - 1, year, year + 1)}
        days = self.published.index
        if number == 29 and month == 2:  # leap years are up to eight years apart
            cells = {y: calendar.month(y, 2).last for y in range(year - 8, year + 9) if calendar.day(y, 2, 29)}
        past = max((y for y in cells if cells[y] <= days), key=lambda y: cells[y])
        coming = min((y for y in cells if cells[y] > days), key=lambda y: cells[y])
        gap = cells[coming] - days
        if gap <= 3 or (self.future and gap < days - cells[past] and days - cells[past] > 45):
            return coming
        return past

    def _hinted(self, month: int, number: int | None) -> int:
        assert self.hint is not None  # noqa: S101
        side, cell = self.hint
        year = calendar.civil(cell.last)[0]
        if side == "before":
            return year if _start(year, month, number) <= cell.last else year - 1
        year = cell.year
        return year if _start(year, month, number) >= cell.first else year + 1


def _start(year: int, month: int, number: int | None) -> int:
    return calendar.month(year, month).first + (number or 1) - 1


DAYS: Final = {"day": 1, "week": 7}
_TURN: Final = 4
"""A day so many months back is of the year after: 17 of 22 such days in the corpus are, of 28 fewer months back 1."""
_TURN_OF_MONTHS: Final = 7
"""The same for a month told without a day: 13 of 13, and of 28 fewer months back 1."""


def _near_narrative(told: Cell, month: int, number: int | None) -> int:
    """Read A narrative moves on: a month far before the one told last is of the year after."""
    year, told_month, _ = calendar.civil(told.first)
    back = told_month - month if _FINER[told.unit] <= _FINER["month"] else 0
    return year + (back >= (_TURN if number is not None else _TURN_OF_MONTHS))


def moved(told: Cell, away: int) -> Reading:
    """Read so many days from a day of which only the month or season is told: all of that, moved by as much."""
    start, end = told.first + away, told.last + away
    return Reading(first=told, start=start, end=end, anchor=f"narrative {show(told)}", narrated=False)


def show(cell: Cell) -> str:
    """Return a unit for people, as its TIMEX3 value."""
    return calendar.timex(cell)


def day_cell(day: date | None) -> Cell | None:
    """Return the cell of a date."""
    return Cell("day", day.toordinal()) if day else None
