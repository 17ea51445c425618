"""Rules that build on dates: their parts (early, the end of), times of day, ranges, since and until."""

from dataclasses import replace
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_calendar import Cell
from annals.resolve.dates_duration import Length, clock_value, length
from annals.resolve.dates_grammar import Node, Rule
from annals.resolve.dates_reading import Context, Part, Reading
from annals.resolve.dates_relative import RULES as RELATIVE

_FROM_ITS_DAY: Final = frozenset(rule.name for rule in RELATIVE)
_PARTS_OF_A_DAY: Final = frozenset({"part of a day", "day and its part", "early part of a day"})
_THIRDS: Final = {"early": 0, "mid": 1, "middle": 1, "late": 2, "latter": 2}


def part_of(cell: Cell, part: str) -> tuple[int, int]:
    """Return first and last day number of a part of a calendar unit.

    By the contract: early, mid and late in a year are January to April, May to August, September to
    December; in a month the days 1 to 10, 11 to 20, 21 to the end; of any other unit the thirds of its
    days. The start or end of a year is its first or last month, of a month its first or last part.
    """
    if cell.unit == "day":
        return cell.first, cell.last
    if part in {"beginning", "start", "outset", "end", "close"}:
        final = part in {"end", "close"}
        if cell.unit == "year":
            month = Cell("month", cell.index * 12 + (11 if final else 0))
            return month.first, month.last
        part = "late" if final else "early"
    third = _THIRDS[part]
    if cell.unit == "year":
        months = Cell("month", cell.index * 12 + 4 * third), Cell("month", cell.index * 12 + 4 * third + 3)
        return months[0].first, months[1].last
    if cell.unit == "month":
        return cell.first + 10 * third, (cell.last if third == 2 else cell.first + 10 * third + 9)
    size = cell.last - cell.first + 1
    return cell.first + size * third // 3, cell.first + size * (third + 1) // 3 - 1


def _modified(node: Node, context: Context) -> Reading | None:
    """Read A part of what the date names."""
    reading = node.node("d").read(context)
    if reading is None or reading.first is None or reading.opened:
        return reading
    if reading.last and reading.last != reading.first:
        return _modified_days(reading, node.word("m"))
    start, end = part_of(reading.first, node.word("m"))
    return replace(reading, start=start, end=end if reading.end is None else min(end, reading.end))


def _modified_days(reading: Reading, part: str) -> Reading:
    """Return a part of a lunar month or the like: days 1 to 10, 11 to 20, 21 to its end; other stretches stay whole."""
    first, last = reading.days
    if first is None or last is None or not 28 <= last - first <= 30:
        return reading
    third = _THIRDS.get(part, 2 if part in {"end", "close"} else 0)
    return replace(reading, start=first + 10 * third, end=last if third == 2 else first + 10 * third + 9)


def _eve(node: Node, context: Context) -> Reading | None:
    """Read the day before a day."""
    reading = node.node("d").read(context)
    if reading is None or reading.first is None or reading.first.unit != "day":
        return reading
    moved = tuple((start - 1, end - 1) for start, end in reading.alternatives)
    return replace(
        reading, first=reading.first.plus(-1), last=None, start=None, end=None, alternatives=moved, value=None
    )


def _end_of_told(node: Node, context: Context) -> Reading | None:
    """Read the end of the unit that was told last."""
    cell, name = context.narrated(node.word("u"))
    if cell is None:
        return None
    start, end = part_of(cell, "end")
    return Reading(first=cell, start=start, end=end, anchor=name)


def _whole(node: Node, context: Context) -> Reading | None:
    """Read the date itself: what stands around it does not narrow its days."""
    return node.node("d").read(context)


def _later_in(node: Node, context: Context) -> Reading | None:
    """From the last day told to the end of the unit, when that day is in it."""
    told = context.narrative("month")
    reading = node.node("d").read(context)
    if reading is None or reading.first is None or told is None:
        return reading
    inside = reading.first.first <= told.first <= reading.first.last and told.unit != reading.first.unit
    return replace(reading, start=told.first) if inside else reading


def _clocked(node: Node, context: Context) -> Reading | None:
    """Read A date with a time of day: its day or days."""
    reading = node.node("d").read(context)
    if reading is None:
        return None
    exact = reading.first is not None and reading.first.unit == "day"
    if not node.has("c"):
        return reading.at_clock("T" + node.node("p").word("p")) if exact else reading
    clock = node.node("c")
    value = (reading.timex if exact else "XXXX-XX-XX") + clock_value(clock.word("c"))
    part = Part(clock.start, clock.end, "TIME", value)
    return replace(reading, parts=tuple(sorted((part, *_parts(node.node("d"), reading)), key=lambda p: p.start)))


def _of_a_day(node: Node, text: str) -> bool:
    """Read A clock goes with a day, not with a month or a week."""
    reading = node.node("d").read(Context(Cell("day", 1)))
    return reading is None or reading.first is None or reading.first.unit == "day"


