"""Which country a phrase says that an actor is of: by a country's words, a people, a capital, a town or region."""

import re
from collections.abc import Sequence
from typing import Final, Protocol

from rapidfuzz.distance import OSA

from annals.names import fold
from annals.resolve import actors_tables as tables
from annals.resolve.actors_phrase import Hit, Token
from annals.types import Place, PlaceCandidate

_SPONSORED: Final = re.compile(
    r"[-‐‑–](?:backed|funded|supported|trained|allied|linked|aligned|made|sponsored|armed|friendly|inspired)$", re.I
)
_KNOWN_TOWN: Final = 9.5
"""Least score of a place that a bare name means: about 20,000 people; "Burns" is rather a person than a town."""


class Places(Protocol):
    """What this module needs of a gazetteer."""

    def demonym(self, word: str) -> tuple[Place, ...]:
        """Return the countries and regions whose people or adjective ``word`` is."""

    def lookup(self, name: str) -> Sequence[PlaceCandidate]:
        """Return the places that a name may mean, likeliest first."""


def whole_place(phrase: str, words: Sequence[Token], gazetteer: Places | None) -> tuple[str, str, str] | None:
    """Return country, sector and reason of a phrase that is only a place or a people; ``None`` when it is more."""
    text = phrase[words[0].start : words[-1].end]
    folded = fold(text)
    if folded in tables.bodies().spells or folded in tables.sectors():
        return None
    if found := tables.country_words().get(folded):
        return found, "", f"{text!r} is a country or its people"
    if found := tables.capitals().get(folded):
        return found, "GOV", f"{text!r}, the capital, stands for the government"
    if len(words) == 1 and (found := _misspelt(words[0].text)):
        return found, "", f"{text!r} is a people, one letter aside"
    places = _places(text, gazetteer)
    if not places or places[0].score < _KNOWN_TOWN or folded in tables.office_holders().spells:
        return None
    place = places[0].place
    if place.kind == "town" and "capital" in places[0].reasons:
        return iso3(place), "GOV", f"{text!r}, the capital, stands for the government"
    if len(places) > 1 and {found.place.country for found in places[:2]} != {place.country} and _close(places):
        return "", "CVL", f"{text!r} is a place in several countries"
    return iso3(place), "CVL", f"{text!r} is a place: its people"


def _places(name: str, gazetteer: Places | None) -> list[PlaceCandidate]:
    """Return the places that bear exactly this name."""
    if gazetteer is None or not name[:1].isupper():
        return []
    exact = (found for found in gazetteer.lookup(name) if "similar consonants only" not in found.reasons)
    return [found for found in exact if found.place.country]


def _close(places: Sequence[PlaceCandidate]) -> bool:
    """Tell whether the second of several places is nearly as likely as the first."""
    return places[0].score - places[1].score < 1


def iso3(place: Place) -> str:
    """Return the alpha-3 code of a place's country; empty for none and for Antarctica."""
    known = tables.countries().get(place.country)
    return known.iso3 if known is not None and known.iso3 != "ATA" else ""


def _misspelt(word: str) -> str:
    """Return the country of a people's name that is one letter, or two letters swapped, away; only of a single one."""
    folded = fold(word)
    if len(folded) < 6 or not word[:1].isupper():
        return ""
    found = {
        code
        for known, code in tables.country_words().items()
        if known[0] == folded[0] and known[-1] == folded[-1] and len(known) >= 6 and OSA.distance(known, folded) == 1
    }
    return found.pop() if len(found) == 1 else ""


def country_of(
    words: Sequence[Token], named: Sequence[Hit], described: Sequence[Hit], taken: set[int], gazetteer: Places | None
) -> tuple[str, str]:
    """Return the country of a phrase and why: of a known name, of the words, of a place, in this order."""
    known = next((hit for hit in named if hit.country and not words[hit.start].topic), None)
    if known is not None:
        return known.country, known.reason
    told = [hit for hit in _country_words(words, taken, gazetteer) if not words[hit.start].topic]
    if told:
        first = min(told, key=lambda hit: (hit.weight, hit.start))
        return first.country, first.reason
    place = _place_within(words, described, taken, gazetteer)
    return (place.country, place.reason) if place else ("", "")


def _country_words(words: Sequence[Token], taken: set[int], gazetteer: Places | None) -> list[Hit]:
    """Return the names, adjectives and peoples of countries in a phrase; where a group is based weighs less.

    What a country backs is not its own.
    """
    hits: list[Hit] = []
    at = 0
    while at < len(words):
        for size in range(min(4, len(words) - at), 0, -1):
            span = words[at : at + size]
            text = " ".join(word.text for word in span)
            if taken & set(range(at, at + size)) or _SPONSORED.search(text) or not any(c.isupper() for c in text):
                continue
            bare = re.sub(r"[-‐‑–](?:based|led|born|controlled|held|occupied|administered)$", "", text)
            found = tables.country_words().get(fold(bare)) or (_people(bare, gazetteer) if size == 1 else "")
            if found and not (len(bare) == 2 and not bare.isupper()):
                based = int(bare != text)
                hits.append(Hit(at, at + size, found, weight=based, reason=f"{bare!r} tells the country"))
                at += size - 1
                break
        at += 1
    return hits


def _people(word: str, gazetteer: Places | None) -> str:
    """Return the country of a region's people or adjective ("Chechen")."""
    places = gazetteer.demonym(word) if gazetteer is not None and word[:1].isupper() else ()
    found = {iso3(place) for place in places if place.country}
    return found.pop() if len(found) == 1 else ""


def _place_within(
    words: Sequence[Token], described: Sequence[Hit], taken: set[int], gazetteer: Places | None
) -> Hit | None:
    """Return the town or region that an actor is of: before a word of a sector, or after a word such as "of" or "in".

    Regions of two words or more count wherever they stand.
    """
    sectors = {hit.start for hit in described if hit.weight >= 1}
    for at in range(len(words)):
        for size in range(min(3, len(words) - at), 0, -1):
            if taken & set(range(at, at + size)):
                continue
            text = re.sub(r"[-‐‑–](?:based|area)$", "", " ".join(word.text for word in words[at : at + size]))
            based = text != " ".join(word.text for word in words[at : at + size])
            opens = at == 0 or words[at - 1].segment != words[at].segment
            before = at + size in sectors and opens
            after = opens and words[at].segment > 0 and not words[at].topic
            places = _places(text, gazetteer) if before or after or based or size > 1 else []
            if not places or words[at].folded in tables.sectors():
                continue
            region = places[0].place.kind != "town"
            if not (before or after or based) and not region:
                continue
            if len(places) > 1 and places[1].place.country != places[0].place.country and _close(places):
                continue
            if found := iso3(places[0].place):
                return Hit(at, at + size, found, reason=f"{text!r} is a place there")
    return None
