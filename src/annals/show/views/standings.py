"""The lists of a day, each no longer than can be read: which are shown, and their sentences fetched for those alone."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Generic, TypeVar

from annals.ask import Holding, Standing
from annals.ask.standing import Ledger
from annals.ask.witness import Witness
from annals.show.page import Page

LISTS: Final[Mapping[str, str]] = {
    "members": "Members and coalitions", "alliances": "Alliances", "rivalries": "Rivalries", "leaders": "Leaders",
    "support": "Support", "pledges": "Pledges", "designations": "Designations",
}  # fmt: skip
"""The lists on which relations between parties stand, in the order of the page."""
_SHOWN: Final = {"places": 40, "areas": 20}
_OTHERWISE: Final = 20
MOST: Final = 2000
"""Rows of a list that is asked for whole; the download has all."""

Item = TypeVar("Item", Holding, Standing)


@dataclass(frozen=True, slots=True)
class Listed(Generic[Item]):
    """A list as it is shown: ``total`` counts what there is, ``items`` is what changed last where that is more."""

    key: str
    title: str
    items: tuple[Item, ...]
    total: int


def tie_lists(page: Page, ties: Iterable[Standing]) -> tuple[Listed[Standing], ...]:
    """Return relations by the list they stand on, each cut to what is shown; lists without any are left out."""
    groups: dict[str, list[Standing]] = {key: [] for key in LISTS}
    for standing in ties:
        groups.setdefault(standing.group, []).append(standing)
    return tuple(
        Listed(key, LISTS.get(key, key), _cut(page, key, found, _began), len(found))
        for key, found in groups.items()
        if found
    )


def holding_list(page: Page, key: str, title: str, holdings: Sequence[Holding]) -> Listed[Holding]:
    """Return held places, cut to what is shown."""
    return Listed(key, title, _cut(page, key, holdings, _changed), len(holdings))


def _cut(page: Page, key: str, items: Sequence[Item], day: Callable[[Item], date]) -> tuple[Item, ...]:
    most = MOST if page.query.get("all") == key else _SHOWN.get(key, _OTHERWISE)
    if len(items) <= most:
        return tuple(items)
    newest = sorted(range(len(items)), key=lambda i: (day(items[i]), -i), reverse=True)[:most]
    return tuple(items[i] for i in newest)


def _began(standing: Standing) -> date:
    return standing.start or date.min


def _changed(holding: Holding) -> date:
    return holding.changed or date.min


def ids_of(ties: Iterable[Listed[Standing]], held: Iterable[Listed[Holding]]) -> frozenset[str]:
    """Return the ids of all relations that are shown."""
    shown = [standing for listed in ties for standing in listed.items]
    shown += [s for listed in held for holding in listed.items for s in (*holding.holders, *holding.others)]
    return frozenset(standing.id for standing in shown)


def weighed(witness: Witness, on: date, ids: Collection[str]) -> dict[str, Standing]:
    """Return these relations as they stood, with their sentences, by id."""
    relations = witness.record.relations(ids)
    return {standing.id: standing for _, standing in Ledger(witness, on, relations).standings(relations)}


def with_sentences(listed: Listed[Standing], whole: Mapping[str, Standing]) -> Listed[Standing]:
    """Return a list of relations with their sentences."""
    return replace(listed, items=tuple(whole.get(standing.id, standing) for standing in listed.items))


def holdings_with_sentences(listed: Listed[Holding], whole: Mapping[str, Standing]) -> Listed[Holding]:
    """Return a list of held places with the sentences of those who hold them."""
    return replace(
        listed,
        items=tuple(
            replace(
                holding,
                holders=tuple(whole.get(s.id, s) for s in holding.holders),
                others=tuple(whole.get(s.id, s) for s in holding.others),
            )
            for holding in listed.items
        ),
    )
