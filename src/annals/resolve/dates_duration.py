"""Rules for lengths of time and repetitions: no dates themselves, but what "ago" and "later" count with."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from annals.resolve.dates_grammar import Node, Rule
from annals.resolve.dates_reading import Context, Reading

_LETTER: Final = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "fortnight": "W", "month": "M", "year": "Y",
    "decade": "DE", "century": "CE",
}  # fmt: skip
_DAYS: Final = {
    "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "fortnight": 14.0,
    "month": 30.44, "year": 365.25, "decade": 3652.5, "century": 36525.0,
}  # fmt: skip
_SEVERAL: Final = (3.0, 9.0)
_COUPLE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: ``low`` to ``high`` units, both ``None`` when no number is told.

    ``bound`` is "least" for "more than", "most" for "less than" and "nearly".
    ``days_each`` is a unit's mean length in days, ``cell_unit`` the calendar unit it is counted in.
    """

    low: float | None
    high: float | None
    unit: str
    approximate: bool = False
    vague: bool = False
    bound: str = ""

    @property
    def days_each(self) -> float:
        """Mean length of the unit in days."""
        return _DAYS[self.unit]

    @property
    def scale(self) -> int:
        """How many calendar units one of these is."""
        return 2 if self.unit == "fortnight" else 1

    @property
    def cell_unit(self) -> str:
        """The calendar unit that counts it: parts of a day are counted as days."""
        return {"second": "day", "minute": "day", "hour": "day", "fortnight": "week"}.get(self.unit, self.unit)

    @property
    def timex(self) -> str:
        """The value in TIMEX3: ``P2W``, ``PXD``, ``PT6H``."""
        letter = _LETTER[self.unit]
        stem = "PT" if letter[0] == "T" and len(letter) > 1 else "P"
        letter = letter[1:] if stem == "PT" else letter
        if self.low is None or self.vague:
            return f"{stem}X{letter}"
        number = self.low * self.scale
        return f"{stem}{int(number) if number == int(number) else number:g}{letter}"


def length(node: Node) -> Length:
    """Return the length that a stretch of kind DUR tells."""
    unit = node.word("u")
    loose = node.has("ap")
    if node.has("f"):
        if node.word("f") == "couple":
            return Length(_COUPLE, _COUPLE, unit, approximate=False, vague=False)
        return Length(None, None, unit) if node.word("f") == "many" else Length(*_SEVERAL, unit, vague=True)
    if node.has("h") and not node.has("n"):
        return Length(0.5, 0.5, unit, loose)
    if not node.has("n"):
        return Length(None, None, unit)
    number = _amount(node, "n") + (0.5 if node.has("h") else 0.0)
    bound = (
        "least"
        if any(node.has(name) for name in ("over", "over2", "over3"))
        else "most"
        if any(node.has(name) for name in ("under", "under2", "under3", "under4"))
        else ""
    )
    return Length(number, _amount(node, "k") if node.has("k") else number, unit, loose, bound=bound)


def _amount(node: Node, name: str) -> float:
    value = node.named[name].value
    return float(value) if isinstance(value, int) else float(re.sub(",", "", str(value)))


def _duration(node: Node, context: Context) -> Reading | None:
    """Read A length of time: it names no day."""
    return Reading(type="DURATION", value=length(node).timex, narrated=False)


def _set(node: Node, context: Context) -> Reading | None:
    """Read A repetition: it names no day."""
    value = node.word("x") or {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX", "year": "XXXX"}.get(
        node.word("u"), ""
    )
    return Reading(type="SET", value=value, narrated=False)


def _per(node: Node, context: Context) -> Reading | None:
    """Read A rate: it names no day."""
    return Reading(type="SET", value=f"P1{_LETTER[node.word('u')]}", narrated=False)


def _reference(value: str) -> "Callable[[Node, Context], Reading | None]":
    def read(node: Node, context: Context) -> Reading | None:
        """Read A word for the past, the present or the future: it names no day."""
        return Reading(type="REF", value=value, narrated=False)

    return read


