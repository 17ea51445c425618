"""The data of the moving pictures: a day at a glance, and groups over time; small enough for each step of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, Final

from starlette.responses import Response

from annals.ask import Standing
from annals.ask.glance import holdings_at, ties_at
from annals.ask.witness import Witness
from annals.show.page import Page
from annals.show.views.data import answer, events_known, held_places
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
        towns, areas = holdings_at(witness, on)
        places = held_places(page, on, (*towns, *areas), start=_before(on, step(page) - 1), end=on)
        return answer({"map": places, "network": network_of(page, on, ties_at(witness, on))})


def network(page: Page) -> Response:
    """Return who was tied to whom on a day, without evidence; the download of the view has it."""
    on = chosen_day(page)
    with page.record.snapshot():
        return answer(network_of(page, on, ties_at(Witness(page.record, page.knobs.known_by), on)))


def _before(on: date, days: int) -> date:
    return max(date.min, on - timedelta(days=min(days, on.toordinal() - 1)))


def network_of(page: Page, on: date, standings: Iterable[Standing]) -> Json:
    """Return relations between actors as nodes and edges."""
    edges = [edge for edge in standings if edge.source.id is not None and edge.target.id is not None]
    degree: dict[str, int] = defaultdict(int)
    for edge in edges:
        for side in (edge.source, edge.target):
            degree[side.id or ""] += 1
    nodes = [
        {"id": id_, "name": name, "kind": kind, "ties": degree[id_]}
        for id_, (name, kind) in page.record.called(degree).items()
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
    return answer(genealogy_of(page))


def genealogy_of(page: Page) -> Json:
    """Return groups over time, as ``genealogy`` answers."""
    with page.record.snapshot():
        turns = [turn for turn in events_known(page, page.record.events_with(types=TURNS)) if _parties(turn)]
        days: dict[str, list[str]] = defaultdict(list)
        for turn in turns:
            for id_ in _parties(turn):
                days[id_] += [day for day in (turn["from"], turn["to"]) if day]
        actors = [
            actor
            for actor in page.record.actors()
            if actor.kind not in _NO_GROUPS and (actor.id in days or len(actor.names) > 1)
        ]
        for id_, told in page.desk.told_of({actor.id for actor in actors}).items():
            days[id_] += [day.isoformat() for day in told if day is not None]
        return {"groups": [_group(actor, days[actor.id]) for actor in actors], "turns": turns}


def _parties(turn: Json) -> set[str]:
    return {side["id"] for side in (*turn["actors"], *turn["targets"]) if side["id"]}


def _group(actor: Actor, days: Collection[str]) -> Json:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "from": min(days, default=None),
        "to": max(days, default=None),
        "names": [{"name": name.name, "from": _iso(name.start), "to": _iso(name.end)} for name in actor.names],
    }


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
