"""The data behind the pictures, as JSON: timeline, map, network, state, changes; all parameters in the address."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from starlette.responses import Response

from annals import ask
from annals.ask import Ambiguous, EventItem, Holding, NotFound, as_json
from annals.ask.glance import holdings_at
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.record.desk import Brief
from annals.show.page import Page
from annals.show.views.days import chosen_day, moved, selected, step
from annals.types import Place

_MOST_EVENTS: Final = 20_000
_ENCODER: Final = msgspec.json.Encoder()

Json = dict[str, Any]


def timeline(page: Page) -> Response:
    """Return events in order of time, each with its interval, its parties and no evidence; at most 20,000.

    ``{"total", "events": [{"id", "type", "from", "to", "status", "actors", "targets", "places"}]}``, where parties are
    ``{"id", "name"}``.
    """
    with page.record.snapshot():
        total, ids = selected(page, limit=_MOST_EVENTS)
        if isinstance(ids, Ambiguous | NotFound):
            return answer(as_json(ids), status=404)
        return answer({"total": total, "events": events_known(page, ids)})


def events_known(page: Page, ids: Collection[str]) -> list[Json]:
    """Return events without their evidence, in order of time, as they were known by the day that is asked for.

    Of an event that was known in part, the days and parties are those that its known claims tell.
    """
    ids = page.desk.known_events(ids)
    part = set(page.desk.part_known(ids))
    whole = [brief(item) for item in page.desk.briefs(set(ids) - part)]
    known = [brief_of(item) for item in event_items(Witness(page.record, page.knobs.known_by), part)]
    return sorted(whole + known, key=_time) if known else whole


def _time(event: Json) -> tuple[bool, str, str, str]:
    first, last = event["from"] or event["to"], event["to"] or event["from"]
    return first is None, first or "", last or "", event["id"]


def brief_of(item: EventItem) -> Json:
    """Return an answer's event as one of a list, without its evidence."""

    def sides(role: str) -> list[Json]:
        return [{"id": party.actor.id, "name": party.actor.name} for party in item.actors if party.role == role]

    return {
        "id": item.id,
        "type": item.type,
        "from": _day(item.earliest),
        "to": _day(item.latest),
        "status": item.status,
        "actors": sides("actor"),
        "targets": sides("target"),
        "places": [{"id": place.id, "name": place.name} for place in item.places],
    }


def brief(item: Brief) -> Json:
    """Return an event in a list, without its evidence."""
    sides: dict[str, list[Json]] = defaultdict(list)
    for role, id_, name in item.parties:
        sides[role].append({"id": id_, "name": name})
    return {
        "id": item.id,
        "type": item.type,
        "from": _day(item.start),
        "to": _day(item.end),
        "status": item.status,
        "actors": sides["actor"],
        "targets": sides["target"],
        "places": sides["place"] + sides["origin"],
    }


def _day(value: Any) -> str | None:  # noqa: ANN401 - a date or nothing
    return None if value is None else value.isoformat()


def places(page: Page) -> Response:
    """Return the places as GeoJSON: events by type in the days asked for, who held it on the day ``on``."""
    return answer(feature_collection(page), media="application/geo+json")


def feature_collection(page: Page) -> Json:
    """Return the places as a GeoJSON feature collection; coordinates are longitude, latitude in degrees (WGS 84)."""
    on = chosen_day(page)
    with page.record.snapshot():
        held = sum(holdings_at(Witness(page.record, page.knobs.known_by), on), ())
        return held_places(page, on, held, start=page.knobs.start, end=page.knobs.end)


def held_places(page: Page, on: date, held: Sequence[Holding], *, start: date | None, end: date | None) -> Json:
    """Return these held places, and those where something happened within the days, as a feature collection."""
    types = None if page.knobs.type is None else (page.knobs.type,)
    mapped = page.desk.mapped(start=start, end=end, types=types)
    holding = {item.place.id: item for item in held if item.place.id}
    counts = {place.id: types_ for place, types_ in mapped}
    known = {place.id: place for place, _ in mapped}
    known.update((place.id, place) for place in page.record.places(set(holding) - set(known)))
    features = [_feature(place, counts.get(place.id, ()), holding.get(place.id)) for place in known.values()]
    return {
        "type": "FeatureCollection",
        "on": on.isoformat(),
        "known_by": _day(page.knobs.known_by),
        "features": features,
    }


def _feature(place: Place, counts: tuple[tuple[str, int], ...], holding: Holding | None) -> Json:
    holders = [] if holding is None else [_holder(item) for item in holding.holders]
    others = [] if holding is None else [_holder(item) for item in holding.others]
    disputed = bool(others) or any(item["disputed"] for item in holders)
    return {
        "type": "Feature",
        "id": place.id,
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {
            "id": place.id,
            "name": place.name,
            "kind": place.kind,
            "country": place.country,
            "events": sum(count for _, count in counts),
            "types": dict(counts),
            "holders": holders,
            "others": others,
            "disputed": disputed,
            "changed": None if holding is None else _day(holding.changed),
        },
    }


def _holder(standing: ask.Standing) -> Json:
    return {
        "relation": standing.id,
        "id": standing.source.id,
        "name": standing.source.name,
        "status": standing.status,
        "disputed": standing.disputed,
        "certain": standing.certain,
        "said": _day(standing.support.said),
        "age_days": standing.support.age,
    }


def state(page: Page) -> Response:
    """Return how things stood on a day."""
    return answer(as_json(ask.state(page.record, on=chosen_day(page), known_by=page.knobs.known_by)))


def changes(page: Page) -> Response:
    """Return what changed after the day ``from`` (by default a step before) and up to ``to`` (or ``on``)."""
    end = page.knobs.end or chosen_day(page)
    start = page.knobs.start or moved(end, -step(page))
    return answer(as_json(ask.changes(page.record, start=start, end=end, known_by=page.knobs.known_by)))


def span(page: Page) -> Response:
    """Return the first and last day of any event, the last day of publication, and events by month."""
    first, last = page.record.desk.span()
    months = [{"month": month, "events": count} for month, count in page.record.desk.months()]
    return answer(
        {"from": _day(first), "to": _day(last), "published": _day(page.record.desk.last_published()), "months": months}
    )


def answer(data: object, *, status: int = 200, media: str = "application/json") -> Response:
    """Return data as JSON."""
    return Response(_ENCODER.encode(data), status, media_type=media)
