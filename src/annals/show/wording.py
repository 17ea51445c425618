"""How a page writes days, figures and what a report says, without letting a report's signs act on the page."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from annals.types import Quantity

# Controls that no text needs; overrides of the direction of writing would let a report rewrite what stands around it.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ue000-\uf8ff]"
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_ISO: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_INTERVAL: Final = re.compile(r"\b(\d{4}-\d\d-\d\d) (?:to|-|–) (\d{4}-\d\d-\d\d)\b")
_FOLDERS: Final = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^/\\\s:'\"]+)+[/\\](?=[^/\\\s])")
_NOUNS: Final = {"fighters": "fighters", "settlements": "places", "groups": "groups"}


def shown(value: Any) -> Any:  # noqa: ANN401 - whatever a template writes
    """Return text without signs that act instead of being read; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", value)
    return "" if value is None else value


def day(value: date | None, unknown: str = "no date") -> str:
    """Return "12 Jan 2013"."""
    return unknown if value is None else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def days(start: date | None, end: date | None, unknown: str = "no date") -> str:
    """Return an interval as short as it can be told: "12 Jan 2013", "12–15 Jan 2013", "Jan 2013", "2013"."""
    if start is None or end is None:
        known = start or end
        return unknown if known is None else f"{'from' if start else 'until'} {day(known)}"
    if start == end:
        return day(start)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.day == 1 and _is_last_day(end):
        first = _MONTHS[start.month - 1]
        if (start.year, start.month) == (end.year, end.month):
            return f"{first} {end.year}"
        year = "" if start.year == end.year else f" {start.year}"
        return f"{first}{year} – {_MONTHS[end.month - 1]} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def _is_last_day(value: date) -> bool:
    return value == date.max or (date.fromordinal(value.toordinal() + 1)).month != value.month


def dated(text: str) -> str:
    """Return a sentence of the program with its ISO days written out, and two of them with "to" between as one."""
    return _ISO.sub(_written, _INTERVAL.sub(_stretch, text))


def _stretch(found: re.Match[str]) -> str:
    try:
        return days(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    except ValueError:  # numbers that only look like days
        return found[0]


def _written(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:  # a number that only looks like a day
        return found[0]


def headline(text: str) -> str:
    """Return a sentence as a headline, which ends without a full stop."""
    return text.removesuffix(".")


def month(text: str) -> str:
    """Return "2013-01" as "Jan 2013"."""
    year, number = text.split("-")
    return f"{_MONTHS[int(number) - 1]} {year}"


def moment(text: str) -> str:
    """Return an ISO time as "12 Jan 2013, 14:05"."""
    return f"{day(date.fromisoformat(text[:10]))}, {text[11:16]}"


def number(value: int) -> str:
    """Return a count with its thousands apart."""
    return f"{value:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return "1 claim", "2,000 claims"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def plain(text: str) -> str:
    """Return a word of the program as people write it: "sexual_violence" as "sexual violence"."""
    return text.replace("_", " ")


def figure(quantity: Quantity) -> str:
    """Return a count in words: "12 soldiers killed", "at least 20 wounded", "30–40 fighters"."""
    least, most = quantity.least, quantity.most
    if least is not None and least == most:
        told = f"{least:,}"
    elif least is not None and most is not None:
        told = f"{least:,}–{most:,}"
    elif least is not None:
        told = f"at least {least:,}"
    else:
        told = f"up to {most:,}" if most is not None else "an unknown number of"
    noun = quantity.of or _NOUNS.get(quantity.measure, "")
    verb = "" if quantity.measure in {"fighters", "groups", "settlements", "other"} else quantity.measure
    return " ".join(part for part in (told, noun, verb) if part)


def without_folders(text: str) -> str:
    """Return a message without the folders of the files that it names: where on the disk they are is told to nobody."""
    return _FOLDERS.sub("", text)


def source_name(source: str) -> str:
    """Return where a document came from without telling of the disk: a web address whole, of a file its name."""
    parts = urlsplit(source)
    return source if parts.scheme in {"http", "https"} else re.split(r"[/\\]", source)[-1]


def web_address(url: str | None) -> str | None:
    """Return an address that may be linked to: of the web, and nothing that a browser would run."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def listed(names: Iterable[str]) -> str:
    """Return names as a list: "A, B and C"."""
    told = list(dict.fromkeys(names))
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1]))) if told else ""
