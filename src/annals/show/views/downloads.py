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
from annals.ask import Ambiguous, NotFound, PlaceFacts, Profile, as_json
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.show.page import Page
from annals.show.views.data import feature_collection
from annals.show.views.days import chosen_day, selected
from annals.show.views.disagreements import matching
from annals.show.views.download_rows import ROWS, Row, day_text, event_row
from annals.show.views.event import as_known
from annals.show.views.pictures import genealogy_of
from annals.show.views.review import claim_row, queued

_MOST: Final = 100_000
_LISTED: Final = 1000
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
        body = _csv(ROWS[what](answer))
    else:
        body = msgspec.json.encode(answer if isinstance(answer, list | dict | Profile) else as_json(answer))
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
            "published": day_text(item.published), "recorded": item.recorded, "claims": item.claims, "copy": item.copy,
        }
        for item in page.desk.documents(publisher=page.query.get("publisher"), limit=_MOST)
    ]  # fmt: skip


def _why(page: Page) -> object:
    found = ask.why(page.record, _name(page))
    return found if isinstance(found, NotFound) else as_known(page, found)


def _disagreements(page: Page) -> object:
    """Return the disagreements that the filters of the view let through, settled ones only where they are asked for."""
    chosen = set(matching(page))
    found = ask.disagreements(page.record, known_by=page.knobs.known_by)
    return tuple(item for item in found if item.disagreement.id in chosen)


def _overview(page: Page) -> object:
    desk = page.desk
    return {
        "totals": msgspec.to_builtins(desk.totals()),
        "span": [day_text(day) or None for day in desk.span()],
        "months": [{"name": month, "count": count} for month, count in desk.months()],
        "actors": [msgspec.to_builtins(item) for item in desk.busiest_actors(_LISTED)],
        "places": [msgspec.to_builtins(item) for item in desk.busiest_places(_LISTED)],
        "publishers": [{"name": item.name, "count": item.documents} for item in desk.publishers(_LISTED)],
    }


def _document(page: Page) -> object:
    found = page.record.document(_name(page))
    claims = page.record.claims(document=found.id)
    return {
        "id": found.id, "name": found.name, "title": found.title, "publisher": found.publisher,
        "published": day_text(found.published) or None, "url": found.url, "text": found.text,
        "blocks": [{"kind": block.kind, "start": block.start, "end": block.end} for block in found.blocks],
        "claims": [claim_row(claim) for claim in claims],
    }  # fmt: skip


_DATA: Final[Mapping[str, Callable[[Page], Any]]] = {
    "actor": lambda page: ask.actor(page.record, _name(page), on=page.knobs.on, known_by=page.knobs.known_by),
    "changes": lambda page: ask.changes(
        page.record, start=page.knobs.start or date.min, end=page.knobs.end or chosen_day(page),
        known_by=page.knobs.known_by,
    ),
    "claim": _why,
    "disagreements": _disagreements,
    "document": _document,
    "documents": _documents,
    "event": _why,
    "genealogy": genealogy_of,
    "map": feature_collection,
    "network": lambda page: ask.network(page.record, on=chosen_day(page), known_by=page.knobs.known_by),
    "overview": _overview,
    "place": lambda page: ask.place(page.record, _name(page), on=page.knobs.on, known_by=page.knobs.known_by),
    "profile": lambda page: ask.profile(page.record, _name(page), known_by=page.knobs.known_by),
    "relation": _why,
    "review": queued,
    "search": _find,
    "state": lambda page: ask.state(page.record, on=chosen_day(page), known_by=page.knobs.known_by),
    "timeline": _timeline,
}  # fmt: skip


# --------------------------------------------------------------------------------------- with places


def _events_placed(page: Page, answer: ask.Timeline | PlaceFacts) -> Row:
    """Return events as GeoJSON, each at the best of its places that has a point."""
    ids = {place.id for item in answer.events for place in item.places if place.id}
    points = {place.id: (place.longitude, place.latitude) for place in page.record.places(ids)}
    features = [
        {
            "type": "Feature",
            "id": item.id,
            "geometry": {"type": "Point", "coordinates": at},
            "properties": event_row(item),
        }
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
