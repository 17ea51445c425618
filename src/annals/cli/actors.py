"""``annals actors``: who the record's actors are, and people's judgements on them."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

import annals
from annals.cli.actors_shown import print_actors, print_judged, print_judgements
from annals.cli.options import Command, day, examples, format_option, record_option
from annals.cli.output import warn_if_stale
from annals.cli.places import open_gazetteer
from annals.cli.tables import clean


@click.group()
def actors() -> None:
    """List the record's actors; merge, split and rename them; undo that; add a list of known actors.

    A judgement of yours outranks whatever is concluded from reports. It is kept with your name, the time and
    your reason, it speaks of names and so holds for documents that are read later, and it can be undone.
    """


def _judgement_options(command: Command) -> Command:
    """Add ``--by NAME`` and ``--why TEXT``."""
    why = click.option("--why", default="", metavar="TEXT", help="Your reason, kept with the judgement.")
    by = click.option(
        "--by", required=True, envvar="ANNALS_PERSON", show_envvar=True, metavar="NAME", help="Who judges: you."
    )
    return by(why(command))


def _person(by: str, why: str = "") -> "annals.judging.Person":
    return annals.judging.Person(by, datetime.now(UTC), why)


@actors.command(
    "list",
    epilog=examples(
        "annals actors list --record war.annals",
        "annals actors list --kind group --format json --record war.annals",
        "annals actors list --judgements --record war.annals",
    ),
)
@record_option
@click.option("--kind", type=click.Choice(("group", "organisation", "person", "state", "unnamed")), help="Only these.")
@click.option("--judgements", is_flag=True, help="People's judgements instead: id, who, when, what and why.")
@format_option
def list_(*, record: Path, kind: str | None, judgements: bool, form: str) -> None:
    """List the actors with their codes and names, those that most claims name first; or people's judgements.

    The codes are a country (ISO 3166, or IGO, NGO, IMG) with PLOVER's sectors, and ACLED's kind of actor.
    """
    with annals.Record.open(record) as store, open_gazetteer(record) as gazetteer:
        warn_if_stale(store)
        if judgements:
            print_judgements(store.judgements(), form)
        else:
            print_actors(store, gazetteer, kind, form)


@actors.command(
    epilog=examples(
        'annals actors merge "Lake Front" "Hill Front" --by "A. Reader" --why "same leaflets" --record war.annals',
    )
)
@click.argument("one")
@click.argument("other")
@record_option
@_judgement_options
def merge(*, one: str, other: str, record: Path, by: str, why: str) -> None:
    """Make ONE and OTHER one actor; each is a name or an id."""
    with annals.Record.open(record) as store, open_gazetteer(record) as gazetteer:
        print_judged("merged", annals.judging.merge(store, gazetteer, one, other, by=_person(by, why)))


@actors.command(
    epilog=examples('annals actors split "Lake Front" "Lake Front (Hill Wing)" --by "A. Reader" --record war.annals')
)
@click.argument("actor")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@record_option
@_judgement_options
def split(*, actor: str, names: tuple[str, ...], record: Path, by: str, why: str) -> None:
    """Take NAMEs off ACTOR: they are another actor's."""
    with annals.Record.open(record) as store, open_gazetteer(record) as gazetteer:
        print_judged("split", annals.judging.split(store, gazetteer, actor, names, by=_person(by, why)))


@actors.command(
    epilog=examples(
        'annals actors rename "Lake Front" "Front for the Lake" --on 2019-05-02 --by "A. Reader" --record war.annals',
        'annals actors rename a0123456789ab "Lake Front" --by "A. Reader" --record war.annals',
    )
)
@click.argument("actor")
@click.argument("name")
@record_option
@click.option("--on", type=day, metavar="DAY", help="The day (YYYY-MM-DD) from which it bore the name.")
@_judgement_options
def rename(*, actor: str, name: str, record: Path, on: date | None, by: str, why: str) -> None:
    """Call ACTOR by NAME; it keeps its other names."""
    with annals.Record.open(record) as store, open_gazetteer(record) as gazetteer:
        print_judged("renamed", annals.judging.rename(store, gazetteer, actor, name, by=_person(by, why), day=on))


@actors.command(epilog=examples('annals actors undo j0123456789ab --by "A. Reader" --record war.annals'))
@click.argument("judgement")
@record_option
@_judgement_options
def undo(*, judgement: str, record: Path, by: str, why: str) -> None:
    """Take back a JUDGEMENT by its id; an undo can be undone too."""
    with annals.Record.open(record) as store, open_gazetteer(record) as gazetteer:
        print_judged("undone", annals.judging.undo(store, gazetteer, judgement, by=_person(by, why)))


@actors.command(
    "import",
    epilog=examples(
        'annals actors import ucdp-actor.csv --list UCDP --by "A. Reader" --record war.annals',
        'annals actors import groups.csv --by "A. Reader" --record war.annals',
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@record_option
@click.option("--list", "title", metavar="NAME", help="What to call the list [default: the file's stem].")
@click.option(
    "--by", required=True, envvar="ANNALS_PERSON", show_envvar=True, metavar="NAME", help="Who adds the list: you."
)
def import_(*, file: Path, record: Path, title: str | None, by: str) -> None:
    """Add a FILE of known actors: names that it gives to one entry are one actor's, two entries are two actors.

    CSV with a column name (and maybe id, aliases separated by | or ;, country, from, to); the UCDP Actor list as CSV;
    FollowTheMoney entities as JSON or JSON lines. What reports state outright, and people's judgements, outrank a
    list. The same list name again replaces the list.
    """
    with annals.Record.open(record) as store, open_gazetteer(record) as gazetteer:
        added = annals.judging.add_list(store, gazetteer, file, name=title, by=_person(by))
    click.echo(
        clean(f"{added.name}: {added.entries} actors added, {added.actors} of the record's bear a name of theirs")
    )
