"""Answers about days as tables; registered with ``tables.table``."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from annals.ask import Alive, Changes, Count, Figure, Holding, Network, Standing, State, Support
from annals.cli.tables import both, days, firmness, left_out, page, plain, quantity, rows, said, table
from annals.types import Quantity

_LISTS = {
    "members": "members and coalitions",
    "alliances": "alliances",
    "rivalries": "rivalries",
    "leaders": "leaders",
    "support": "support",
    "pledges": "pledges",
    "designations": "designations",
}


@table.register
def _(answer: State) -> RenderableType:
    known = f", as known by {answer.known_by}" if answer.known_by else ""
    return page(
        f"{answer.on}{known}",
        _places("held places", answer.places),
        _places("areas (not each town in them)", answer.areas),
        _counts(answer.counts),
        *(_standings(title, answer.relations, group) for group, title in _LISTS.items()),
        _strength(answer.strength),
        _actors(answer.actors),
        left_out(answer.undated),
        nothing="no source speaks of that day or an earlier one",
    )


@table.register
def _(answer: Changes) -> RenderableType:
    found = rows("when", "change", "how firmly", "who says so")
    for change in answer.changes:
        when = days(change.start, change.end) + ("" if change.certain else " (perhaps outside)")
        found.add_row(
            when, plain(f"{change.text} ({change.kind})"), firmness(change.status, change.disputed),
            said(change.evidence),
        )  # fmt: skip
    title = f"after {answer.start}, up to {answer.end}"
    return page(title, found, left_out(answer.undated), nothing="no source tells of a change between these days")


@table.register
def _(answer: Network) -> RenderableType:
    actors = rows("actor", "kind", "ties")
    for node in answer.nodes:
        actors.add_row(plain(node.actor.name), node.kind, str(node.ties))
    edges = [_standings(title, answer.edges, group) for group, title in _LISTS.items()]
    return page(str(answer.on), actors, *edges, left_out(answer.undated), nothing="no source tells of a tie that day")


def _age(support: Support) -> str:
    """Return how long ago it was last said: "last said 40 days before"."""
    if support.age is None:
        return "no day told"
    age = "said for the day" if support.age == 0 else f"last said {support.age} day{'s' * (support.age != 1)} before"
    return f"{age}; {support.publishers} source{'s' * (support.publishers != 1)}"


def _standings(title: str, standings: Iterable[Standing], group: str) -> Table:
    found = rows(title, "when", "how firmly", "age", "who says so")
    for standing in standings:
        if standing.group == group:
            found.add_row(
                plain(f"{standing.source.name} {standing.phrase} {standing.target.name}"),
                days(standing.start, standing.end), firmness(standing.status, standing.disputed),
                _age(standing.support), both(standing.evidence, standing.dissent),
            )  # fmt: skip
    return found


def _places(title: str, holdings: Iterable[Holding]) -> Table:
    found = rows(title, "held by", "when", "how firmly", "age", "who says so")
    for holding in holdings:
        for standing in (*holding.holders, *holding.others):
            who = standing.source.name if standing in holding.holders else f"or else {standing.source.name}"
            found.add_row(
                plain(holding.place.name), plain(who), days(standing.start, standing.end),
                firmness(standing.status, standing.disputed), _age(standing.support),
                both(standing.evidence, standing.dissent),
            )  # fmt: skip
    return found


def _counts(counts: Iterable[Count]) -> Table:
    found = rows("places counted, not named", "held by", "when", "how firmly", "age", "who says so")
    for count in counts:
        standing = count.standing
        found.add_row(
            plain(count.words), plain(standing.source.name), days(standing.start, standing.end),
            firmness(standing.status, standing.disputed), _age(standing.support),
            both(standing.evidence, standing.dissent),
        )  # fmt: skip
    return found


def _strength(figures: Iterable[Figure]) -> Table:
    found = rows("strength", "how firmly", "age", "who says so")
    for figure in figures:
        told = quantity(Quantity(figure.measure, figure.least, figure.most, figure.of))
        found.add_row(
            plain(f"{figure.actor.name}: {told}"), firmness(figure.status, figure.disputed), _age(figure.support),
            both(figure.evidence, figure.dissent),
        )  # fmt: skip
    return found


def _actors(actors: Iterable[Alive]) -> Table:
    found = rows("actor", "kind", "age", "last said")
    for alive in actors:
        names = Text("\n").join(plain(name) for name in alive.names[:3])
        since = f", since {alive.since}" if alive.since else ""
        found.add_row(names, plain(f"{alive.kind}{since}"), _age(alive.support), said(alive.evidence))
    return found
