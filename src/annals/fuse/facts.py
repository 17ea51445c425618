"""What fusing compares of a claim, taken out once: who, where, when, how many, in which words."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from annals.names import fold, same
from annals.types import SYMMETRIC, Claim, Filler, Place, Quantity, Source

Places = Callable[[str], Place | None]
"""The place of an id; ``None`` for an unknown id."""

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "violence": ("strike", "killing", "sexual_violence", "attack", "clash", "offensive", "destruction", "casualties"),
    "territory": ("capture", "withdrawal"),
    "siege": ("siege",),
    "detention": ("abduction", "arrest"),
    "organisation": (
        "formation", "dissolution", "renaming", "merger", "split", "leaving", "defection", "joining", "pledge",
    ),
    "talks": ("agreement", "negotiation"),
    "statement": ("statement",),
    "seizure": ("seizure",),
    "displacement": ("displacement",),
    "protest": ("protest",),
    "deployment": ("deployment",),
}  # fmt: skip
"""Families of event types: reports of one happening may word it as any type of its family. Within a family the
more specific type stands first, as the claim contract orders them."""

FAMILY: Final = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}

NEAR_KM: Final = 25.0
"""Two points this near may be one place in two reports: a village and the town that it is told by."""
_EARTH_KM: Final = 6371.0
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_TOKEN: Final = re.compile(r"\w+")
_STOP: Final = frozenset({
    "the", "and", "for", "that", "with", "was", "were", "has", "had", "have", "from", "their", "its", "his", "her",
    "they", "who", "which", "are", "been", "after", "into", "over", "said", "says", "this", "not", "but", "where",
})  # fmt: skip
_POINTING: Final = frozenset({
    "our", "their", "its", "his", "her", "my", "your", "the", "a", "an", "these", "those", "this", "that", "some",
    "many", "several", "other", "all", "both", "unknown", "unidentified", "local", "armed",
})  # fmt: skip
_ABOUT: Final = re.compile(
    r"\b(?:about|around|some|nearly|almost|approximately|roughly|circa|close to|or so)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim as fusing sees it.

    ``actors`` and ``targets`` hold the ids of named parties (or, where none was resolved, their folded names),
    ``vague`` the folded phrases of unnamed ones; ``where`` place ids; ``first`` and ``last`` day ordinals;
    ``original`` is the document, or that of which it is a copy.
    """

    claim: Claim
    family: str
    actors: frozenset[str]
    targets: frozenset[str]
    vague: frozenset[str]
    where: frozenset[str]
    places: tuple[Place, ...]
    first: int | None
    last: int | None
    told: int | None
    publisher: str
    original: str

    @property
    def words(self) -> frozenset[str]:
        """The longer words of the quote, without those that mean little."""
        return _words(self.claim.quote)

    @property
    def dated(self) -> bool:
        """Whether at least one end of the time is known."""
        return self.first is not None or self.last is not None


@lru_cache(maxsize=16384)
def _words(quote: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(quote.casefold()) if word not in _STOP)


def party(filler: Filler) -> str:
    """Return what stands for a filler in values: its entity's id, else its name."""
    return filler.entity or filler.name


def is_named(filler: Filler) -> bool:
    """Tell whether a party is named rather than described: its name holds a capital or a digit.

    The capital of a word that only points at somebody ("Our forces", "The army") is none of a name, nor is that of a
    creed ("Islamist fighters").
    """
    return _is_name(filler.name)


@lru_cache(maxsize=16384)
def _is_name(words: str) -> bool:
    first, _, rest = words.partition(" ")
    name = rest if first.casefold() in _POINTING or (rest.islower() and first.endswith("ist")) else words
    return any(letter.isupper() or letter.isdigit() for letter in name)


def _identity(filler: Filler) -> str:
    return filler.entity or "name:" + fold(filler.name)


def original(document: str, sources: Mapping[str, Source]) -> str:
    """Return the document of which this one is a copy, at the end of the chain; itself when it is none."""
    seen = {document}
    source = sources.get(document)
    while source is not None and source.copy_of is not None and source.copy_of not in seen:
        document = source.copy_of
        seen.add(document)
        source = sources.get(document)
    return document


def same_words(one: Fact, other: Fact) -> bool:
    """Tell whether a document and its copy say this in the same words, so that they cannot disagree about it.

    A copy may shorten a sentence or put a place line before it; a changed figure or name is other words.
    """
    if one.original != other.original or one.claim.document == other.claim.document:
        return False
    first, second = _tokens(one.claim.quote), _tokens(other.claim.quote)
    return first <= second or second <= first


@lru_cache(maxsize=4096)
def _tokens(quote: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(quote.casefold()))


def independent(document: str, sources: Mapping[str, Source]) -> str:
    """Return who a document counts for as a source: its publisher, else itself; a copy counts for its original."""
    document = original(document, sources)
    source = sources.get(document)
    return fold(source.publisher) if source is not None and source.publisher else document


_LEFT: Final = frozenset({"displacement", "withdrawal"})
"""Types whose act is where it begins: without a place of its own it is at its origin."""


def facts(claims: Sequence[Claim], sources: Mapping[str, Source], places: Places) -> list[Fact]:
    """Return the facts of all claims of event types, in the order of their ids."""
    return facts_of(sorted(claims, key=lambda claim: claim.id), sources, places)


