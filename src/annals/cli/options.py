"""Options that several commands share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from annals import when
from annals.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])


def day(text: str) -> date:
    """Return the day that an option gives, as YYYY-MM-DD."""
    start, end = _days(text)
    if start is None or start != end:
        raise click.BadParameter(f"{text!r} is more than a day; write YYYY-MM-DD")
    return start


def first_day(text: str) -> date:
    """Return the first day of the day, month or year that an option gives."""
    return _bound(text, 0)


def last_day(text: str) -> date:
    """Return the last day of the day, month or year that an option gives."""
    return _bound(text, 1)


def _bound(text: str, side: int) -> date:
    found = _days(text)[side]
    if found is None:
        raise click.BadParameter(f"{text!r} has no end on the side that is asked for; write YYYY-MM-DD")
    return found


def _days(text: str) -> tuple[date | None, date | None]:
    try:
        return when.parse(text)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error


def examples(*lines: str) -> str:
    """Return the end of a command's help: examples, each on its own line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def record_option(command: Command) -> Command:
    """Add ``--record FILE``, which the environment variable ANNALS_RECORD may stand in for."""
    return click.option(
        "--record",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        envvar="ANNALS_RECORD",
        show_envvar=True,
        metavar="FILE",
        help="The record, one SQLite file.",
    )(command)


def format_option(command: Command) -> Command:
    """Add ``--format table|json``."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(("table", "json")),
        default="table",
        show_default=True,
        help="A table to read, or JSON for programs.",
    )(command)


def known_by_option(command: Command) -> Command:
    """Add ``--known-by DAY``."""
    return click.option(
        "--known-by",
        type=day,
        metavar="DAY",
        help="Use only what was published by that day (YYYY-MM-DD); documents without a day are left out.",
    )(command)


def clocks(command: Command) -> Command:
    """Add ``--on DAY`` and ``--known-by DAY``."""
    on = click.option(
        "--on",
        type=day,
        metavar="DAY",
        help="As things stood on that day (YYYY-MM-DD); what has no dates may have held, and stays.",
    )
    return on(known_by_option(command))
