"""Rules for named days (Easter, Nowruz) and for days of the Levantine and Hijri calendars."""

from collections.abc import Callable
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_calendar import Cell
from annals.resolve.dates_grammar import Node, Rule
from annals.resolve.dates_lexicon import FOREIGN_MONTHS, NAMED_DAYS
from annals.resolve.dates_reading import Context, Reading


def full_year(node: Node, name: str, context: Context) -> int:
    """Return the year of a token; two digits ("'48") are of the century told or published last."""
    token = node.named[name]
    number = node.number(name)
    if token.kind != "SY":
        return number
    around = context.narrative("year") or context.published
    year = calendar.civil(around.first)[0] if around else 2000
    return min((year // 100 * 100 + shift + number for shift in (-100, 0, 100)), key=lambda y: (abs(y - year), y))


def _foreign(node: Node, context: Context) -> Reading | None:
    """Read A day or month by its Levantine or Hijri name; all months or years that the words allow are alternatives."""
    name = node.word("m")
    system, months, _ = FOREIGN_MONTHS[name]
    number = node.number("d") if node.has("d") else None
    if system == "hijri" and node.has("y") and 1 <= node.number("y") < 1600:
        start = calendar.hijri_first(node.number("y"), months[0])
        spans = [(start, start + 28)]
    else:
        spans = [span for month in months for span in _spans(system, month, node, context)]
    if number is not None:
        spans = [(first + number - 1, first + number - 1) for first, _ in spans]
    return _choice(spans, explicit=node.has("y"), context=context)


def _spans(system: str, month: int, node: Node, context: Context) -> list[tuple[int, int]]:
    found = (full_year(node, "y", context), "") if node.has("y") else None
    if system == "levantine":
        found = found or context.year_of(month)
        cell = calendar.month(found[0], month) if found else None
        return [(cell.first, cell.last)] if cell else []
    if found is not None:
        return list(calendar.hijri_in(found[0], month))
    around = context.narrative("year") or context.published
    return [] if around is None else _nearest_years(around, context, lambda year: calendar.hijri_in(year, month))


def _nearest_years(
    around: Cell, context: Context, spans: "Callable[[int], tuple[tuple[int, int], ...]]"
) -> list[tuple[int, int]]:
    """Return the time of the year told, or the last one that had begun on the day of publication."""
    year = calendar.civil(around.first)[0]
    if around.unit == "day" and not context.future:
        begun = [span for y in (year - 1, year) for span in spans(y) if span[0] <= around.first]
        return begun[-1:]
    return list(spans(year))


def _choice(spans: list[tuple[int, int]], explicit: bool, context: Context) -> Reading | None:
    if not spans:
        return None
    (first, last), others = spans[0], tuple(spans[1:])
    note = "more than one reading in that year" if others else None
    return Reading(first=Cell("day", first), last=Cell("day", last), explicit=explicit, alternatives=others, note=note)


def _named_day(node: Node, context: Context) -> Reading | None:
    """Read A named day in the year written, else in that of the narrative or the last one before publication."""
    rule = NAMED_DAYS[node.word("x")]
    if node.has("y"):
        spans = list(named_spans(rule, full_year(node, "y", context)))
    else:
        told = context.narrative("year") if context.history else None
        around = told or context.published or context.narrative("year")
        spans = [] if around is None else _nearest_years(around, context, lambda year: named_spans(rule, year))
    return _choice(spans, explicit=node.has("y"), context=context)


def named_spans(rule: str, year: int) -> tuple[tuple[int, int], ...]:
    """Return (first, last) day numbers of a named day in a year, by its rule in ``calendar_days.csv``."""
    system, *values = rule.split()
    if system == "fixed":
        month, number = (int(part) for part in values[0].split("-"))
        days = [calendar.ordinal(year, month, number)]
    elif system == "hijri":
        pairs = [tuple(int(part) for part in value.split("-")) for value in values]
        days = sorted(first + number - 1 for month, number in pairs for first, _ in calendar.hijri_in(year, month))
    else:
        base = {"easter": calendar.easter, "orthodox": calendar.orthodox_easter, "nowruz": calendar.nowruz}[system](
            year
        )
        days = [base + int(values[0])]
    return tuple((number, number) for number in days)


RULES: Final = (
    Rule("day of a Levantine or Hijri month", "THE? d=DAYNUM OF? m=FM (COMMA? y=COUNT)?", _foreign),
    Rule("Levantine or Hijri month and day", "m=FMONTH d=DAYNUM (COMMA? y=COUNT)?", _foreign),
    Rule("Levantine or Hijri month of a year", "m=FDMONTH (COMMA|OF)? y=Y", _foreign),
    Rule("Levantine or Hijri month", "m=FMONTH ((COMMA|OF)? y=Y)?", _foreign),
    Rule("named day", "x=NAMED ((COMMA|OF|IN)? y=YR)?", _named_day),
)
"""Days by their names and months of other calendars."""
