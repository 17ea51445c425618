"""One name, two actors: "Army of Islam" in one country is not the "Army of Islam" in another.

Only names made of common words ("National Liberation Army") are looked at, for a name of its own seldom is given
twice; and of these not the ones that the tables know as movements or organisations across borders. The reports
that use such a name fall apart into two actors' when nothing links them: no common or neighbouring country within
ten years, and no other party named in both. Reports without a place stay with the most.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

from annals.names import fold, looks_like_acronym, terms, tokens
from annals.resolve import actors_tables as tables
from annals.resolve import actors_words as words
from annals.resolve.actors_joins import SENSE, abbreviations, key_of, parties, plain
from annals.types import Claim, Filler, Place

Locate = Callable[[str], Place | None]
"""Returns the place of an id."""

_YEARS: Final = 10
_COMMON: Final = frozenset({
    "islam", "islamic", "liberation", "national", "people", "peoples", "democratic", "revolutionary", "revolution",
    "free", "freedom", "united", "unity", "popular", "patriotic", "armed", "salvation", "southern", "northern",
    "eastern", "western", "central", "god", "justice", "independence", "workers", "communist", "socialist", "martyrs",
    "of", "for",
    "the", "and", "new", "royal", "republican", "christian", "muslim", "holy", "war", "defence", "defense", "self",
    "solidarity", "equality", "change", "progress", "peace", "young", "youth", "black", "red", "white", "tigers",
    "lions",
    "supporters", "soldiers", "muslims", "faith", "truth", "victory", "jihad", "sharia", "ansar", "al", "tawhid",
    "in", "general", "supreme", "security", "special", "forces",
})  # fmt: skip
"""Words that groups in many countries take for their names."""


@dataclass(slots=True)
class _Use:
    """What one document tells of where and when a name's bearer is, and beside whom."""

    countries: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    years: list[int] = field(default_factory=list)


def told_apart(
    claims: Sequence[Claim], published: Mapping[str, date | None], locate: Locate | None, united: Iterable[str] = ()
) -> tuple[Claim, ...]:
    """Return the claims with ``Filler.entity`` set to ``#`` and a country wherever a name is two actors'.

    ``locate`` gives the country of a place's id; without it nothing is told apart. ``united`` are names that
    a person says are one actor's wherever they stand. The order of the claims changes nothing.
    """
    if locate is None:
        return tuple(claims)
    uses = _uses(claims, published, locate)
    one = set(map(fold, united))
    senses = {name: found for name, by_document in uses.items() if name not in one and (found := _senses(by_document))}
    if not senses:
        return tuple(claims)
    for claim in sorted(claims, key=lambda claim: claim.id):
        for short, key in abbreviations(claim):
            if plain(key) in senses and fold(short) in uses:
                senses.setdefault(fold(short), _as_of(uses[fold(short)], senses[plain(key)]))
    return tuple(_sensed(claim, senses) for claim in claims)


def is_common(name: str) -> bool:
    """Tell whether a name consists of common words, so that several groups may bear it, or is an abbreviation."""
    parts = tokens(name)
    return len(parts) > 1 and all(part in words.nouns() or part in terms() or part in _COMMON for part in parts)


@lru_cache(maxsize=65536)  # the same names come again and again
def may_be_two(name: str) -> bool:
    """Tell whether a name is looked at at all: one of common words, or an abbreviation."""
    return is_common(name) or looks_like_acronym(words.strip(name))


def _uses(claims: Sequence[Claim], published: Mapping[str, date | None], locate: Locate) -> dict[str, dict[str, _Use]]:
    """Return the uses of every common name and abbreviation, by folded name and document."""
    uses: dict[str, dict[str, _Use]] = defaultdict(dict)
    whole: dict[str, frozenset[str]] = {}
    nowhere: frozenset[str] = frozenset()
    for claim in claims:
        here = frozenset(place.country for place in _places(claim, locate) if place.country)
        before = whole.get(claim.document, nowhere)
        whole[claim.document] = before if here <= before else here | before if before else here
        if not any(may_be_two(filler.name) for _, _, filler in parties(claim)):
            continue
        named = {
            key[1]: filler
            for _, _, filler in parties(claim)
            if (key := key_of(claim, filler)) is not None and not key[0]
        }
        years = [day.year for day in _days(claim, published)]
        for name, filler in named.items():
            if not may_be_two(filler.name) or _across_borders(name):
                continue
            use = uses[name].setdefault(claim.document, _Use())
            use.countries |= here
            use.beside |= {other for other in named if other != name and other not in tables.country_words()}
            use.years += years
    for by_document in uses.values():
        for document, use in by_document.items():  # a claim without a place is where its report is
            use.countries = use.countries or set(whole[document])
    return uses


