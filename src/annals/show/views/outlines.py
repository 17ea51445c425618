"""Roughly where something lies: a region around its towns, an area as a circle, "near a town" within some kilometres.

No borders are at hand, so all of it is rough, and is called so.
"""

from collections.abc import Iterable, Sequence
from math import dist
from statistics import median
from typing import Final

from starlette.responses import Response

from annals.resolve.places import Gazetteer
from annals.show.page import Page
from annals.show.views.data import answer
from annals.show.views.days import chosen_day, moved, step
from annals.show.views.distances import distances

Point = tuple[float, float]

_LEAST: Final = 3
"""Towns that it takes to draw anything around them."""
_FAR: Final = 3.0


def outline(page: Page) -> Response:
    """Return ``{"outline": corners or null, "radius_km": kilometres or null}`` for the place ``place``, an id.

    ``corners`` are [longitude, latitude] of the convex hull of a region's towns; ``radius_km`` is how far an area
    such as Darfur reaches around its point.
    """
    place = page.knobs.place or ""
    with Gazetteer.open() as gazetteer:
        entry = gazetteer.entry(place)
        around = hull(together(gazetteer.towns_of(place))) if place.startswith("region:") else []
    radius = None if entry is None else entry.radius_km
    return answer({"outline": around if len(around) >= _LEAST else None, "radius_km": radius})


def near(page: Page) -> Response:
    """Return the places that events are told to be near: ``{"near": {id: {"radius_km": …, "events": …}}}``.

    ``radius_km`` is the widest that is told ("near" is within 10 km), ``events`` how many are told so, of those that
    the map has for the same address; with ``step`` those of the step up to ``on``.
    """
    start, end = page.knobs.start, page.knobs.end
    if "step" in page.query:
        end = chosen_day(page)
        start = moved(end, 1 - step(page))
    with page.record.snapshot():
        return answer({"near": distances(page, start=start, end=end)})


def together(points: Sequence[Point]) -> list[Point]:
    """Return the points without those that a slip of the gazetteer put elsewhere: thrice as far off as is usual."""
    if not points:
        return []
    middle = median(x for x, _ in points), median(y for _, y in points)
    far = [dist(point, middle) for point in points]
    most = _FAR * median(far)
    return [point for point, away in zip(points, far, strict=True) if away <= most]


def hull(points: Iterable[Point]) -> list[Point]:
    """Return the corners of the convex hull, counter-clockwise (Andrew's monotone chain, 1979)."""
    ordered = sorted(set(points))
    if len(ordered) < _LEAST:
        return ordered
    return _half(ordered)[:-1] + _half(ordered[::-1])[:-1]


def _half(points: Iterable[Point]) -> list[Point]:
    found: list[Point] = []
    for point in points:
        while len(found) > 1 and _turn(found[-2], found[-1], point) <= 0:
            found.pop()
        found.append(point)
    return found


def _turn(one: Point, other: Point, third: Point) -> float:
    """Return more than 0 where three points turn to the left."""
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])
