"""``annals ask``: questions to a record."""

from datetime import date
from pathlib import Path

import click

import annals
from annals.cli.options import (
    clocks,
    day,
    examples,
    first_day,
    format_option,
    known_by_option,
    last_day,
    record_option,
)
from annals.cli.output import show, show_page, warn_if_stale
from annals.cli.places import open_gazetteer
from annals.types import EVENT_TYPES

TYPE = click.Choice(sorted(EVENT_TYPES))


@click.group()
def ask() -> None:
    """Ask a record; every answer names the sentences that it rests on.

    The exit code is 1 when the record has nothing of that name; near names are then told.
    """


@ask.command(
    epilog=examples(
        'annals ask actor "Ansar Dine" --record war.annals',
        'annals ask actor "Ansar Dine" --on 2013-01-10 --known-by 2013-02-01 --format json --record war.annals',
    )
)
@click.argument("name")
@record_option
@clocks
@format_option
def actor(*, name: str, record: Path, on: date | None, known_by: date | None, form: str) -> int:
    """Tell an actor's names over time, its relations, leaders, strength, beginning and end."""
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        return show(annals.ask.actor(store, name, on=on, known_by=known_by), form)


@ask.command(
    epilog=examples(
        "annals ask place Gao --record war.annals",
        "annals ask place Gao --on 2012-07-01 --record war.annals",
    )
)
@click.argument("name")
@record_option
@clocks
@format_option
def place(*, name: str, record: Path, on: date | None, known_by: date | None, form: str) -> int:
    """Tell who is said to hold a place, since when, who disputes it, and what happened there."""
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        return show(annals.ask.place(store, name, on=on, known_by=known_by), form)


@ask.command(
    epilog=examples(
        "annals ask timeline --record war.annals",
        "annals ask timeline --place Mali --from 2013-01-01 --to 2013-01-31 --record war.annals",
        'annals ask timeline --actor "Ansar Dine" --type capture --record war.annals',
    )
)
@record_option
@click.option("--actor", metavar="NAME", help="Events that this actor takes part in.")
@click.option("--place", metavar="NAME", help="Events at this place or within it.")
@click.option("--from", "start", type=first_day, metavar="DAY", help="Not before that day (or month, or year).")
@click.option("--to", "end", type=last_day, metavar="DAY", help="Not after that day (or month, or year).")
@click.option(
    "--type",
    "kind",
    type=click.Choice(sorted(EVENT_TYPES)),
    metavar="TYPE",
    help=f"One type of event: {', '.join(sorted(EVENT_TYPES))}.",
)
@known_by_option
@format_option
def timeline(
    *,
    record: Path,
    actor: str | None,
    place: str | None,
    start: date | None,
    end: date | None,
    kind: str | None,
    known_by: date | None,
    form: str,
) -> int:
    """List events in order of time, all of them or those of an actor, a place, some days, a type.

    Events without a day come last; --from and --to leave them out.
    """
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        answer = annals.ask.timeline(
            store, actor=actor, place=place, start=start, end=end, type=kind, known_by=known_by
        )
        return show(answer, form)


@ask.command(
    epilog=examples(
        "annals ask state --on 2013-01-10 --record war.annals",
        "annals ask state --on 2013-01-10 --known-by 2013-01-11 --format json --record war.annals",
    )
)
@record_option
@click.option("--on", required=True, type=day, metavar="DAY", help="The day in the world (YYYY-MM-DD).")
@known_by_option
@format_option
def state(*, record: Path, on: date, known_by: date | None, form: str) -> int:
    """Tell how things stood on a day: who there was, tied to whom, led by whom, how strong, holding what.

    Every line tells how long before the day it was last said, and who says otherwise. Of those who are said to
    hold a town the last change wins. What is said of a region is not said of each town in it and is listed apart;
    places that a report only counts ("17 localities") are listed as counts. --known-by tells the state as it
    was known on another day.
    """
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        return show(annals.ask.state(store, on=on, known_by=known_by), form)