def _hours_of(node: Node, context: Context) -> Reading | None:
    """Read the (early) hours of a day: that day."""
    reading = node.node("d").read(context)
    return reading.at_clock("TMO") if reading and reading.first and reading.first.unit == "day" else reading


def _nth_unit(node: Node, context: Context) -> Reading | None:
    """Read the first, second or last so many units of a longer one."""
    reading = node.node("d").read(context)
    size = length(node.node("n")) if node.has("n") else Length(1.0, 1.0, node.word("u") or _unit_of(node))
    if reading is not None and reading.first is not None and size.low is None:
        start, end = part_of(reading.first, "early" if node.has("o") else "late")
        return replace(reading, start=start, end=end)
    if reading is None or reading.first is None or size.low is None:
        return reading
    first, last = reading.days
    if first is None or last is None:
        return reading
    start, end = _nth(first, last, size, node.number("o") if node.has("o") else 0)
    if end > last + 6 or start < first - 6:
        return None
    cell = calendar.containing(size.cell_unit, start)
    value, kind = (size.timex, "DURATION") if size.unit != "day" or size.low > 1 else (None, "DATE")
    return replace(reading, first=cell, last=None, start=start, end=min(end, last), value=value, type=kind)


def _unit_of(node: Node) -> str:
    return node.node("x").word("u")


def _nth(first: int, last: int, size: Length, place: int) -> tuple[int, int]:
    number = int(size.low or 1) * size.scale
    if size.cell_unit in {"month", "year"}:
        base = calendar.containing(size.cell_unit, last if place == 0 else first)
        start = base.plus(1 - number) if place == 0 else base.plus((place - 1) * number)
        return start.first, start.plus(number - 1).last
    days = round((size.low or 1) * size.days_each)
    return (last - days + 1, last) if place == 0 else (first + (place - 1) * days, first + place * days - 1)


def _half_of(node: Node, context: Context) -> Reading | None:
    """Read the first or second half of a year, month or other unit."""
    reading = node.node("d").read(context)
    if reading is None or reading.first is None:
        return reading
    second = not node.has("o") or node.number("o") == 2
    if reading.first.unit == "year":
        half = Cell("half", reading.first.index * 2 + second)
        return replace(reading, first=half, last=None, start=None, end=None)
    middle = (reading.first.first + reading.first.last) // 2
    return replace(reading, start=middle + 1) if second else replace(reading, end=middle)


def _of_that_unit(node: Node, context: Context) -> Reading | None:
    """Read A day or month of the year, or a day of the month, that was told last."""
    cell, name = context.narrated(node.node("u").word("u"))
    if cell is None:
        return node.node("d").read(context)
    hinted = replace_hint(context, ("after", Cell("day", cell.first)))
    reading = node.node("d").read(hinted)
    return replace(reading, anchor=name) if reading else None


