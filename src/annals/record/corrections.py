"""People's corrections: rows of their own, applied on top of the claims, undone by later rows.

A claim is never changed. Whoever reads claims gets them with the corrections applied: a rejected claim is
left out, an edited one has the edited values. Of two corrections of one thing the later one holds; an undo
takes one correction out, and can itself be undone. A correction holds on to the words that it is about
(``anchors``), so it finds its claim again when another model has given it another id.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations, product
from typing import Any, Final, Literal

from annals.errors import RecordError, UsageError
from annals.ids import stable_id
from annals.record.anchors import anchors_of, resolved
from annals.record.database import Database
from annals.record.rows import day, frozen, moment, pack
from annals.record.versions import count_withdrawn
from annals.types import CLAIM_TYPES, MEASURES, ROLES, STATUSES, Claim, Filler, Quantity, Time

Action = Literal["accept", "reject", "edit", "same-event", "different-event", "withdraw", "undo"]
"""Take a claim as right, leave it out, give one of its fields another value; say of claims that they tell of one
happening, or of two; leave a whole document out; or take a correction back."""

EVENT_ACTIONS: Final = ("same-event", "different-event")
FIELDS: Final = ("type", "status", "ended", "time", "quantities", *ROLES)
"""Fields of a claim that can be edited."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Who corrected what, when and why; ``active`` is false once it is undone.

    ``subject`` is the id of a claim, of a document that is withdrawn, or of a correction for an undo. ``field`` and
    ``value`` are those of an edit: a type or status; true or false for ``ended``; ``[first day, last day]`` or ``None``
    for ``time``; a list of names for a role; a list of ``[measure, least, most, of]`` for ``quantities``. Of a
    correction of events ``value`` holds the claims of both sides, as two lists. ``anchors`` is what finds the claims
    again (JSON), by claim id; ``claims`` are those of this record that the correction speaks of, none when it holds
    none of them.
    """

    id: str
    recorded: str
    person: str
    reason: str
    action: Action
    subject: str
    field: str | None
    value: object
    active: bool
    anchors: str | None = None
    claims: tuple[str, ...] = ()


@dataclass(slots=True)
class Edits:
    """What the active corrections of one claim come to."""

    rejected: bool = False
    values: dict[str, object] = field(default_factory=dict)


def corrections(db: Database) -> tuple[Correction, ...]:
    """Return all corrections, in the order in which they were made."""
    rows = db.rows(
        "SELECT id, recorded, person, reason, action, subject, field, value, anchors FROM corrections"
        " ORDER BY recorded, id"
    )
    undoes: dict[str, list[str]] = {}
    for row in rows:
        if row[4] == "undo":
            undoes.setdefault(row[5], []).append(row[0])
    found = resolved(db) if rows else {}
    return tuple(
        Correction(
            id=id_,
            recorded=recorded,
            person=person,
            reason=reason,
            action=action,
            subject=subject,
            field=name,
            value=None if value is None else frozen(json.loads(value)),
            active=_active(id_, undoes),
            anchors=anchors,
            claims=tuple(found[claim] for claim in _claims(action, subject, value) if claim in found),
        )
        for id_, recorded, person, reason, action, subject, name, value, anchors in rows
    )


def _claims(action: str, subject: str, value: str | None) -> list[str]:
    """Return the claims that a correction speaks of, as it names them."""
    if action in EVENT_ACTIONS and value is not None:
        return [claim for side in json.loads(value) for claim in side]
    return [] if action in {"undo", "withdraw"} else [subject]


def _active(id_: str, undoes: Mapping[str, list[str]]) -> bool:
    """Tell whether no active undo stands against a correction."""
    return not any(_active(undo, undoes) for undo in undoes.get(id_, ()))


def edits(db: Database) -> dict[str, Edits]:
    """Return what the active corrections change, by claim id."""
    result: dict[str, Edits] = {}
    for correction in corrections(db):
        if not correction.active or correction.action not in {"accept", "reject", "edit"} or not correction.claims:
            continue
        changes = result.setdefault(correction.claims[0], Edits())
        if correction.action == "edit" and correction.field is not None:
            changes.values[correction.field] = correction.value
        else:
            changes.rejected = correction.action == "reject"
    return result


def edited(claim: Claim, changes: Edits) -> Claim | None:
    """Return the claim with the corrections applied, or ``None`` when it is rejected."""
    if changes.rejected:
        return None
    values = {name: _typed(claim, name, value) for name, value in changes.values.items()}
    return replace(claim, **values) if values else claim


def _typed(claim: Claim, name: str, value: Any) -> Any:  # noqa: ANN401 - each field has a type of its own
    """Return an edited value as the claim holds it; raises for a value that does not fit."""
    if name in ROLES:
        known = {filler.name: filler for filler in getattr(claim, name)}
        return tuple(known.get(text) or Filler(text) for text in _texts(value))
    if name == "quantities":
        return tuple(_quantity(*row) for row in value)
    if name == "time":
        if value is None:
            return None
        first, last = map(day, value)
        if first is not None and last is not None and first > last:
            raise ValueError("it ends before it starts")
        return replace(claim.time or Time(None, None), start=first, end=last, rule="corrected", note=None)
    if name == "ended":
        return _one_of(value, (True, False))
    return _one_of(value, CLAIM_TYPES if name == "type" else STATUSES)


def _texts(value: Iterable[object]) -> list[str]:
    names = list(value)
    if isinstance(value, str) or not all(isinstance(name, str) and name for name in names):
        raise ValueError(f"{value!r} is no list of names")
    return [str(name) for name in names]


def _quantity(measure: str, least: int | None, most: int | None, of: str | None = None) -> Quantity:
    for number in (least, most):
        if number is not None and (not isinstance(number, int) or number < 0):
            raise ValueError(f"{number!r} is no count")
    if least is not None and most is not None and least > most:
        raise ValueError("the least is more than the most")
    return Quantity(str(_one_of(measure, MEASURES)), least, most, of)


def _one_of(value: object, allowed: Iterable[object]) -> object:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(map(str, allowed))}")
    return value


def correct(
    db: Database,
    action: Action,
    subject: str,
    *,
    person: str,
    reason: str,
    now: datetime,
    field: str | None = None,
    value: object = None,
) -> str:
    """Store a correction of a claim and return its id; see ``Record.correct``."""
    if action not in ("accept", "reject", "edit"):
        raise UsageError(f"{action!r} is no correction; use accept, reject or edit")
    if not person.strip():
        raise UsageError("a correction needs the name of the person who makes it")
    if db.row("SELECT 1 FROM claims WHERE id = ?", (subject,)) is None:
        raise RecordError(f"{db.path}: holds no claim {subject}; `annals export claims` lists them")
    if action == "edit" and field not in FIELDS:
        raise UsageError(f"{field!r} cannot be edited; the fields of a claim are {', '.join(FIELDS)}")
    if action != "edit" and field is not None:
        raise UsageError(f"{action} concerns the whole claim; leave out the field {field!r}")
    return _store(db, action, subject, person=person, reason=reason, now=now, field=field, value=value)


@dataclass(frozen=True, slots=True)
class EventDecisions:
    """What people say of events: pairs of claims that tell of one happening, and pairs that do not.

    Of two that contradict each other the later one stands.
    """

    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()


def event_decisions(db: Database) -> EventDecisions:
    """Return what the active corrections of events come to, over the claims of this record."""
    said: dict[tuple[str, str], str] = {}
    found = resolved(db)
    for correction in corrections(db):
        if correction.active and correction.action in EVENT_ACTIONS and isinstance(correction.value, tuple):
            one, other = ([found[c] for c in side if c in found] for side in correction.value)
            for pair in _event_pairs(correction.action, one, other):
                said[pair] = correction.action
    return EventDecisions(
        tuple(sorted(pair for pair, action in said.items() if action == "same-event")),
        tuple(sorted(pair for pair, action in said.items() if action == "different-event")),
    )


def _event_pairs(action: str, one: Sequence[str], other: Sequence[str]) -> set[tuple[str, str]]:
    """Return the pairs of claims that a correction speaks of: all of both sides, or across the sides."""
    members = sorted({*one, *other})
    pairs = combinations(members, 2) if action == "same-event" else product(one, other)
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}


def correct_event(
    db: Database, action: Action, one: Sequence[str], other: Sequence[str], *, person: str, reason: str, now: datetime
) -> str:
    """Store that claims tell of one happening, or of two; see ``Record.correct_event``."""
    if action not in EVENT_ACTIONS:
        raise UsageError(f"{action!r} is no correction of events; use {' or '.join(EVENT_ACTIONS)}")
    if not person.strip():
        raise UsageError("a correction needs the name of the person who makes it")
    first, second = sorted(set(one)), sorted(set(other))
    if not first or not second or set(first) & set(second):
        raise UsageError("give two events or claims that have no claim in common")
    missing = sorted({*first, *second} - set(anchors_of(db, (*first, *second))))
    if missing:
        raise RecordError(f"{db.path}: holds no claim {missing[0]}; `annals export claims` lists them")
    return _store(db, action, first[0], person=person, reason=reason, now=now, value=[first, second])


def _store(
    db: Database,
    action: Action,
    subject: str,
    *,
    person: str,
    reason: str,
    now: datetime,
    field: str | None = None,
    value: object = None,
    anchors: str | None = None,
) -> str:
    recorded = moment(now)
    text = pack(value) if action == "edit" or action in EVENT_ACTIONS else None
    id_ = stable_id("k", recorded, person, action, subject, field, text)
    if action == "edit" and field is not None:
        check_value(field, frozen(json.loads(text or "null")))
    if anchors is None:
        anchors = pack(anchors_of(db, _claims(action, subject, text)))
    with db.transaction():
        db.run(
            "INSERT OR IGNORE INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (id_, recorded, person, reason, action, subject, field, text, anchors if anchors != "{}" else None),
        )
        if action in {"undo", "withdraw"}:
            count_withdrawn(db)
        db.run("INSERT OR REPLACE INTO meta VALUES ('stale', '1')")
    return id_


def withdraw(db: Database, document: str, *, person: str, reason: str, now: datetime) -> str:
    """Store that a document is withdrawn and return the correction's id; see ``Record.withdraw``."""
    if not person.strip():
        raise UsageError("a correction needs the name of the person who makes it")
    if db.row("SELECT 1 FROM documents WHERE id = ?", (document,)) is None:
        raise RecordError(f"{db.path}: holds no document {document}; `annals export documents` lists them")
    return _store(db, "withdraw", document, person=person, reason=reason, now=now)


def check_value(field: str, value: object) -> None:
    """Raise ``UsageError`` for a value that the field cannot have."""
    empty = Claim("", "", "body", "attack", "", 0, 0, "", (0, 0))
    try:
        _typed(empty, field, value)
    except (ValueError, TypeError) as error:
        raise UsageError(f"{field} cannot be {value!r}: {error}") from None


def undo(db: Database, correction_id: str, *, person: str, reason: str, now: datetime) -> str:
    """Take back a correction and return the id of the undo; see ``Record.undo``."""
    row = db.row("SELECT 1 FROM corrections WHERE id = ?", (correction_id,))
    if row is None:
        raise RecordError(f"{db.path}: holds no correction {correction_id}")
    if not person.strip():
        raise UsageError("a correction needs the name of the person who makes it")
    return _store(db, "undo", correction_id, person=person, reason=reason, now=now)


def keep(db: Database, row: Mapping[str, Any], *, now: datetime) -> None:
    """Store a correction that another record wrote and ``sharing`` has checked; its claims need not be here."""
    _store(
        db,
        row["action"],
        row["subject"],
        person=row["person"],
        reason=row["reason"],
        now=now,
        field=row["field"],
        value=row["value"],
        anchors=pack(row["anchors"]),
    )
