"""What the words of a mention tell about whom it means: pronouns, nouns of groups and persons, titles.

The nouns are the table ``data/actors_nouns.csv``: noun, plural, kind, whether the noun adds nothing to a name
that it follows ("Taliban fighters"), and the row's source.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from annals.names import fold, looks_like_acronym

PERSON: Final = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
THING: Final = frozenset({"it", "its", "itself"})
PLURAL: Final = frozenset({"they", "them", "their", "theirs", "themselves"})
SPEAKER: Final = frozenset({"i", "me", "my", "myself"})
SPEAKERS: Final = frozenset({"we", "us", "our", "ours", "ourselves"})
PRONOUNS: Final = PERSON | THING | PLURAL | SPEAKER | SPEAKERS | {"who", "which", "whom", "whose", "that"}

_DEFINITE: Final = ("the", "this", "that", "these", "those")
_DETERMINER: Final = re.compile(
    r"^(?:the|a|an|this|that|these|those|so-called|alleged|suspected|some|former|one of the)\s+", re.IGNORECASE
)
_QUOTES: Final = "\"'“”‘’«»()[],;: "
_POSSESSIVE: Final = re.compile(r"(?<=\w)['’]s?$")
_WORDS: Final = re.compile(r"[\w'’.-]+")
_NUMBERED: Final = re.compile(r"\b[A-Z]\w* \d+\b|\b\d+(?:st|nd|rd|th) [A-Z]")
_TITLES: Final = frozenset({
    "mr", "mrs", "ms", "dr", "gen", "lt", "col", "maj", "capt", "sgt", "adm", "sen", "rep", "gov", "pres", "brig",
    "hon",
    "sir", "prof", "rev", "cmdr", "lord", "lady", "petty", "staff", "vice", "deputy", "acting", "senior", "press",
    "foreign", "defense", "defence", "interior", "prime",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun for a party: its kind, whether it is plural, and whether it adds nothing to a name."""

    kind: str
    plural: bool
    generic: bool


@cache
def nouns() -> dict[str, Noun]:
    """Return the table of nouns, singular and plural forms folded."""
    table: dict[str, Noun] = {}
    for row in _table("actors_nouns.csv"):
        generic = row["generic"] == "yes"
        one_form = not row["plural"] or row["plural"] == row["noun"]
        table.setdefault(fold(row["noun"]), Noun(row["kind"], one_form and row["noun"].endswith("s"), generic))
        if not one_form:
            table.setdefault(fold(row["plural"]), Noun(row["kind"], True, generic))
    return table


def _table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a packaged table."""
    text = (resources.files("annals") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@lru_cache(maxsize=65536)
def strip(mention: str) -> str:
    """Return a mention without quotes, determiners, "so-called", "former" and a possessive ending."""
    text = mention.strip(_QUOTES)
    while True:
        shorter = _DETERMINER.sub("", text).strip(_QUOTES)
        if shorter == text or not shorter:
            break
        text = shorter
    if text.endswith(("'s", "’s")):
        text = _POSSESSIVE.sub("", text)
    return text


def is_pronoun(mention: str) -> bool:
    """Tell whether a mention is a pronoun; "US" and "IT" are not."""
    return not looks_like_acronym(mention) and mention.strip(_QUOTES).casefold() in PRONOUNS


def is_definite(mention: str) -> bool:
    """Tell whether a mention refers back by "the", "this", "these" … and holds no name."""
    first, _, rest = mention.strip(_QUOTES).partition(" ")
    return first.casefold() in _DEFINITE and bool(rest) and not has_name(rest)


def is_title(word: str) -> bool:
    """Tell whether a word is a title or part of an office ("Gen.", "Foreign", "President")."""
    folded = fold(word)
    entry = nouns().get(folded)
    return folded in _TITLES or (entry is not None and entry.kind == "person")


@lru_cache(maxsize=65536)  # the same names come again and again
def has_name(phrase: str) -> bool:
    """Tell whether a phrase holds a proper name: a word with a capital that is no noun of the table and no title.

    Several capitals with a body among them are a name too ("Ministry of Defence"), and so is a number
    beside a capital ("Brigade 27", "27th Brigade"); an office is none ("Foreign Secretary").
    """
    if _NUMBERED.search(phrase):
        return True
    capitals = [word for word in _WORDS.findall(phrase) if any(letter.isupper() for letter in word)]
    if any(looks_like_acronym(word) or not (fold(word) in nouns() or is_title(word)) for word in capitals):
        return True
    entries = [nouns().get(fold(word)) for word in capitals]
    body = any(entry is not None and entry.kind == "organisation" for entry in entries)
    return len(capitals) > 1 and body and not (entries[-1] is not None and entries[-1].kind == "person")


def head(phrase: str) -> tuple[str, Noun] | None:
    """Return the phrase's last word (before any "of", "in", "from" …) that is in the noun table, and its entry."""
    before = re.split(r"\s(?:of|in|from|at|on|who|which|that|with|for|belonging|and)\s", " " + phrase, maxsplit=1)[0]
    words = fold(before).split()
    for size in (2, 1):
        tail = " ".join(words[-size:])
        if len(words) >= size and tail in nouns():
            return tail, nouns()[tail]
    return None


def trim_titles(words: list[str]) -> list[str]:
    """Return a person's words after the last title or office among them ("Turkish President A B" is "A B")."""
    last = max((at for at, word in enumerate(words[:-1]) if is_title(word)), default=-1)
    return words[last + 1 :]
