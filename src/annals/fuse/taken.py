"""Which places a claim tells to be taken, held or left, and which it names only to say where that was.

"Captured 17 villages in two provinces" takes neither province, "holds parts of the town" is not holding it, and in
"took the town of A in the province of B" only A is taken. What is counted is kept as a count, in its own words.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from annals.fuse.facts import Places, place_relation
from annals.types import Claim, Filler, Quantity

_NUMBER: Final = (
    r"\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|"
    r"several|many|numerous|some|dozens of|scores of|a dozen|half a dozen|a number of|a few|few|hundreds of|other|"
    r"various|both"
)
_SETTLEMENTS: Final = (
    r"villages|localities|towns|settlements|hamlets|cities|districts|neighbou?rhoods|places|areas|positions|points|"
    r"bases|checkpoints|posts|hills|hilltops|communities|municipalities|provinces|governorates|regions|"
    r"capitals|crossings|outposts|strongholds|compounds|"
    r"kilomet(?:re|er)s"
)
_PARTS: Final = (
    r"(?:(?:large|vast|small|wide|key|broad|great|whole|entire|new|more|rural|densely populated|populated)\s+)*"
    r"(?:parts?|areas?|swathes?|swaths?|stretches|portions?|pockets?|neighbou?rhoods|districts|suburbs|quarters|"
    r"outskirts|edges?|positions|villages|towns|territor(?:y|ies)|streets|blocks|points|hills|countryside|"
    r"surroundings|environs)"
)
_COUNTED: Final = re.compile(
    rf"(?<!\w)(?:(?:about|around|over|up to|at least|more than|nearly|almost|the|another)\s+)*(?:{_NUMBER})\s+"
    rf"(?:(?!(?:from|to|by|in|at|on|for|with|against)\b)[\w'’-]+\s+){{0,4}}?(?:{_SETTLEMENTS})\b",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(
    rf"(?<!\w)(?:the\s+)?{_PARTS}\b(?=\s+(?:of|in|inside|within|across|around|near|along|to the|already|from|"
    r"(?:north|south|east|west)))",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(
    r"\b(?:in|inside|within|across|throughout|around|near|outside|along|between|from|on|(?:north|south|east|west)"
    r"(?:east|west)?(?:ern)?\s+(?:of|and))\b",
    re.IGNORECASE,
)
_OF: Final = re.compile(r"^\s*(?:already\s+\w+\s+)?of\b", re.IGNORECASE)
_NAMES_AREAS: Final = frozenset({"provinces", "governorates", "regions", "municipalities"})
_NAMES_TOWNS: Final = frozenset({"villages", "localities", "towns", "settlements", "hamlets", "cities", "communities"})
"""After which "of" names what is meant: "the two provinces of A and B", "the towns of C and D"."""
_NAMING: Final = re.compile(
    r"\b(?:including|included|includes|notably|namely|among (?:them|which)|such as|like|as well as)\b|:"
    r"|\band\s+(?:also\s+)?(?:the\s+)?(?:\w+\s+)?"
    r"(?:town|city|village|port|district|airport|base|camp|border crossing)s?\s+of\b",
    re.IGNORECASE,
)
_PASSIVE: Final = re.compile(
    r"\b(?:is|are|was|were|been|being|be|fell|falls?|fallen|came|come|lost|under)\b", re.IGNORECASE
)
_BEYOND: Final = re.compile(r"\s(?:in|near|outside|around|inside)\s", re.IGNORECASE)
_STOP: Final = re.compile(r"[,;:.]")
_INSIDE: Final = re.compile(r"^[\s,]*(?:which (?:is|lies)\s+)?(?:in|inside|within)\b", re.IGNORECASE)
_TOWARDS: Final = re.compile(r"\b(?:to|towards?|into|for)\s+(?:[\w'’-]+\s+){0,5}$", re.IGNORECASE)
_AREAS: Final = frozenset({"region", "country"})


def is_count(name: str) -> bool:
    """Tell whether words count or part places instead of naming one: "17 localities", "large areas in the north"."""
    return _COUNTED.match(name) is not None or _VAGUE.match(name) is not None


def named_places(claim: Claim, fillers: Sequence[Filler], places: Places | None) -> tuple[Filler, ...]:
    """Return those of a claim's places that it tells to be taken, held or left.

    Left out are words without a name ("cities"), what only tells where counted places lie, and regions or countries
    around a place that the claim names besides. ``places`` tells towns from regions; without it the claim's words
    alone decide.
    """
    phrase = _phrase(claim)
    if phrase is None and (counted_figure(claim) is not None or any(is_count(f.name) for f in claim.place)):
        fillers = [f for f in fillers if not _is_area(f, places)]
    named = [f for f in fillers if _has_name(f) and (phrase is None or not _beside(claim, phrase, f, places))]
    return tuple(f for f in named if not _around(claim, f, named, places))


def counted_words(claim: Claim) -> str | None:
    """Return the words that a claim counts places with, and where; ``None`` when it counts none.

    "17 localities in the provinces of A and B", "large areas of the north"; "the two towns of A and B" counts none.
    """
    phrase = _phrase(claim)
    if phrase is None:
        figures = (f"{q.expression or q.least or q.most} {q.of or q.measure}" for q in _figures(claim))
        return next((f.name for f in claim.place if is_count(f.name)), None) or next(filter(is_count, figures), None)
    start, end = phrase
    for filler in claim.place:
        at = _at(claim, filler)
        if at is None or at[0] < end:
            continue
        if _beside(claim, phrase, filler, None):
            end = max(end, at[1])
        elif _OF.match(claim.quote[phrase[1] : at[0]]) is not None:
            return None
    if end == phrase[1] and _COUNTED.match(claim.quote, start) is None:  # "areas" alone would tell nothing
        end += len(_STOP.split(claim.quote[end:], maxsplit=1)[0])
    return " ".join(claim.quote[start:end].split())


def counted_figure(claim: Claim) -> tuple[int | None, int | None] | None:
    """Return how many places a claim tells of, (least, most), where it has such a quantity."""
    return next(((quantity.least, quantity.most) for quantity in _figures(claim)), None)


def _figures(claim: Claim) -> Iterator[Quantity]:
    return (quantity for quantity in claim.quantities if quantity.measure == "settlements")


def left_places(claim: Claim) -> tuple[Filler, ...]:
    """Return the places that a withdrawal leaves: its origin, else a place that it does not go to."""
    if claim.origin:
        return claim.origin
    return tuple(f for f in claim.place if (at := _at(claim, f)) is None or not _TOWARDS.search(claim.quote[: at[0]]))


def _has_name(filler: Filler) -> bool:
    """Tell whether words name a place: the gazetteer knows them, or they hold a capital.

    Those that count do not, nor do those that only lie at a named place ("village in the State of X").
    """
    if is_count(filler.name):
        return False
    head = _BEYOND.split(filler.name, maxsplit=1)[0]
    return filler.entity is not None or any(letter.isalpha() and not letter.islower() for letter in head)


def _phrase(claim: Claim) -> tuple[int, int] | None:
    """Return where the claim's words count or part places, as what its verb is about; ``None`` if they do not."""
    verb = claim.trigger_at[0] - claim.start
    return _phrase_in(claim.quote, verb, verb + len(claim.trigger))


