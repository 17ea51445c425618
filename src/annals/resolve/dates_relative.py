"""Rules for times that are counted from another: from the day of publication or from the last day told."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_calendar import Cell
from annals.resolve.dates_duration import Length, length
from annals.resolve.dates_grammar import Node, Rule
from annals.resolve.dates_guards import event_bound, no_day_follows, no_event, no_number
from annals.resolve.dates_reading import DAYS, Context, Reading, moved, single

Step = Callable[[Node, Context], Reading | None]


def _shifted(cell: Cell | None, number: int, name: str | None, unit: str, clock: str = "") -> Reading | None:
    if cell is None:
        blank = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX", "year": "XXXX"}.get(unit, "")
        return Reading(value=blank + clock, narrated=False)
    return Reading(first=cell.plus(number), anchor=name, clock=clock, type="TIME" if clock else "DATE")


def unit_by(number: int, narrative: bool) -> Step:
    """Make the reader of "last month", "the following week": the unit so many places from its anchor."""

    def read(node: Node, context: Context) -> Reading | None:
        """Read the calendar unit that is so many places from the one of its anchor."""
        unit = node.word("u")
        if unit == "fortnight":
            return None
        cell, name = context.narrated(unit) if narrative else context.anchor(unit)
        if node.rule.name == "a unit later" and unit == "week" and _day_told(context):
            cell, name = context.narrated("day")
            return _shifted(cell, 7, name, "day")
        told = context.wide(unit) if narrative else None
        if cell is None and told:
            return moved(told, number * DAYS[unit])
        if unit == "week" and number == -1 and cell and not narrative and _sunday(context):
            return Reading(first=cell, anchor=name, note="written on a Sunday: the week that ends")
        found = _shifted(cell, number, name, unit)
        back = narrative and number < 0 and unit != "day"
        return replace(found, narrated=False) if found and back else found

    return read


def _day_told(context: Context) -> bool:
    return bool(context.told) and context.told[-1][0].unit == "day"


def _sunday(context: Context) -> bool:
    return context.published is not None and not context.history and calendar.weekday(context.published.index) == 6


def _this_unit(node: Node, context: Context) -> Reading | None:
    """Read the unit that holds the anchor, up to the day of publication unless the clause is about what will be."""
    unit = node.word("u")
    cell, name = context.anchor(unit)
    if cell is None:
        return _shifted(None, 0, None, unit)
    until = None if context.future or context.history or context.published is None else context.published.index
    return Reading(first=cell, end=until, anchor=name)


def _that_unit(node: Node, context: Context) -> Reading | None:
    """Read the unit that was told last."""
    unit = node.word("u")
    cell, name = context.narrated(unit)
    return _shifted(cell, 0, name, unit)


def _earlier_in_unit(node: Node, context: Context) -> Reading | None:
    """From the beginning of the unit up to its anchor."""
    unit = node.word("u")
    cell, name = context.anchor(unit) if node.has("this") else context.narrated(unit)
    if cell is None and unit == "day":
        cell, name = context.anchor(unit)
    point = context.published if node.has("this") and not context.history else context.narrative("day")
    if cell is None:
        return _shifted(None, 0, None, unit)
    return Reading(first=cell, end=point.index if point else None, anchor=name)


def _later_in_unit(node: Node, context: Context) -> Reading | None:
    """From the anchor to the end of the unit."""
    unit = node.word("u")
    cell, name = context.narrated(unit)
    if cell is None:
        cell, name = context.anchor(unit)
    if cell is None:
        return _shifted(None, 0, None, unit)
    told = context.told[-1][0] if context.told else None
    inside = told is not None and cell.first <= told.first and told.last <= cell.last and told.unit != cell.unit
    return Reading(first=cell, start=told.first if told and inside else None, anchor=name)


def _day(number: int) -> Step:
    def read(node: Node, context: Context) -> Reading | None:
        """Read A day so many days from the anchor; within a history without one, unresolved."""
        cell, name = context.anchor("day")
        clock = "T" + node.word("p") if node.has("p") else ""
        if context.history:
            return Reading(value="XXXX-XX-XX" + clock, narrated=False)
        return _shifted(cell, number, name, "day", clock)

    return read


def _now(node: Node, context: Context) -> Reading | None:
    """Read the day of publication."""
    return Reading(first=context.published, value="PRESENT_REF", narrated=False, anchor=_by_publication(context))


def _recently(node: Node, context: Context) -> Reading | None:
    """Read some time up to the day of publication; within a history, unknown."""
    return Reading(
        first=context.published, opened=frozenset({"start"}), value="PAST_REF", narrated=False,
        anchor=_by_publication(context),
    )  # fmt: skip


def _by_publication(context: Context) -> str | None:
    return f"published {calendar.timex(context.published)}" if context.published else None


def _overnight(node: Node, context: Context) -> Reading | None:
    """From the day before publication to the day itself."""
    cell, name = context.anchor("day")
    if cell is None or context.history:
        return Reading(value="XXXX-XX-XXTNI", narrated=False)
    return Reading(first=cell.plus(-1), last=cell, clock="TNI", type="TIME", anchor=name)


def _part_of_told(number: int) -> Step:
    def read(node: Node, context: Context) -> Reading | None:
        """Read A part of the day told last, or of the one after."""
        cell, name = context.narrated("day")
        return _shifted(cell, number, name, "day", "T" + node.word("p"))

    return read


def _part_of_anchor(number: int) -> Step:
    def read(node: Node, context: Context) -> Reading | None:
        """Read A part of the day of publication, or of the one before."""
        return _day(number)(node, context)

    return read


def _weekend(number: int) -> Step:
    def read(node: Node, context: Context) -> Reading | None:
        """Saturday and Sunday, the last ones that had begun by the anchor or so many weeks from them."""
        cell, name = context.anchor("day")
        if cell is None:
            return None
        saturday = cell.index - (calendar.weekday(cell.index) - 5) % 7
        if number == 0 and context.future and calendar.weekday(cell.index) < 5:
            saturday += 7
        first = Cell("day", saturday + 7 * max(number, 0))
        week = calendar.timex(calendar.containing("week", first.index))
        return Reading(first=first, last=first.plus(1), value=f"{week}-WE", anchor=name)

    return read


def _named_unit(direction: int, narrative: bool) -> Step:
    def read(node: Node, context: Context) -> Reading | None:
        """Read the nearest month or season of that name before or after the anchor."""
        month = node.has("m")
        unit, number, cycle = ("month", node.number("m") - 1, 12) if month else ("season", int(node.word("s")), 4)
        if direction == 0:
            year, name = context.narrated("year") if narrative else context.anchor("year")
            return single(year and Cell(unit, year.index * cycle + number), anchor=name)
        cell, name = context.narrated(unit) if narrative else context.anchor(unit)
        if cell is None:
            return None
        away = (number - cell.index) % cycle if direction > 0 else -((cell.index - number) % cycle)
        return Reading(first=cell.plus(away or direction * cycle), anchor=name)

    return read


def counted(direction: int, narrative: bool) -> Step:
    """Make the reader of "N units ago" and "N units later"."""

    def read(node: Node, context: Context) -> Reading | None:
        """So many units from the anchor, as exact as the unit; "about" allows a fifth more or less."""
        size = length(node.node("d"))
        unit = size.cell_unit
        cell, name = context.narrated(unit) if narrative else context.anchor(unit)
        if size.low is None or size.high is None:
            return Reading(value=_vague(direction, size), narrated=False)
        told = context.wide(unit) if narrative else None
        if cell is None and told and not size.bound and size.low == size.high and size.days_each >= 1:
            return moved(told, direction * round(size.low * size.days_each))
        if cell is None:
            return Reading(value="", narrated=False)
        if size.days_each < 1:
            return _hours(size, direction, cell, name)
        exact = not (size.bound or size.approximate) and size.low == size.high == int(size.low)
        if narrative and exact and unit == "week" and _day_told(context):
            away = direction * 7 * size.scale * int(size.low)
            return Reading(first=context.told[-1][0].plus(away), anchor=name, narrated=direction > 0)
        if size.bound:
            return _bounded(size, direction, narrative, context, name)
        if not exact:
            return _around(size, direction, narrative, context, name)
        shifted = cell.plus(direction * int(size.low) * size.scale)
        return Reading(first=shifted, anchor=name, narrated=direction > 0 or not narrative)

    return read


_SAME_DAY: Final = 0.25
"""Up to this part of a day, what is so far from an hour that is not told counts as of the same day."""


def _hours(size: Length, direction: int, cell: Cell, name: str | None) -> Reading:
    """Read parts of a day: a few hours from a day are that day, more may be the next one."""
    away = (size.low or 0.0) * size.days_each
    near, far = int(away), int(away) if away <= _SAME_DAY else int(away + 1 - 1e-9)
    first, last = sorted((cell.plus(direction * near), cell.plus(direction * far)), key=lambda day: day.index)
    return Reading(first=first, last=last, anchor=name, narrated=direction > 0)


def _vague(direction: int, size: Length) -> str:
    return "FUTURE_REF" if direction > 0 else "PAST_REF"


def _bounded(size: Length, direction: int, narrative: bool, context: Context, name: str | None) -> Reading | None:
    """Read a bound: beyond the N units of "more than" it is open, "less than" N units reach from the anchor."""
    fine = context.narrative("day") if narrative else context.anchor("day")[0]
    if fine is None or size.low is None:
        return Reading(value="", narrated=False)
    edge = _away(fine, direction, size)
    start, end = (edge, None) if direction > 0 else (None, edge)
    if size.bound == "most":
        start, end = (fine.index, edge) if direction > 0 else (edge, fine.index)
    opened = frozenset(side for side, number in (("start", start), ("end", end)) if number is None)
    return Reading(
        first=Cell("day", edge), start=start, end=end, opened=opened, value="", anchor=name, narrated=False
    )  # fmt: skip


def _away(day: Cell, direction: int, size: Length) -> int:
    """Return the day number so many units away, by the calendar for months and years."""
    number = (size.low or 0) * direction
    if size.unit in {"month", "year"} and number == int(number):
        year, month, number_of_day = calendar.civil(day.index)
        moved = year * 12 + month - 1 + int(number) * (12 if size.unit == "year" else 1)
        target = Cell("month", moved)
        return min(target.first + number_of_day - 1, target.last)
    return day.index + round(number * size.days_each)


def _around(size: Length, direction: int, narrative: bool, context: Context, name: str | None) -> Reading | None:
    fine = context.narrative("day") if narrative else context.anchor("day")[0]
    if fine is None or size.low is None or size.high is None:
        return Reading(value="", narrated=False)
    slack = 0.2 if size.approximate and size.low == size.high else 0.0
    halves = 0.0 if slack or size.low == int(size.low) else 0.25  # a half is told to the nearest half
    least, most = size.low * (1 - slack) - halves, size.high * (1 + slack) + halves
    near, far = (round(number * size.days_each) for number in (least, most))
    ends = sorted((fine.index + direction * near, fine.index + direction * far))
    middle = calendar.containing(size.cell_unit, (ends[0] + ends[1]) // 2)
    return Reading(first=middle, start=ends[0], end=ends[1], anchor=name)


def _past_stretch(node: Node, context: Context) -> Reading | None:
    """Read so many units up to the day of publication, that day included."""
    size = length(node.node("d")) if node.has("d") else Length(1.0, 1.0, node.word("u"))
    cell, name = context.anchor("day")
    stretch = Reading(type="DURATION", value=size.timex, anchor=name, narrated=False)
    if cell is None:
        return stretch
    if size.low is None:
        return replace(stretch, first=cell, opened=frozenset({"start"}))
    days = max(1, round(size.low * size.days_each))
    return replace(stretch, first=cell.plus(-days if size.unit in {"hour", "minute"} else 1 - days), last=cell)


def _next_stretch(node: Node, context: Context) -> Reading | None:
    """Read so many units on from the anchor; without a number, open."""
    size = length(node.node("d"))
    cell, name = context.narrated("day") if node.has("following") or context.history else context.anchor("day")
    stretch = Reading(type="DURATION", value=size.timex, anchor=name, narrated=False)
    if cell is None:
        return stretch
    if size.low is None:
        return replace(stretch, first=cell, opened=frozenset({"end"}))
    return replace(stretch, first=cell, last=cell.plus(round(size.low * size.days_each)))


def _sequel(node: Node, context: Context) -> Reading | None:
    """Open from the act told last."""
    told = context.told[-1][0] if context.told else None
    if told is None:
        return Reading(type="SEQUEL", value="", narrated=False)
    return Reading(
        first=told, opened=frozenset({"end"}), type="SEQUEL", value="FUTURE_REF", narrated=False,
        anchor=f"narrative {calendar.timex(told)}",
    )  # fmt: skip


_NEXT: Final = "(NEXT|FOLLOWING|SUBSEQUENT|COMING)"

UNIT_RULES: Final = (
    Rule("this unit", "THIS (SAME)? u=UNIT", _this_unit),
    Rule("so far this unit", "SO FAR THIS u=UNIT", _this_unit),
    Rule("current unit", "THE CURRENT u=UNIT", _this_unit),
    Rule("last unit", "LAST u=UNIT", unit_by(-1, narrative=False)),
    Rule("next unit", "NEXT u=UNIT", unit_by(1, narrative=False)),
    Rule("that unit", "THAT (SAME)? u=UNIT", _that_unit, gives="THATUNIT"),
    Rule("the same unit", "THE (VERY)? SAME u=UNIT", _that_unit, gives="THATUNIT"),
    Rule("the following unit", f"THE (VERY)? {_NEXT} u=UNIT", unit_by(1, narrative=True)),
    Rule("following unit", "(FOLLOWING|SUBSEQUENT) u=UNIT", unit_by(1, narrative=True)),
    Rule(
        "the unit after", "THE u=UNIT (AFTER|FOLLOWING|LATER)", unit_by(1, narrative=True), guard=no_event, always=True
    ),
    Rule("a unit later", "A u=UNIT (LATER)", unit_by(1, narrative=True)),
    Rule("the previous unit", "THE PREVIOUS u=UNIT", unit_by(-1, narrative=True)),
    Rule("previous unit", "PREVIOUS u=UNIT", unit_by(-1, narrative=True)),
    Rule(
        "the unit before",
        "THE u=UNIT (BEFORE|EARLIER|PREVIOUS)",
        unit_by(-1, narrative=True),
        guard=no_event,
        always=True,
    ),
    Rule("unit from an event", "THE u=UNIT (BEFORE|AFTER)", event_bound),
    Rule("earlier this unit", "EARLIER (IN)? this=THIS u=UNIT", _earlier_in_unit),
    Rule("earlier that unit", "EARLIER (IN)? (THAT|THE) (SAME)? u=UNIT", _earlier_in_unit),
    Rule("later that unit", "LATER (IN)? (THAT|THE|THIS) (SAME)? u=UNIT", _later_in_unit),
    Rule("the unit", "THE u=UNIT", _that_unit, gives="THEUNIT"),
)

RULES: Final = (
    *UNIT_RULES,
    Rule("past unit", "THE LAST u=UNIT", _past_stretch, gives="LASTUNIT"),
    Rule("past hour", "THE LAST u=SUB", _past_stretch),
    Rule("today", "TODAY", _day(0)),
    Rule("earlier today", "(EARLIER|LATER|EARLY|LATE) TODAY", _day(0)),
    Rule("yesterday", "YESTERDAY p=PART?", _day(-1)),
    Rule("tomorrow", "TOMORROW p=PART?", _day(1)),
    Rule("day before yesterday", "THE UNIT BEFORE YESTERDAY", _day(-2)),
    Rule("day after tomorrow", "THE UNIT AFTER TOMORROW", _day(2)),
    Rule("tonight", "TONIGHT", _day(0)),
    Rule("overnight", "OVERNIGHT", _overnight, guard=no_day_follows),
    Rule("this part of the day", "THIS p=PART", _part_of_anchor(0)),
    Rule("last night", "LAST p=PART", _part_of_anchor(-1)),
    Rule("that part of the day", "THAT (SAME)? p=PART", _part_of_told(0)),
    Rule("the same part of the day", "THE SAME p=PART", _part_of_told(0)),
    Rule("the next part of the day", f"(EARLY)? THE {_NEXT} p=PART", _part_of_told(1)),
    Rule("last weekend", "LAST WEEKEND", _weekend(-1)),
    Rule("this weekend", "(THIS|THE) WEEKEND", _weekend(0)),
    Rule("next weekend", "NEXT WEEKEND", _weekend(1)),
    Rule(
        "last month or season",
        "(THE)? LAST (m=MON|s=SEASON)",
        _named_unit(-1, narrative=False),
        guard=no_number,
        always=True,
    ),
    Rule(
        "next month or season", "NEXT (m=MON|s=SEASON)", _named_unit(1, narrative=False), guard=no_number, always=True
    ),
    Rule(
        "this month or season",
        "THIS (m=MON|s=SEASON)",
        _named_unit(0, narrative=False),
        guard=no_number,
        always=True,
    ),
    Rule("that month or season", "THAT (m=MON|s=SEASON)", _named_unit(0, narrative=True), guard=no_number, always=True),
    Rule("previous month or season", "THE PREVIOUS (m=MON|s=SEASON)", _named_unit(-1, narrative=True)),
    Rule("following month or season", f"THE {_NEXT} (m=MON|s=SEASON)", _named_unit(1, narrative=True)),
    Rule("now", "(RIGHT|UP TO)? NOW", _now, gives="NOWREF"),
    Rule("at present", "(CURRENTLY|AT PRESENT|AT THE CURRENT TIME|THE TIME BEING)", _now, gives="NOWREF"),
    Rule("recently", "RECENTLY", _recently, gives="NOWREF"),
    Rule("recent units", "RECENT (UNITS|TIME)", _recently),
    Rule("sequel", "(SOON|SUBSEQUENTLY) (AFTER|LATER)", _sequel, gives="SEQUEL"),
    Rule("sequel adverb", "SUBSEQUENTLY", _sequel, gives="SEQUEL"),
    Rule("sequel later", "LATER", _sequel, gives="SEQUEL", given_only=True),
)

COUNTED: Final = (
    Rule("units ago", "d=DUR AGO", counted(-1, narrative=False)),
    Rule(
        "units earlier", "d=DUR (EARLIER|BEFORE|BEFORE THAT)", counted(-1, narrative=True), guard=no_event, always=True
    ),
    Rule("units later", "d=DUR (LATER|AFTER|FOLLOWING)", counted(1, narrative=True), guard=no_event, always=True),
    Rule("units from an event", "d=DUR (BEFORE|AFTER|FOLLOWING)", event_bound),
    Rule("past units", "(THE)? (LAST|PREVIOUS) d=DUR", _past_stretch),
    Rule("next units", "THE (NEXT|COMING) d=DUR", _next_stretch),
    Rule("following units", "THE (following=FOLLOWING|SUBSEQUENT) d=DUR", _next_stretch),
    Rule("bare next units", "(NEXT|COMING) d=DUR", _next_stretch),
)
