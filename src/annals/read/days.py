"""Days of publication: reading a day from machine-readable and from written dates, conservatively."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from annals.types import DateCandidate

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_MONTH: Final = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_SEPARATOR: Final = r"(?:,\s*|\s+)"
_WRITTEN: Final = (
    rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH}{_SEPARATOR}{_YEAR}",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY}{_SEPARATOR}{_YEAR}",
    r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)",
)
_DATES: Final = tuple(re.compile(rf"(?<![\w/.-]){form}(?![\w/]|[-.]\d)", re.IGNORECASE) for form in _WRITTEN)

_ISO: Final = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?!\d)")
_COMPACT: Final = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}\w*)?\s*\Z")

_PARTS: Final = re.compile(r"\s*[|·•]\s*|(?<=[.)])\s+(?=(?:first )?(?:published|posted|updated)\b)", re.IGNORECASE)

# What may stand around a date on a line of its own: a label, an author, a time with its zone.
_LABEL: Final = re.compile(
    r"(?P<label>published|posted|date|first published|created|released?|issued|written|filed|"
    r"(?:last )?(?:updated|modified|edited))?(?:\s+(?:on|at|by))?\s*[:\-–—|]?\s*",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"[\s,|·•@–—-]*(?:at\s+)?(?:\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)?"
    r"\s*\(?(?:[A-Z]{2,5}|local time)?(?:[+-]\d{1,4})?\)?\s*\.?\s*\Z",
    re.IGNORECASE,
)
_DATELINE: Final = re.compile(
    r"[A-Z][^\n.]{0,60}?[,(]\s*(?P<date>[^()\n]{6,30}?)\s*(?:\([^()\n]{2,40}\)\s*|\)\s*)?[-–—]{1,2}\s"
)

_URL: Final = re.compile(
    r"(?:(?<=/)|(?<=[-_]))(?P<year>(?:19|20)\d\d)(?P<mark>[-/_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?=\D|\Z)"
)


def machine_day(value: str) -> date | None:
    """Return the day of an ISO 8601, compact, RFC 5322 or written date as metadata has it, else ``None``.

    The day is the one written, whatever the time zone.
    """
    value = value[:100]
    match = _ISO.match(value) or _COMPACT.match(value)
    if match:
        return _day(*match.groups()[:3])
    found = _first_date(value)
    return found[0] if found else None


def url_day(url: str) -> DateCandidate | None:
    """Return the day that the path of a page's address spells out (``/2017/02/09/``), else ``None``."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    match = _URL.search("/" + path)
    day = _day(match["year"], match["month"], match["day"]) if match else None
    return DateCandidate(day, "url", match.group()) if match and day else None


def text_days(lines: Sequence[str]) -> tuple[tuple[DateCandidate, ...], tuple[DateCandidate, ...]]:
    """Return days of publication that the lines around a title state, and days of later changes.

    A line counts when it is nothing but a date with a label, an author or a time, or when it begins with a
    dateline that has a year ("KYIV, March 3, 2015 (Wire) - ..."). Dates in running text never count.
    """
    published: list[DateCandidate] = []
    changed: list[DateCandidate] = []
    for line in lines:
        found = _line_day(line) or _dateline_day(line)
        if found is not None:
            (changed if found[1] else published).append(DateCandidate(found[0], "text", line.strip()[:120]))
    return distinct(published), distinct(changed)


def distinct(candidates: Iterable[DateCandidate]) -> tuple[DateCandidate, ...]:
    """Return the candidates without those that repeat a day on the same basis."""
    return tuple({(each.day, each.basis): each for each in reversed(tuple(candidates))}.values())[::-1]


def _line_day(line: str) -> tuple[date, bool] | None:
    """Return the day of a line, or of a part of one, that only dates the document, and whether it dates a change."""
    if len(line) > 160 or not any(char.isdigit() for char in line):
        return None
    return next(filter(None, map(_part_day, _PARTS.split(line))), None)


def _part_day(line: str) -> tuple[date, bool] | None:
    found = _first_date(line)
    if found is None:
        return None
    day, start, end = found
    before, after = line[:start].strip(" \t*_-–—,:("), line[end:]
    if _TIME.match(after) is None and not _byline(after.strip(" \t|·•-–—,:)")):
        return None
    label = _LABEL.match(before)
    if label is None or not label["label"]:
        return (day, False) if not before or _byline(before) else None
    rest = before[label.end() :].strip()
    if rest and not _byline(rest) and not rest.lower().endswith((" on", " at")):
        return None
    return day, label["label"].lower().split()[-1] in {"updated", "modified", "edited"}


def _byline(words: str) -> bool:
    """Tell whether ``words`` are an author's credit ("By Jane Doe") or a bare desk ("Staff", "Newsroom")."""
    return bool(re.fullmatch(r"(?:by\s+)[\w.'’ ,&-]{2,60}|(?:admin|staff|newsroom|editor)", words, re.IGNORECASE))


def _dateline_day(line: str) -> tuple[date, bool] | None:
    match = _DATELINE.match(line[:160].lstrip())
    if match is None:
        return None
    found = _first_date(match["date"])
    return (found[0], False) if found and found[1] == 0 and found[2] == len(match["date"]) else None


def _first_date(text: str) -> tuple[date, int, int] | None:
    found = []
    for pattern in _DATES:
        match = pattern.search(text)
        day = _day(match["year"], match["month"], match["day"]) if match else None
        if match and day:
            found.append((match.start(), match.end(), day))
    if not found:
        return None
    start, end, day = min(found)
    return day, start, end


def _day(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.lower().rstrip(".")) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def is_date_line(line: str) -> bool:
    """Tell whether ``line`` does nothing but date the document."""
    return _line_day(line) is not None
