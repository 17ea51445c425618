"""Where a place lies against where a report says that it lies."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from annals.check.record import Finding, Record, capital
from annals.names import fold
from annals.types import Claim, Filler, Place

_KIND: Final = r"(?:town|city|village|settlement|locality|district|port|capital)"
_SIDE: Final = (
    r"(?P<side>north[\s-]?east|north[\s-]?west|south[\s-]?east|south[\s-]?west|north|south|east|west)(?:ern)?"
)
_AFTER: Final = re.compile(
    rf"^,?\s*(?:an?\s+(?:\w+\s+)?{_KIND}\s+)?(?:(?:which\s+)?(?:is|lies)\s+)?in\s+(?:the\s+)?(?:far\s+|extreme\s+)?{_SIDE}"
    r"(?:\s+(?:part\s+)?of\s+(?:the\s+country|(?P<of>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*))|\s+(?P<land>[A-Z][\w'’-]+))?"
    r"(?=\s*(?:[,.;:)—–]|$|\s(?:on|as|and|after|when|where|by|have|has|was|were|killing|said)\b))",
)
_BEFORE: Final = re.compile(rf"\b(?i:(?:the\s+)?(?:far\s+|extreme\s+)?{_SIDE}\s+{_KIND}\s+of)\s+$")
_DIVISION: Final = re.compile(
    r"^(?:,\s*|,?\s+in\s+)(?:the\s+)?(?P<name>[A-Z][\w'’-]+(?:[\s-][A-Z][\w'’-]+){0,3})"
    r"\s+(?i:province|governorate|region|state|county|oblast|department|prefecture)\b"
)
_REACH: Final = 90
"""Characters before and after a name in which its place may be described."""
_OTHER_SIDE: Final = 1 / 3
"""A place contradicts "in the north" when it lies in the southern third of its country, and so on."""


def geography_slip(record: Record) -> Iterator[Finding]:
    """Find places that a report puts in another part of the country, or another region, than they lie in.

    "In the northeast" is contradicted by a place in the western or southern third of its country (measured over
    the centres of its regions), "Y province" by a town that the gazetteer has in another division.
    """
    told: dict[tuple[str, str, str], tuple[str, set[str]]] = {}
    for claim in sorted(record.claims.values(), key=lambda claim: claim.document):  # each text is fetched once
        for filler in (*claim.place, *claim.origin):
            place = record.places(filler.entity) if filler.entity else None
            if place is None or place.kind != "town" or filler.start is None or filler.end is None:
                continue
            for words, truth in _slips(record, claim, filler, place):
                message = f"{record.tellers([claim.id])} puts {place.name} “{words}”; by the gazetteer it lies {truth}."
                told.setdefault((claim.document, place.id, words), (message, set()))[1].add(claim.id)
    for (document, _, _), (message, claims) in sorted(told.items()):
        yield capital(message), tuple(sorted(claims)), (), document


def _slips(record: Record, claim: Claim, filler: Filler, place: Place) -> Iterator[tuple[str, str]]:
    """Yield (the words that cannot be right, where the place lies) for one mention."""
    text, offset = record.text(claim)
    start, end = (filler.start or 0) - offset, (filler.end or 0) - offset
    if start < 0 or text[start:end] != filler.mention:
        return
    after, before = text[end : end + _REACH], text[max(0, start - _REACH) : start]
    match = _AFTER.match(after)
    if match is not None and _of_country(record, place, match["of"] or match["land"]):
        yield from _opposite(record, place, match["side"], match[0].strip(" ,"))
    match = _BEFORE.search(before)
    if match is not None:
        yield from _opposite(record, place, match["side"], match[0].strip() + " " + (filler.mention or ""))
    division = _DIVISION.match(after)
    if division is not None:
        named = [r for r in record.regions(place.country) if fold(r.name) == fold(division["name"])]
        own = _division(place.region)
        if named and own and own not in {_division(region.id) for region in named}:
            home = next((r.name for r in record.regions(place.country) if _division(r.id) == own), None)
            if home is not None:
                yield division[0].strip(" ,"), f"in {home}"


def _of_country(record: Record, place: Place, name: str | None) -> bool:
    """Tell whether "the north of NAME" speaks of the place's own country; without a name it does."""
    if name is None:
        return True
    country = record.places(f"country:{place.country}")
    return country is not None and fold(country.name) == fold(name)


def _division(code: str | None) -> str:
    return (code or "").rpartition(".")[2].rpartition(":")[2]


def _opposite(record: Record, place: Place, side: str, words: str) -> Iterator[tuple[str, str]]:
    box = _box(tuple((r.latitude, r.longitude) for r in record.regions(place.country)))
    if box is None:
        return
    south, north, west, east = box
    up, right = (place.latitude - south) / (north - south), (place.longitude - west) / (east - west)
    said = side.lower()
    wrong = [
        truth
        for word, far, truth in (
            ("north", up < _OTHER_SIDE, "south"), ("south", up > 1 - _OTHER_SIDE, "north"),
            ("east", right < _OTHER_SIDE, "west"), ("west", right > 1 - _OTHER_SIDE, "east"),
        )
        if word in said and far
    ]  # fmt: skip
    if wrong:
        yield words, f"in the {''.join(wrong)} of the country"


@lru_cache(maxsize=256)
def _box(centres: tuple[tuple[float, float], ...]) -> tuple[float, float, float, float] | None:
    """Return (south, north, west, east) of a country by its regions' centres, ``None`` where they tell too little.

    A country that is narrow one way has no sides that way; one across the antimeridian has no west.
    """
    if len(centres) < 4:
        return None
    latitudes, longitudes = [c[0] for c in centres], [c[1] for c in centres]
    box = min(latitudes), max(latitudes), min(longitudes), max(longitudes)
    if box[1] - box[0] < 1 or not 1 <= box[3] - box[2] <= 180:
        return None
    return box