@lru_cache(maxsize=4096)  # asked several times of each claim
def _phrase_in(quote: str, verb: int, end: int) -> tuple[int, int] | None:
    for pattern in (_COUNTED, _VAGUE):
        for match in pattern.finditer(quote):
            passive = _PASSIVE.search(quote, match.end(), max(match.end(), end))
            if match.start() >= verb or (match.end() <= verb and passive):
                return match.span()
    return None


def _beside(claim: Claim, phrase: tuple[int, int], filler: Filler, places: Places | None) -> bool:
    """Tell whether a place only says where the counted places lie, or how far: "in the provinces of A and B"."""
    at = _at(claim, filler)
    if at is None:  # told before: "they took five villages" is about where that was
        return places is not None
    start, end = phrase
    if start <= at[0] < end:
        return True
    verb = claim.trigger_at[0] - claim.start
    if at[0] < end or start < verb < at[0] or at[0] < verb < start:
        return False
    between = claim.quote[end : at[0]]
    last = max((match.end() for match in _NAMING.finditer(between)), default=0)
    if _WITHIN.search(between, last) is not None:
        return True
    if last or _OF.match(between) is None:
        return False
    noun = claim.quote[start:end].split()[-1].lower()
    return noun not in _NAMES_AREAS and (noun not in _NAMES_TOWNS or _is_area(filler, places))


def _is_area(filler: Filler, places: Places | None) -> bool:
    """Tell whether a place is known to be a region or a country."""
    place = places(filler.entity) if places is not None and filler.entity else None
    return place is not None and place.kind in _AREAS


def _around(claim: Claim, filler: Filler, named: Sequence[Filler], places: Places | None) -> bool:
    """Tell whether a place is the region or country in which another that the claim names lies."""
    place = places(filler.entity) if places is not None and filler.entity else None
    if place is None or place.kind not in _AREAS or places is None:
        return False
    at = _at(claim, filler)
    for other in named:
        inner = places(other.entity) if other.entity else None
        if other is filler or (inner is not None and inner.kind in {"country", place.kind}):
            continue
        if inner is not None and place_relation(inner, place) == "contains":
            return True
        before = _at(claim, other)
        between = claim.quote[before[1] : at[0]] if at is not None and before is not None else ""
        if _INSIDE.match(between):
            return True
    return False


def _at(claim: Claim, filler: Filler) -> tuple[int, int] | None:
    """Return where a filler's words stand in the claim's quote, ``None`` when they do not."""
    if filler.start is None or filler.end is None or not filler.mention:
        return None
    start, end = filler.start - claim.start, filler.end - claim.start
    return (start, end) if start >= 0 and claim.quote[start:end] == filler.mention else None
