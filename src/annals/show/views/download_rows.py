"""What each download has as rows of a table; every row with its sources and the sentence that says so."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from annals import ask
from annals.ask import ActorFacts, EventItem, Profile, Standing, Why
from annals.types import Evidence

Row = Mapping[str, object]


def day_text(value: date | None) -> str:
    """Return a day as ISO 8601 has it, "" for none."""
    return "" if value is None else value.isoformat()


def _quotes(evidence: Iterable[Evidence]) -> dict[str, object]:
    listed = list(evidence)
    return {
        "sources": "; ".join(dict.fromkeys(item.publisher or item.document for item in listed)),
        "claims": "; ".join(item.claim for item in listed if item.claim),
        "quote": listed[0].quote if listed else "",
    }


def event_row(item: EventItem) -> Row:
    """Return an event as a row."""
    sides = {
        role: "; ".join(party.actor.name for party in item.actors if party.role == role) for role in ("actor", "target")
    }
    return {
        "id": item.id, "type": item.type, "start": day_text(item.start), "end": day_text(item.end), **sides,
        "place": "; ".join(place.name for place in item.places), "status": item.status,
        "disputed": "; ".join(item.disputed), **_quotes(item.evidence),
    }  # fmt: skip


def _standing(item: Standing) -> Row:
    return {
        "id": item.id, "type": item.type, "source": item.source.name, "target": item.target.name,
        "start": day_text(item.start), "end": day_text(item.end), "status": item.status, "disputed": item.disputed,
        "last_said": day_text(item.support.said), "publishers": item.support.publishers, **_quotes(item.evidence),
    }  # fmt: skip


def _actor(facts: ActorFacts) -> Iterable[Row]:
    for tie in facts.relations:
        yield {
            "id": tie.id, "type": tie.type, "role": tie.role, "other": tie.other.name, "start": day_text(tie.start),
            "end": day_text(tie.end), "status": tie.status, "disputed": tie.disputed, **_quotes(tie.evidence),
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


def _why(found: Why) -> Iterable[Row]:
    for item in found.reasons:
        yield {
            "field": item.field, "value": item.shown, "reason": item.reason or "",
            **_quotes(said.evidence for said in item.supporters),
            "against": "; ".join(said.evidence.claim or "" for said in item.dissenters),
        }  # fmt: skip


def _turns(found: Mapping[str, Any]) -> Iterable[Row]:
    """Return the splits, mergers and other turns of groups, and the names that they bore."""
    for turn in found["turns"]:
        sides = {role: "; ".join(side["name"] for side in turn[role]) for role in ("actors", "targets")}
        yield {"id": turn["id"], "type": turn["type"], "from": turn["from"], "to": turn["to"], **sides,
               "status": turn["status"]}  # fmt: skip
    for group in found["groups"]:
        for name in group["names"]:
            yield {"id": group["id"], "type": "name", "from": name["from"], "to": name["to"], "actors": name["name"]}


def _overview(found: Mapping[str, Any]) -> Iterable[Row]:
    for name, value in found["totals"].items():
        yield {"list": "totals", "name": name, "count": value}
    for part in ("months", "actors", "places", "publishers"):
        for item in found[part]:
            yield {"list": part, **item}


def _profile(found: Profile) -> Iterable[Row]:
    for section in found.sections:
        for line in section.lines:
            notes = [found.notes[number - 1] for number in line.notes]
            yield {"section": section.heading, "text": line.text, **_quotes(notes)}
        for grid in section.grids:
            for cells, numbers in grid.rows:
                notes = [found.notes[number - 1] for number in numbers]
                yield {"section": section.heading, "text": "; ".join(cells), **_quotes(notes)}


ROWS: Final[Mapping[str, Callable[[Any], Iterable[Row]]]] = {
    "actor": _actor,
    "changes": lambda found: (
        {
            "id": item.id, "kind": item.kind, "start": day_text(item.start), "end": day_text(item.end),
            "text": item.text, "status": item.status, "disputed": item.disputed, **_quotes(item.evidence),
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
    "claim": _why,
    "document": lambda found: found["claims"],
    "documents": lambda found: found,
    "event": _why,
    "genealogy": _turns,
    "overview": _overview,
    "profile": _profile,
    "relation": _why,
    "review": lambda found: found,
    "map": _map,
    "network": lambda found: map(_standing, found.edges),
    "place": lambda found: map(event_row, found.events),
    "search": lambda found: (
        {"document": item.evidence.document, "published": day_text(item.evidence.published), **_quotes([item.evidence])}
        for item in found.sentences
    ),
    "state": _state,
    "timeline": lambda found: map(event_row, found.events),
}  # fmt: skip
