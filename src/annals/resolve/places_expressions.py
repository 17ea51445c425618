"""Place expressions: what the words of a mention say besides the name.

"northern Daraa countryside" is Daraa, part north; "20 km east of X" is X with a radius; "the town" and "the town's
outskirts" refer back; "Kafr X in the north of Daraa province" states a container. Two ends (roads, borders) are taken
apart in ``places_lines``. The rules are English reporting usage.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_COMPASS: Final = r"(?:north|south)(?:[ -]?(?:east|west|central))?|east|west|centre|center|central"
_POINT: Final = rf"(?:{_COMPASS})(?:ern(?:most)?)?"
_DIRECTION: Final = rf"(?P<direction>{_POINT}(?:,? and {_POINT})?|upper|lower|mid|greater)"
_RURAL: Final = r"countryside|rural areas?|rural|suburbs?|outskirts|hinterland|environs|periphery|periphery areas?"

_SORTS: Final = {
    "region": "province|provinces|governorate|oblast|state|region|prefecture|voivodeship|canton|republic|territory"
    "|krai|kray|muhafazah|mohafazat|wilayat",
    "county": "county|parish|district|department|subdistrict|sub-district|municipality|raion|rayon|co.",
    "town": "borough|township|twp.|city|town|village|hamlet|camp|refugee camp|displacement camp|idp camp|neighbourhood"
    "|neighborhood|suburb|capital|port|settlement|stronghold|city centre|city center",
    "": "enclave|area|areas|front|frontline|pocket|valley",
}
_GENERIC_WORDS: Final = {word: sort for sort, words in _SORTS.items() for word in words.split("|")}
"""Words that say of which sort a place is, and the sort: region, county (second level), town; "" for any."""

_WORDS: Final = "|".join(sorted((re.escape(word) for word in _GENERIC_WORDS), key=lambda w: (-len(w), w)))
_TAIL: Final = re.compile(rf"^(?P<name>.+?)(?:['’]s)? (?P<word>{_WORDS})$", re.IGNORECASE)
_HEAD: Final = re.compile(rf"^(?:the )?(?:\w+ )?(?P<word>{_WORDS}) of (?:the )?(?P<name>.+)$", re.IGNORECASE)
_LEAD: Final = re.compile(r"^(?P<word>province|city|town|village|district) (?P<name>[A-Z].+)$", re.IGNORECASE)

_PARTS: Final = (
    re.compile(rf"^(?:the )?{_DIRECTION} (?P<name>.+?)(?:['’]s)? (?P<rural>{_RURAL})$", re.IGNORECASE),
    re.compile(rf"^(?:the )?(?P<name>.+?)['’]s (?:{_DIRECTION} )?(?P<rural>{_RURAL}|borders?)$", re.IGNORECASE),
    re.compile(rf"^(?:the )?(?P<name>.+?)['’]s {_DIRECTION}(?: (?:parts?|areas?|side|edge|half))?$", re.IGNORECASE),
    re.compile(
        rf"^(?:the )?{_DIRECTION} (?P<rural>{_RURAL}|parts?|areas?|side|edge|half) of (?:the )?(?P<name>.+)$", re.I
    ),
    re.compile(rf"^(?:the )?(?:far )?{_DIRECTION} of (?:the )?(?P<name>.+)$", re.IGNORECASE),
    re.compile(rf"^(?:the )?(?P<rural>{_RURAL}|edges?) of (?:the )?(?P<name>.+)$", re.IGNORECASE),
    re.compile(r"^(?:the )?(?P<rural>border|frontier)s? with (?:the )?(?P<name>.+)$", re.IGNORECASE),
    re.compile(rf"^(?:the )?(?:{_DIRECTION} )?(?P<rural>rural) (?P<name>.+)$", re.IGNORECASE),
    re.compile(rf"^(?:the )?(?:{_DIRECTION} )?(?P<name>.+?) (?P<rural>border|frontier)(?: (?:area|zone)s?)?$", re.I),
    re.compile(rf"^(?:the )?(?P<name>.+?) (?P<rural>{_RURAL})$", re.IGNORECASE),
    re.compile(rf"^(?:the )?(?:far )?{_DIRECTION}[ -](?P<name>.+)$", re.IGNORECASE),
)
"""Expressions of a part, the most specific first."""

_UNITS: Final = {"km": 1.0, "kilometer": 1.0, "kilometers": 1.0, "kilometre": 1.0, "kilometres": 1.0, "kms": 1.0,
                 "mile": 1.609, "miles": 1.609, "mi": 1.609}  # fmt: skip
_COUNTS: Final = {
    "a few": 3, "several": 5, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_AWAY: Final = re.compile(
    r"^(?:some |about |around |roughly |nearly |just )?"
    rf"(?P<number>\d{{1,4}}(?:[.,]\d+)?|{'|'.join(_COUNTS)})[ -]?(?P<unit>{'|'.join(_UNITS)})\.?(?: \([^)]*\))? "
    rf"(?:to the )?(?:{_DIRECTION} )?(?:of|from|outside|away from) (?:the )?(?P<name>.+)$",
    re.IGNORECASE,
)
_NEAR: Final = re.compile(
    rf"^(?:near|nearby|close to|around|outside|just outside|next to|adjacent to|in the vicinity of|the vicinity of|"
    rf"(?:to the )?{_DIRECTION} (?:from|outside)) (?:the )?(?P<name>.+)$",
    re.IGNORECASE,
)
_SITE: Final = re.compile(
    r"^(?P<name>.+?)(?:['’]s)? (?:(?:international|military|border|main|central) )?"
    r"(?:airport|airbase|air base|airfield|base|crossing|checkpoint|dam|"
    r"prison|gate|junction|bridge|hospital|barracks)$",
    re.IGNORECASE,
)
_WORD_BEFORE: Final = re.compile(r"\S+")
_LED_BY: Final = 8
"""Words before a name that may put a distance between it and what is told."""
NEAR_KM: Final = 10.0
"""What "near X" and "outside X" are taken to mean: within a good hour's walk or two of the town."""

