"""Rules for dates that name a place in the calendar, whole or in part: days, months, years, named days."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_calendar import Cell
from annals.resolve.dates_grammar import Node, Rule
from annals.resolve.dates_guards import day_of_month
from annals.resolve.dates_named import RULES as NAMED
from annals.resolve.dates_named import full_year
from annals.resolve.dates_reading import Context, Part, Reading, single

_BEFORE_MONTH: Final = re.compile(
    r"\b(?:in|by|since|until|till|from|of|early|late|mid|last|next|this|during|through|between|and|to|end|before|after"
    r"|beginning|around|about|late in|early in)[\s-]+$",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"[\s-]+(?:(?!(?:this|these|those|his|its|as|across|perhaps|thus|always|besides|towards|unless)\b)"
    r"[a-z]+(?:[ -][a-z]+)?s\b(?<!was)(?<!has)(?<!is)(?<!does)|men\b|women\b|people|troops|police"
    r"|percent|per\b|km\b|metres|miles|kg\b|tonnes|of\sthem|civilians|square)"
)
_AMOUNT: Final = re.compile(
    r"(?:[$€£]|\b(?:some|over|than|nearly|almost|least|approximately|roughly|killed|killing|wounded|injured|only"
    r"|No\.|number|page|[Rr]esolutions?|UNSCR|SCR|Article|Highway|Route|Flight|of\sthe))\s*$"
)
_YEAR_LEAD: Final = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|from|during|before|after|early|late|mid|the|to|and|between|through|year|summer"
    r"|spring|autumn|winter|fall|or|around|about|circa|ca\.?|c\.|for|throughout|as of|on)[\s-]+|[(\[–—,/-]\s*|^\s*)$",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"\d{3}[-/]$")
_MOST_YEARS: Final = 6
"""Years that a date without one is told to be perhaps of, at most."""
_TITLES: Final = re.compile(
    r"[\s-]+(?:Times|Telegraph|Mail|Post|Mirror|Express|Herald|Tribune|Star|Agreement|Club|Night\sLive|Brigade|Movement|Offensive)\b"
)
_NAMED_WEEKDAY: Final = re.compile(r"\b(?:Bloody|Black|Cyber|Super|Shrove|Fat|Blue)\s+$")


def _before(text: str, node: Node) -> str:
    return text[max(0, node.start - 24) : node.start]


def _after(text: str, node: Node) -> str:
    return text[node.end : node.end + 40]


def day_of(node: Node, context: Context, number: int, month: int) -> Reading | None:
    """Read A day and month with its year where written, else the year that the context gives."""
    if node.has("y"):
        return single(calendar.day(full_year(node, "y", context), month, number), explicit=True, written=True)
    return partial_day(context, month, number)


def partial_day(context: Context, month: int, number: int) -> Reading | None:
    """Read A day and month without a year: nearest to what anchors it; the reading says from where the year came."""
    found = context.year_of(month, number)
    if found is None:
        cells = [calendar.day(year, month, number) for year in context.years[:_MOST_YEARS]]
        others = tuple((cell.index, cell.index) for cell in cells if cell is not None)
        value = f"XXXX-{month:02}-{number:02}"
        return Reading(value=value, narrated=False, written=True, alternatives=others)
    return single(calendar.day(found[0], month, number), anchor=found[1], written=True)


def _day_month(node: Node, context: Context) -> Reading | None:
    """One day, first or second of the pair of numbers and month."""
    return day_of(node, context, node.number("d"), node.number("m"))


def _of_days(node: Node, text: str) -> bool:
    return not node.has("u") or node.word("u") == "day"


def _day_pair(node: Node, context: Context) -> Reading | None:
    """From one day to another of the same month ("12-15 November")."""
    last = day_of(node, context, node.number("e"), node.number("m"))
    if last is None or last.first is None:
        return last
    year, month, _ = calendar.civil(last.first.first)
    first = calendar.day(year, month, node.number("d"))
    if first is None or first.index > last.first.index:
        return last
    parts = tuple(
        Part(node.named[name].start, node.named[name].end, "DATE", calendar.timex(cell))
        for name, cell in (("d", first), ("e", last.first))
    )
    return replace(last, first=first, last=last.first, parts=_wide(node, parts))


def _wide(node: Node, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    first, last = parts
    if node.named["m"].start < first.start:
        return replace(first, start=node.start), replace(last, end=node.end)
    return first, replace(last, end=node.end)


def _month(node: Node, context: Context) -> Reading | None:
    """Read A month, of the year written or of the one that the context gives."""
    number = node.number("m")
    if node.has("y"):
        return Reading(first=calendar.month(full_year(node, "y", context), number), explicit=True)
    if node.has("n"):
        return Reading(first=calendar.month(1 - node.number("n"), number), explicit=True)
    found = context.year_of(number)
    if found is None:
        return Reading(value=f"XXXX-{number:02}", narrated=False)
    return Reading(first=calendar.month(found[0], number), anchor=found[1])


def _month_guard(node: Node, text: str) -> bool:
    """Read A month alone is one of time unless its word is also a verb, a name or a modal."""
    token = node.named["m"]
    if token.kind == "MAYLOW":
        return False
    if token.kind in {"MAY", "MABB"}:
        return bool(_BEFORE_MONTH.search(_before(text, node)))
    return text[token.start].isupper() or bool(_BEFORE_MONTH.search(_before(text, node)))


def _year(node: Node, context: Context) -> Reading | None:
    """Read A year."""
    return Reading(first=Cell("year", full_year(node, "y", context)), explicit=True)


def _year_guard(node: Node, text: str) -> bool:
    """Read A number of four digits is a year after a word that goes before years, and when it counts nothing."""
    value = node.number("y")
    before, after = _before(text, node), _after(text, node)
    if _JOINED.search(before):
        return False
    if _AMOUNT.search(before) and not before.rstrip().endswith("of the"):
        return False
    if _COUNTED.match(after) and not (1900 <= value <= 2099 and re.search(r"\b[Tt]he\s+$", before)):
        return (
            bool(re.search(r"\b[Ii]n\s+$", before))
            and 1900 <= value <= 2099
            and not re.match(
                r"\s+(?:villages|towns|cities|people|men|cases|troops|soldiers|places|schools|homes)\b", after
            )
        )
    return bool(_YEAR_LEAD.search(before) and value <= 2100) or 1850 <= value <= 2050


def _years(node: Node, context: Context) -> Reading | None:
    """From one year to another, the second perhaps in two digits ("1914-18")."""
    first, second = node.number("y"), node.number("z")
    last = second if second > 99 else first // 100 * 100 + second
    if last <= first:
        return None
    cells = Cell("year", first), Cell("year", last)
    parts = tuple(
        Part(node.named[name].start, node.named[name].end, "DATE", calendar.timex(cell))
        for name, cell in zip(("y", "z"), cells, strict=True)
    )
    return Reading(first=cells[0], last=cells[1], explicit=True, parts=parts)


def _years_guard(node: Node, text: str) -> bool:
    first, second = node.number("y"), node.number("z")
    if _JOINED.search(_before(text, node)):
        return False
    return (second > first % 100 if second <= 99 else second > first) and not re.match(r"-\d", _after(text, node))


def _era(node: Node, context: Context) -> Reading | None:
    """Read A year of an era: BC counts backwards from 1."""
    number = node.number("n")
    return Reading(first=Cell("year", 1 - number if node.has("bc") else number), explicit=True)


def _era_pair(node: Node, context: Context) -> Reading | None:
    """From one year BC to another."""
    first, last = Cell("year", 1 - node.number("n")), Cell("year", 1 - node.number("k"))
    if first.index > last.index:
        return None
    parts = (
        Part(node.named["n"].start, node.named["n"].end, "DATE", calendar.timex(first)),
        Part(node.named["k"].start, node.end, "DATE", calendar.timex(last)),
    )
    return Reading(first=first, last=last, explicit=True, parts=parts)


def _decade(node: Node, context: Context) -> Reading | None:
    """Ten years ("the 1990s"); two digits are of the century told last, else of the last one that had them."""
    number = int(re.sub(r"\D", "", node.word("x")))
    if node.has("bc"):
        return Reading(value=f"BC{number // 10:03}", narrated=False)
    if number > 99:
        return Reading(first=Cell("decade", number // 10), explicit=True)
    around = context.narrative("year") or context.published
    if around is None:
        return Reading(value=f"XX{number // 10}", narrated=False)
    year = calendar.civil(around.first)[0]
    return Reading(first=Cell("decade", (year - (year - number) % 100) // 10), anchor=f"narrative {year}")


def _century(node: Node, context: Context) -> Reading | None:
    """Read A hundred years; the 19th century is 1800 to 1899, as TIMEX3 counts."""
    number = node.number("o")
    if node.has("bc"):
        return Reading(value=f"BC{number - 1:02}", narrated=False)
    return Reading(first=Cell("century", number - 1), explicit=True, narrated=False) if 1 <= number <= 30 else None


def _century_guard(node: Node, text: str) -> bool:
    return node.word("u") == "century"


def _season(node: Node, context: Context) -> Reading | None:
    """Read A season, of the year written or of the one told last."""
    number = int(node.word("s"))
    if node.has("y") or node.has("n"):
        year = full_year(node, "y", context) if node.has("y") else 1 - node.number("n")
        return Reading(first=Cell("season", year * 4 + number), explicit=True)
    found = context.year_of(3 * number + 3)
    if found is None:
        return Reading(value=f"XXXX-{calendar.SEASONS[number]}", narrated=False)
    return Reading(first=Cell("season", found[0] * 4 + number), anchor=found[1])


_SEASON_LEAD: Final = re.compile(
    r"\b(?:in|by|since|until|till|during|through|throughout|this|that|early|late|mid|of|following|next|last|previous|before|for|over)"
    r"[\s-]+$",
    re.IGNORECASE,
)


def _season_guard(node: Node, text: str) -> bool:
    """Read A bare season is one after a preposition, and no fall of a city, nor a spring of water."""
    word = text[node.named["s"].start : node.end].lower()
    after = _after(text, node)
    if word in {"fall", "spring"} and re.match(r"\s+(?:of\s+(?!\d)|from\b|to\b|back\b|in\b|into\b|water)", after):
        return False
    return bool(_SEASON_LEAD.search(_before(text, node))) or (
        word in {"winter", "summer", "autumn"} and node.has("the")
    )


def _numbered(unit: str) -> "Callable[[Node, Context], Reading | None]":
    def read(node: Node, context: Context) -> Reading | None:
        """Read the first to fourth quarter, or the first or second half, of a year."""
        number = node.number("o") if node.has("o") else 2
        size = 4 if unit == "quarter" else 2
        cell = Cell("year", full_year(node, "y", context)) if node.has("y") else context.anchor("year")[0]
        if cell is None or not 1 <= number <= size:
            return None
        return Reading(first=Cell(unit, cell.index * size + number - 1), explicit=node.has("y"))

    return read


def _iso(node: Node, context: Context) -> Reading | None:
    """Read A day in the notation of ISO 8601."""
    year, month, number = (int(part) for part in node.word("x")[:10].split("-"))
    return single(calendar.day(year, month, number), explicit=True) if 1 <= month <= 12 else None


def _numeric(node: Node, context: Context) -> Reading | None:
    """Three numbers: day first where that is possible; month first is kept beside it when both are."""
    one, two, year = (int(part) for part in re.split(r"[/.-]", node.word("x")))
    if year < 100:
        year += 2000 if year < 69 else 1900
    orders = [(month, number) for number, month in ((one, two), (two, one)) if 1 <= month <= 12]
    cells = [cell for cell in (calendar.day(year, month, number) for month, number in orders) if cell]
    if not cells:
        return None
    others = tuple((cell.index, cell.index) for cell in cells[1:] if cell != cells[0])
    note = "day and month may be the other way round" if others else None
    return Reading(first=cells[0], explicit=True, alternatives=others, note=note)


def _weekday(node: Node, context: Context) -> Reading | None:
    """Read the nearest such day up to publication, that day included; the next one in a clause about what will be."""
    anchor, name = context.anchor("day")
    number = node.number("w")
    if anchor is None:
        return Reading(value=f"XXXX-WXX-{number + 1}", narrated=False)
    back = (calendar.weekday(anchor.index) - number) % 7
    if node.word("which") in {"next", "coming", "upcoming"}:
        return single(anchor.plus(7 - back), anchor=name)
    if node.word("which") in {"last", "past", "previous"}:
        return single(anchor.plus(-(back or 7)), anchor=name)
    if context.future and not context.history and back:
        return single(anchor.plus(7 - back), anchor=name)
    return single(anchor.plus(-back), anchor=name)


def _weekday_guard(node: Node, text: str) -> bool:
    token = node.named["w"]
    if token.kind == "WDABB" and text[token.end - 1] != ".":
        return False
    capital = text[token.start].isupper() or not text[node.start].isupper()
    return capital and not _TITLES.match(_after(text, node)) and not _NAMED_WEEKDAY.search(_before(text, node))


def _ordinal_day(node: Node, context: Context) -> Reading | None:
    """Read A day of the month told last ("the 23rd"), else the last such day before publication."""
    number = node.number("d")
    month, name = context.narrated("month")
    if month is None or not context.history:
        month, name = (month, name) if month is not None else context.anchor("month")
    if month is None:
        return None
    cell = calendar.day(month.index // 12, month.index % 12 + 1, number)
    published = context.published
    coming = published is not None and (cell is None or cell.index > published.index)
    if coming and not context.history and not context.future:
        month = month.plus(-1)
        cell = calendar.day(month.index // 12, month.index % 12 + 1, number)
    return single(cell, anchor=name)


_HALF_OR_QUARTER: Final = (
    Rule("quarter of a year", "THE? o=ORD QUARTER (OF? y=YR)?", _numbered("quarter")),
    Rule("quarter of a year in short", "o=QN OF? y=YR", _numbered("quarter")),
    Rule("half of a year", "THE? (o=ORD|LATTER) HALF OF y=YR", _numbered("half")),
)

RULES: Final = (
    Rule("ISO 8601 day", "x=ISO", _iso),
    Rule("numeric day", "x=NUMERIC", _numeric),
    Rule("day, month and year", "(WD COMMA? THE?)? THE? d=DAYNUM (OF|DASH)? m=MON (COMMA|OF|DASH)? y=YR", _day_month),
    Rule("day and month", "(WD COMMA? THE?)? THE? d=DAYNUM (OF|DASH)? m=MON", _day_month),
    Rule(
        "ordinal word and month",
        "THE d=ORDW (u=UNIT)? OF m=MON (COMMA? y=YR)?",
        _day_month,
        guard=_of_days,
        always=True,
    ),
    Rule("month, day and year", "(WD COMMA?)? THE? m=MON THE? d=DAYNUM (COMMA|OF)? y=YR", _day_month),
    Rule("month and day", "(WD COMMA?)? THE? m=MON THE? d=DAYNUM", _day_month),
    Rule(
        "days of a month",
        "THE? d=DAYNUM (DASH|SLASH|TO|AND|OR|UNTIL) THE? e=DAYNUM (OF)? m=MON (COMMA? y=YR)?",
        _day_pair,
    ),
    Rule(
        "several days of a month",
        "THE? d=DAYNUM COMMA DAYNUM (COMMA DAYNUM)? (COMMA DAYNUM)? COMMA? (AND|OR) THE? e=DAYNUM OF? m=MON"
        " (COMMA? y=YR)?",
        _day_pair,
    ),
    Rule("month and days", "m=MON THE? d=DAYNUM (DASH|SLASH|TO|AND|OR) THE? e=DAYNUM (COMMA? y=YR)?", _day_pair),
    Rule("month and year", "THE? m=MON (COMMA|OF|DASH)? (OF|IN)? y=YR", _month),
    Rule("month BC", "m=MON (OF|COMMA)? n=COUNT BC", _month),
    Rule("month", "THE? m=MON", _month, guard=_month_guard),
    Rule("years", "(THE? UNITS)? y=Y (DASH|SLASH) z=COUNT", _years, guard=_years_guard),
    Rule("year", "(THE? (UNIT|UNITS))? y=Y", _year, guard=_year_guard),
    Rule("short year", "y=SY", _year, given_only=True),
    Rule("year BC", "n=COUNT bc=BC", _era),
    Rule("year AD", "n=COUNT AD", _era),
    Rule("AD year", "AD n=COUNT", _era),
    Rule("years BC", "n=COUNT BC? (DASH|TO|AND|OR) k=COUNT BC", _era_pair),
    Rule("decade", "THE? x=DECADE bc=BC?", _decade),
    Rule("century", "THE? o=ORD DASH? u=UNIT bc=BC?", _century, guard=_century_guard, always=True),
    Rule("season of a year", "THE? s=SEASON (OF|IN|COMMA)? y=YR", _season),
    Rule("season of two years", "THE? s=SEASON OF? y=Y (DASH|SLASH) COUNT", _season),
    Rule("year and season", "THE? y=Y s=SEASON", _season),
    Rule("season BC", "THE? s=SEASON OF? n=COUNT BC", _season),
    Rule("season", "the=THE? s=SEASON", _season, guard=_season_guard, always=True),
    Rule("weekday", "(which=NEXT|THIS)? w=WD", _weekday, guard=_weekday_guard),
    Rule("last weekday", "which=LAST w=WD", _weekday, guard=_weekday_guard),
    Rule("day of the month told", "THE d=O31", _ordinal_day, guard=day_of_month),
    Rule("bare day", "THE? d=DAYNUM", _ordinal_day, given_only=True),
    *_HALF_OR_QUARTER,
    *NAMED,
)
