"""The fullest name that a document uses for what a mention names: abbreviations, short forms, demonyms."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from annals.names import fold, is_acronym, looks_like_acronym, tokens
from annals.resolve import actors_words as words
from annals.resolve.actors_mentions import Run, person_name, runs, speaks, stated_abbreviations
from annals.types import Claim, Document, Place, PlaceCandidate

PARTIES: Final = ("actor", "target", "attribution")
"""The roles whose fillers are parties."""


class Demonyms(Protocol):
    """What this module needs of a gazetteer."""

    def country_of_demonym(self, word: str) -> Place | None:
        """Return the country whose people or adjective ``word`` is."""

    def lookup(self, name: str) -> Sequence[PlaceCandidate]:
        """Return the places that a name may mean."""

    def get(self, place_id: str) -> Place | None:
        """Return the place with this id."""


@dataclass(slots=True)
class Names:
    """What the document says about names, gathered once."""

    document: Document
    gazetteer: Demonyms | None
    runs: tuple[Run, ...]
    stated: dict[str, str]
    persons: dict[str, str]
    counts: Counter[str]
    forms: dict[str, str]
    full: dict[str, str] = field(default_factory=dict)


def gather(document: Document, claims: Sequence[Claim], gazetteer: Demonyms | None) -> Names:
    """Collect the names of the document: runs of capitals, stated abbreviations, persons."""
    found = runs(document)
    counts = Counter(fold(run.text) for run in found)
    forms: dict[str, str] = {}
    for run in found:
        forms.setdefault(fold(run.text), run.text)
    persons = _persons(document, claims, found, gazetteer)
    for filler in sorted(
        (f for claim in claims for role in PARTIES for f in getattr(claim, role)), key=lambda f: (f.start or 0, f.name)
    ):
        if words.has_name(filler.name):
            text = words.strip(filler.name)
            forms.setdefault(fold(text), text)
    return Names(document, gazetteer, found, stated_abbreviations(document), persons, counts, forms)


def _persons(
    document: Document, claims: Sequence[Claim], found: Sequence[Run], gazetteer: Demonyms | None
) -> dict[str, str]:
    """Return the persons that the document names in full, by the last word of their names."""
    shown = {
        fold(name)
        for claim in claims
        for filler in (*(claim.actor if claim.type == "leadership" else ()), *claim.attribution)
        if (name := person_name(words.strip(filler.mention or filler.name)))
    }
    shown |= {fold(person) for run in found if (person := person_name(run.text)) and speaks(document, run)}
    persons: dict[str, str] = {}
    for run in found:
        person = person_name(run.text)
        if person is None or is_country(gazetteer, person):
            continue
        parts = tokens(person)
        if not parts:
            continue
        last = parts[-1]
        known = fold(person) in shown
        if known and (last not in persons or fold(persons[last]) not in shown):
            persons[last] = person
        elif not known and not any(is_country(gazetteer, w) or is_demonym(gazetteer, w) for w in person.split()):
            persons.setdefault(last, person)
    return persons


def is_demonym(gazetteer: Demonyms | None, word: str) -> bool:
    """Tell whether a word is a country's adjective or people."""
    return gazetteer is not None and gazetteer.country_of_demonym(word) is not None


def is_country(gazetteer: Demonyms | None, name: str) -> bool:
    """Tell whether a name is a country's."""
    return gazetteer is not None and any(found.place.kind == "country" for found in gazetteer.lookup(name)[:1])


def complete(names: Names, mention: str) -> str:
    """Return the fullest name for a mention that holds a name, the stripped mention where it is full already."""
    text = words.strip(mention)
    folded = fold(text)
    if folded not in names.full:
        names.full[folded] = _find_full(names, text, folded)
    return names.full[folded]


def _find_full(names: Names, text: str, folded: str) -> str:
    """Try the ways in which a name can be short, the surest first."""
    if folded in names.stated:
        return names.stated[folded]
    bracketed = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", text)
    if bracketed and looks_like_acronym(bracketed.group(2)):
        return bracketed.group(1)
    return (
        _of_demonym(names, text)
        or (_of_initials(names, text) if looks_like_acronym(text) else None)
        or _of_person(names, text)
        or _of_generic_tail(names, text)
        or _of_group(names, text)
        or text
    )


