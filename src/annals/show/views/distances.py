"""How far from a place events are told of that are told to be near it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from annals.resolve.places_expressions import distance_told
from annals.show.page import Page


def distances(
    page: Page, *, start: date | None, end: date | None, places: Collection[str] | None = None
) -> dict[str, dict[str, float]]:
    """Return the widest distance told and the number of events by place, where any is told."""
    types = None if page.knobs.type is None else (page.knobs.type,)
    widest: dict[str, float] = {}
    events: dict[str, set[str]] = defaultdict(set)
    for place, event, before, name in page.desk.told_away(types=types, start=start, end=end, places=places):
        radius = distance_told(before, name)
        if radius is not None and not place.startswith(("country:", "region:")):
            widest[place] = max(radius, widest.get(place, 0.0))
            events[place].add(event)
    return {place: {"radius_km": radius, "events": len(events[place])} for place, radius in widest.items()}