def _clock(node: Node, context: Context) -> Reading | None:
    """Read A time of day without a day."""
    return Reading(type="CLOCK", value="", clock=clock_value(node.word("c")), narrated=False)


def clock_value(words: str) -> str:
    """Return a time of day as TIMEX3 writes it: "5:30 p.m." is ``T17:30``."""
    numbers = re.findall(r"\d+", words)
    if len(numbers[0]) == 4:
        numbers = [numbers[0][:2], numbers[0][2:]]
    hour, minute = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
    lower = words.lower()
    if "p" in lower and hour < 12:
        hour += 12
    elif "a" in lower and hour == 12:
        hour = 0
    return f"T{hour:02}:{minute:02}"


def _part(node: Node, context: Context) -> Reading | None:
    """Read A part of some day."""
    return Reading(type="PARTREF", value="XXXX-XX-XXT" + node.word("p"), clock="T" + node.word("p"), narrated=False)


def _second_guard(node: Node, text: str) -> bool:
    """Read A minute" and "an hour" are lengths; "one day" and "a day" are too, "day one" is not."""
    return node.named["u"].end - node.start > 3


_AP: Final = (
    "(ap=APPROX|under=NEAR|ONLY|over=OVER|under2=UNDER|over2=MORE THAN|under3=LESS THAN"
    "|AT over3=LEAST|UP under4=TO|ANOTHER)?"
)
_OLD: Final = "(DASH? OLD|OF AGE)?"

DURATIONS: Final = (
    Rule(
        "number of units", f"{_AP} (A|THE)? n=COUNT (DASH|FULL|MORE)? u=ANYUNIT {_OLD}", _duration, "DUR", _second_guard
    ),
    Rule("a unit", "(ANOTHER|A FULL) u=ANYUNIT", _duration, "DUR"),
    Rule("one to two units", f"{_AP} n=COUNT (TO|OR|DASH) k=COUNT (DASH)? u=ANYUNIT", _duration, "DUR"),
    Rule("a few units", f"{_AP} A? f=FEW (OF|MORE)? u=ANYUNIT", _duration, "DUR"),
    Rule("units and a half", f"{_AP} n=COUNT DASH? u=ANYUNIT DASH? AND DASH? A DASH? h=HALF", _duration, "DUR"),
    Rule("and a half units", f"{_AP} n=COUNT DASH? AND (A)? h=HALF DASH? u=ANYUNIT", _duration, "DUR"),
    Rule("half a unit", f"{_AP} h=HALF (A|DASH)? u=ANYUNIT", _duration, "DUR"),
    Rule("units", "u=UNITS", _duration, "DUR"),
    Rule("subday units", "u=SUBS", _duration, "DUR"),
    Rule("unit-long", "u=ANYUNIT DASH? LONG", _duration, "DUR"),
    Rule("every unit", "EVERY u=ANYUNIT", _set, "SETX"),
    Rule("set adverb", "x=SET", _set, "SETX"),
    Rule("per unit", "PER u=UNIT", _per, "SETX"),
    Rule("former", "(FORMER|FORMERLY)", _reference("PAST_REF"), "REF"),
    Rule("past", "THE LAST", _reference("PAST_REF"), "REF", given_only=True),
    Rule("recent", "RECENT", _reference("PAST_REF"), "REF"),
    Rule("future", "(THE)? FUTURE", _reference("FUTURE_REF"), "REF"),
    Rule("current", "CURRENT", _reference("PRESENT_REF"), "REF"),
    Rule("present day", "(PRESENT|MODERN) DASH? UNIT", _reference("PRESENT_REF"), "REF"),
    Rule("this time", "(THIS|THE|THAT) TIME", _reference("PRESENT_REF"), "REF", given_only=True),
    Rule("present", "PRESENT", _reference("PRESENT_REF"), "REF", given_only=True),
    Rule("clock", "c=CLOCK ZONE?", _clock, "CLOCKX"),
    Rule("part of the day", "(THE)? p=PART", _part, "PARTX"),
)
"""Lengths, repetitions, references and times of day, each without a day."""
