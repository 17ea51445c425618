"""Answers as JSON-ready data: dictionaries, lists, strings, numbers, ``None``; days as ISO strings."""

from collections.abc import Iterable
from typing import Any

from annals.ask.answers import (
    ActorFacts,
    Ambiguous,
    Dispute,
    EventItem,
    Found,
    NameSpan,
    NotFound,
    PlaceFacts,
    Reason,
    Said,
    Strength,
    Tie,
    Timeline,
    Why,
)
from annals.ask.answers_day import Changes, Network, State
from annals.ask.asjson_day import changes_json, network_json, state_json
from annals.ask.asjson_parts import all_evidence, day, evidence_json, ref
from annals.types import Quantity

Json = dict[str, Any]

Answer = (
    ActorFacts
    | PlaceFacts
    | Timeline
    | State
    | Changes
    | Network
    | Ambiguous
    | NotFound
    | Found
    | Why
    | tuple[Dispute, ...]
)
"""Any answer."""


def as_json(answer: Answer) -> Json | list[Json]:
    """Return an answer as JSON-ready data, in the shapes that ``docs/record.md`` tells.

    An actor, a place, a search and a reason are objects; a timeline, the disagreements, and the
    candidates of an ambiguous name are lists; a name that was not found is an object with ``near``.
    """
    match answer:
        case ActorFacts():
            return _actor(answer)
        case PlaceFacts():
            return _place(answer)
        case Timeline():
            return [_event(item) for item in answer.events]
        case Ambiguous():
            return _ambiguous(answer)
        case NotFound():
            near = [ref(near) for near in answer.near]
            return {"kind": answer.kind, "query": answer.query, "sort": answer.sort, "near": near}
        case Found():
            return _found(answer)
        case Why():
            return _why(answer)
        case State():
            return state_json(answer)
        case Changes():
            return changes_json(answer)
        case Network():
            return network_json(answer)
        case _:
            return [_dispute(dispute) for dispute in answer]


def _plain(value: object) -> object:
    """Return a JSON-like value with its tuples as lists."""
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


# --------------------------------------------------------------------------------- actors and places


def _actor(answer: ActorFacts) -> Json:
    groups: dict[str, list[Json]] = {name: [] for name in ("parents", "members", "allies", "enemies", "leaders")}
    for tie in answer.relations:
        refs = groups.get(tie.group)
        if refs is not None and ref(tie.other) not in refs:
            refs.append(ref(tie.other))
    return {
        "id": answer.id,
        "kind": answer.kind,
        "name": answer.name,
        "names": [_name(name) for name in answer.names],
        "relations": [_tie(tie) for tie in answer.relations],
        "strength": [_strength(figure) for figure in answer.strength],
        **groups,
        "began": [_event(item) for item in answer.began],
        "ended": [_event(item) for item in answer.ended],
        "on": day(answer.on),
        "known_by": day(answer.known_by),
        "undated_left_out": answer.undated,
    }


def _name(name: NameSpan) -> Json:
    return {
        "name": name.name,
        "from": day(name.start),
        "to": day(name.end),
        "certain": name.certain,
        "evidence": all_evidence(name.evidence),
    }


def _tie(tie: Tie) -> Json:
    return {
        "id": tie.id,
        "type": tie.type,
        "role": tie.role,
        "phrase": tie.phrase,
        "other": ref(tie.other),
        "from": day(tie.start),
        "to": day(tie.end),
        "status": tie.status,
        "disputed": tie.disputed,
        "certain": tie.certain,
        "evidence": all_evidence(tie.evidence),
        "dissent": all_evidence(tie.dissent),
        "ended": all_evidence(tie.closing),
    }


def _strength(figure: Strength) -> Json:
    return {
        "measure": figure.measure,
        "least": figure.least,
        "most": figure.most,
        "of": figure.of,
        "from": day(figure.start),
        "to": day(figure.end),
        "status": figure.status,
        "certain": figure.certain,
        "evidence": all_evidence(figure.evidence),
    }


def _place(answer: PlaceFacts) -> Json:
    return {
        "id": answer.id,
        "name": answer.name,
        "kind": answer.kind,
        "point": None if answer.point is None else list(answer.point),
        "holders": [
            {
                "id": holder.id,
                "actor": ref(holder.actor),
                "from": day(holder.start),
                "to": day(holder.end),
                "status": holder.status,
                "disputed": holder.disputed,
                "certain": holder.certain,
                "evidence": all_evidence(holder.evidence),
                "dissent": all_evidence(holder.dissent),
                "ended": all_evidence(holder.closing),
            }
            for holder in answer.holders
        ],
        "events": [_event(item) for item in answer.events],
        "on": day(answer.on),
        "known_by": day(answer.known_by),
        "undated_left_out": answer.undated,
    }


def _event(item: EventItem) -> Json:
    return {
        "id": item.id,
        "type": item.type,
        "time": {
            "start": day(item.start),
            "end": day(item.end),
            "earliest": day(item.earliest),
            "latest": day(item.latest),
        },
        "place": [ref(place) for place in item.places],
        "actors": [{"role": party.role, **ref(party.actor)} for party in item.actors],
        "quantities": [_quantity(quantity) for quantity in item.quantities],
        "status": item.status,
        "disputed": bool(item.disputed),
        "disputed_fields": list(item.disputed),
        "evidence": all_evidence(item.evidence),
    }


def _quantity(quantity: Quantity) -> Json:
    return {"measure": quantity.measure, "least": quantity.least, "most": quantity.most, "of": quantity.of}


def _ambiguous(answer: Ambiguous) -> list[Json]:
    return [
        {
            "id": candidate.id,
            "kind": candidate.kind,
            "name": candidate.name,
            "names": list(candidate.names),
            "claims": candidate.claims,
            "events": candidate.events,
            "relations": candidate.relations,
        }
        for candidate in answer.candidates
    ]


# --------------------------------------------------------------------------- sentences and reasons


def _found(answer: Found) -> Json:
    sentences = [
        {**evidence_json(item.evidence), "highlighted": item.highlighted, "marks": [list(mark) for mark in item.marks]}
        for item in answer.sentences
    ]
    return {
        "words": answer.words,
        "total": answer.total,
        "sentences": sentences,
        "undated_left_out": answer.undated,
    }


def _said(items: Iterable[Said]) -> list[Json]:
    return [{**evidence_json(said.evidence), "sentence": said.sentence} for said in items]


def _why(answer: Why) -> Json:
    return {
        "id": answer.id,
        "kind": answer.kind,
        "field": answer.field,
        "title": answer.title,
        "reasons": [_reason(reason) for reason in answer.reasons],
        "evidence": _said(answer.evidence),
        "dissent": _said(answer.dissent),
        "related": [ref(other) for other in answer.related],
    }


def _reason(reason: Reason) -> Json:
    return {
        "field": reason.field,
        "value": _plain(reason.value),
        "shown": reason.shown,
        "reason": reason.reason,
        "supporters": [said.evidence.claim for said in reason.supporters],
        "dissenters": [said.evidence.claim for said in reason.dissenters],
    }


def _dispute(dispute: Dispute) -> Json:
    item, closed = dispute.disagreement, dispute.settled
    return {
        "id": item.id,
        "check": item.check,
        "severity": item.severity,
        "message": item.message,
        "subject": item.subject,
        "one_side": all_evidence(dispute.one_side),
        "other_side": all_evidence(dispute.other_side),
        "settled": None if closed is None else {
            "person": closed.person, "recorded": closed.recorded, "reason": closed.reason,
        },
    }  # fmt: skip
