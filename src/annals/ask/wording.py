"""Words for what the record holds: days, names, figures, and how firmly something is said.

Nothing here adds to what a report says. A day is given as finely as it is known; what is only reported is
``reportedly`` so; what a cited source says is so ``according to`` it.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from annals.names import fold
from annals.resolve import actors_words as words
from annals.types import Evidence, Quantity, Status

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day_words(day: date) -> str:
    """Return "20 November 2012"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def when_words(start: date | None, end: date | None) -> str:
    """Return an interval as an adverb: "on 20 November 2012", "in May 2013", "between … and …", "" if unknown.

    A whole month or year is named as such; of an open interval the known side is given ("from …", "by …").
    """
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return f"by {day_words(end)}" if end is not None else f"on or after {day_words(start or date.min)}"
    if start == end:
        return f"on {day_words(start)}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"in {start.year}" if start.year == end.year else f"between {start.year} and {end.year}"
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if whole and (start.year, start.month) == (end.year, end.month):
        return f"in {_MONTHS[start.month - 1]} {start.year}"
    if whole:
        first = _MONTHS[start.month - 1] + ("" if start.year == end.year else f" {start.year}")
        return f"between {first} and {_MONTHS[end.month - 1]} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"between {start.day} and {day_words(end)}"
    return f"between {day_words(start)} and {day_words(end)}"


def interval_words(start: date | None, end: date | None) -> str:
    """Return an interval as a noun: "20 November 2012", "May 2013", "2011", "a day between … and …"."""
    words = when_words(start, end)
    return words[3:] if words.startswith(("on ", "in ")) and not words.startswith("on or") else f"a day {words}"


_ISO: Final = re.compile(r"\b(?P<first>\d{4}-\d\d-\d\d)(?:(?P<to> to )(?P<last>\d{4}-\d\d-\d\d))?\b")


def dated_words(text: str) -> str:
    """Return text with its ISO days in words: "2011-10-01 to 2011-10-31" is "October 2011"."""

    def words_of(match: re.Match[str]) -> str:
        try:
            first = date.fromisoformat(match["first"])
            last = date.fromisoformat(match["last"]) if match["to"] else first
        except ValueError:  # digits that are no day
            return match[0]
        return interval_words(first, last)

    return _ISO.sub(words_of, text)


def span_words(start: date | None, end: date | None) -> str:
    """Return the days over which something held: "from … to …", "since …", "until …", "" if unknown."""
    if start is not None and end is not None:
        return f"on {day_words(start)}" if start == end else f"from {day_words(start)} to {day_words(end)}"
    if start is not None:
        return f"since {day_words(start)}"
    return f"until {day_words(end)}" if end is not None else ""


def listed(names: Iterable[str]) -> str:
    """Return names as a list in a sentence: "A", "A and B", "A, B and C"; each once."""
    told = list(dict.fromkeys(names))
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1]))) if told else ""


def the(name: str) -> str:
    """Return a name as it stands in a sentence: "the Malian army", "the Army of the East", "Ansar Dine".

    A body that is called by a common noun has an article, persons and names in other words have none.
    """
    first = name.partition(" ")[0].casefold()
    if first in _OWN or not name or "'s " in name or "’s " in name:
        return name
    if fold(name).rpartition(" ")[2] in _PLURAL_STATES and name[:1].isupper():
        return f"the {name}"
    found = words.head(name)
    if found is None or words.is_title(name.partition(" ")[0]):
        return name
    tail, noun = found
    capital = any(word[:1].isupper() and fold(word) in tail.split() for word in name.split())
    return name if noun.kind not in _BODIES or (noun.plural and not capital) else f"the {name}"


_BODIES: Final = frozenset({"group", "organisation", "forces"})
"""Kinds of noun that make the name of a body of which there is one."""


_OWN: Final = frozenset(
    {"the", "a", "an", "its", "his", "her", "their", "our", "some", "many", "several", "other", "one"}
)
_PLURAL_STATES: Final = frozenset(
    {"states", "kingdom", "emirates", "nations", "netherlands", "philippines", "republic"}
)


def agreeing(verb: str, name: str) -> str:
    """Return a verb in the third person singular as it follows a name: "has led", but "Plains Forces have led"."""
    first, _, rest = verb.partition(" ")
    plural = {"is": "are", "was": "were", "has": "have"}.get(first)
    return f"{plural} {rest}".strip() if plural and were([name]) == "were" else verb


def were(names: Sequence[str]) -> str:
    """Return "was" for one party and "were" for several, or for one with a plural name."""
    if len(set(names)) != 1:
        return "were"
    found = words.head(names[0])
    return "were" if found is not None and found[1].plural else "was"


def figure_words(quantity: Quantity) -> str:
    """Return a count: "41 civilians", "at least 20 people", "1 of its fighters", "between 30 and 40 fighters"."""
    least, most = quantity.least, quantity.most
    if least is not None and least == most:
        number = f"{least:,}"
    elif least is not None and most is not None:
        number = f"between {least:,} and {most:,}"
    elif least is not None:
        number = f"at least {least:,}"
    else:
        number = f"up to {most:,}" if most is not None else "an unknown number of"
    usual = _NOUNS.get(quantity.measure, "")
    of = words.strip(quantity.of or "")
    first, _, rest = of.partition(" ")
    if first.casefold() in words.PRONOUNS:
        return f"{number} of {of}" if rest else f"{number} {usual}".strip()
    noun = of if not of or _counts(of) else f"{of} {usual}"
    return f"{number} {noun or usual}".strip()


def _counts(of: str) -> bool:
    """Tell whether words for whom a figure counts end in a noun: "civilians", but not "Alawite" or "senior"."""
    last = of.rpartition(" ")[2]
    return not (last[:1].isupper() or last in _ADJECTIVES) or last.endswith("s") or fold(last) in words.nouns()


_ADJECTIVES: Final = frozenset({"senior", "armed", "local", "foreign", "young", "other", "new", "regular", "former"})


_NOUNS: Final = {
    "killed": "people", "wounded": "people", "captured": "people", "abducted": "people", "defected": "fighters",
    "fighters": "fighters", "displaced": "people", "settlements": "places", "groups": "groups",
}  # fmt: skip


def hedge(status: Status, evidence: Sequence[Evidence]) -> str:
    """Return what has to stand before a statement: "Reportedly, ", "According to X, ", "" for plain fact.

    Sources are named only where all that is known was said by somebody who is cited; where any report
    says it in its own voice and without a hedge, nothing is put before it.
    """
    supporting = [e for e in evidence if e.status == status] or list(evidence)
    cited = sorted({e.attribution[0] for e in supporting if e.attribution})
    attributed = bool(supporting) and all(e.attribution for e in supporting)
    if status == "reported":
        return f"According to {listed(map(the, cited[:3]))}, reportedly, " if attributed else "Reportedly, "
    return f"According to {listed(map(the, cited[:3]))}, " if attributed else ""


def capital(text: str) -> str:
    """Return text with a capital first."""
    return text[:1].upper() + text[1:]


def sentence(*parts: str) -> str:
    """Return the parts as a sentence: joined by blanks, a capital first, a full stop last."""
    text = " ".join(part.strip() for part in parts if part and part.strip())
    text = text.replace(" ,", ",")
    return capital(text) + ("" if text.endswith((".", "?", "!")) else ".")
