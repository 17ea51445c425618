"""The words of time in English, each with its kind and value, and the tables of months and named days.

Closed classes of the language stand here; months of other calendars and named days come from
``annals/data/calendar_months.csv`` and ``calendar_days.csv``, where every row names its source. A kind
is a name that the grammar's patterns use (``dates_grammar``).
"""

import csv
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

_UNITS: Final = ("day", "week", "month", "year", "decade", "century")
_SUBDAY: Final = ("hour", "minute", "second")
_NUMBERS: Final = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS: Final = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_TEN_ORDINALS: Final = {"twenty": 20, "thirty": 30}

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Words whose value is themselves, by kind.
_PLAIN: Final[Mapping[str, str]] = {
    "THE": "the", "OF": "of", "IN": "in", "ON": "on", "AT": "at", "BY": "by", "TO": "to", "AND": "and", "OR": "or",
    "FROM": "from", "BETWEEN": "between", "UNTIL": "until till til", "SINCE": "since", "BEFORE": "before",
    "AFTER": "after", "FOLLOWING": "following", "DURING": "during throughout", "THROUGH": "through", "FOR": "for",
    "WITHIN": "within", "OVER": "over", "AS": "as", "THIS": "this these", "THAT": "that those",
    "NEXT": "next upcoming", "SUBSEQUENT": "subsequent succeeding ensuing", "LAST": "last past",
    "PREVIOUS": "previous preceding prior", "SAME": "same", "AGO": "ago", "EARLIER": "earlier previously beforehand",
    "LATER": "later afterward afterwards thereafter", "EARLY": "early", "MID": "mid", "MIDDLE": "middle",
    "LATE": "late", "BEGIN": "beginning start outset", "END": "end close", "HALF": "half",
    "APPROX": "about around approximately roughly circa ca some", "NEAR": "nearly almost", "MORE": "more longer",
    "LESS": "less fewer", "THAN": "than", "ONLY": "only just mere barely", "LEAST": "least most",
    "REST": "rest remainder",
    "LATTER": "latter", "NOW": "now presently nowadays", "TODAY": "today", "YESTERDAY": "yesterday",
    "TOMORROW": "tomorrow", "TONIGHT": "tonight", "OVERNIGHT": "overnight", "RECENTLY": "recently lately",
    "RECENT": "recent", "CURRENTLY": "currently", "CURRENT": "current", "FORMER": "former",
    "FORMERLY": "formerly", "FUTURE": "future", "PRESENT": "present", "MODERN": "modern", "TIME": "time times",
    "DATE": "date", "EVERY": "every each", "PER": "per", "SO": "so", "FAR": "far", "RIGHT": "right",
    "FULL": "full whole",
    "OLD": "old", "AGE": "age", "LONG": "long", "EVE": "eve", "QUARTER": "quarter", "WEEKEND": "weekend",
    "VERY": "very", "PERIOD": "period", "BEING": "being", "UNDER": "under", "ANOTHER": "another",
    "SOON": "soon shortly immediately", "SUBSEQUENTLY": "subsequently", "POST": "post pre",
    "LATEST": "latest", "GOOD": "good", "ZONE": "gmt utc est bst local",
    "UP": "up", "ONWARD": "onward onwards", "COMING": "coming",
}  # fmt: skip
_PARTS: Final = {
    "morning": "MO", "mornings": "MO", "dawn": "MO", "daybreak": "MO", "sunrise": "MO", "noon": "MI", "midday": "MI",
    "afternoon": "AF", "evening": "EV", "evenings": "EV", "dusk": "EV", "sunset": "EV", "nightfall": "EV",
    "night": "NI",
    "nights": "NI", "midnight": "NI", "daytime": "DT", "nighttime": "NI",
}  # fmt: skip
_SEASONS: Final = {"spring": 0, "springtime": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}
_SETS: Final = {
    "daily": "XXXX-XX-XX", "everyday": "XXXX-XX-XX", "nightly": "XXXX-XX-XXTNI", "weekly": "XXXX-WXX",
    "monthly": "XXXX-XX", "annually": "XXXX", "annual": "XXXX", "yearly": "XXXX",
}  # fmt: skip
_FEW: Final = {"few": "few", "several": "several", "many": "many", "couple": "couple", "dozens": "many"}

