"""Every view as a file: CSV for tables, JSON with the evidence, GeoJSON where there are places."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response

from annals import ask
from annals.ask import ActorFacts, Ambiguous, EventItem, NotFound, PlaceFacts, Standing, as_json
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.show.page import Page
from annals.show.views.data import feature_collection
from annals.show.views.days import chosen_day, selected
from annals.types import Evidence

Row = Mapping[str, object]
_MOST: Final = 100_000
_MEDIA: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json", "geojson": "application/geo+json"}


def download(page: Page) -> Response:
    """Return a view as a file; its path says which view and which form, its address the rest."""
    what, form = str(page.request.path_params["view"]), str(page.request.path_params["form"])
    if what not in _DATA or form not in _MEDIA or (form == "geojson" and what not in _PLACED):
        raise HTTPException(404, "There is no such download.")
    answer = _DATA[what](page)
    if isinstance(answer, Ambiguous | NotFound):
        raise UsageError(f"{answer.query!r} does not mean one {answer.sort}; open the view and choose")
    if form == "geojson":
        body = msgspec.json.encode(_PLACED[what](page, answer))
    elif form == "csv":
        body = _csv(_ROWS[what](answer))
    else:
        body = msgspec.json.encode(answer if isinstance(answer, list | dict) else as_json(answer))
    name = f'attachment; filename="{what}.{form}"'
    return Response(body, media_type=_MEDIA[form], headers={"Content-Disposition": name})


def _csv(rows: Iterable[Row]) -> bytes:
    """Return rows with a header line, as RFC 4180 has it; without rows, nothing but an empty line."""
    listed = list(rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in listed for name in row)), restval="")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue().encode("utf-8", "replace")


# ------------------------------------------------------------------------------------------ the data


def _timeline(page: Page) -> object:
    with page.record.snapshot():
        _, ids = selected(page, limit=_MOST)
        if isinstance(ids, Ambiguous | NotFound):
            return ids
        return ask.Timeline(event_items(Witness(page.record, page.knobs.known_by), ids))


def _name(page: Page) -> str:
    name = page.query.get("name", "")
    if not name:
        raise UsageError("which one? the address lacks its name")
    return name


def _find(page: Page) -> object:
    return ask.find(page.record, page.query.get("q", ""), limit=1000, known_by=page.knobs.known_by)


def _documents(page: Page) -> object:
    return [
        {
            "id": item.id, "name": item.name, "title": item.title, "publisher": item.publisher,
            "published": _day(item.published), "recorded": item.recorded, "claims": item.claims, "copy": item.copy,
        }
        for item in page.desk.documents(publisher=page.query.get("publisher"), limit=_MOST)
    ]  # fmt: skip


_DATA: Final[Mapping[str, Callable[[Page], Any]]] = {
    "actor": lambda page: ask.actor(page.record, _name(page), on=page.knobs.on, known_by=page.knobs.known_by),
    "changes": lambda page: ask.changes(
        page.record, start=page.knobs.start or date.min, end=page.knobs.end or chosen_day(page),
        known_by=page.knobs.known_by,
    ),
    "disagreements": lambda page: ask.disagreements(page.record, known_by=page.knobs.known_by),
    "documents": _documents,
    "event": lambda page: ask.why(page.record, _name(page)),
    "map": feature_collection,
    "network": lambda page: ask.network(page.record, on=chosen_day(page), known_by=page.knobs.known_by),
    "place": lambda page: ask.place(page.record, _name(page), on=page.knobs.on, known_by=page.knobs.known_by),
    "search": _find,
    "state": lambda page: ask.state(page.record, on=chosen_day(page), known_by=page.knobs.known_by),
    "timeline": _timeline,
}  # fmt: skip


# ------------------------------------------------------------------------------------------ as rows


def _day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def _quotes(evidence: Iterable[Evidence]) -> dict[str, object]:
    listed = list(evidence)
    return {
        "sources": "; ".join(dict.fromkeys(item.publisher or item.document for item in listed)),
        "claims": "; ".join(item.claim for item in listed if item.claim),
        "quote": listed[0].quote if listed else "",
    }


def _event(item: EventItem) -> Row:
    sides = {
        role: "; ".join(party.actor.name for party in item.actors if party.role == role) for role in ("actor", "target")
    }
    return {
        "id": item.id, "type": item.type, "start": _day(item.start), "end": _day(item.end), **sides,
        "place": "; ".join(place.name for place in item.places), "status": item.status,
        "disputed": "; ".join(item.disputed), **_quotes(item.evidence),
    }  # fmt: skip


def _standing(item: Standing) -> Row:
    return {
        "id": item.id, "type": item.type, "source": item.source.name, "target": item.target.name,
        "start": _day(item.start), "end": _day(item.end), "status": item.status, "disputed": item.disputed,
        "last_said": _day(item.support.said), "publishers": item.support.publishers, **_quotes(item.evidence),
    }  # fmt: skip


def _actor(facts: ActorFacts) -> Iterable[Row]:
    for tie in facts.relations:
        yield {
            "id": tie.id, "type": tie.type, "role": tie.role, "other": tie.other.name, "start": _day(tie.start),
            "end": _day(tie.end), "status": tie.status, "disputed": tie.disputed, **_quotes(tie.evidence),
        }  # fmt: skip


def _state(state: ask.State) -> Iterable[Row]:
    yield from map(_standing, state.relations)
    for holding in (*state.places, *state.areas):
        yield from map(_standing, (*holding.holders, *holding.others))


def _map(collection: Mapping[str, Any]) -> Iterable[Row]:
    for feature in collection["features"]:
        properties = feature["properties"]
        longitude, latitude = feature["geometry"]["coordinates"]
        yield {
            "id": properties["id"], "name": properties["name"], "kind": properties["kind"], "latitude": latitude,
            "longitude": longitude, "events": properties["events"],
            "holders": "; ".join(holder["name"] for holder in properties["holders"]),
            "others": "; ".join(holder["name"] for holder in properties["others"]),
            "disputed": properties["disputed"],
        }  # fmt: skip


_ROWS: Final[Mapping[str, Callable[[Any], Iterable[Row]]]] = {
    "actor": _actor,
    "changes": lambda found: (
        {
            "id": item.id, "kind": item.kind, "start": _day(item.start), "end": _day(item.end), "text": item.text,
            "status": item.status, "disputed": item.disputed, **_quotes(item.evidence),
        }
        for item in found.changes
    ),
    "disagreements": lambda found: (
        {
            "id": item.disagreement.id, "check": item.disagreement.check, "severity": item.disagreement.severity,
            "message": item.disagreement.message, "one_side": "; ".join(e.quote for e in item.one_side),
            "other_side": "; ".join(e.quote for e in item.other_side),
        }
        for item in found
    ),
    "documents": lambda found: found,
    "event": lambda found: (
        {
            "field": item.field, "value": item.shown, "reason": item.reason or "",
            **_quotes(said.evidence for said in item.supporters),
            "against": "; ".join(said.evidence.claim or "" for said in item.dissenters),
        }
        for item in found.reasons
    ),
    "map": _map,
    "network": lambda found: map(_standing, found.edges),
    "place": lambda found: map(_event, found.events),
    "search": lambda found: (
        {"document": item.evidence.document, "published": _day(item.evidence.published), **_quotes([item.evidence])}
        for item in found.sentences
    ),
    "state": _state,
    "timeline": lambda found: map(_event, found.events),
}  # fmt: skip


# --------------------------------------------------------------------------------------- with places


def _events_placed(page: Page, answer: ask.Timeline | PlaceFacts) -> Row:
    """Return events as GeoJSON, each at the best of its places that has a point."""
    ids = {place.id for item in answer.events for place in item.places if place.id}
    points = {place.id: (place.longitude, place.latitude) for place in page.record.places(ids)}
    features = [
        {"type": "Feature", "id": item.id, "geometry": {"type": "Point", "coordinates": at}, "properties": _event(item)}
        for item in answer.events
        if (at := next((points[place.id] for place in item.places if place.id in points), None)) is not None
    ]
    return {"type": "FeatureCollection", "features": features}


_PLACED: Final[Mapping[str, Callable[[Page, Any], Row]]] = {
    "map": lambda _, answer: answer,
    "place": _events_placed,
    "state": lambda page, _: feature_collection(page),
    "timeline": _events_placed,
}
