"""Corrections as rows that a team shares: written by one record, taken in by another, each once.

A row has all that was stored, so that its id can be made again from it; a row that was changed on the way is refused.
Judgements on actors and settlements of disagreements travel with the corrections.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from annals.errors import UsageError
from annals.ids import stable_id
from annals.names import fold
from annals.record import corrections, judgements, settling
from annals.record.anchors import valid
from annals.record.database import Database
from annals.record.rows import day as day_of
from annals.record.rows import moment, pack

_SHARED: Final = ("id", "recorded", "person", "reason", "action")


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import came to: rows that are new, those known already, and those about what is not (yet) here."""

    new: int
    known: int
    unmatched: int


def rows(db: Database) -> Iterator[dict[str, object]]:
    """Yield all corrections, judgements and settlements as JSON-ready rows, in the order in which they were made."""
    found = [
        {
            "kind": "correction",
            **{name: getattr(item, name) for name in _SHARED},
            "subject": item.subject,
            "field": item.field,
            "value": None if item.value is None else json.loads(pack(item.value)),
            "anchors": json.loads(item.anchors) if item.anchors else {},
        }
        for item in corrections.corrections(db)
    ]
    found += [
        {
            "kind": "judgement",
            **{name: getattr(item, name) for name in _SHARED},
            "names": list(item.names),
            "others": list(item.others),
            "day": None if item.day is None else item.day.isoformat(),
            "subject": item.subject,
        }
        for item in judgements.judgements(db)
    ]
    found += [
        {
            "kind": "settlement",
            **{name: getattr(item, name) for name in ("id", "recorded", "person", "reason")},
            "action": "reopen" if item.open else "settle",
            "subject": item.disagreement,
        }
        for item in settling.settlements(db)
    ]
    yield from sorted(found, key=lambda row: (str(row["recorded"]), str(row["id"])))


def take(db: Database, shared: Iterable[tuple[int, object]]) -> Taken:
    """Store rows that another record wrote, each with its line number; all of them or, if one is no such row, none.

    Raises ``UsageError`` that names the line.
    """
    listed = list(shared)
    before = {item.id for item in corrections.corrections(db)} | {item.id for item in judgements.judgements(db)}
    before |= {item.id for item in settling.settlements(db)}
    checked: list[tuple[str, int, Mapping[str, Any], datetime]] = []
    for number, row in listed:
        try:
            checked.append(_checked(number, row))
        except (ValueError, TypeError, KeyError) as error:
            reason = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise UsageError(f"line {number}: is no correction ({reason}); nothing was taken in") from None
    checked.sort(key=lambda item: item[0])
    ids = before | {str(row["id"]) for _, _, row, _ in checked}
    for _, number, row, _ in checked:
        if row["action"] == "undo" and row["kind"] == "judgement" and row["subject"] not in ids:
            raise UsageError(f"line {number}: takes back a judgement that is neither here nor in the file")
    new = 0
    for _, _, row, now in checked:
        if row["id"] not in before:
            _store(db, row, now)
            before.add(str(row["id"]))
            new += 1
    made = {str(row["id"]) for _, _, row, _ in checked}
    about = [c for c in corrections.corrections(db) if c.id in made and c.action not in {"undo", "withdraw"}]
    waiting = sum(not c.claims for c in about) + settling.waiting(db, made) + _unread(db, made)
    return Taken(new, len(checked) - new, waiting)


def _unread(db: Database, ids: Collection[str]) -> int:
    """Return how many of these corrections withdraw a document that is not here (yet)."""
    row = db.row(
        "SELECT count(*) FROM corrections WHERE action = 'withdraw' AND id IN (SELECT value FROM json_each(?))"
        " AND subject NOT IN (SELECT id FROM documents)",
        (pack(sorted(ids)),),
    )
    return int(row[0]) if row else 0


