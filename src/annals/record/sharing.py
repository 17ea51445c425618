"""Corrections as rows that a team shares: written by one record, taken in by another, each once.

A row has all that was stored, so that its id can be made again from it; a row that was changed on the way is refused.
Judgements on actors travel with the corrections.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from annals.errors import UsageError
from annals.ids import stable_id
from annals.names import fold
from annals.record import corrections, judgements
from annals.record.anchors import valid
from annals.record.database import Database
from annals.record.rows import day as day_of
from annals.record.rows import moment, pack

_SHARED: Final = ("id", "recorded", "person", "reason", "action")


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import came to: rows that are new, rows that were there, and new ones whose claims are not (yet) here."""

    new: int
    known: int
    unmatched: int


def rows(db: Database) -> Iterator[dict[str, object]]:
    """Yield all corrections and judgements as JSON-ready rows, in the order in which they were made."""
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
    yield from sorted(found, key=lambda row: (str(row["recorded"]), str(row["id"])))


def take(db: Database, shared: Iterable[tuple[int, object]]) -> Taken:
    """Store rows that another record wrote, each with its line number; all of them or, if one is no such row, none.

    Raises ``UsageError`` that names the line.
    """
    listed = list(shared)
    before = {item.id for item in corrections.corrections(db)} | {item.id for item in judgements.judgements(db)}
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
    unmatched = [c for c in corrections.corrections(db) if c.id in made and c.action != "undo" and not c.claims]
    return Taken(new, len(checked) - new, len(unmatched))


def _checked(number: int, row: object) -> tuple[str, int, Mapping[str, Any], datetime]:
    """Return a row with what orders it and its time; raises for one that no record wrote so."""
    if not isinstance(row, dict) or row.get("kind") not in {"correction", "judgement"}:
        raise ValueError("its kind is neither correction nor judgement")
    for name in ("id", "recorded", "person", "reason", "action"):
        if not isinstance(row[name], str):
            raise ValueError(f"{name} is no text")
    if not row["person"].strip():
        raise ValueError("it names no person")
    now = datetime.fromisoformat(row["recorded"])
    if moment(now) != row["recorded"]:
        raise ValueError("its time is not written as annals writes it")
    if row["kind"] == "correction":
        _check_correction(row)
    else:
        _check_judgement(row)
    return f"{row['recorded']} {row['id']}", number, row, now


def _check_correction(row: Mapping[str, Any]) -> None:
    action, field, value = row["action"], row["field"], row["value"]
    if action not in {"accept", "reject", "edit", "undo", *corrections.EVENT_ACTIONS}:
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


def _store(db: Database, row: Mapping[str, Any], now: datetime) -> None:
    person, reason = row["person"], row["reason"]
    if row["kind"] == "correction":
        corrections.keep(db, row, now=now)
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
