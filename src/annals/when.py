"""Intervals of days: what they share, what they span, how a user writes one and how it is shown.

An interval is a pair ``(first day, last day)``, both inclusive; ``None`` is an open side, so
``(None, None)`` is all of time, which is also how an unknown time behaves: it may meet anything. The
functions are the set operations on such stretches of days and obey their laws: ``overlap`` and
``intersect`` are symmetric, ``hull`` is the least stretch that contains both, ``contains`` is a partial
order. A pair whose first day comes after its last is no interval; only ``parse`` takes text and checks.
"""

import re
from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import Final

from annals.errors import UsageError

Interval = tuple[date | None, date | None]
"""First and last day, both inclusive; ``None`` is an open side."""

ALWAYS: Final[Interval] = (None, None)
"""The stretch without ends, which contains every day."""

OUT_OF_ORDER: Final = "breaks the order of the narrative"
TOO_LATE: Final = "after the day of publication"
SLIPS: Final = (OUT_OF_ORDER, TOO_LATE)
"""How the note of a ``Time`` begins that cannot be right as written; other notes tell of several readings."""

_DAY_FORM: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def year(number: int) -> Interval:
    """Return the days of a calendar year (1 to 9999; ``ValueError`` otherwise)."""
    return date(number, 1, 1), date(number, 12, 31)


def month(year_number: int, month_number: int) -> Interval:
    """Return the days of a calendar month (``ValueError`` if there is none such)."""
    first = date(year_number, month_number, 1)
    return first, first.replace(day=monthrange(year_number, month_number)[1])


def parse(text: str) -> Interval:
    """Return the interval that a user's day names.

    ``2017-02-09`` is that day, ``2017-02`` the month, ``2017`` the year; two of them joined by ``/`` or
    ``..`` (the notation of ISO 8601 and of EDTF) run from the first day of the one to the last of the
    other, and a side left out or written ``..`` is open. Raises ``UsageError`` for anything else.
    """
    stripped = text.strip()
    sides = [side.strip() for side in stripped.split("/" if "/" in stripped else "..", maxsplit=1)]
    if len(sides) == 1:
        return _named(sides[0], text)
    start = _named(sides[0], text)[0] if sides[0] not in ("", "..") else None
    end = _named(sides[1], text)[1] if sides[1] not in ("", "..") else None
    if start is None and end is None:
        raise _refusal(text)
    if start is not None and end is not None and start > end:
        raise UsageError(f"{text!r} ends before it starts; write the earlier day first")
    return start, end


def _named(part: str, whole: str) -> Interval:
    match = _DAY_FORM.fullmatch(part)
    if match is None:
        raise _refusal(whole)
    numbers = [int(group) for group in match.groups() if group is not None]
    try:
        if len(numbers) == 1:
            return year(numbers[0])
        if len(numbers) == 2:
            return month(numbers[0], numbers[1])
        day = date(numbers[0], numbers[1], numbers[2])
    except ValueError:
        raise UsageError(f"{whole!r} is no day of the calendar; write it as 2017-02-09, 2017-02 or 2017") from None
    return day, day


def _refusal(text: str) -> UsageError:
    return UsageError(f"cannot read {text!r} as a day; write it as 2017-02-09, 2017-02, 2017 or 2017-01/2017-03")


def overlap(one: Interval, other: Interval) -> bool:
    """Tell whether the two share a day. An open side reaches as far as needed."""
    return _not_after(one[0], other[1]) and _not_after(other[0], one[1])


def contains(outer: Interval, inner: Interval) -> bool:
    """Tell whether every day of ``inner`` is a day of ``outer``."""
    starts = outer[0] is None or (inner[0] is not None and outer[0] <= inner[0])
    ends = outer[1] is None or (inner[1] is not None and outer[1] >= inner[1])
    return starts and ends


def intersect(one: Interval, other: Interval) -> Interval | None:
    """Return the days that both have, or ``None`` when they share none."""
    if not overlap(one, other):
        return None
    starts = [side for side in (one[0], other[0]) if side is not None]
    ends = [side for side in (one[1], other[1]) if side is not None]
    return (max(starts) if starts else None), (min(ends) if ends else None)


def hull(one: Interval, other: Interval) -> Interval:
    """Return the narrowest interval that contains both, with the days between them."""
    start = None if one[0] is None or other[0] is None else min(one[0], other[0])
    end = None if one[1] is None or other[1] is None else max(one[1], other[1])
    return start, end


def days(interval: Interval) -> int | None:
    """Return how many days the interval has, or ``None`` when a side is open."""
    start, end = interval
    return None if start is None or end is None else (end - start).days + 1


def agreement(one: Interval, other: Interval) -> float:
    """Return the share of the days of either that both have: 1.0 for equal, 0.0 for disjoint intervals.

    An interval with an open side agrees fully with its equal and not at all with any other.
    """
    if one == other:
        return 1.0
    shared = intersect(one, other)
    if shared is None:
        return 0.0
    both, either = days(shared), days(hull(one, other))
    return both / either if both is not None and either is not None else 0.0


def granularity(interval: Interval) -> str:
    """Return ``day``, ``month`` or ``year`` for one such calendar unit, ``days`` for another closed
    stretch, ``open`` for one with a single open side and ``unknown`` for one without any day named.
    """  # noqa: D205
    start, end = interval
    if start is None or end is None:
        return "unknown" if start is end else "open"
    if start == end:
        return "day"
    if interval == month(start.year, start.month):
        return "month"
    return "year" if interval == year(start.year) else "days"


def show(interval: Interval) -> str:
    """Return the interval as ``parse`` reads it: the shortest form that says the same; ``unknown`` without days."""
    start, end = interval
    match granularity(interval):
        case "unknown":
            return "unknown"
        case "day":
            return str(start)
        case "month":
            return str(start)[:7]
        case "year":
            return str(start)[:4]
        case _:
            return f"{'..' if start is None else start}/{'..' if end is None else end}"


def day_before(day: date) -> date | None:
    """Return the day before, or ``None`` before the first day of the calendar (0001-01-01)."""
    return None if day == date.min else day - timedelta(days=1)


def day_after(day: date) -> date | None:
    """Return the day after, or ``None`` after the last day of the calendar (9999-12-31)."""
    return None if day == date(MAXYEAR, 12, 31) else day + timedelta(days=1)


def _not_after(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start <= end
