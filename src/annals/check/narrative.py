"""Dates that break the order in which a document tells its story, whether or not its day of publication is known."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from annals.check.record import HAPPENED, Finding, Record, capital
from annals.types import Claim

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|"
    r"sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_WRITTEN: Final = re.compile(
    rf"\b(?:{_MONTH}\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?|(?P<before>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+"
    rf"{_MONTH.replace('?P<month>', '?P<month_2>')})\b(?:,?\s+(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
"""A day with its month in English: "January 9", "the 9th of January 2013"."""
_UNKNOWN_YEAR: Final = 2000
"""Stands in where no year is known: a leap year, so that every day of a month exists."""
_FAR: Final = 20
"""Days by which a date must miss its neighbours to be out of order; nearer ones are a story told back and forth."""
_ROOM: Final = 31
"""Days between the neighbours, at most, within which the likely date must fall."""
_AFTER_LAST: Final = 10
"""Days after the date before, at most, for the likely reading of the last date of a story."""
_LEAST: Final = 3
"""Dates in order that a story needs besides the one that breaks it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A day that a document writes out: where, which, in which words, and the claims that it dates."""

    at: int
    day: date
    words: str
    year: bool
    claims: tuple[str, ...]


def out_of_order(record: Record) -> Iterator[Finding]:
    """Yield the dates that break the order of a document's story and would fit it with another month or year."""
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in record.claims.values():
        if claim.time is not None and claim.time.at is not None and claim.segment != "title":
            by_document[claim.document].append(claim)
    for document, claims in sorted(by_document.items()):
        source = record.sources.get(document)
        published = source.published if source is not None else None
        story = [told for told in _story(claims) if told.day != published]  # of the report itself, not of its story
        for place in range(1, len(story)):
            likely = _likely(story, place)
            if likely is None:
                continue
            slip, before = story[place], story[place - 1]
            message = (
                f"{record.tellers(slip.claims)} writes “{slip.words}” after “{before.words}”, which breaks the order "
                f"of the story; likely {_shown(likely, story)}."
            )
            yield capital(message), slip.claims, before.claims, document


def _story(claims: Sequence[Claim]) -> list[Told]:
    """Return the days that a document writes out with their month, in the order of the text.

    Days of unknown year stand together in one year; a document that has both kinds is told by those with a year.
    """
    found: dict[int, list[tuple[Claim, date, str, bool]]] = defaultdict(list)
    for claim in claims:
        time = claim.time
        match = _WRITTEN.search(time.expression or "") if time is not None else None
        if time is None or time.at is None or match is None or time.note or claim.status not in HAPPENED:
            continue
        day = time.start if time.start is not None and time.start == time.end else None
        if day is None and time.start is None and time.end is None:
            day = _without_year(match)
        if day is not None:
            found[time.at[0]].append((claim, day, match[0], match["year"] is not None))
    dated = {at: group for at, group in found.items() if group[0][1].year != _UNKNOWN_YEAR}
    return [
        Told(at, group[0][1], group[0][2], group[0][3], tuple(sorted(claim.id for claim, *_ in group)))
        for at, group in sorted((dated or found).items())
    ]


def _without_year(match: re.Match[str]) -> date | None:
    month = _MONTHS.index((match["month"] or match["month_2"])[:3].lower()) + 1
    try:
        return date(_UNKNOWN_YEAR, month, int(match["after"] or match["before"]))
    except ValueError:
        return None


def _likely(story: Sequence[Told], place: int) -> date | None:
    """Return what a date that breaks the order should be; ``None`` for one that does not, or that fits nowhere."""
    rest = [*story[:place], *story[place + 1 :]]
    if len(rest) < _LEAST - (place < len(story) - 1) or any(one.day > other.day for one, other in pairwise(rest)):
        return None
    slip, low = story[place], story[place - 1].day
    last = place == len(story) - 1
    if last and slip.day >= low:  # nothing comes after it that it could be out of order with
        return None
    high = low + timedelta(_AFTER_LAST) if last else story[place + 1].day
    if (high - low).days > _ROOM or low - timedelta(_FAR) <= slip.day <= high + timedelta(_FAR):
        return None
    fitting = [day for day in _readings(slip) if low <= day <= high]
    return fitting[0] if len(set(fitting)) == 1 else None


def _readings(slip: Told) -> list[date]:
    """Return the day with the month before or after, and, where a year is written, with the year before or after."""
    months = [slip.day.year * 12 + slip.day.month - 1 + step for step in (-1, 1)]
    tried = [(month // 12, month % 12 + 1) for month in months]
    tried += [(slip.day.year + step, slip.day.month) for step in (-1, 1) if slip.year]
    found = []
    for year, month in tried:
        try:
            found.append(date(year, month, slip.day.day))
        except ValueError:
            continue
    return found


def _shown(day: date, story: Sequence[Told]) -> str:
    """Return the likely day, without a year that nobody wrote."""
    unknown = all(told.day.year == _UNKNOWN_YEAR for told in story)
    return f"{day.day} {_NAMES[day.month - 1]}" + ("" if unknown else f" {day.year}")


_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
