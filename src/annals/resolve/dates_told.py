"""Words of time that name no day themselves: their time comes from a day told beside them or before them.

A length is counted from the date of its own sentence ("on 1 March, after ten days of strikes"), else from the
day told last in the text, else it ends on the day of publication. A part of a day belongs to the date of its
sentence or to the day told last. "Hours later" is that day. "Until then" ends where the day told last begins.
Words for what is past ("recently", "so far") end on the day of publication; words for the present are that day.
A sequel without a date of its own ("then", "as a result") starts with what was told before and is open. These
are the rules of the claims' contract, "Between values" (see docs/record.md).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_duration import DURATIONS, Length, length
from annals.resolve.dates_grammar import Grammar
from annals.resolve.dates_lexer import runs
from annals.types import DateExpression, Document, Time

_LENGTHS: Final = Grammar((DURATIONS,))
_SEQUEL: Final = re.compile(
    r"\W*(?:(?:very |quite |some ?time )?(?:soon|shortly|immediately|directly)"
    r"(?: (?:after(?:wards?)?|thereafter|later|then))?"
    r"|subsequently|afterwards?|thereafter|there ?upon|whereupon|then|later|later on"
    r"|(?:ever )?since then|(?:ever )?since"
    r"|as a (?:result|consequence)|consequently|in response|after (?:this|that|which)|promptly|at once"
    r"|following (?:this|that|which)|from (?:then|(?:that|this) (?:time|moment|point|date))(?: on(?:wards?)?)?)\W*",
    re.IGNORECASE,
)
_MEANWHILE: Final = re.compile(
    r"\W*(?:at (?:about |around )?(?:the|that) same time|simultaneously|(?:at|by) th(?:e|at) time|by then"
    r"|on th(?:at|e same) (?:day|date))\W*",
    re.IGNORECASE,
)
_SAME_DAY: Final = re.compile(
    r"\W*(?:(?:only |just |some |a few )?(?:\w+ )?(?:hours|minutes) (?:later|after(?:wards)?|earlier|before)"
    r"|within (?:the same hour|(?:\w+ )?hours|minutes))\W*",
    re.IGNORECASE,
)
_BEFORE_TOLD: Final = re.compile(
    r"\W*(?:(?:until|till|up to|before|prior to) (?:then|that|this)|beforehand|earlier|(?:shortly )?before)\W*",
    re.IGNORECASE,
)
_PAST: Final = re.compile(
    r"\W*(?:(?:most )?recent(?:ly)?|in the (?:recent )?past|previous(?:ly)?|past|once|one-?time|so far|thus far|to date"
    r"|until (?:now|recently)|up to now|former(?:ly)?)\W*",
    re.IGNORECASE,
)
_PRESENT: Final = re.compile(
    r"\W*(?:current(?:ly)?|still|these days|nowadays|presently|at present|at the moment)\W*", re.IGNORECASE
)
_NIGHT_BEFORE: Final = re.compile(
    r"\W*(?:(?:in|on|during) )?the (?:night|evening) (?:before|earlier)\W*", re.IGNORECASE
)
_LED: Final = re.compile(
    r"\W*(?P<lead>for|after|within|during|over|in|of|through|throughout)?\b\s*(?P<rest>.*?)(?:\s+of)?\W*",
    re.IGNORECASE | re.DOTALL,
)
_AFTER: Final = re.compile(r"\b(?:after|following)\b", re.IGNORECASE)
_PART_OF_DAY: Final = re.compile(
    r"\W*(?:at|in|by|before|after|until|till|towards?|around|about|during|late in|early in|shortly before|shortly after"
    r"|from|all)?\s*(?:the\s+)?(?:early |late )?(?:dawn|daybreak|sunrise|first light|dusk|nightfall|sunset|noon"
    r"|midday|midnight|morning|afternoon|evening|night)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """Where the words stand: document, offsets, the document's expressions in order; ``planned``: of an act to come."""

    document: Document
    at: tuple[int, int]
    expressions: Sequence[DateExpression]
    planned: bool = False

    @property
    def words(self) -> str:
        """The words."""
        return self.document.text[slice(*self.at)]

    def goes_on(self, word: str) -> bool:
        """Say whether the text goes on with a word."""
        return re.match(rf"\s+{word}\b", self.document.text[self.at[1] :][:20]) is not None

    def before(self) -> Time | None:
        """Return the time told last before the words, of those that begin on a known day."""
        times = (e.time for e in reversed(self.expressions) if e.end <= self.at[0])
        return next((time for time in times if time is not None and time.start is not None), None)

    def beside(self) -> list[DateExpression]:
        """Return the expressions with a time in the sentence of the words."""
        home = next((s for s in self.document.sentences if s.start <= self.at[0] < s.end), None)
        if home is None:
            return []
        return [e for e in self.expressions if home.start <= e.start < home.end and e.time is not None]


