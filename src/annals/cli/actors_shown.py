"""What ``annals actors`` prints."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from annals.cli.output import print_json, print_tables
from annals.cli.tables import clean
from annals.resolve.actors_inter import INTER, code_actor
from annals.types import Actor

if TYPE_CHECKING:  # only names of types: the steps behind them are not loaded for --help
    from annals.judging import Judged
    from annals.record import Record
    from annals.resolve.actors_judged import Judgement
    from annals.resolve.places import Gazetteer


def print_actors(record: "Record", gazetteer: "Gazetteer", kind: str | None, form: str) -> None:
    """Print the actors of a kind, or all, by how many claims name them."""
    chosen = [actor for actor in record.actors() if kind in {None, actor.kind}]
    counts = record.counts([actor.id for actor in chosen])
    chosen.sort(key=lambda actor: (-counts[actor.id][0], actor.name, actor.id))
    rows = [_row(actor, counts[actor.id][0], gazetteer) for actor in chosen]
    if form == "json":
        print_json(rows)
        return
    table = _table("id", "kind", "codes", "claims", "names")
    for row in rows:
        codes = " ".join(filter(None, (row["country"], *row["sectors"], row["inter"] and f"({row['inter']})")))
        names = "; ".join(_spelt(name) for name in row["names"])
        table.add_row(row["id"], row["kind"], codes, str(row["claims"]), Text(clean(names)))
    print_tables(table)


def _row(actor: Actor, claims: int, gazetteer: "Gazetteer") -> dict[str, Any]:
    """Return an actor for programs."""
    codes = code_actor(actor, gazetteer=gazetteer)
    names = [
        {"name": name.name, "from": name.start and name.start.isoformat(), "to": name.end and name.end.isoformat()}
        for name in actor.names
    ]
    names.sort(key=lambda name: name["name"] != actor.name)
    return {
        "id": actor.id,
        "kind": actor.kind,
        "name": actor.name,
        "names": names,
        "country": codes.country,
        "sectors": list(codes.sectors),
        "inter": INTER[codes.inter] if codes.inter else None,
        "claims": claims,
    }


def _spelt(name: dict[str, str | None]) -> str:
    days = f" ({name['from'] or '…'} to {name['to'] or '…'})" if name["from"] or name["to"] else ""
    return f"{name['name']}{days}"


def print_judgements(judgements: Sequence["Judgement"], form: str) -> None:
    """Print people's judgements in the order in which they were made."""
    if form == "json":
        print_json([_judgement(judgement) for judgement in judgements])
        return
    table = _table("id", "when", "who", "what", "why", "")
    for judgement in judgements:
        table.add_row(
            judgement.id, judgement.recorded[:16].replace("T", " "), Text(clean(judgement.person)),
            Text(clean(_told(judgement))), Text(clean(judgement.reason)), "" if judgement.active else "undone",
        )  # fmt: skip
    print_tables(table)


def _told(judgement: "Judgement") -> str:
    """Return what a judgement says in words."""
    names, others = ", ".join(judgement.names), ", ".join(judgement.others)
    match judgement.action:
        case "same":
            return f"{names} is one actor with {others}"
        case "different":
            return f"{names} is another actor than {others}"
        case "rename":
            return f"{names} is called {others}" + (f" from {judgement.day} on" if judgement.day else "")
        case _:
            return f"takes back {judgement.subject}"


def _judgement(judgement: "Judgement") -> dict[str, Any]:
    return {
        "id": judgement.id,
        "recorded": judgement.recorded,
        "person": judgement.person,
        "reason": judgement.reason,
        "action": judgement.action,
        "names": list(judgement.names),
        "others": list(judgement.others),
        "day": judgement.day.isoformat() if judgement.day else None,
        "subject": judgement.subject,
        "active": judgement.active,
    }


def print_judged(verb: str, judged: "Judged") -> None:
    """Print one line for a judgement: what the names are now, and how to take it back."""
    now = "; ".join(f"{actor.name} ({actor.id})" for actor in judged.actors) or "no actor bears these names now"
    click.echo(clean(f"{verb}: {now}; to take it back: annals actors undo {judged.id}"))


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in {"id", "kind", "claims"})
    return table