def _checked(number: int, row: object) -> tuple[str, int, Mapping[str, Any], datetime]:
    """Return a row with what orders it and its time; raises for one that no record wrote so."""
    if not isinstance(row, dict) or row.get("kind") not in {"correction", "judgement", "settlement"}:
        raise ValueError("its kind is none of correction, judgement, settlement")
    for name in ("id", "recorded", "person", "reason", "action"):
        if not isinstance(row[name], str):
            raise ValueError(f"{name} is no text")
    if not row["person"].strip():
        raise ValueError("it names no person")
    now = datetime.fromisoformat(row["recorded"])
    if moment(now) != row["recorded"]:
        raise ValueError("its time is not written as annals writes it")
    _CHECKS[row["kind"]](row)
    return f"{row['recorded']} {row['id']}", number, row, now


def _check_correction(row: Mapping[str, Any]) -> None:
    action, field, value = row["action"], row["field"], row["value"]
    if action not in {"accept", "reject", "edit", "withdraw", "undo", *corrections.EVENT_ACTIONS}:
        raise ValueError(f"{action!r} is no action")
    if not isinstance(row["subject"], str) or not valid(row["anchors"]):
        raise ValueError("its subject or anchors are not what annals writes")
    if action == "edit":
        if field not in corrections.FIELDS:
            raise ValueError(f"{field!r} is no field of a claim")
        corrections.check_value(field, value)
    if action in corrections.EVENT_ACTIONS and not _is_sides(value):
        raise ValueError("it does not name the claims of both sides")
    text = pack(value) if action == "edit" or action in corrections.EVENT_ACTIONS else None
    made = stable_id("k", row["recorded"], row["person"], action, row["subject"], field, text)
    if made != row["id"]:
        raise ValueError("its id does not fit its content, so it was changed on the way")


def _is_sides(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(side, list) and side and all(isinstance(c, str) for c in side) for side in value)
    )


def _check_judgement(row: Mapping[str, Any]) -> None:
    names, others = row["names"], row["others"]
    for side in (names, others):
        if not isinstance(side, list) or not all(isinstance(name, str) for name in side):
            raise ValueError("its names are no lists of names")
    if row["action"] not in {*judgements.ACTIONS, "undo"}:
        raise ValueError(f"{row['action']!r} is no action")
    folded = [set(map(fold, side)) for side in (names, others)]
    if row["action"] != "undo" and (not all(folded) or "" in folded[0] | folded[1]):
        raise ValueError("it lacks names on both sides")
    if row["action"] == "different" and folded[0] & folded[1]:
        raise ValueError("a name stands on both sides")
    made = stable_id(
        "j",
        row["recorded"],
        row["person"],
        row["action"],
        pack(names),
        pack(others),
        day_of(row["day"]),
        row["subject"],
    )
    if made != row["id"]:
        raise ValueError("its id does not fit its content, so it was changed on the way")


def _check_settlement(row: Mapping[str, Any]) -> None:
    if row["action"] not in {"settle", "reopen"}:
        raise ValueError(f"{row['action']!r} is no action")
    if not isinstance(row["subject"], str) or not row["reason"].strip():
        raise ValueError("it lacks the disagreement or a reason")
    if stable_id("s", row["recorded"], row["person"], row["action"] == "reopen", row["subject"]) != row["id"]:
        raise ValueError("its id does not fit its content, so it was changed on the way")


_CHECKS: Final[Mapping[str, Callable[[Mapping[str, Any]], None]]] = {
    "correction": _check_correction,
    "judgement": _check_judgement,
    "settlement": _check_settlement,
}


def _store(db: Database, row: Mapping[str, Any], now: datetime) -> None:
    person, reason = row["person"], row["reason"]
    if row["kind"] == "correction":
        corrections.keep(db, row, now=now)
    elif row["kind"] == "settlement":
        again = row["action"] == "reopen"
        settling.keep(db, str(row["subject"]), person=person, reason=reason, now=now, open=again)
    elif row["action"] == "undo":
        judgements.undo(db, str(row["subject"]), person=person, reason=reason, now=now)
    else:
        judgements.judge(
            db,
            row["action"],
            row["names"],
            row["others"],
            person=person,
            reason=reason,
            now=now,
            day=day_of(row["day"]),
        )