ABBREVIATIONS: Final[Mapping[str, int]] = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Sept": 9, "Oct": 10, "Nov": 11,
    "Dec": 12,
}  # fmt: skip
DAY_ABBREVIATIONS: Final[Mapping[str, int]] = {
    "Mon": 0, "Tue": 1, "Tues": 1, "Wed": 2, "Weds": 2, "Thu": 3, "Thur": 3, "Thurs": 3, "Fri": 4, "Sat": 5, "Sun": 6,
}  # fmt: skip


def _words() -> dict[str, tuple[str, object]]:
    table: dict[str, tuple[str, object]] = {}
    for kind, words in _PLAIN.items():
        table.update({word: (kind, word) for word in words.split()})
    for unit in _UNITS:
        table[unit] = ("UNIT", unit)
        table["centuries" if unit == "century" else unit + "s"] = ("UNITS", unit)
    for unit in _SUBDAY:
        table[unit] = ("SUB", unit)
        table[unit + "s"] = ("SUBS", unit)
    table["fortnight"] = ("UNIT", "fortnight")
    table["fortnights"] = ("UNITS", "fortnight")
    for value, word in enumerate(_NUMBERS, 2):
        table[word] = ("NW", value)
    for value, word in enumerate(_TENS, 2):
        table[word] = ("NW", value * 10)
    table |= {"hundred": ("NW", 100), "dozen": ("NW", 12), "one": ("ONE", 1), "a": ("A", 1), "an": ("A", 1)}
    for value, word in enumerate(_ORDINALS, 1):
        table[word] = ("ORDW", value)
    table["thirtieth"] = ("ORDW", 30)
    table |= {word: ("PART", part) for word, part in _PARTS.items()}
    table |= {f"q{number}": ("QN", number) for number in range(1, 5)}
    table |= {word: ("SEASON", number) for word, number in _SEASONS.items()}
    table |= {word: ("SET", value) for word, value in _SETS.items()}
    table |= {word: ("FEW", value) for word, value in _FEW.items()}
    for number, name in enumerate(MONTHS, 1):
        table[name.lower()] = ("MAY" if name in {"March", "May"} else "MONTH", number)
    for number, name in enumerate(WEEKDAYS):
        table[name.lower()] = ("WEEKDAY", number)
        table[name.lower() + "s"] = ("WEEKDAYS", number)
    return table


WORDS: Final[Mapping[str, tuple[str, object]]] = _words()
"""Every word in lower case with its kind and value."""

COMPOUNDS: Final[Mapping[str, int]] = {
    f"{ten}{sep}{unit}": (place + 2) * 10 + value
    for place, ten in enumerate(_TENS)
    for value, unit in enumerate(("one", *_NUMBERS[:8]), 1)
    for sep in ("-", " ")
}
"""Compound number words ("twenty-five")."""

COMPOUND_ORDINALS: Final[Mapping[str, int]] = {
    f"{ten}{sep}{unit}": base + value
    for ten, base in _TEN_ORDINALS.items()
    for value, unit in enumerate(_ORDINALS[:9], 1)
    for sep in ("-", " ")
}
"""Compound ordinal words ("twenty-first")."""


def _table(name: str) -> list[dict[str, str]]:
    text = files("annals").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


FOREIGN_MONTHS: Final[Mapping[str, tuple[str, tuple[int, ...], bool]]] = {
    row["name"]: (row["calendar"], tuple(int(number) for number in row["month"].split()), row["needs_day"] == "yes")
    for row in _table("calendar_months.csv")
}
"""Months of other calendars in Latin letters: calendar, month numbers it may mean, whether it needs a day number."""

NAMED_DAYS: Final[Mapping[str, str]] = {row["name"]: row["rule"] for row in _table("calendar_days.csv")}
"""Named days and periods with the rule that places them in a year."""
