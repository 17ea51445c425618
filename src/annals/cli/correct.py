"""``annals correct``: people's corrections, with who, when and why."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

import annals
from annals import judging
from annals.cli.corrections_shown import print_corrections
from annals.cli.options import examples, format_option, record_option
from annals.cli.places import open_gazetteer
from annals.cli.tables import clean
from annals.errors import SourceError, UsageError
from annals.flow import conclude
from annals.record import Record
from annals.record.corrections import FIELDS, Action
from annals.record.values import edited_value

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Hand:
    """Who corrects which record, when and why; ``later`` leaves the conclusions for later."""

    record: Path
    person: str
    reason: str
    when: datetime
    later: bool

    def make(self, correct: Callable[[Record], str]) -> None:
        """Store a correction, tell its id and what it contradicts, and draw the conclusions anew."""
        with annals.Record.open(self.record) as store:
            id_ = correct(store)
            click.echo(id_)
            self._warn(store, id_)
            self.conclude(store)

    def conclude(self, store: Record) -> None:
        """Draw the conclusions anew, unless that was to be left for later."""
        if not self.later:
            with open_gazetteer(self.record) as gazetteer:
                conclude(store, gazetteer)

    def _warn(self, store: Record, id_: str) -> None:
        for conflict in store.conflicts():
            if id_ in (conflict.one, conflict.other):
                who = " and ".join(conflict.people)
                message = f"{conflict.about}: {who} contradict each other; the later one, {conflict.holds}, holds"
                click.echo(f"annals: {clean(message)}", err=True)


def _moment(context: click.Context, option: click.Parameter, text: str | None) -> datetime:
    """Return the time of a correction: that of ``--when``, else now."""
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time; write it as 2024-05-01 or 2024-05-01T12:30") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def hand_options(command: Command) -> Command:
    """Add ``--record``, ``--by``, ``--why``, ``--when`` and ``--later``; the command gets them as one ``hand``."""

    @wraps(command)
    def with_hand(*, record: Path, by: str, why: str, when: datetime, later: bool, **others: Any) -> Any:  # noqa: ANN401
        return command(hand=Hand(record, by, why, when, later), **others)

    wrapped: Any = with_hand
    for option in (
        click.option("--later", is_flag=True, help="Leave the conclusions for later: for many corrections in a row."),
        click.option("--when", metavar="TIME", callback=_moment, help="When you decided so [default: now]."),
        click.option("--why", default="", metavar="TEXT", help="Your reason, kept with the correction."),
        click.option(
            "--by", required=True, envvar="ANNALS_PERSON", show_envvar=True, metavar="NAME", help="Who corrects: you."
        ),
        record_option,
    ):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]  # a command like the one given


@click.group()
def correct() -> None:
    """Correct what the record holds: claims, which claims are one event, which names are one actor.

    A claim is never changed: a correction is a row of its own with your name, the time and your reason. It is
    applied on top, can be undone, and finds its claim again when the reports are read anew or by another model.
    Where two people contradict each other the later one holds, and `annals correct list` shows both.
    """


@correct.command(
    epilog=examples(
        'annals correct accept c0f1e2d3c4b5 --by "A. Reader" --why "checked with the author" --record war.annals'
    )
)
@click.argument("claim")
@hand_options
def accept(*, claim: str, hand: Hand) -> None:
    """Take CLAIM as right; a rejected one counts again."""
    hand.make(lambda store: _of_claim(store, "accept", claim, hand))


@correct.command(
    epilog=examples(
        'annals correct reject c0f1e2d3c4b5 --by "A. Reader" --why "about another town" --record war.annals'
    )
)
@click.argument("claim")
@hand_options
def reject(*, claim: str, hand: Hand) -> None:
    """Leave CLAIM out of all conclusions."""
    hand.make(lambda store: _of_claim(store, "reject", claim, hand))


@correct.command(
    epilog=examples(
        'annals correct edit c0f1e2d3c4b5 place "Gao" --by "A. Reader" --why "not Goa" --record war.annals',
        "annals correct edit c0f1e2d3c4b5 time 2013-02-09 --by A --record war.annals",
        "annals correct edit c0f1e2d3c4b5 quantities 'killed 41 civilians' 'wounded 10-' --by A --record war.annals",
        "annals correct edit c0f1e2d3c4b5 actor --by A --record war.annals   (nobody is named)",
    )
)
@click.argument("claim")
@click.argument("field", type=click.Choice(FIELDS))
@click.argument("values", nargs=-1, metavar="[VALUE]...")
@hand_options
def edit(*, claim: str, field: str, values: tuple[str, ...], hand: Hand) -> None:
    """Give FIELD of CLAIM another value.

    actor, target, place, origin, instrument, attribution: names, one VALUE each; none says that there is none.
    time: a day, month or year, or two of them with a slash (2013-01/2013-03, ../2013-01); none for unknown.
    quantities: a measure, a number (41, 30-40, 20- for at least, -50 for up to), and of whom, one VALUE each.
    status: asserted, reported, denied or planned. ended: yes or no. type: a type of claim.
    """
    value = edited_value(field, values)
    hand.make(lambda store: _of_claim(store, "edit", claim, hand, field=field, value=value))


@correct.command(
    "same-event",
    epilog=examples(
        "annals correct same-event e0f1e2d3c4b5 e5b4c3d2e1f0 --by A --why 'one battle' --record war.annals"
    ),
)
@click.argument("one")
@click.argument("other")
@hand_options
def same_event(*, one: str, other: str, hand: Hand) -> None:
    """Make one event of ONE and OTHER, each an event or a claim."""
    hand.make(lambda store: _of_events(store, "same-event", one, other, hand))


@correct.command(
    "different-event",
    epilog=examples(
        "annals correct different-event c0f1e2d3c4b5 e5b4c3d2e1f0 --by A --why 'the day after' --record war.annals"
    ),
)
@click.argument("one")
@click.argument("other")
@hand_options
def different_event(*, one: str, other: str, hand: Hand) -> None:
    """Keep ONE and OTHER apart, each an event or a claim; a claim and its own event take the claim out of it."""
    hand.make(lambda store: _of_events(store, "different-event", one, other, hand))


@correct.command(
    "same-actor",
    epilog=examples('annals correct same-actor "Lake Front" "Front of the Lake" --by A --record war.annals'),
)
@click.argument("one")
@click.argument("other")
@hand_options
def same_actor(*, one: str, other: str, hand: Hand) -> None:
    """Make ONE and OTHER one actor, each a name or an id; `annals actors merge` does the same."""
    _of_actors(hand, lambda store, gazetteer, by: judging.merge(store, gazetteer, one, other, by=by).id)


@correct.command(
    "different-actor",
    epilog=examples('annals correct different-actor "Lake Front" "Lake Front (Hill)" --by A --record war.annals'),
)
@click.argument("actor")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@hand_options
def different_actor(*, actor: str, names: tuple[str, ...], hand: Hand) -> None:
    """Take each NAME off ACTOR (a name or id): it is another's; `annals actors split` does the same."""
    _of_actors(hand, lambda store, gazetteer, by: judging.split(store, gazetteer, actor, names, by=by).id)


