"""Calendar units as cells that can be counted: the 1,939th year, the day after a day, the week that holds it.

A ``Cell`` is a unit and its number in the row of such units, so "two months later" is an addition. Years
are astronomical: 1 BC is 0, 499 BC is -498. Day numbers are those of ``date.toordinal`` (1 is 0001-01-01)
and go on below 1, so that arithmetic never fails; only ``to_date`` says that a day has no date.

Sources: weeks are those of ISO 8601 (Monday first); seasons are the meteorological ones of the northern
hemisphere (World Meteorological Organization: spring is March to May), a winter bears the year that it
begins in; Easter follows the tables of the Gregorian and the Julian computus; Hijri months follow the
tabular Islamic calendar (30-year cycle, leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29; day 1 is
16 July 622 Julian), which may differ from a sighting of the moon by a day or two.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

SEASONS: Final = ("SP", "SU", "FA", "WI")
_MAX_ORDINAL: Final = date.max.toordinal()
_HIJRI_EPOCH: Final = 227015
_HIJRI_LEAP: Final = frozenset({2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29})


@dataclass(frozen=True, slots=True)
class Cell:
    """One calendar unit: ``unit`` is day, week, month, season, quarter, half, year, decade or century."""

    unit: str
    index: int

    def plus(self, number: int) -> "Cell":
        """Return the unit ``number`` places later."""
        return Cell(self.unit, self.index + number)

    @property
    def first(self) -> int:
        """The number of its first day."""
        return _first(self.unit, self.index)

    @property
    def last(self) -> int:
        """The number of its last day."""
        return self.index if self.unit == "day" else _first(self.unit, self.index + 1) - 1

    @property
    def year(self) -> int:
        """The (astronomical) year that it begins in."""
        return civil(self.first)[0]


def ordinal(year: int, month: int, day: int) -> int:
    """Return the number of a day of the proleptic Gregorian calendar, for any year."""
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 305


def civil(number: int) -> tuple[int, int, int]:
    """Return (year, month, day) of a day number; the inverse of ``ordinal``."""
    era, day_of_era = divmod(number + 305, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return era * 400 + year_of_era + (month <= 2), month, day_of_year - (153 * shifted_month + 2) // 5 + 1


def to_date(number: int | None) -> date | None:
    """Return the date of a day number, or ``None`` outside the years 1 to 9999."""
    return date.fromordinal(number) if number is not None and 1 <= number <= _MAX_ORDINAL else None


def day(year: int, month: int, number: int) -> Cell | None:
    """Return a day, or ``None`` when the month has no such day."""
    length = monthrange(2000 + year % 400, month)[1]
    return Cell("day", ordinal(year, month, number)) if 1 <= number <= length else None


def month(year: int, number: int) -> Cell:
    """Return a month of a year."""
    return Cell("month", year * 12 + number - 1)


def containing(unit: str, number: int) -> Cell:
    """Return the unit that holds the day of that number."""
    if unit == "day":
        return Cell("day", number)
    if unit == "week":
        return Cell("week", (number - 1) // 7)
    year, month_number, _ = civil(number)
    index = {
        "month": year * 12 + month_number - 1,
        "season": (year * 12 + month_number - 3) // 3,
        "quarter": year * 4 + (month_number - 1) // 3,
        "half": year * 2 + (month_number - 1) // 6,
        "year": year,
        "decade": year // 10,
        "century": year // 100,
    }[unit]
    return Cell(unit, index)


_MONTHS_OF: Final = {"month": 1, "season": 3, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


def _first(unit: str, index: int) -> int:
    if unit == "day":
        return index
    if unit == "week":
        return index * 7 + 1
    months = index * _MONTHS_OF[unit] + (2 if unit == "season" else 0)
    return ordinal(months // 12, months % 12 + 1, 1)


def timex(cell: Cell) -> str:
    """Return the cell as a value of TIMEX3 (ISO-TimeML): ``1939-10``, ``1939-SU``, ``193``, ``BC0480``."""
    if cell.unit == "week":
        year, week, _ = (to_date(cell.first) or date.min).isocalendar()
        return f"{year:04}-W{week:02}"
    if cell.unit == "decade":
        return f"{cell.index:03}"
    if cell.unit == "century":
        return f"{cell.index:02}"
    year, month_number, day_number = civil(cell.first)
    stem = f"{year:04}" if year > 0 else f"BC{1 - year:04}"
    match cell.unit:
        case "day":
            return f"{stem}-{month_number:02}-{day_number:02}"
        case "month":
            return f"{stem}-{month_number:02}"
        case "season":
            return f"{stem}-{SEASONS[cell.index % 4]}"
        case "quarter":
            return f"{stem}-Q{cell.index % 4 + 1}"
        case "half":
            return f"{stem}-H{cell.index % 2 + 1}"
        case _:
            return stem


def weekday(number: int) -> int:
    """Return the weekday of a day number, Monday 0 to Sunday 6."""
    return (number - 1) % 7


def easter(year: int) -> int:
    """Return the day number of Easter Sunday of the Western churches (anonymous Gregorian computus)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month_number, day_before = divmod(epact + sunday - 7 * late + 114, 31)
    return ordinal(year, month_number, day_before + 1)


def orthodox_easter(year: int) -> int:
    """Return the day number of Easter Sunday of the Eastern churches (Julian computus, as a Gregorian day)."""
    epact = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - epact + 34) % 7
    month_number, day_before = divmod(epact + sunday + 114, 31)
    shift = year // 100 - year // 400 - 2
    return ordinal(year, month_number, day_before + 1) + shift


def nowruz(year: int) -> int:
    """Return the day number of Nowruz: the day of the March equinox in Tehran, the next one if it falls after noon.

    The equinox is the mean one of J. Meeus, Astronomical Algorithms, ch. 27 (within some twenty minutes).
    """
    millennia = (year - 2000) / 1000
    julian = 2451623.80984 + 365242.37404 * millennia + 0.05169 * millennia**2 - 0.00411 * millennia**3
    return int(julian + 3.5 / 24 - 1721424.5 + 0.5)


def hijri_first(year: int, month_number: int) -> int:
    """Return the day number of the first day of a Hijri month (tabular calendar)."""
    cycles, year_of_cycle = divmod(year - 1, 30)
    leaps = cycles * 11 + sum(1 for leap in _HIJRI_LEAP if leap <= year_of_cycle)
    return _HIJRI_EPOCH + (year - 1) * 354 + leaps + (month_number - 1) * 29 + month_number // 2


def hijri_in(year: int, month_number: int) -> tuple[tuple[int, int], ...]:
    """Return (first, last) day numbers of a Hijri month, each time that it begins within a Gregorian year."""
    low, high = ordinal(year, 1, 1), ordinal(year + 1, 1, 1)
    guess = (low - _HIJRI_EPOCH) * 30 // 10631
    spans = ((hijri_first(h, month_number), _hijri_last(h, month_number)) for h in range(max(guess - 1, 1), guess + 4))
    return tuple(span for span in spans if low <= span[0] < high)


def _hijri_last(year: int, month_number: int) -> int:
    return (hijri_first(year, month_number + 1) if month_number < 12 else hijri_first(year + 1, 1)) - 1
