"""The data of the moving pictures: a day at a glance, and groups over time; small enough for each step of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, Final

from starlette.responses import Response

from annals.ask import Standing
from annals.ask.answers import EventItem, Ref
from annals.ask.standing import ties
from annals.ask.territory import holdings
from annals.ask.timelines import event_items
from annals.ask.witness import Witness
from annals.show.page import Page
from annals.show.views.data import answer, held_places
from annals.show.views.days import chosen_day, step
from annals.types import Actor

TURNS: Final = ("formation", "renaming", "split", "merger", "joining", "leaving", "dissolution")
"""Types of events that make, end, or tie groups together over time."""
_NO_GROUPS: Final = frozenset({"person", "unnamed", "described"})

Json = dict[str, Any]


def day(page: Page) -> Response:
    """Return who held what and who was tied to whom on a day, with the events of the step up to it, without evidence.

    ``{"map": …, "network": …}`` in the shapes of ``map.json`` and ``network.json``.
    """
    on = chosen_day(page)
    with page.record.snapshot():
        witness = Witness(page.record, page.knobs.known_by)
        towns, areas = holdings(witness, on)
        places = held_places(page, on, (*towns, *areas), start=_before(on, step(page) - 1), end=on)
        return answer({"map": places, "network": _network(page, on, ties(witness, on))})


def _before(on: date, days: int) -> date:
    return max(date.min, on - timedelta(days=min(days, on.toordinal() - 1)))


def _network(page: Page, on: date, standings: Iterable[Standing]) -> Json:
    edges = [edge for edge in standings if edge.source.id is not None and edge.target.id is not None]
    degree: dict[str, int] = defaultdict(int)
    for edge in edges:
        for side in (edge.source, edge.target):
            degree[side.id or ""] += 1
    nodes = [
        {"id": actor.id, "name": actor.name, "kind": actor.kind, "ties": degree[actor.id]}
        for actor in page.record.actors(degree)
    ]
    return {
        "on": on.isoformat(),
        "known_by": _iso(page.knobs.known_by),
        "nodes": sorted(nodes, key=lambda node: (-int(node["ties"]), str(node["name"]), str(node["id"]))),
        "edges": [_edge(edge) for edge in edges],
    }


def _edge(edge: Standing) -> Json:
    return {
        "id": edge.id,
        "type": edge.type,
        "source": edge.source.id,
        "target": edge.target.id,
        "phrase": edge.phrase,
        "from": _iso(edge.start),
        "to": _iso(edge.end),
        "status": edge.status,
        "disputed": edge.disputed,
        "certain": edge.certain,
    }


def genealogy(page: Page) -> Response:
    """Return groups over time: the names that they bore, and how they began, split, merged and ended.

    ``{"groups": [{"id", "name", "kind", "from", "to", "names": [{"name", "from", "to"}]}], "turns": [event]}``, where
    ``from`` and ``to`` bound the days on which a group is told of, and an event is one of ``timeline.json``.
    """
    with page.record.snapshot():
        witness = Witness(page.record, page.knobs.known_by)
        turns = [item for item in event_items(witness, page.record.events_with(types=TURNS)) if item.actors]
        ids = {party.actor.id for item in turns for party in item.actors if party.actor.id}
        actors = [actor for actor in page.record.actors() if actor.id in ids or len(actor.names) > 1]
        told = page.desk.told_of(ids | {actor.id for actor in actors}, page.knobs.known_by)
        groups = [
            _group(actor, turns, told.get(actor.id, (None, None))) for actor in actors if actor.kind not in _NO_GROUPS
        ]
    return answer({"groups": groups, "turns": [_turn(item) for item in turns]})


def _group(actor: Actor, turns: Collection[EventItem], told: tuple[date | None, date | None]) -> Json:
    mine = [item for item in turns if any(party.actor.id == actor.id for party in item.actors)]
    days = [day for item in mine for day in (item.start, item.end) if day is not None]
    days += [day for day in told if day is not None]
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "from": _iso(min(days, default=None)),
        "to": _iso(max(days, default=None)),
        "names": [{"name": name.name, "from": _iso(name.start), "to": _iso(name.end)} for name in actor.names],
    }


def _turn(item: EventItem) -> Json:
    def sides(role: str) -> list[Json]:
        return [_ref(party.actor) for party in item.actors if party.role == role]

    return {
        "id": item.id,
        "type": item.type,
        "from": _iso(item.start),
        "to": _iso(item.end),
        "status": item.status,
        "actors": sides("actor"),
        "targets": sides("target"),
        "places": [_ref(place) for place in item.places],
    }


def _ref(value: Ref) -> Json:
    return {"id": value.id, "name": value.name}


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