@correct.command(
    epilog=examples(
        'annals correct withdraw gao-battle-wire --by A --why "retracted by its publisher" --record war.annals',
        "annals correct withdraw d0f1e2d3c4b5 --by A --record war.annals",
    )
)
@click.argument("document")
@hand_options
def withdraw(*, document: str, hand: Hand) -> None:
    """Leave DOCUMENT, given by its name or id, out of all conclusions, with the versions that it replaced.

    Nothing is deleted, and a version that is read later counts. `annals correct undo` takes it back.
    """
    hand.make(lambda store: store.withdraw(_document(store, document), **_by(hand)))


@correct.command(
    epilog=examples(
        'annals correct settle x0f1e2d3c4b5 --by A --why "the ministry corrected its figure" --record war.annals',
        "annals correct settle x0f1e2d3c4b5 --open --by A --why 'a new report takes the other side'",
    )
)
@click.argument("disagreement")
@click.option("--open", "again", is_flag=True, help="Open it again.")
@hand_options
def settle(*, disagreement: str, again: bool, hand: Hand) -> None:
    """Mark DISAGREEMENT (`annals check` tells its id) as settled, with your reason.

    `annals check` lists it no more, until a new report takes a side, which makes it another disagreement.
    """
    with annals.Record.open(hand.record) as store:
        click.echo(
            store.settle(disagreement.strip(), person=hand.person, reason=hand.reason, now=hand.when, open=again)
        )


@correct.command(epilog=examples("annals correct undo k0f1e2d3c4b5 --by A --why 'a slip of mine' --record war.annals"))
@click.argument("id", metavar="CORRECTION")
@hand_options
def undo(*, id: str, hand: Hand) -> None:
    """Take CORRECTION back (`annals correct list` tells its id); an undo can be undone too."""

    def take_back(store: Record) -> str:
        back = store.unjudge if id.startswith("j") else store.undo
        return back(id, person=hand.person, reason=hand.reason, now=hand.when)

    hand.make(take_back)


