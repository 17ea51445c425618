"""People's corrections as a table or as JSON."""

import json
from collections import defaultdict

from annals.cli.output import print_json, print_tables
from annals.cli.tables import page, plain, rows
from annals.record import Record


def print_corrections(record: Record, form: str) -> None:
    """Print all corrections, judgements on actors and settlements, in the order in which they were made."""
    against: dict[str, list[str]] = defaultdict(list)
    for conflict in record.conflicts():
        against[conflict.one].append(conflict.other)
        against[conflict.other].append(conflict.one)
    claims = {item.id: item.claims for item in record.corrections()}
    active = {item.id: item.active for item in record.corrections()}
    active |= {item.id: item.active for item in record.judgements()}
    last = {item.disagreement: item.id for item in record.settlements()}
    active |= {item.id: last[item.disagreement] == item.id for item in record.settlements()}
    shared = [
        {**row, "active": active[str(row["id"])], "claims": list(claims.get(str(row["id"]), ())),
         "conflicts": against[str(row["id"])]}
        for row in record.shared_corrections()
    ]  # fmt: skip
    if form == "json":
        print_json(shared)
        return
    listed = rows("correction", "who and when", "what", "why", "standing")
    for row in shared:
        listed.add_row(
            str(row["id"]), plain(f"{row['person']}\n{str(row['recorded'])[:16].replace('T', ' ')}"),
            plain(_what(row)), plain(str(row["reason"])), plain(_standing(row)),
        )  # fmt: skip
    print_tables(page(None, listed, nothing="nobody has corrected anything"))


def _what(row: dict[str, object]) -> str:
    """Return what a correction says."""
    action = str(row["action"])
    if row["kind"] == "judgement":
        if action == "undo":
            return f"undo {row['subject']}"
        names, others = (" / ".join(map(str, side)) for side in (_list(row["names"]), _list(row["others"])))
        word = {"same": "same actor", "different": "different actors"}.get(action, action)
        return f"{word}: {names} and {others}" if action != "rename" else f"{names} is called {others}"
    if row["kind"] == "settlement":
        return f"{'settled' if action == 'settle' else 'opened again'}: {row['subject']}"
    if action in {"same-event", "different-event"}:
        one, other = (" ".join(map(str, _list(side))) for side in _list(row["value"]))
        return f"{action.replace('-', ' ')}: {one} and {other}"
    value = f" {row['field']} = {json.dumps(row['value'], ensure_ascii=False)}" if row["field"] else ""
    return f"{action} {row['subject']}{value}"


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _standing(row: dict[str, object]) -> str:
    parts = ["in force" if row["active"] else "undone" if row["kind"] != "settlement" else "replaced by a later one"]
    if row["kind"] == "correction" and row["action"] not in {"undo", "withdraw"} and not row["claims"]:
        parts.append("its claim is not in this record")
    if row["conflicts"]:
        parts.append(f"contradicts {', '.join(map(str, _list(row['conflicts'])))}")
    return "; ".join(parts)
