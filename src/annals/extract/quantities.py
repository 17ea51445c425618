"""Numbers as reports write them: "more than 21", "some 100", "dozens", "up to 1,600", "between 30 and 40".

Values follow the contract: "over N" is read as N or more, "several" is 3 to 9, "dozens" 24 to 99, "scores"
40 to 99, "hundreds" 200 to 999, "thousands" 2,000 to 9,999, "tens of thousands" 20,000 to 99,999.
"""

import re
from typing import Final

_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL: Final = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_LARGE: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_GROUPS: Final = {"dozen": 12, "score": 20, "pair": 2, "couple": 2}
_VAGUE: Final = (
    (r"\b(?:several|few|some) dozens?\b", 24, 99),
    (r"\b(?:several|few) hundred\b", 300, 999),
    (r"\b(?:several|few) thousand\b", 3_000, 9_999),
    (r"\btens of thousands\b", 20_000, 99_999),
    (r"\bhundreds of thousands\b", 200_000, 999_999),
    (r"\bmillions\b", 2_000_000, 9_999_999),
    (r"\bthousands\b", 2_000, 9_999),
    (r"\bhundreds\b", 200, 999),
    (r"\bdozens\b", 24, 99),
    (r"\bscores\b", 40, 99),
    (r"\bseveral\b|\ba handful\b|\ba few\b", 3, 9),
    (r"\b(?:both|twin|dual|double|twice)\b", 2, 2),
    (r"\b(?:another|once)\b(?! \w*\d| (?:two|three|four|five|six|seven|eight|nine|ten|dozen))", 1, 1),
    (r"\bnone\b|\bnobody\b|\bno one\b|\bno\b(?! (?:more|less|fewer))|\bwithout (?:any )?casualties\b", 0, 0),
)
_WORDS: Final = "|".join([*_SMALL, *_LARGE, *_GROUPS, "and", "an?", "half"])
_DIGITS: Final = (
    r"(?<![A-Za-z]-)(?<![A-Za-z\d])(?:\d{1,3}(?:[,  ]\d{3})+(?!\d)|\d+(?:\.\d+)?(?!\d|[- ](?:year|month|day)s?[- ]old))"
)
"""Digits that count: not those of a name ("Mi-35") or of an age."""
_NUMBER: Final = re.compile(
    rf"(?P<digits>{_DIGITS})(?:\s*(?P<unit>hundred|thousand|million|billion|m|bn|k)\b)?"
    rf"|(?P<words>\b(?:{_WORDS})(?:[\s-]+(?:{_WORDS}))*\b)",
    re.IGNORECASE,
)
_AT_LEAST: Final = re.compile(
    r"\b(?:(?<!no )(?<!not )more than|over|at least|no fewer than|no less than|not less than|upwards of|in excess of|"
    r"above|exceed\w*|minimum of)\b|\bor more\b|\+",
    re.IGNORECASE,
)
_AT_MOST: Final = re.compile(
    r"\b(?:up to|at most|no more than|not more than|fewer than|less than|under|as many as|maximum of|nearly|almost)\b",
    re.IGNORECASE,
)
_EXACTLY_ALMOST: Final = re.compile(r"\b(?:nearly|almost|as many as)\b", re.IGNORECASE)
_UNITS: Final = {"m": 1_000_000, "bn": 1_000_000_000, "k": 1_000} | _LARGE

_OF_ALL: Final = re.compile(r"(.+?) (?:out )?of (?:the|its|his|her|their|those|these|a) (.+)")
"""Some of so many: "six of the ten"."""
_RANGE: Final = re.compile(r"\d\s*[-–—]\s*\d|\bto\b|\bor\b|\bbetween\b")

Bounds = tuple[int | None, int | None]


def _words_value(words: str) -> int | None:
    """Return the number that English number words say ("two hundred and fifty-one"), ``None`` for none."""
    total, current, said, halved = 0, 0, False, False
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _SMALL:
            current, said = current + _SMALL[word], True
        elif word in {"a", "an"}:
            current, said = max(current, 1), not halved
        elif word in _GROUPS:
            current, said = max(current, 1) * _GROUPS[word] // (2 if halved else 1), True
        elif word == "hundred":
            current, said = max(current, 1) * 100, True
        elif word in _LARGE:
            total, current, said = total + max(current, 1) * _LARGE[word] // (2 if halved else 1), 0, True
        halved = word == "half" or (halved and word in {"a", "an"})
    return total + current if said else None


def _values(text: str) -> list[int]:
    """Return the numbers in ``text`` in order."""
    out = []
    for match in _NUMBER.finditer(text):
        if match["digits"]:
            value = float(re.sub(r"[,  ]", "", match["digits"])) * _UNITS.get((match["unit"] or "").lower(), 1)
            out.append(round(value))
        else:
            said = _words_value(match["words"])
            if said is not None:
                out.append(said)
    return out


_MODIFIER: Final = re.compile(
    r"(?:more than|over|at least|no fewer than|no less than|not less than|upwards of|in excess of|up to|at most|"
    r"no more than|not more than|fewer than|less than|under|as many as|nearly|almost|about|around|some|"
    r"approximately|between)\s+$",
    re.IGNORECASE,
)


def with_modifier(text: str, start: int) -> int:
    """Return where a number's words begin when "at least", "up to" and the like stand right before ``start``."""
    match = _MODIFIER.search(text, max(0, start - 24), start)
    if match is None or (match.start() > 0 and text[match.start() - 1].isalnum()):
        return start
    return match.start()


def bounds(expression: str) -> Bounds | None:
    """Return (least, most) of a quantity's words, an open side as ``None``; ``None`` when they say no number.

    Counts that are listed are added up ("two officers and nine men"); of "six of the ten" the first counts.
    """
    lowered = expression.lower()
    for pattern, least, most in _VAGUE:
        if re.search(pattern, lowered):
            return (least, None) if _AT_LEAST.search(lowered) else (least, most)
    part = _OF_ALL.match(lowered)
    if part is not None and _values(part[1]) and _values(part[2]):
        return bounds(part[1])
    values = _values(lowered)
    if not values:
        return None
    counted = [_values(one) for one in re.split(r"\band\b|, ", lowered)]
    if len(counted) > 1 and all(len(one) == 1 for one in counted) and not _RANGE.search(lowered):
        values = [sum(values)]
    if len(values) > 1 and re.search(r"\d\s*[-–—]\s*\d|\bto\b|\bor\b|\bbetween\b|\band\b", lowered):
        return min(values[:2]), max(values[:2])
    value = max(values) if len(values) > 1 else values[0]
    if _AT_LEAST.search(lowered):
        return value, None
    if _EXACTLY_ALMOST.search(lowered):
        return (None, value) if "as many as" in lowered else (value, value)
    if _AT_MOST.search(lowered):
        return None, value
    return value, value
