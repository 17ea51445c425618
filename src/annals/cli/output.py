"""Where answers go: a terminal, a pipe, as tables or as JSON."""

import json
import os
import sys
from typing import Final

import click
from rich.console import Console, RenderableType

from annals import ask
from annals.ask import Ambiguous, Answer, Dispute, NotFound, Profile
from annals.cli import tables_day  # noqa: F401 - registers its tables
from annals.cli.tables import clean, table
from annals.export.findings import findings_html
from annals.export.pages import PAGES
from annals.record import Record

PIPED_WIDTH: Final = 120
"""Characters a line where no terminal says how wide it is."""


def warn_if_stale(record: Record) -> None:
    """Say on standard error when the record's conclusions do not rest on all that it holds."""
    if record.stale:
        click.echo(
            f"annals: {clean(str(record.path))}: what was read or corrected last is not concluded yet: "
            "a run was cut short or is under way; run `annals read` again to conclude",
            err=True,
        )


def show(answer: Answer, form: str) -> int:
    """Print an answer as a table or as JSON; return the exit code: 1 when nothing of that name was found."""
    if form == "json":
        print_json(ask.as_json(answer))
    elif isinstance(answer, NotFound):
        near = f"; near names: {', '.join(ref.name for ref in answer.near)}" if answer.near else ""
        click.echo(f"annals: {clean(f'the record has no {answer.sort} {answer.query!r}{near}')}", err=True)
    else:
        print_tables(table(answer))
    return 1 if isinstance(answer, NotFound) else 0


def show_page(answer: Profile | Ambiguous | NotFound, form: str) -> int:
    """Print a profile as ``markdown`` or ``html``; a name that is none, or several actors', as ``show`` does."""
    if not isinstance(answer, Profile):
        return show(answer, "table")
    sys.stdout.flush()
    sys.stdout.buffer.write(PAGES[form](answer).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


def show_findings(found: tuple[Dispute, ...]) -> int:
    """Print disagreements as an HTML page; return the exit code."""
    sys.stdout.flush()
    sys.stdout.buffer.write(findings_html(found).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


def print_json(value: object) -> None:
    """Print JSON in UTF-8, whatever the terminal's own encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def print_tables(*parts: RenderableType) -> None:
    """Print tables: in colour and as wide as the terminal, plain and of one width into a pipe."""
    terminal = sys.stdout.isatty()
    width = None if terminal or os.environ.get("COLUMNS") else PIPED_WIDTH
    console = Console(width=width, force_terminal=terminal, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    lines = (line.rstrip() for line in captured.get().splitlines())
    click.echo("\n".join(lines))
