"""Places between two others: roads, stretches and borders, as the words of a mention name their ends.

"the road connecting Hama and Ithriya" lies between two towns, "the border between Chad and Sudan" between two
countries. The division that holds both ends is where it lies; the ends and half the distance between them say more.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from annals.resolve.places_entry import distance_km
from annals.resolve.places_gazetteer import Gazetteer
from annals.types import Place, PlaceAnswer, PlaceCandidate

_WAY: Final = (
    r"(?:supply |main |international |strategic |coastal |desert |old |new )*"
    r"(?:roads?|highways?|motorways?|railways?|rail line|axis|route|supply line|line|corridor|stretch|strip|areas?)"
)
_BORDER: Final = r"(?:borders?|frontier|border (?:area|region|crossing|zone|line)s?|borderlands?)"
_ON: Final = r"^(?:on |along |at |near |across |in )?(?:the )?"
_ENDS: Final = (
    ("road", re.compile(rf"{_ON}{_WAY},? (?:that |which )?(?:connect|link|join)(?:ing|s|ed)? (?P<a>.+?),? "
                        r"(?:and|with|to) (?P<b>.+)$", re.I)),
    ("road", re.compile(rf"{_ON}{_WAY} (?:running |leading )?(?:from|between) (?P<a>.+?) (?:and|to) (?P<b>.+)$", re.I)),
    ("border", re.compile(rf"{_ON}{_BORDER} (?:between|of) (?P<a>.+?) and (?P<b>.+)$", re.I)),
    ("border", re.compile(rf"{_ON}(?P<a>[A-Z].+?)(?:['’]s)? (?:\w+ )?{_BORDER} with (?P<b>.+)$")),
    ("border", re.compile(rf"{_ON}(?P<a>[A-Z][\w’']+)[-–—/](?P<b>[A-Z][\w’']+) {_BORDER}$")),
    ("road", re.compile(rf"{_ON}(?P<a>[A-Z][^-–—/]+?)(?:-|–|—|/| - | – | to )(?P<b>[A-Z][^-–—/]+?) {_WAY}$")),
    ("between", re.compile(r"^(?:the area |halfway |midway |somewhere |in )?between (?P<a>.+?) and (?P<b>.+)$", re.I)),
)  # fmt: skip
"""How English names two ends, the most telling first."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The two places that words name as ends, and of what: road, border, between."""

    kind: str
    first: str
    second: str


@lru_cache(maxsize=65536)
def ends(words: str) -> Ends | None:
    """Return the ends that a mention names, None when it names no two; a name with a capital letter each."""
    if len(words) > 200:
        return None
    plain = " ".join(words.split()).strip(' ,;:.“”"()')
    for kind, pattern in _ENDS:
        match = pattern.match(plain)
        if match:
            first, second = (re.sub(r"^the ", "", match[side]).strip(" ,") for side in "ab")
            if all(re.search(r"[A-Z]", end) for end in (first, second)):
                return Ends(kind, first, second)
    return None


def joined(gazetteer: Gazetteer, between: Ends, first: PlaceAnswer, second: PlaceAnswer) -> PlaceAnswer:
    """Return what lies between two ends: the division that holds both, with both as ``ends``; unresolved without."""
    candidates = (*first.candidates, *second.candidates)
    one, other = first.place, second.place
    if one is None or other is None or one.id == other.id:
        return PlaceAnswer(None, candidates)
    if between.kind == "border":
        return _bordering(one, other, first, second)
    radius = round(distance_km(one, other) / 2, 1)
    part = f"between {one.name} and {other.name}"
    around = _holding(gazetteer, one, other)
    if around is None:
        return PlaceAnswer(None, candidates, None, part, radius, (one, other))
    score = min(first.candidates[0].score, second.candidates[0].score)
    reasons = (f"holds both ends, {one.name} and {other.name}", *first.candidates[0].reasons[:2])
    return PlaceAnswer(around, (PlaceCandidate(around, score, reasons),), first.layer, part, radius, (one, other))


def _bordering(one: Place, other: Place, first: PlaceAnswer, second: PlaceAnswer) -> PlaceAnswer:
    """Return the border of one place with another: a part of the first."""
    reasons = (*first.candidates[0].reasons, f"its border with {other.name}")
    candidate = PlaceCandidate(one, min(first.candidates[0].score, second.candidates[0].score), reasons)
    return PlaceAnswer(one, (candidate,), first.layer, f"border with {other.name}", None, (one, other))


def _holding(gazetteer: Gazetteer, one: Place, other: Place) -> Place | None:
    """Return the narrowest division that both places lie in."""
    first, second = gazetteer.entry(one.id), gazetteer.entry(other.id)
    if first is None or second is None:
        return None
    pairs = (
        (first.county, second.county),
        (first.region_key, second.region_key),
        (first.country_key, second.country_key),
    )
    same = next((mine for mine, theirs in pairs if mine and mine == theirs), None)
    return gazetteer.get(same) if same else None