@ask.command(
    epilog=examples(
        "annals ask changes --from 2013-01-01 --to 2013-02-01 --record war.annals",
        "annals ask changes --from 2012 --to 2013 --format json --record war.annals",
    )
)
@record_option
@click.option("--from", "start", required=True, type=first_day, metavar="DAY", help="The day before the changes.")
@click.option("--to", "end", required=True, type=last_day, metavar="DAY", help="The last day of the changes.")
@known_by_option
@format_option
def changes(*, record: Path, start: date, end: date, known_by: date | None, form: str) -> int:
    """List what changed between two days: groups, names, ties, leaders, holders of places.

    What happened on the day of --from has happened already; what happened on the day of --to counts. A month or
    a year stands for its first day with --from and for its last with --to.
    """
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        return show(annals.ask.changes(store, start=start, end=end, known_by=known_by), form)


@ask.command(
    epilog=examples(
        "annals ask network --on 2013-01-10 --record war.annals",
        "annals ask network --on 2013-01-10 --format json --record war.annals > network.json",
    )
)
@record_option
@click.option("--on", required=True, type=day, metavar="DAY", help="The day in the world (YYYY-MM-DD).")
@known_by_option
@format_option
def network(*, record: Path, on: date, known_by: date | None, form: str) -> int:
    """Tell who was tied to whom on a day: members, allies, enemies, leaders, backers, pledges.

    As JSON: nodes with their number of ties, and edges between them with their evidence. Unnamed parties are left out.
    """
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        return show(annals.ask.network(store, on=on, known_by=known_by), form)


@ask.command(
    epilog=examples(
        'annals ask profile "Ansar Dine" --record war.annals',
        'annals ask profile "Ansar Dine" --format html --record war.annals > ansar-dine.html',
    )
)
@click.argument("name")
@record_option
@known_by_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("markdown", "html")),
    default="markdown",
    show_default=True,
    help="A page in Markdown, or in HTML.",
)
def profile(*, name: str, record: Path, known_by: date | None, form: str) -> int:
    """Write a page about an actor: prose and tables, every sentence with its sources as footnotes.

    The page is put together from the record alone: names, organisation, allies and enemies, territory, strength, what
    happened, and what the sources disagree about. What is only reported reads so, and so does what a cited
    source says.
    """
    with annals.Record.open(record) as store:
        warn_if_stale(store)
        return show_page(annals.ask.profile(store, name, known_by=known_by), form)


@ask.command(
    epilog=examples(
        "annals ask why e1f2a3b4c5d6 --record war.annals",
        "annals ask why e1f2a3b4c5d6.time --record war.annals",
    )
)
@click.argument("id", metavar="ID")
@record_option
@format_option
def why(*, id: str, record: Path, form: str) -> int:
    """Show the sentences and reasons behind whatever has an ID.

    That is an event, relation, actor, place, claim, document, disagreement or correction; the other answers
    and every export tell the ids. ID.FIELD asks about one field: its values, who supports and who disputes
    each.
    """
    with annals.Record.open(record) as store, open_gazetteer(record) as gazetteer:
        warn_if_stale(store)
        return show(annals.ask.why(store, id, gazetteer=gazetteer), form)


@ask.command(
    epilog=examples(
        "annals ask find airport --record war.annals",
        'annals ask find \'"gas plant"\' "hostage*" --format json --record war.annals',
    )
)
@click.argument("words", nargs=-1, required=True)
@record_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Sentences to show.")
@known_by_option
@format_option
def find(*, words: tuple[str, ...], record: Path, limit: int, known_by: date | None, form: str) -> int:
    """Search the sentences of all reports for WORDS.

    Case and accents do not matter. A phrase in quotes is looked for as it stands, word* is any word that
    begins so.
    """
    with annals.Record.open(record) as store:
        return show(annals.ask.find(store, " ".join(words), limit=limit, known_by=known_by), form)