def _of_demonym(names: Names, text: str) -> str | None:
    """Return the country of a bare adjective ("Russian"), under the name that the document uses for it.

    A people ("the Russians", "Soviets") stays one, and so does an adjective whose people the document
    names more often than the country. So does "British", the people's only name.
    """
    if " " in text or looks_like_acronym(text):
        return None
    plural = names.counts[fold(text) + "s"]
    place = names.gazetteer.country_of_demonym(text) if names.gazetteer else None
    if place is not None:
        if fold(text).endswith(_PEOPLES) or fold(text) in _PEOPLE_WORDS or plural > names.counts[fold(place.name)]:
            return names.forms.get(fold(text) + "s") if plural else None
        return place.name
    if plural and fold(text) not in names.persons and not text.endswith("s"):
        return names.forms[fold(text) + "s"]
    return None


_PEOPLES: Final = ("s", "ese", "men")
"""Endings of peoples' names: plurals, and words that are both adjective and people."""
_PEOPLE_WORDS: Final = frozenset({"british", "english", "irish", "scottish", "welsh", "french", "dutch"})


def _of_initials(names: Names, text: str) -> str | None:
    """Return the one name of the document whose initials an abbreviation is; ``None`` when there are several."""
    if is_country(names.gazetteer, text):
        return None
    fits = sorted(
        name for name, form in names.forms.items() if " " in name and is_acronym(text, form) and _is_body(form)
    )
    return names.forms[fits[0]] if len(fits) == 1 else None


def _is_body(name: str) -> bool:
    """Tell whether a phrase can have initials: all its longer words have capitals, or it ends in a noun of groups."""
    return all(w[:1].isupper() or len(w) <= 3 or "-" in w for w in name.split()) or words.head(name) is not None


def _of_person(names: Names, text: str) -> str | None:
    """Return the full name of a person who is called by the last name, or with an office or title."""
    parts = text.split()
    bare = words.trim_titles(parts)
    person = names.persons.get((tokens(bare[-1]) or ("",))[-1])
    if person is None or not bare[-1][:1].isupper():
        return None
    if fold(text).endswith(fold(person)):
        return person
    full = {fold(word) for word in person.split()}
    alone = all(fold(word) in full for word in bare)
    if not alone or is_country(names.gazetteer, text) or is_demonym(names.gazetteer, text):
        return None
    return person


def _of_generic_tail(names: Names, text: str) -> str | None:
    """Return the group of "X fighters", "X terrorist group", "militants of X" where the document names X alone."""
    after = re.match(r"(?:the )?(?:\w+ )?(\w+) (?:of|from) (?:the )?(.+)$", text)
    if (
        after
        and (entry := words.nouns().get(fold(after.group(1))))
        and entry.generic
        # A capital makes the noun part of a name (Islamic Movement of X), but for people at the head of a sentence.
        and (not after.group(1)[0].isupper() or (after.start(1) == 0 and (entry.plural or entry.kind == "people")))
        and words.has_name(after.group(2))
    ):
        return complete(names, after.group(2))
    parts = text.split()
    while len(parts) > 1:
        entry = words.nouns().get(fold(parts[-1]))
        if not (entry and entry.generic) or parts[-1][:1].isupper():
            break
        parts.pop()
    if len(parts) > 1 and parts[-1].casefold() in _ADJECTIVES:
        parts.pop()
    rest = " ".join(parts)
    if rest == text or not words.has_name(rest) or is_demonym(names.gazetteer, parts[-1]):
        return None
    if fold(rest) not in names.counts or not any(
        not (word := match.group(1)) or fold(word) not in words.nouns()
        for match in re.finditer(rf"(?<![\w-]){re.escape(rest)}(?![\w-])(?:\s+(\w+))?", names.document.text)
    ):
        return None
    return complete(names, rest)


_ADJECTIVES: Final = frozenset(
    {"terrorist", "jihadist", "militant", "rebel", "extremist", "insurgent", "islamist", "armed"}
)


def _of_group(names: Names, text: str) -> str | None:
    """Return the one longer name of the document that adds only nouns of groups ("Wagner", "Wagner Group")."""
    if not text[:1].isupper() and "-" not in text:
        return None
    few = tokens(text)
    fits = set()
    for name in names.forms:
        many = tokens(name)
        if len(many) == len(few) + 1 and few == many[:-1] and many[-1] in words.nouns():
            entry = words.nouns()[many[-1]]
            if entry.kind == "group" and not entry.plural and many[-1] not in {"government", "army", "force"}:
                fits.add(name)
    return names.forms[fits.pop()] if len(fits) == 1 else None