@correct.command(
    "list", epilog=examples("annals correct list --record war.annals", "annals correct list --format json")
)
@record_option
@format_option
def list_(*, record: Path, form: str) -> None:
    """List all corrections: who, when, what and why, what is undone, and where two people contradict each other."""
    with annals.Record.open(record) as store:
        print_corrections(store, form)


@correct.command(epilog=examples("annals correct export --record war.annals > corrections.jsonl"))
@record_option
def export(*, record: Path) -> None:
    """Write all corrections and settlements as JSON lines, for others to take in with `annals correct import`."""
    sys.stdout.flush()
    with annals.Record.open(record) as store:
        for row in store.shared_corrections():
            sys.stdout.buffer.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


@correct.command(
    "import",
    epilog=examples(
        "annals correct import corrections.jsonl --record war.annals",
        "ssh desk annals correct export --record war.annals | annals correct import - --record war.annals",
    ),
)
@click.argument("file", type=click.File("rb"))
@record_option
@click.option("--later", is_flag=True, help="Leave the conclusions for later.")
def import_(*, file: BinaryIO, record: Path, later: bool) -> None:
    """Take in corrections that `annals correct export` wrote; - is standard input.

    Each correction is taken once, whoever made it and however often it comes. One whose claim or disagreement this
    record does not hold is kept, and applies once the report is read.
    """
    rows = _lines(file)
    with annals.Record.open(record) as store:
        try:
            taken = store.take_corrections(rows)
        except UsageError as error:
            raise SourceError(file.name, str(error)) from error
        told = f"{taken.new} new, {taken.known} known already"
        click.echo(told + (f"; {taken.unmatched} about what is not in this record" if taken.unmatched else ""))
        if taken.new:
            Hand(record, "", "", datetime.now(UTC), later).conclude(store)


def _lines(file: BinaryIO) -> list[tuple[int, object]]:
    """Return the rows of a JSON Lines file with the numbers of their lines."""
    rows: list[tuple[int, object]] = []
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                rows.append((number, json.loads(line.decode("utf-8"))))
            except (ValueError, RecursionError) as error:
                told = f"line {number} is no JSON ({error}); nothing was taken in, export the file again"
                raise SourceError(file.name, told) from None
    return rows


def _by(hand: Hand) -> dict[str, Any]:
    return {"person": hand.person, "reason": hand.reason, "now": hand.when}


def _document(store: Record, text: str) -> str:
    """Return the id of the document that a name or an id means."""
    name = text.strip()
    if store.has(name):
        return name
    found = store.desk.documents_named(name)
    if not found:
        raise UsageError(f"{name!r} is no document of this record; `annals export documents` lists them")
    current = [id_ for id_ in found if id_ in store.sources()] or list(found)
    if len(current) > 1:
        raise UsageError(f"{name!r} is the name of several documents; give the id of one: {', '.join(current[:8])}")
    return current[0]


def _of_claim(
    store: Record, action: Action, claim: str, hand: Hand, *, field: str | None = None, value: object = None
) -> str:
    """Store a correction of a claim; of anything else, tell which claims it rests on."""
    id_ = claim.strip()
    if not id_.startswith("c"):
        resting = [c for event in store.events([id_]) for c in event.claims]
        resting += [c for relation in store.relations([id_]) for c in relation.claims]
        if resting:
            raise UsageError(f"{id_} is no claim but rests on {', '.join(resting[:8])}; correct those")
    return store.correct(action, id_, person=hand.person, reason=hand.reason, now=hand.when, field=field, value=value)


def _of_events(store: Record, action: Action, one: str, other: str, hand: Hand) -> str:
    """Store a correction of events, each given by its id or that of a claim."""
    first, second = _claims(store, one), _claims(store, other)
    if action == "different-event":
        # A claim and its own event: the claim against the others.
        if len(first) == 1:
            second = [claim for claim in second if claim not in first]
        first = [claim for claim in first if claim not in second]
    return store.correct_event(action, first, second, person=hand.person, reason=hand.reason, now=hand.when)


def _claims(store: Record, id: str) -> list[str]:
    """Return the claims of an event, or the claim that the id names."""
    id_ = id.strip()
    events = store.events([id_])
    if events:
        return list(events[0].claims)
    if not store.claims(ids=[id_], corrected=False):
        raise UsageError(f"{id_!r} is no event or claim of this record; `annals ask timeline --format json` tells ids")
    return [id_]


def _of_actors(hand: Hand, judge: Callable[[Record, annals.Gazetteer, judging.Person], str]) -> None:
    """Store a judgement on actors; it is concluded at once."""
    with annals.Record.open(hand.record) as store, open_gazetteer(hand.record) as gazetteer:
        click.echo(judge(store, gazetteer, judging.Person(hand.person, hand.when, hand.reason)))
