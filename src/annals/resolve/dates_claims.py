"""The time of a claim: from the words that the claim holds, by the contract's rules for its type.

The value of the words comes from the document's expressions. What depends on the claim is decided here:
"since" ends on the day of publication for a count or a completed act and stays open for a state that
lasts; a person who took an office on a day holds it from then on; a sequel without a date of its own
("then", "as a result") starts with what was told before and is open. An act without words for its time has that
of the only date of its sentence; with none or several it has none, because undated news stays undated. Words that
name no day but a length or a part of one ("for six hours", "at dawn") have the only date of their sentence too; a part
of a day else belongs to the day told last in its paragraph.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_told import Told, told_time
from annals.types import RELATION_TYPES, Claim, DateExpression, Document, Time

_LASTING: Final = frozenset({*RELATION_TYPES, "siege", "offensive", "deployment"})
"""Types of claim that "since" leaves open: relations, and acts that go on."""

_OPENING: Final = re.compile(
    r"\W*(?:(?:ever )?since|from|after|following|beginning|begun|began|begins|starting|started|starts|effective)\b",
    re.IGNORECASE,
)
_RANGED: Final = re.compile(r"\b(?:to|until|till|through|and lasted)\b|\d\s?[-–—]\s?\d", re.IGNORECASE)
_SINCE: Final = re.compile(r"\W*(?:ever )?since\b", re.IGNORECASE)
_LEAD: Final = re.compile(r"(?:since|until|till|til)\s+", re.IGNORECASE)
_HOLLOW: Final = re.compile(
    r"\W*(?:in|on|at|by|to|of|for|from|during|over|within|between|until|after|before)?\W*(?:the|a|an)?\W*",
    re.IGNORECASE,
)
"""Words that the extractor cut off before the time they lead up to; they tell none."""
_WITHOUT_YEAR: Final = frozenset(
    {"day and month", "month and day", "month", "days of a month", "month and days", "season"}
)
"""Rules that read a date told without its year."""
_NEARER: Final = 4
_HAD: Final = re.compile(r"\bhad\b")
_LONG_UNITS: Final = frozenset({"year", "decade", "century"})


def date_claims(
    document: Document, claims: Sequence[Claim], expressions: Sequence[DateExpression]
) -> tuple[Claim, ...]:
    """Return the claims with the days of their times filled in, in the order given.

    A claim's ``time.at`` says which words are its time; the expressions of the document that they overlap
    say what they mean. Words that cannot be resolved keep both ends ``None``. An act without words for its
    time takes the only expression of its sentence, if there is just one.
    """
    ordered = sorted(expressions, key=lambda expression: (expression.start, expression.end))
    said = (replace(claim, time=None) if _hollow(claim) else claim for claim in claims)
    return tuple(_dated(document, _worded(document, claim, ordered), ordered) for claim in said)


def _hollow(claim: Claim) -> bool:
    """Say whether a claim's time is nothing but words that lead up to one."""
    time = claim.time
    if time is None or not time.expression or time.start is not None or time.end is not None:
        return False
    return _HOLLOW.fullmatch(time.expression) is not None


def _worded(document: Document, claim: Claim, expressions: Sequence[DateExpression]) -> Claim:
    """Return the claim with the words of its sentence's only date as its time, when it is an act without any."""
    if claim.time is not None or claim.type in RELATION_TYPES or claim.type == "statement":
        return claim
    home = next((s for s in document.sentences if s.start <= claim.start < s.end), None)
    here = [e for e in expressions if home is not None and home.start <= e.start < home.end]
    if len(here) != 1 or here[0].time is None:
        return claim
    return replace(claim, time=Time(None, None, here[0].text, (here[0].start, here[0].end)))


def _dated(document: Document, claim: Claim, expressions: Sequence[DateExpression]) -> Claim:
    time = claim.time
    if time is None or time.at is None:
        return claim
    start, end = time.at
    words = document.text[start:end]
    found = [e for e in expressions if e.start < end and start < e.end and e.time is not None]
    told = Told(document, time.at, expressions, planned=claim.status == "planned")
    value = _opened(words, _joined([_closed(e, start) for e in found])) if found else told_time(told)
    if value is None:
        return claim
    value = _for_type(claim, value, words, document)
    return replace(claim, time=replace(value, expression=time.expression or words, at=time.at))


