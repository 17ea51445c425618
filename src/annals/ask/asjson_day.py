"""Answers about days as JSON-ready data; see ``asjson``."""

from collections.abc import Iterable
from typing import Any

from annals.ask.answers import Ref
from annals.ask.answers_day import Alive, Change, Changes, Count, Figure, Holding, Network, Standing, State, Support
from annals.ask.asjson_parts import all_evidence, day, ref

Json = dict[str, Any]


def state_json(answer: State) -> Json:
    """Return a state, its relations under the names of their lists."""
    groups: dict[str, list[Json]] = {
        name: [] for name in ("members", "alliances", "rivalries", "leaders", "support", "pledges", "designations")
    }
    for standing in answer.relations:
        groups.setdefault(standing.group, []).append(_standing(standing))
    return {
        "on": day(answer.on),
        "known_by": day(answer.known_by),
        "actors": [_alive(alive) for alive in answer.actors],
        **groups,
        "strength": [_figure(figure) for figure in answer.strength],
        "places": [_holding(holding) for holding in answer.places],
        "areas": [_holding(holding) for holding in answer.areas],
        "counts": [_count(count) for count in answer.counts],
        "undated_left_out": answer.undated,
    }


def changes_json(answer: Changes) -> Json:
    """Return what changed, in order of time."""
    return {
        "from": day(answer.start),
        "to": day(answer.end),
        "known_by": day(answer.known_by),
        "changes": [_change(change) for change in answer.changes],
        "undated_left_out": answer.undated,
    }


def network_json(answer: Network) -> Json:
    """Return a network as nodes and edges; an edge's ``source`` and ``target`` are ids of nodes."""
    return {
        "on": day(answer.on),
        "known_by": day(answer.known_by),
        "nodes": [{**ref(node.actor), "kind": node.kind, "ties": node.ties} for node in answer.nodes],
        "edges": [
            {**_standing(edge), "source": edge.source.id, "target": edge.target.id, "type": edge.type}
            for edge in answer.edges
        ],
        "undated_left_out": answer.undated,
    }


def _support(support: Support) -> Json:
    return {"last_said": day(support.said), "age_days": support.age, "publishers": support.publishers}


def _alive(alive: Alive) -> Json:
    return {
        **ref(alive.actor),
        "kind": alive.kind,
        "names": list(alive.names),
        "since": day(alive.since),
        **_support(alive.support),
        "evidence": all_evidence(alive.evidence),
    }


def _standing(standing: Standing) -> Json:
    return {
        "id": standing.id,
        "type": standing.type,
        "source": ref(standing.source),
        "phrase": standing.phrase,
        "target": ref(standing.target),
        "from": day(standing.start),
        "to": day(standing.end),
        "status": standing.status,
        "disputed": standing.disputed,
        "certain": standing.certain,
        **_support(standing.support),
        "evidence": all_evidence(standing.evidence),
        "dissent": all_evidence(standing.dissent),
    }


def _figure(figure: Figure) -> Json:
    return {
        "actor": ref(figure.actor),
        "measure": figure.measure,
        "least": figure.least,
        "most": figure.most,
        "of": figure.of,
        "status": figure.status,
        "disputed": figure.disputed,
        **_support(figure.support),
        "evidence": all_evidence(figure.evidence),
        "dissent": all_evidence(figure.dissent),
    }


def _holding(holding: Holding) -> Json:
    return {
        "place": ref(holding.place),
        "kind": holding.kind,
        "changed": day(holding.changed),
        "holders": [_standing(standing) for standing in holding.holders],
        "others": [_standing(standing) for standing in holding.others],
    }


def _count(count: Count) -> Json:
    return {
        **_standing(count.standing),
        "least": count.least,
        "most": count.most,
        "words": count.words,
        "areas": _refs(count.areas),
    }


def _change(change: Change) -> Json:
    return {
        "id": change.id,
        "kind": change.kind,
        "from": day(change.start),
        "to": day(change.end),
        "certain": change.certain,
        "subjects": _refs(change.subjects),
        "text": change.text,
        "before": _refs(change.before),
        "status": change.status,
        "disputed": change.disputed,
        "evidence": all_evidence(change.evidence),
    }


def _refs(refs: Iterable[Ref]) -> list[Json]:
    return [ref(each) for each in refs]