def _places(claim: Claim, locate: Locate) -> Iterable[Place]:
    """Return the places of a claim: where it happened, and countries that are a party."""
    fillers = (*claim.place, *claim.origin)
    found = (locate(filler.entity) for filler in fillers if filler.entity)
    return [place for place in found if place is not None]


def _days(claim: Claim, published: Mapping[str, date | None]) -> Iterable[date]:
    """Return the days that a claim is told of, else the day of its publication."""
    told = [day for day in (claim.time.start, claim.time.end) if day is not None] if claim.time else []
    day = published.get(claim.document)
    return told or ([day] if day else [])


def _across_borders(name: str) -> bool:
    """Tell whether the tables know a name as one across borders."""
    return any(spell.country in {"IGO", "NGO", "IMG"} for spell in tables.bodies().spells.get(name, ()))


def _senses(by_document: Mapping[str, _Use]) -> dict[str, str]:
    """Return the sense of a name by document; empty when it is one actor's."""
    placed = sorted(document for document, use in by_document.items() if use.countries)
    root = {document: document for document in by_document}

    def find(document: str) -> str:
        while root[document] != document:
            document = root[document]
        return document

    for one, other in _links({document: by_document[document] for document in placed}):
        first, second = sorted((find(one), find(other)))
        root[second] = first
    countries: dict[str, Counter[str]] = defaultdict(Counter)
    for document in placed:
        countries[find(document)].update(by_document[document].countries)
    if len(countries) < 2:
        return {}
    sense = {first: min(counted, key=lambda c: (-counted[c], c)) for first, counted in countries.items()}
    usual = min(countries, key=lambda first: (-countries[first].total(), first))
    return {document: sense[find(document)] if document in placed else sense[usual] for document in by_document}


def _links(uses: Mapping[str, _Use]) -> Iterator[tuple[str, str]]:
    """Yield pairs of documents whose uses of a name may be of one actor's, enough of them to link all that are.

    Uses are linked that have a country or another party in common, and those in neighbouring countries within
    ``_YEARS``; one document stands for all of its country.
    """
    first: dict[tuple[str, str], str] = {}
    periods: dict[str, set[tuple[int, int] | None]] = defaultdict(set)
    for document, use in uses.items():
        for common in [("country", country) for country in use.countries] + [("party", name) for name in use.beside]:
            yield first.setdefault(common, document), document
        for country in use.countries:
            periods[country].add((min(use.years), max(use.years)) if use.years else None)
    for one, other in combinations(sorted(periods), 2):
        if _neighbours(one, other) and any(_within(a, b) for a in periods[one] for b in periods[other]):
            yield first["country", one], first["country", other]


def _neighbours(one: str, other: str) -> bool:
    known = tables.countries()
    return (one in known and other in known[one].neighbours) or (other in known and one in known[other].neighbours)


def _within(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Tell whether two periods are no more than ``_YEARS`` apart, as far as they are known."""
    return one is None or other is None or max(one[0], other[0]) - min(one[1], other[1]) <= _YEARS


def _as_of(by_document: Mapping[str, _Use], senses: Mapping[str, str]) -> dict[str, str]:
    """Return the senses of an abbreviation as those of the name that it stands for, by document or country."""
    usual = Counter(senses.values()).most_common()
    most = min((sense for sense, count in usual if count == usual[0][1]))
    found = {}
    for document, use in by_document.items():
        here = sorted(use.countries & set(senses.values()))
        found[document] = senses.get(document) or (here[0] if here else most)
    return found


def _sensed(claim: Claim, senses: Mapping[str, Mapping[str, str]]) -> Claim:
    """Return a claim with the senses of its parties' names."""
    changed: dict[str, Any] = {}
    for role in ("actor", "target", "attribution"):
        fillers: tuple[Filler, ...] = getattr(claim, role)
        new = tuple(_marked(claim, filler, senses) for filler in fillers)
        if new != fillers:
            changed[role] = new
    return replace(claim, **changed) if changed else claim


def _marked(claim: Claim, filler: Filler, senses: Mapping[str, Mapping[str, str]]) -> Filler:
    sense = senses.get(fold(words.strip(filler.name)), {}).get(claim.document)
    return replace(filler, entity=SENSE + sense) if sense else filler
