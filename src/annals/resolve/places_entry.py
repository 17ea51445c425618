"""A place as a name finds it, with what weighs it without context, and the geometry of places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import asin, cos, log, radians, sin, sqrt
from typing import Final

from annals.names import same
from annals.types import Place

EARTH_RADIUS_KM: Final = 6371.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as a name finds it: what the context needs to weigh it.

    ``main`` tells that the name is the place's own, not one of its others; ``exact`` that it was found by the
    folded name, not proposed by the skeleton; ``prior`` is its weight without context, in natural logarithms.
    """

    place: Place
    main: bool
    exact: bool
    prior: float
    level: int
    county: str | None
    within: tuple[str, ...]
    radius_km: float | None
    layer: str
    country_key: str
    region_key: str
    keys: tuple[str, ...]
    reasons: tuple[str, ...]


def distance_km(one: Place, other: Place) -> float:
    """Return the great-circle distance between two places' points in kilometres."""
    return arc_km(one.latitude, one.longitude, other.latitude, other.longitude)


def arc_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance in kilometres between two points in degrees (haversine formula)."""
    north, other_north = radians(latitude), radians(other_latitude)
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def level(place: Place) -> int:
    """Return 0 for a country, 1 for a first-level region or area, 2 for a second-level region, 3 for a town."""
    if place.kind == "country":
        return 0
    if place.kind == "region":
        return 1 if place.region is None else 2
    return 3


def prior(place: Place, *, main: bool, capital: bool, radius_km: float | None) -> float:
    """Return the weight of a place without context: the logarithm of its people, and how it bears the name."""
    people = place.population + 300
    if radius_km is not None:
        people = 3_000_000
    weight = log(people)
    if place.kind == "country":
        weight += 3
    if capital:
        weight += 2.5
    if level(place) == 2:
        weight -= 3
    return weight if main else weight - 1


def weight(entry: Entry) -> tuple[float, str]:
    """Return a sort key: the heaviest first, then by id."""
    return -entry.prior, entry.place.id


def seats_first(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries, a town in a region of the same name at least as heavy as the region.

    Reports that mean the region say so ("Daraa province", "New York state") more often than not. Of first-level
    regions only a town of more than 50,000 people is taken for the namesake.
    """
    regions = {entry.place.id: entry for entry in entries if entry.level in (1, 2)}
    if not regions:
        return list(entries)
    raised = []
    for entry in entries:
        around = [entry.county, entry.place.region if entry.place.population > 50_000 else None]
        named = [regions[code] for code in around if code in regions] if entry.level == 3 else []
        if named:
            outer = max(named, key=lambda region: region.prior)
            # A town that is merely spelt otherwise than its region loses in the weighing what this adds.
            respelt = not entry.main and same(entry.place.name, outer.place.name)
            ahead = outer.prior + (1.5 if respelt else 0.5)
            entry = replace(entry, prior=max(entry.prior, ahead))  # noqa: PLW2901
        raised.append(entry)
    return raised


def holds(outer: Entry, inner: Entry) -> bool:
    """Tell whether one entry's place lies in another's."""
    one, other = outer.place, inner.place
    if one.id == other.id:
        return True
    if outer.radius_km is not None:
        if outer.within and other.country and other.country not in outer.within:
            return False
        return distance_km(one, other) <= outer.radius_km
    if outer.level >= inner.level:
        return False
    if outer.level == 0:
        return other.country == one.country or inner.within == (one.country,)
    return one.id in (other.region, inner.county)


def reasons(place: Place, *, main: bool, exactly: bool, capital: bool) -> tuple[str, ...]:
    """Return what speaks for a place before any text is looked at."""
    by = "its own name" if main else "one of its names"
    reasons = [
        by if exactly else "similar consonants only",
        f"{place.kind} in {place.country}" if place.country else place.kind,
    ]
    if place.population:
        reasons.append(f"population {place.population}")
    if capital:
        reasons.append("capital")
    return tuple(reasons)