def told_time(told: Told) -> Time | None:
    """Return the time of words that no expression covers, ``None`` where no rule reads them or no day was told."""
    return _referring(told) or _part_of_day(told) or _length(told)


def _referring(told: Told) -> Time | None:
    words, published, last = told.words, told.document.published, told.before()
    if published is not None:
        name = f"published {published}"
        if _PAST.fullmatch(words):
            return Time(None, published, rule="past", anchor=name)
        if _PRESENT.fullmatch(words):
            return Time(published, published, granularity="day", rule="present", anchor=name)
    if last is None or last.start is None:
        return None
    name = f"narrative {last.start}"
    if _SEQUEL.fullmatch(words):
        return Time(last.start, None, granularity=last.granularity, rule="sequel", anchor=name)
    if _MEANWHILE.fullmatch(words):
        return replace(last, rule="the same time", anchor=name)
    if _SAME_DAY.fullmatch(words) and last.start == last.end:
        return replace(last, rule="hours from then", anchor=name)
    if _BEFORE_TOLD.fullmatch(words):
        return Time(None, last.end or last.start, rule="before what was told", anchor=name)
    if _NIGHT_BEFORE.fullmatch(words) and last.start == last.end:
        eve = calendar.to_date(last.start.toordinal() - 1)
        return Time(eve, last.start, granularity="day", rule="the night before", anchor=name)
    return None


def _part_of_day(told: Told) -> Time | None:
    if not _PART_OF_DAY.fullmatch(told.words):
        return None
    here = [e.time for e in told.beside() if e.time is not None]
    if len(here) == 1:
        return replace(here[0], rule=f"{here[0].rule}, told beside")
    last = told.before()
    if here or last is None or last.start != last.end:
        return None
    return replace(last, rule="part of the day told before", anchor=f"narrative {last.start}")


def _length(told: Told) -> Time | None:
    match = _LED.fullmatch(told.words)
    size = _size(match["rest"]) if match else None
    if match is None or size is None:
        return None
    here = told.beside()
    lead = (match["lead"] or "").lower()
    if len(here) == 1 and here[0].time is not None:
        return _counted(told, lead, size, here[0])
    published, last = told.document.published, told.before()
    if here or size.days_each < 1:
        return None
    if lead == "within" and told.planned and published is not None:
        return _forward(published, size, f"published {published}")
    if last is not None and last.start is not None and last.end is not None and lead in {"for", "within", "after"}:
        return _from(last, lead, size)
    return None if published is None else _backward(published, size, f"published {published}")


def _counted(told: Told, lead: str, size: Length, date_told: DateExpression) -> Time | None:
    """Return a length counted from the date of its sentence: up to it, or from it on when the date leads up to it.

    What is no longer than the date's own stretch lies in it: "in July they fought for five days".
    """
    time = date_told.time
    if time is None or time.start is None or time.end is None:
        return time and replace(time, rule=f"{time.rule}, told beside")
    name = f"narrative {time.start}"
    within = lead != "after" and (size.high or 0) * size.days_each <= (time.end - time.start).days
    if size.days_each < 1 or within:
        return replace(time, rule=f"{time.rule}, told beside")
    between = told.document.text[date_told.end : told.at[0]]
    first = date_told.start < told.at[0]
    going_on = lead in {"for", "within"} or (lead == "after" and not told.goes_on("of"))
    if not first or not going_on or _AFTER.search(between):
        return _backward(time.end, size, name)
    published = told.document.published
    ahead = _from(time, lead, size)
    if published is not None and ahead.end is not None and ahead.end > published and not told.planned:
        return _backward(time.end, size, name)
    return ahead


def _from(time: Time, lead: str, size: Length) -> Time:
    """Return the length that follows a time: an act "after" it is at its end, other acts fill it."""
    start, end = time.start, time.end
    if start is None or end is None:
        return time
    whole = _forward(end, size, f"narrative {start}")
    if lead != "after" or whole.end is None or start == end:
        return replace(whole, start=start)
    return replace(whole, start=calendar.to_date(start.toordinal() + (whole.end - end).days))


def _size(words: str) -> Length | None:
    """Return the length that words tell; ``None`` when they tell something else."""
    nodes = [node for run in runs(words) for node in _LENGTHS.parse(run, words, given=True) if node.rule.gives == "DUR"]
    if len(nodes) != 1 or nodes[0].end < len(words.rstrip()):
        return None
    return length(nodes[0])


def _forward(day: date, size: Length, name: str) -> Time:
    return Time(day, _moved(day, size, 1), granularity=size.cell_unit, rule="a length from then on", anchor=name)


def _backward(day: date, size: Length, name: str) -> Time:
    return Time(_moved(day, size, -1), day, granularity=size.cell_unit, rule="a length up to then", anchor=name)


def _moved(day: date, size: Length, direction: int) -> date | None:
    """Return the day at the other end of a length; ``None`` without a number, and where the calendar ends before it."""
    if size.high is None:
        return None
    return calendar.to_date(day.toordinal() + direction * round(size.high * size.days_each))