def _day_of_that_month(node: Node, context: Context) -> Reading | None:
    """Read A numbered day of the month that was told last."""
    cell, name = context.narrated("month")
    if cell is None:
        return None
    found = calendar.day(cell.index // 12, cell.index % 12 + 1, node.number("o"))
    return Reading(first=found, anchor=name) if found else None


def replace_hint(context: Context, hint: tuple[str, Cell]) -> Context:
    """Return the context of one side of a range, whose year the other side gives."""
    return Context(context.published, context.history, context.future, context.paragraph, list(context.told), hint)


def _range(node: Node, context: Context) -> Reading | None:
    """From the first day of one date to the last of the other; what one side leaves out the other gives."""
    one, other = node.node("a"), node.node("b")
    first = one.read(context)
    if first is not None and first.explicit and first.first is not None:
        last = other.read(replace_hint(context, ("after", first.first)))
    else:
        last = other.read(context)
        if last is not None and last.first is not None:
            first = one.read(replace_hint(context, ("before", last.first)))
    if first is None or last is None:
        return first or last
    parts = (*_parts(one, first), *_parts(other, last))
    (start, _), (_, end) = first.days, last.days
    if start is None or end is None or start > end:
        return replace(last if first.first is None else first, parts=parts)
    return replace(
        last, first=first.first, last=last.last or last.first, start=start, end=end, parts=parts, type="DATE", clock="",
        explicit=first.explicit or last.explicit,
    )  # fmt: skip


def _in_a_row(node: Node, text: str) -> bool:
    """Tell whether neither date counts from the text's day: "April and May" is a stretch, "April and today" none."""
    return all(node.node(side).rule.name not in _FROM_ITS_DAY for side in ("a", "b"))


def _parts(node: Node, reading: Reading) -> tuple[Part, ...]:
    return reading.parts or (Part(node.start, node.end, reading.type, reading.timex),)


def _lead(node: Node, context: Context) -> Reading | None:
    """Since, until, before or after a date: one side is open; "before dawn on Friday" is Friday."""
    inner = node.node("d")
    reading = inner.read(context)
    if reading is None:
        return None
    parts = _parts(inner, reading)
    first, last = reading.days
    word = node.word("l")
    if word in {"before", "after"} and inner.rule.name in _PARTS_OF_A_DAY:
        return reading
    if word in {"since", "onward"} or node.has("onward"):
        return replace(reading, opened=frozenset({"end"}), parts=parts)
    if word.startswith(("until", "til")):
        return replace(reading, opened=frozenset({"start"}), end=last, parts=parts)
    if word == "before":
        end = last if node.has("including") else None if first is None else first - 1
        return replace(reading, opened=frozenset({"start"}), end=end, parts=parts)
    start = first if node.has("including") else None if last is None else last + 1
    return replace(reading, opened=frozenset({"end"}), start=start, end=None, parts=parts)


RULES: Final = (
    Rule("early", "(THE)? (VERY)? m=EARLY (DASH|IN)? d=ANYDATE", _modified),
    Rule("mid", "(THE)? m=MID DASH? d=ADATE", _modified),
    Rule("late", "(THE)? (VERY)? m=LATE (DASH|ON)? d=ADATE", _modified),
    Rule("late in", "(THE)? (VERY)? m=LATE IN d=ANYDATE", _modified),
    Rule("middle of", "(THE)? m=MIDDLE OF d=ANYDATE", _modified),
    Rule("beginning of", "(THE)? (VERY)? m=BEGIN OF d=ANYDATE", _modified),
    Rule("end of", "(THE)? (VERY)? m=END OF d=ANYDATE", _modified),
    Rule("unit's end", "u=UNIT POSS m=END", _end_of_told),
    Rule("latter part of", "THE LATTER (PART|PERIOD|HALF) OF d=ANYDATE", _half_of),
    Rule("half of", "(THE)? (o=ORDW|LATTER) HALF OF d=ANYDATE", _half_of),
    Rule("eve of", "(THE)? EVE OF d=DATE", _eve),
    Rule("rest of", "THE REST OF d=ADATE", _whole),
    Rule("rest of the unit told", "THE REST OF d=THEUNIT", _later_in),
    Rule("later in", "LATER (IN|ON) d=DATE", _later_in),
    Rule("around", "APPROX d=DATE", _whole),
    Rule("nth unit of", "(THE)? o=ORDW u=UNIT OF d=ANYDATE", _nth_unit),
    Rule("last unit of", "x=LASTUNIT OF d=ANYDATE", _nth_unit),
    Rule("first units of", "(THE)? o=ORDW n=DUR OF d=ANYDATE", _nth_unit),
    Rule("last units of", "(THE)? LAST n=DUR OF d=ANYDATE", _nth_unit),
    Rule("date of the unit told", "d=DATE (OF|COMMA) u=THATUNIT", _of_that_unit),
    Rule("date of the unit", "d=DATE OF THEUNIT", _whole),
    Rule("day of that month", "THE o=O31 OF u=THATUNIT", _day_of_that_month),
)
"""Parts of dates."""

CLOCKS: Final = (
    Rule("part of a day", "(EARLY|LATE)? (THE)? p=PARTX (OF|ON)? d=DATE", _clocked),
    Rule("day and its part", "(EARLY|LATE)? d=DATE p=PARTX", _clocked),
    Rule("early part of a day", "(THE)? EARLY p=PARTX (OF|ON)? d=DATE", _clocked),
    Rule("hours of a day", "(THE)? (EARLY)? (PARTX)? DUR OF d=DATE", _hours_of),
    Rule("clock on a day", "c=CLOCKX (ON|COMMA)? d=DATE", _clocked, guard=_of_a_day),
    Rule("clock in a part of a day", "(THE)? CLOCKX (IN|ON) p=PARTX (OF|ON) d=DATE", _clocked),
    Rule("day at a clock", "d=DATE (COMMA)? (AT)? c=CLOCKX", _clocked, guard=_of_a_day),
    Rule("overnight on a day", "OVERNIGHT (ON|FROM|BETWEEN)? d=DATE", _whole),
)
"""Times of day."""

RANGES: Final = (
    Rule("range", "(FROM|BETWEEN)? a=DATE (DASH|TO|UNTIL|THROUGH) b=DATE", _range),
    Rule("range between", "BETWEEN a=DATE AND b=DATE", _range),
    Rule("dates in a row", "FROM? a=DATE AND b=DATE", _range, guard=_in_a_row, always=True),
)
"""Two dates as the ends of one stretch."""

LEADS: Final = (
    Rule("since", "l=SINCE (AT LEAST)? d=ADATE", _lead),
    Rule("until", "l=UNTIL (AT LEAST)? d=ADATE", _lead),
    Rule("on or before", "ON including=OR l=BEFORE d=ADATE", _lead),
    Rule("on or after", "ON including=OR l=AFTER d=ADATE", _lead),
    Rule("before", "l=BEFORE d=ADATE", _lead),
    Rule("after", "l=AFTER d=ADATE", _lead),
    Rule("onward", "(FROM)? d=DATE onward=ONWARD", _lead),
)
"""Words that open one side."""
