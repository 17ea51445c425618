"""Every expression of time in a document, and the days that it means.

``find_dates`` reads the narrative blocks from beginning to end, because what "two days later" means depends
on what was told before. Each answer names its rule and its anchor; an expression whose days cannot be told
keeps its words and has no time. The grammar is in ``dates_absolute``, ``dates_relative``,
``dates_compound`` and ``dates_duration``; ``dates_grammar`` applies it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from annals.resolve.dates_absolute import RULES as ABSOLUTE
from annals.resolve.dates_calendar import Cell
from annals.resolve.dates_claims import date_claims
from annals.resolve.dates_compound import CLOCKS, LEADS, RANGES
from annals.resolve.dates_compound import RULES as PARTS
from annals.resolve.dates_duration import DURATIONS
from annals.resolve.dates_grammar import Grammar, Node
from annals.resolve.dates_lexer import runs
from annals.resolve.dates_reading import Context, Reading, as_time, day_cell
from annals.resolve.dates_relative import COUNTED
from annals.resolve.dates_relative import RULES as RELATIVE
from annals.resolve.dates_slips import flag_slips
from annals.types import NARRATIVE, DateExpression, Document, Time

__all__ = ["date_claims", "find_dates", "find_dates_in_text", "normalise", "read_nodes"]

_GRAMMAR: Final = Grammar(((*ABSOLUTE, *RELATIVE, *DURATIONS), (*PARTS, *COUNTED), CLOCKS, RANGES, LEADS))
_SHOWN: Final = frozenset({"DATE", "NOWREF", "LASTUNIT", "THATUNIT", "SEQUEL"})
_FUTURE: Final = re.compile(
    r"\b(?:will|would|shall|to be|is to|are to|plans?|planned|planning|scheduled|due|expected|next|upcoming|set to"
    r"|going to|intends?|deadline|tomorrow)\b"
)
_SAID: Final = re.compile(r"\b(?:said|told|announced|reported|say|says|added|on television|late|early)\b|ed\b")
_PRESENT: Final = frozenset(
    {
        "weekday",
        "last weekday",
        "today",
        "earlier today",
        "yesterday",
        "units ago",
        "last unit",
        "this unit",
        "last night",
    }
)
_STEP: Final = 4
_LOOK_AHEAD: Final = 12
_CLAUSE_END: Final = re.compile(r"[.;!?\n]")


def find_dates(document: Document) -> tuple[DateExpression, ...]:
    """Return the expressions of time of a document's narrative blocks, in text order, with their days.

    Words that are about time but name no day that can be told ("the following day" without a day before
    it) have ``time`` ``None``. A slip keeps its days as written, and has a ``note`` with the likely reading; one
    without a year has only the note. Lengths and repetitions ("for two weeks", "daily") are not expressions.
    """
    stretches = [(block.start, block.end) for block in document.blocks if block.kind in NARRATIVE]
    return _expressions(document.text, stretches, document.published)


def find_dates_in_text(text: str, *, published: date | None = None) -> tuple[DateExpression, ...]:
    """Return the expressions of time of a text, as ``find_dates`` does for the blocks of a document."""
    return _expressions(text, [(0, len(text))], published)


def normalise(expression: str, *, published: date | None = None, narrative: date | None = None) -> Time | None:
    """Return what words that are known to be about time mean, ``None`` when that cannot be told.

    ``narrative`` is the last day that the text told of before these words.
    """
    context = Context(day_cell(published), history=published is None)
    told = day_cell(narrative)
    if told is not None:
        context.tell(Reading(first=told))
    nodes = [node for run in runs(expression) for node in _GRAMMAR.parse(run, expression, given=True)]
    shown = [node for node in nodes if node.rule.gives in _SHOWN]
    if not shown:
        return None
    node = max(shown, key=lambda node: (node.end - node.start, -node.start))
    return as_time(_read(node, context, expression), expression, (0, len(expression)), node.rule.name)


def _expressions(text: str, stretches: Iterable[tuple[int, int]], published: date | None) -> tuple[DateExpression, ...]:
    found = [
        DateExpression(node.start, node.end, text[node.start : node.end], _time(node, reading, text))
        for node, reading in read_nodes(text, stretches, published)
        if node.rule.gives in _SHOWN
    ]
    return tuple(found)


def _time(node: Node, reading: Reading | None, text: str) -> Time | None:
    return as_time(reading, text[node.start : node.end], (node.start, node.end), node.rule.name)


def read_nodes(
    text: str, stretches: Iterable[tuple[int, int]], published: date | None, given: Sequence[tuple[int, int]] = ()
) -> list[tuple[Node, Reading | None]]:
    """Return every stretch of time with its reading, in text order; ``given`` spans are read even if doubtful."""
    nodes = [node for start, end in stretches for node in _nodes(text, start, end)]
    nodes = _with_given(text, nodes, given)
    context = Context(day_cell(published), history=_is_history(nodes, published))
    asides = _asides(nodes) if context.history else frozenset()
    context.ahead = _ahead(nodes, asides) if context.history else None
    if published is None:
        context.years = _years(nodes, asides)
        context.ahead = context.ahead if len(context.years) == 1 else None
    readings: list[tuple[Node, Reading | None]] = []
    place = 0
    for node in nodes:
        if node.start > place:
            context.paragraph += text.count("\n", place, node.start)
            place = node.start
        reading = _read(node, context, text)
        if reading is not None and node.start not in asides:
            context.tell(reading)
        readings.append((node, reading))
    return flag_slips(readings, context, text)


def _nodes(text: str, start: int, end: int) -> list[Node]:
    part = text if (start, end) == (0, len(text)) else text[:end]
    return [node for run in runs(part, start) for node in _GRAMMAR.parse(run, part)]


def _with_given(text: str, nodes: list[Node], given: Sequence[tuple[int, int]]) -> list[Node]:
    taken = [(node.start, node.end) for node in nodes]
    extra: list[Node] = []
    for start, end in given:
        if any(a < end and start < b for a, b in taken):
            continue
        inside = [node for run in runs(text[:end], start) for node in _GRAMMAR.parse(run, text[:end], given=True)]
        if inside:
            extra.append(max(inside, key=lambda node: (node.end - node.start, -node.start)))
    return sorted([*nodes, *extra], key=lambda node: (node.start, node.end))


def _read(node: Node, context: Context, text: str) -> Reading | None:
    context.future = _about_future(text, node)
    reading = node.read(context)
    return replace(reading, ahead=True) if reading is not None and context.future else reading


def _about_future(text: str, node: Node) -> bool:
    before = text[max(0, node.start - 70) : node.start]
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    clause = before[ends[-1] :] if ends else before
    cues = [match.end() for match in _FUTURE.finditer(clause)]
    return bool(cues) and not _SAID.search(clause, cues[-1])


def _is_history(nodes: Sequence[Node], published: date | None) -> bool:
    """Tell whether a text is a history: most years that it names are past, and few words count from its own day."""
    if published is None:
        return True
    years = [reading.first.year for node in nodes if (reading := _explicit(node)) and reading.first]
    old = sum(1 for year in years if year < published.year)
    present = sum(1 for node in nodes if node.rule.name in _PRESENT)
    return old >= 3 and 2 * old > len(years) and 4 * present < old


def _asides(nodes: Sequence[Node]) -> frozenset[int]:
    """Return the offsets of dates that a history does not go on from: a single far year between nearer ones."""
    dated = [(node.start, reading.first.year) for node in nodes if (reading := _explicit(node)) and reading.first]
    asides = set()
    main: int | None = None
    for place, (start, year) in enumerate(dated):
        following = dated[place + 1][1] if place + 1 < len(dated) else None
        near_next = following is not None and abs(following - year) <= _STEP
        if main is None or abs(year - main) <= _STEP or near_next:
            main = year
        else:
            asides.add(start)
    return frozenset(asides)


def _ahead(nodes: Sequence[Node], asides: frozenset[int]) -> Cell | None:
    """Return the first year that the text names itself, if it comes among its first dates."""
    for node in nodes[:_LOOK_AHEAD]:
        reading = _explicit(node)
        if reading is not None and reading.first is not None and node.start not in asides:
            return reading.first
    return None


def _years(nodes: Sequence[Node], asides: frozenset[int]) -> tuple[int, ...]:
    """Return the years that a text names itself, in order; only those of the calendar."""
    named = (reading.first.year for node in nodes if (reading := _explicit(node)) and reading.first
             and node.start not in asides)  # fmt: skip
    return tuple(sorted({year for year in named if 1 <= year <= 9999}))


def _explicit(node: Node) -> Reading | None:
    if node.rule.gives != "DATE":
        return None
    reading = node.read(Context(None))
    return reading if reading is not None and reading.explicit else None