def _closed(expression: DateExpression, start: int) -> Time:
    """Return an expression's time for words that leave its "until" or "since" out: the date itself.

    "They held it until 2003, when he broke with them": the break is of 2003.
    """
    time = expression.time
    assert time is not None  # noqa: S101 - the caller looks
    led = _LEAD.match(expression.text)
    known = time.start or time.end
    if led is None or start < expression.start + led.end() or known is None or None not in {time.start, time.end}:
        return time
    cell = calendar.containing(time.granularity or "day", known.toordinal())
    first, last = calendar.to_date(cell.first), calendar.to_date(cell.last)
    return replace(time, start=first, end=last, rule=f"{time.rule}, its date")


def _joined(times: Sequence[Time]) -> Time:
    """Return the only time, or from the first of several to the last when they are in order."""
    first, last = times[0], times[-1]
    inside = _inside(times)
    if inside is not None:
        return inside
    if len(times) > 1 and first.start is not None and last.end is not None and first.start <= last.end:
        return replace(first, end=last.end, rule=f"{first.rule} to {last.rule}")
    return first


def _inside(times: Sequence[Time]) -> Time | None:
    """Return the one of several times that lies within each of the others: "in May this year" is May."""
    for time in times if len(times) > 1 else ():
        start, end = time.start, time.end
        if start and end and all(o.start and o.end and o.start <= start and end <= o.end for o in times):
            return time
    return None


def _opened(words: str, value: Time) -> Time:
    """Open the end after "from", "after", "began on", unless the words themselves go on to an end."""
    if value.start is None or value.end is None or not _OPENING.match(words) or _RANGED.search(words):
        return value
    return replace(value, end=None, rule=f"{value.rule}, open")


def _for_type(claim: Claim, value: Time, words: str, document: Document) -> Time:
    published = document.published
    value = _to_come(claim, value, published)
    if _SINCE.match(words) and value.start is not None and value.end is None and published is not None:
        done = bool(claim.quantities) or claim.type not in _LASTING or _was_past(document, claim)
        if done and value.start <= published:
            return replace(value, end=published, rule=f"{value.rule}, up to publication")
    took_office = claim.type == "leadership" and not claim.ended and value.granularity not in _LONG_UNITS
    if took_office and value.end is not None and value.start is not None:
        return replace(value, end=None, rule=f"{value.rule}, from then on")
    return value


def _to_come(claim: Claim, value: Time, published: date | None) -> Time:
    """Return the next such day for a planned act whose date, told without a year, was read as the last such day.

    It is the next one when that is several times nearer to publication.
    """
    without_year = (value.rule or "").removesuffix(", open") in _WITHOUT_YEAR
    if not without_year or not (value.anchor or "").startswith("published"):
        return value
    if claim.status != "planned" or published is None or value.start is None:
        return value
    last = value.end or value.start
    if last.year == date.max.year:
        return value
    start = _year_later(value.start)
    if last >= published or _NEARER * (start - published) > published - last:
        return value
    end = value.end and _year_later(value.end, month_end=value.granularity == "month")
    return replace(value, start=start, end=end, rule=f"{value.rule}, to come")


def _year_later(day: date, *, month_end: bool = False) -> date:
    """Return the same day and month a year later, or the end of that month; 29 February becomes the 28th."""
    last = calendar.month(day.year + 1, day.month)
    size = last.last - last.first + 1
    return day.replace(year=day.year + 1, day=size if month_end else min(day.day, size))


def _was_past(document: Document, claim: Claim) -> bool:
    """Say whether the sentence tells of what had been: "had held it since 2013" is over by the time of writing."""
    start = claim.time.at[0] if claim.time is not None and claim.time.at is not None else claim.start
    home = next((s for s in document.sentences if s.start <= start < s.end), None)
    return home is not None and _HAD.search(document.text[home.start : start]) is not None
