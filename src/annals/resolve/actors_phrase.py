"""The parts of a phrase that names or describes an actor: its words, known names in it, words of sectors."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from annals.names import fold, key, looks_like_acronym, same
from annals.resolve import actors_tables as tables
from annals.resolve.actors_tables import Sector, Spell
from annals.resolve.actors_words import is_title

_TOKEN: Final = re.compile(r"['’]s\b|[^\s,;:()\"“”«»]+|[,;:()]")
_CUTS: Final = frozenset({
    "of", "in", "from", "at", "on", "for", "to", "with", "by", "near", "across", "against", "around", "within",
    "who", "that", "which", "where", "under", "inside", "outside", "over", "about", "including", "during",
})  # fmt: skip
_TOPICS: Final = frozenset({"to", "on", "against", "about", "with", "over"})
"""What follows these words is not whose the actor is: "ambassador to Kenya"."""
_FORMER: Final = frozenset({"former", "ex", "retired", "ousted", "deposed", "late", "erstwhile", "onetime"})
_LONGEST: Final = 7
"""Words of the longest name that is looked for."""
KNOWN: Final = 3.5
"""How much a known body weighs among words of sectors; a person weighs ``PERSON``."""
PERSON: Final = 1.5


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place in the phrase; ``segment`` counts the cuts before it, ``topic`` what it is about."""

    text: str
    folded: str
    segment: int
    topic: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of tokens that tells a country, a sector or both; ``former`` when it is told to be over."""

    start: int
    end: int
    country: str = ""
    sectors: tuple[str, ...] = ()
    weight: float = 0
    reason: str = ""
    former: bool = False


def tokenise(phrase: str) -> list[Token]:
    """Return the words of a phrase with the segment that each is in: cut at commas and words such as "of" and "in"."""
    words: list[Token] = []
    segment, topic = 0, False
    for match in _TOKEN.finditer(phrase):
        text = match.group()
        bare = re.sub(r"['’]s?$", "", text)
        folded = fold(bare) if bare else ""
        if text in ",;:()" or folded in _CUTS:
            segment += 1
            topic = folded in _TOPICS
            continue
        if folded and folded not in {"the", "a", "an", "s"}:
            words.append(Token(bare, folded, segment, topic, match.start(), match.start() + len(bare)))
    return words


def named_in(phrase: str, words: Sequence[Token], day: date | None) -> list[Hit]:
    """Return the known bodies and persons within a phrase, longest first from the left."""
    hits: list[Hit] = []
    at = 0
    while at < len(words):
        hit = _longest(phrase, words, at, day)
        if hit is not None:
            hits.append(hit)
            at = hit.end
        else:
            at += 1
    return hits


def _longest(phrase: str, words: Sequence[Token], at: int, day: date | None) -> Hit | None:
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        text = phrase[words[at].start : words[at + size - 1].end]
        hit = _body(text, at, at + size, day) or _person(words, text, at, at + size, day)
        if hit is not None:
            return hit
    return None


def _body(text: str, start: int, end: int, day: date | None) -> Hit | None:
    names = tables.bodies()
    spells = _written(names.spells.get(fold(text), ()), text) or _sounding(names, text)
    held = [spell for spell in spells if _covers(spell, day)] or list(spells)
    codes = {(spell.country, spell.sectors) for spell in held}
    if not codes:
        return None
    if len(codes) > 1:
        country = "" if len({found for found, _ in codes}) > 1 else held[0].country
        shared = {sectors for _, sectors in codes}
        sectors = shared.pop() if len(shared) == 1 else ()
        return Hit(start, end, country, sectors, KNOWN, f"{text!r} names several bodies")
    spell = held[0]
    return Hit(start, end, spell.country, spell.sectors, KNOWN, f"{text!r} is a known body")


def _written(spells: Sequence[Spell], text: str) -> list[Spell]:
    """Return those names that are written like ``text``: abbreviations in capitals, names with a capital."""
    if not any(letter.isupper() for letter in text):
        return []
    return [
        spell
        for spell in spells
        if (text.isupper() or not spell.name.isupper()) and (text[:1].isupper() or not spell.name[:1].isupper())
    ]


def _sounding(names: tables.Names, text: str) -> list[Spell]:
    """Return the names that are another transliteration of ``text``, from two words on."""
    if " " not in text or looks_like_acronym(text) or not text[:1].isupper():
        return []
    near = names.sounding.get(key(text), ())
    return [spell for name in near if same(name, text) for spell in names.spells[name]]


def _covers(spell: Spell, day: date | None) -> bool:
    """Tell whether a spell holds on a day; without a day, whether it lasts."""
    if day is None:
        return spell.end is None
    return (spell.start is None or spell.start <= day) and (spell.end is None or day <= spell.end)


def _person(words: Sequence[Token], text: str, start: int, end: int, day: date | None) -> Hit | None:
    """Return an office-holder: by full name, or by last name after a title."""
    names = tables.office_holders()
    spells = _written(names.spells.get(fold(text), ()), text) or _sounding(names, text)
    if not spells and start and end == start + 1 and is_title(words[start - 1].text) and text[:1].isupper():
        near = names.last.get(fold(text), ())
        spells = [spell for name in near for spell in names.spells[name]]
    countries = {spell.country for spell in spells}
    if not spells or len(countries) > 1:
        return None
    held = next((spell for spell in spells if _covers(spell, day)), None)
    if held is not None:
        return Hit(start, end, held.country, held.sectors, PERSON, f"{text!r} holds office")
    over = any(spell.end is not None and (day is None or spell.end < day) for spell in spells)
    sectors = ("ELI",) if over else ()
    return Hit(
        start, end, spells[0].country, sectors, PERSON, f"{text!r} held office" if over else f"{text!r} is known"
    )


def described_in(words: Sequence[Token], taken: set[int]) -> list[Hit]:
    """Return the words that tell a sector, longest first from the left, outside what is known by name."""
    table = tables.sectors()
    hits: list[Hit] = []
    at = 0
    while at < len(words):
        for size in range(min(4, len(words) - at), 0, -1):
            span = range(at, at + size)
            found = None if taken & set(span) else _sector(table, " ".join(words[i].folded for i in span))
            if found is None:
                continue
            text = " ".join(words[i].text for i in span)
            former = any(word.folded in _FORMER or word.folded.startswith("ex ") for word in words[max(0, at - 3) : at])
            hits.append(Hit(at, at + size, "", (found.code,), found.weight, f"{text!r} is {found.code}", former))
            at += size - 1
            break
        at += 1
    return hits


def _sector(table: Mapping[str, Sector], text: str) -> Sector | None:
    """Return a word's sector; a regular plural has its singular's."""
    return table.get(text) or (table.get(text[:-1]) if text.endswith("s") and len(text) > 4 else None)