def facts_of(claims: Iterable[Claim], sources: Mapping[str, Source], places: Places) -> list[Fact]:
    """Return the facts of all claims of event types, in their order: what lies together in memory is read fastest."""
    found = []
    known_sets: dict[frozenset[str], frozenset[str]] = {}

    def shared(names: Iterable[str]) -> frozenset[str]:  # many claims have the same few parties and places
        chosen = frozenset(names)
        return known_sets.setdefault(chosen, chosen)

    for claim in claims:
        family = FAMILY.get(claim.type)
        if family is None:
            continue
        located = claim.place or (claim.origin if claim.type in _LEFT else ())
        known = [place for f in located if f.entity and (place := places(f.entity)) is not None]
        source = sources.get(claim.document)
        time = claim.time
        found.append(
            Fact(
                claim=claim,
                family=family,
                actors=shared(_identity(f) for f in claim.actor if is_named(f)),
                targets=shared(_identity(f) for f in claim.target if is_named(f)),
                vague=shared(fold(f.name) for f in (*claim.actor, *claim.target) if not is_named(f)),
                where=shared(_identity(f) for f in located),
                places=tuple(sorted(known, key=lambda place: place.id)),
                first=time.start.toordinal() if time and time.start else None,
                last=time.end.toordinal() if time and time.end else None,
                told=source.published.toordinal() if source and source.published else None,
                publisher=independent(claim.document, sources),
                original=original(claim.document, sources),
            )
        )
    return found


def sides(fact: Fact) -> tuple[frozenset[str], frozenset[str]]:
    """Return (actors, targets); for symmetric types all parties are on both sides."""
    if fact.claim.type in SYMMETRIC:
        both = fact.actors | fact.targets
        return both, both
    return fact.actors, fact.targets


def gap_days(one: Fact, other: Fact) -> int | None:
    """Return the days between two times: 0 when they may overlap, ``None`` when either is unknown."""
    if not one.dated or not other.dated:
        return None
    return max(0, (one.first or 0) - (other.last or 10**7), (other.first or 0) - (one.last or 10**7))


@lru_cache(maxsize=65536)
def kilometres(latitude: float, longitude: float, latitude_2: float, longitude_2: float) -> float:
    """Return the great-circle distance between two points given in degrees (haversine)."""
    phi, phi_2 = math.radians(latitude), math.radians(latitude_2)
    inner = (
        math.sin((phi_2 - phi) / 2) ** 2
        + math.cos(phi) * math.cos(phi_2) * math.sin(math.radians(longitude_2 - longitude) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(inner)))


def place_relation(one: Place, other: Place) -> str:
    """Return how two places lie: same, contains, near, apart.

    A country contains what has its code, a region what has its country and first-level code; two regions
    or towns are near within ``NEAR_KM``.
    """
    if one.id == other.id:
        return "same"
    if one.country == other.country:
        kinds = {one.kind, other.kind}
        if "country" in kinds:
            return "contains"
        if kinds == {"region", "town"} and _code(one) and _code(one) == _code(other):
            return "contains"
    if one.kind == other.kind == "town":
        distance = kilometres(one.latitude, one.longitude, other.latitude, other.longitude)
        return "near" if distance <= NEAR_KM else "apart"
    return "apart"


def region_key(place: Place) -> str:
    """Return what a place shares with the region that contains it: a country alone stands for itself."""
    return f"in:{place.country}" if place.kind == "country" else f"in:{place.country}.{_code(place)}"


def _code(place: Place) -> str:
    """Return a place's first-level code without its country."""
    code = place.region if place.kind == "town" else place.region or place.id.partition(":")[2]
    return (code or "").rpartition(".")[2]


def bounds(quantity: Quantity) -> tuple[float, float]:
    """Return the least and most that a quantity allows; a figure worded as "about" allows a tenth either way."""
    least = float(quantity.least) if quantity.least is not None else 0.0
    most = float(quantity.most) if quantity.most is not None else math.inf
    if quantity.expression and _ABOUT.search(quantity.expression):
        least, most = least * 0.9, most * 1.1
    return least, most


def same_of(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities may count the same: either does not say of whom, or the words share one.

    What has no measure of its own ("other": sorties, shells, days) counts the same only where both say so.
    """
    if not one.of or not other.of:
        return one.measure != "other"
    return bool(set(fold(one.of).split()) & set(fold(other.of).split()))


def quantities_agree(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities of one measure can both be right."""
    (low, high), (low_2, high_2) = bounds(one), bounds(other)
    return max(low, low_2) <= min(high, high_2)


def parties_agree(one: Filler, other: Filler) -> bool:
    """Tell whether two fillers can be one party: same entity or name, one unnamed, or one's name within the other's.

    Words are compared by their first four letters, so that "Kenyan troops" may be Kenya's.
    """
    if _identity(one) == _identity(other) or not (is_named(one) and is_named(other)) or same(one.name, other.name):
        return True
    whole, whole_2 = (set(fold(f.name).split()) for f in (one, other))
    if whole and whole_2 and (whole <= whole_2 or whole_2 <= whole):
        return True
    first, second = ({word[:4] for word in fold(f.name).split() if len(word) > 3} for f in (one, other))
    return bool(first) and bool(second) and (first <= second or second <= first)


def day(ordinal: int | None) -> date | None:
    """Return the day of an ordinal."""
    return None if ordinal is None else date.fromordinal(ordinal)
