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
from typing import Final

from annals.types import RELATION_TYPES, Claim, DateExpression, Document, Time

_LASTING: Final = frozenset({*RELATION_TYPES, "siege", "offensive", "deployment"})
"""Types of claim that "since" leaves open: relations, and acts that go on."""

_OPENING: Final = re.compile(
    r"\W*(?:(?:ever )?since|from|after|following|beginning|begun|began|begins|starting|started|starts|effective)\b",
    re.IGNORECASE,
)
_RANGED: Final = re.compile(r"\b(?:to|until|till|through|and lasted)\b|\d\s?[-–—]\s?\d", re.IGNORECASE)
_SINCE: Final = re.compile(r"\W*(?:ever )?since\b", re.IGNORECASE)
_SEQUEL: Final = re.compile(
    r"\W*(?:(?:very |quite |some ?time )?(?:soon|shortly|immediately|directly)"
    r"(?: (?:after(?:wards?)?|thereafter|later|then))?"
    r"|subsequently|afterwards?|thereafter|there ?upon|whereupon|then|later|later on|since then|since"
    r"|as a (?:result|consequence)|consequently|in response|after (?:this|that|which)"
    r"|following (?:this|that|which))\W*",
    re.IGNORECASE,
)
_MEANWHILE: Final = re.compile(r"\W*(?:at (?:about |around )?(?:the|that) same time|simultaneously)\W*", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"\W*(?:for|after|within|during|over|in)?\s*(?:the\s+)?(?:\w+(?:-\w+)?\s+){0,3}?(?:seconds?|minutes?|hours?|days?|weeks?|months?|"
    r"years?)(?:\s+of)?\W*",
    re.IGNORECASE,
)
_PART_OF_DAY: Final = re.compile(
    r"\W*(?:at|in|by|before|after|until|till|towards?|around|about|shortly before|shortly after|from)?\s*(?:the\s+)?"
    r"(?:early |late )?(?:dawn|daybreak|sunrise|first light|dusk|nightfall|sunset|noon|midday|midnight|morning|"
    r"afternoon|evening|night)\W*",
    re.IGNORECASE,
)
_HOLLOW: Final = re.compile(
    r"\W*(?:in|on|at|by|to|of|for|from|during|over|within|between|until|after|before)?\W*(?:the|a|an)?\W*",
    re.IGNORECASE,
)
"""Words that the extractor cut off before the time they lead up to; they tell none."""
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
    value = _opened(words, _joined(found)) if found else _sequel(words, start, expressions)
    value = value or _beside(document, time.at, expressions)
    if value is None:
        return claim
    value = _for_type(claim, value, words, document)
    return replace(claim, time=replace(value, expression=time.expression or words, at=time.at))


def _joined(found: Sequence[DateExpression]) -> Time:
    """Return the time of the expression, or from the first of several to the last when they are in order."""
    times = [e.time for e in found if e.time is not None]
    first, last = times[0], times[-1]
    if len(times) > 1 and first.start is not None and last.end is not None and first.start <= last.end:
        return replace(first, end=last.end, rule=f"{first.rule} to {last.rule}")
    return first


def _opened(words: str, value: Time) -> Time:
    """Open the end after "from", "after", "began on", unless the words themselves go on to an end."""
    if value.start is None or value.end is None or not _OPENING.match(words) or _RANGED.search(words):
        return value
    return replace(value, end=None, rule=f"{value.rule}, open")


def _for_type(claim: Claim, value: Time, words: str, document: Document) -> Time:
    published = document.published
    if _SINCE.match(words) and value.start is not None and value.end is None and published is not None:
        done = bool(claim.quantities) or claim.type not in _LASTING
        if done and value.start <= published:
            return replace(value, end=published, rule=f"{value.rule}, up to publication")
    took_office = claim.type == "leadership" and not claim.ended and value.granularity not in _LONG_UNITS
    if took_office and value.end is not None and value.start is not None:
        return replace(value, end=None, rule=f"{value.rule}, from then on")
    return value


def _beside(document: Document, at: tuple[int, int], expressions: Sequence[DateExpression]) -> Time | None:
    """Return the time of words that tell a length or a part of a day: the date told beside them."""
    words = document.text[slice(*at)]
    part = _PART_OF_DAY.fullmatch(words) is not None
    if not part and not _LENGTH.fullmatch(words):
        return None
    home = next((s for s in document.sentences if s.start <= at[0] < s.end), None)
    if home is None:
        return None
    here = [e.time for e in expressions if home.start <= e.start < home.end and e.time is not None]
    if len(here) == 1:
        return replace(here[0], rule=f"{here[0].rule}, told beside")
    block = document.blocks[home.block]
    before = [e.time for e in expressions if block.start <= e.start < at[0] and e.time is not None]
    if here or not part or not before or before[-1].start != before[-1].end:
        return None
    return replace(before[-1], rule="part of the day told before", anchor=f"narrative {before[-1].start}")


def _sequel(words: str, start: int, expressions: Sequence[DateExpression]) -> Time | None:
    """Return the time of a sequel: it starts with what was told before and is open."""
    before = [e.time for e in expressions if e.end <= start and e.time is not None and e.time.start is not None]
    if not before:
        return None
    told = before[-1]
    name = f"narrative {told.start}"
    if _SEQUEL.fullmatch(words):
        return Time(told.start, None, granularity=told.granularity, rule="sequel", anchor=name)
    if _MEANWHILE.fullmatch(words):
        return replace(told, rule="the same time", anchor=name)
    return None