_LED: Final = re.compile(
    r"^(?:in|at|from|into|inside|within|across|throughout|towards?|to|on|along|through) "
    r"(?=the |[A-Z]|\w+ern |\w+ of |border)"
)
_INSIDE: Final = re.compile(
    r"^(?P<name>(?:[ae]\w{1,2}[- ])?[A-Z].{0,60}?),? in (?P<container>(?:the |\w+ern )?.{0,40}[A-Z].{0,40})$"
)
_NOMINAL: Final = re.compile(
    rf"^(?:the|this|that|its|their|our) (?:\w+ ){{0,2}}(?P<word>{_WORDS}|island|country|nation)$", re.IGNORECASE
)
_BARE: Final = (
    "area|areas|border|borders|region|regions|front|frontline|front line|front lines|here|there|country|abroad|site"
    "|scene|ground|north|south|east|west|camp|village|villages|town|towns|city|cities|province|district|state|home|base"
    "|capital|enclave|countryside|territory|world|line|street|road|highway|river|mountain|mountains|desert|sea|coast"
)
NO_PLACES: Final = frozenset(_BARE.split("|"))
"""Words that by themselves name no place, though a gazetteer may know a village of that name."""

_SEGMENT: Final = r"(?:St\.|Mt\.|Ft\.|[A-Z][\w’'-]*(?:\.[A-Z]\.?)*)"
_NAME: Final = rf"(?P<name>{_SEGMENT}(?:(?: (?:of|and|al|el|the))? {_SEGMENT}){{0,3}}\.?)"
_AFTER: Final = re.compile(
    rf"^(?:,| ?\(|,? (?:in|of|at)(?: the)?(?: (?:{_COMPASS})(?:ern)?(?: (?:{_RURAL}|parts?))?(?: of)?)?"
    rf"(?: (?:province|state|governorate|district|county|region|countryside)(?: of)?)?(?: the)?) ?{_NAME}"
)
_BEFORE: Final = re.compile(
    r"(?P<name>[A-Z][\w’-]*(?: [A-Z][\w’-]*)?)(?:['’]s)? "
    r"(?:(?:north|south|east|west|central|border|coastal|port|capital|rebel-held|besieged|"
    r"(?:(?:north|south)(?:east|west)?|east|west)ern) ){0,2}"
    rf"(?:{_WORDS})(?: of)? $"
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A mention taken apart: the name to look up and what the words add to it.

    ``sort`` is region, county or town when a word says so; ``part`` a compass direction, "countryside" or both;
    ``radius_km`` the distance around the place; ``container`` the place that the text says it lies in, with
    ``comma`` when only a comma states it; ``nominal`` a common noun that refers back.
    """

    name: str
    sort: str = ""
    part: str | None = None
    radius_km: float | None = None
    container: str | None = None
    comma: bool = False
    nominal: bool = False


@lru_cache(maxsize=65536)
def readings(words: str) -> tuple[Expression, ...]:
    """Return the ways to take the words of a mention apart, the most literal first.

    A caller takes the first whose name it knows, so that "Northern Ireland" and "Kansas City" stay whole.
    """
    plain = " ".join(words.split()).strip(' ,;:"“”()[]')
    plain = re.sub(r"['’]s?$", "", plain)
    if not plain:
        return ()
    nominal = _NOMINAL.match(plain)
    if nominal and not any(letter.isupper() for letter in plain[3:]):
        sort = _GENERIC_WORDS.get(nominal["word"].lower(), "country")
        return (Expression(plain, sort=sort, nominal=True),) if sort else ()
    if plain.lower().removeprefix("the ") in NO_PLACES and not plain.removeprefix("The ")[0].isupper():
        return ()
    literal = Expression(plain)
    bare = re.sub(r"^[Tt]he ", "", _LED.sub("", plain))
    found = [literal] if bare == plain else [literal, Expression(bare)]
    found += _around(bare)
    whole, _, container = bare.partition(", ")
    if container:
        found += [Expression(r.name, r.sort, r.part, r.radius_km, container, comma=True) for r in _shorter(whole)]
    inside = _INSIDE.match(bare)
    if inside:
        outer = _shorter(re.sub(r"^[Tt]he ", "", inside["container"]))[-1].name
        found += [Expression(r.name, r.sort, r.part, r.radius_km, outer) for r in _shorter(inside["name"])]
    found += _shorter(bare)[1:]
    if not any(letter.isupper() for letter in plain):
        found += [_as_nominal(reading) for reading in found if reading.name.lower() in _GENERIC_WORDS]
    return tuple(found)


def _as_nominal(reading: Expression) -> Expression:
    """Return a reading whose name is a common noun as one that refers back: "outskirts of the city"."""
    sort = _GENERIC_WORDS[reading.name.lower()]
    return Expression(f"the {reading.name}", sort or "town", reading.part, reading.radius_km, nominal=True)


def distance_told(before: str, name: str) -> float | None:
    """Return within how many kilometres of a place something is told, by the words before its name and the name.

    ``None`` where it is told of the place itself ("clashed in Konna"); "near Konna" is within ``NEAR_KM``, "20 km east
    of Konna" within 20.
    """
    words = _WORD_BEFORE.findall(before)[-_LED_BY:]
    led = (" ".join([*words[at:], name]) for at in range(len(words) + 1))
    found = (reading.radius_km for phrase in led for reading in _around(phrase) if reading.name == name)
    return next((radius for radius in found if radius is not None), None)


def _around(words: str) -> list[Expression]:
    """Return the readings of words that put a distance between the place meant and the place named."""
    away = _AWAY.match(words)
    if away:
        told = away["number"].lower()
        number = float(_COUNTS[told]) if told in _COUNTS else float(told.replace(",", "."))
        radius = number * _UNITS[away["unit"].lower()]
        part = compass(away["direction"])
        return [Expression(r.name, r.sort, part, round(radius, 1)) for r in _shorter(away["name"])]
    near = _NEAR.match(words)
    if near:
        return [Expression(r.name, r.sort, compass(near["direction"]), NEAR_KM) for r in _shorter(near["name"])]
    site = _SITE.match(words)
    if site:
        return [Expression(site["name"], "town", None, NEAR_KM)]
    return []


def _shorter(words: str) -> list[Expression]:
    """Return the readings of words without the generic word and the part that they may carry."""
    found = [Expression(words)]
    for pattern in (_TAIL, _HEAD, _LEAD):
        match = pattern.match(words)
        if match:
            found.append(Expression(match["name"], _GENERIC_WORDS[match["word"].lower()]))
    for pattern in _PARTS:
        match = pattern.match(words)
        if match:
            part = _part(match.groupdict())
            found += [Expression(inner.name, inner.sort, part) for inner in _sorted_names(match["name"])]
            break
    return found


def _sorted_names(words: str) -> list[Expression]:
    """Return the name as it stands and without its generic word."""
    match = _TAIL.match(words) or _HEAD.match(words)
    literal = Expression(re.sub(r"^[Tt]he ", "", words))
    return [literal, Expression(match["name"], _GENERIC_WORDS[match["word"].lower()])] if match else [literal]


def _part(groups: dict[str, str | None]) -> str | None:
    """Return the part in a fixed wording: "north", "countryside", "north countryside"."""
    direction, rural = compass(groups.get("direction")), groups.get("rural")
    if rural and re.fullmatch(r"parts?|areas?|side|half", rural, re.IGNORECASE):
        rural = None
    if rural and re.fullmatch(r"rural(?: areas?)?|hinterland|environs", rural, re.IGNORECASE):
        rural = "countryside"
    return " ".join(word.lower() for word in (direction, rural) if word) or None


def compass(words: str | None) -> str | None:
    """Return a direction as reports mean it in one form: "north-western" is "northwest"."""
    if not words:
        return None
    if " and " in words:
        return " and ".join(compass(word.strip(" ,")) or "" for word in words.split(" and "))
    plain = re.sub(r"(?:ern(?:most)?)$", "", words.lower().replace("-", "").replace(" ", ""))
    return "centre" if plain in ("central", "center") else plain


def stated_containers(text: str, start: int, end: int) -> tuple[tuple[str, bool], ...]:
    """Return the names that the text beside a mention says it lies in, each with whether only a comma says so."""
    found: list[tuple[str, bool]] = []
    window = text[max(0, start - 60) : start]
    if window.endswith((" of ", "town ", "city ", "village ", "province ", "district ")):
        before = _BEFORE.search(window)
        if before:
            found.append((before["name"], False))
    after = _AFTER.match(text[end : end + 80])
    if after:
        found.append((after["name"], after.group().startswith(",") and after.start("name") <= 2))
    return tuple(found)
