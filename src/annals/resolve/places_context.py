"""All place mentions of one document, weighed together.

Each name has candidates with a prior (people, own name). What the rest of the document names decides among
them: containers that the text states, countries and first-level regions that other mentions and demonyms point
to, places near other places. Population comes last. A candidate far ahead of the others answers; else the
mention stays unresolved with its candidates. The idea of one document, one area follows the toponym-resolution
literature (spatial minimality; Leidner 2007; Lieberman and Samet 2012); weights were set on development news.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from annals.resolve.places_entry import Entry, holds
from annals.resolve.places_evidence import WEIGHTS, Group, Weights, conclude, weigh
from annals.resolve.places_expressions import Expression, readings, stated_containers
from annals.resolve.places_gazetteer import Gazetteer
from annals.resolve.places_lines import Ends, ends, joined
from annals.types import PlaceAnswer, PlaceCandidate


def resolve_mentions(
    gazetteer: Gazetteer, mentions: Sequence[tuple[int, int, str]], text: str, weights: Weights = WEIGHTS
) -> list[PlaceAnswer]:
    """Return what each mention (start, end, words) means, in the order given.

    The score of a candidate is its prior and what the document adds: a stated container, the share of the other
    names that point to its country and region, how near it lies to the places that they point to.
    """
    table: dict[tuple[str, str, tuple[str, ...]], Group] = {}
    placed: list[tuple[Expression | None, Group | None]] = []
    lines: dict[int, tuple[Ends, Group | None, Group | None]] = {}
    for index, (start, end, words) in enumerate(mentions):
        line = _line(gazetteer, table, (start, end, words))
        if line is not None:
            lines[index] = line
        placed.append((None, None) if line else _group(gazetteer, table, (start, end, words), text))
    groups = list(table.values())
    weigh(gazetteer, groups, text, weights)
    order = sorted(range(len(mentions)), key=lambda index: (mentions[index][0], mentions[index][1], index))
    answers: dict[int, PlaceAnswer] = {}
    concluded = {id(group): conclude(group, weights) for group in groups}
    last: dict[str, PlaceAnswer] = {}
    for index in order:
        expression, group = placed[index]
        if index in lines:
            between, *both = lines[index]
            first, second = (concluded[id(side)] if side is not None else _NONE for side in both)
            answers[index] = joined(gazetteer, between, first, second)
        elif group is not None and expression is not None:
            answers[index] = _with_part(concluded[id(group)], expression)
            _remember(last, concluded[id(group)])
        else:
            answers[index] = _referred(expression, last)
    return [answers[index] for index in range(len(mentions))]


_NONE: Final = PlaceAnswer(None, ())


def _line(
    gazetteer: Gazetteer, table: dict[tuple[str, str, tuple[str, ...]], Group], mention: tuple[int, int, str]
) -> tuple[Ends, Group | None, Group | None] | None:
    """Return the ends of a road or border with the groups that they join; None when the mention names one place."""
    start, end, words = mention
    between = ends(words)
    if between is None or gazetteer.named(words):
        return None
    sides = ((start, end, name) for name in (between.first, between.second))
    first, second = (_group(gazetteer, table, side, "")[1] for side in sides)
    return None if first is None and second is None else (between, first, second)


def _remember(last: dict[str, PlaceAnswer], answer: PlaceAnswer) -> None:
    """Keep the last place named of each sort, for "the town" and the like."""
    place = answer.place
    if place is None:
        return
    sort = {"town": "town", "country": "country"}.get(place.kind, "region" if place.region is None else "county")
    last[sort] = answer


def _referred(expression: Expression | None, last: dict[str, PlaceAnswer]) -> PlaceAnswer:
    """Return the answer of a mention without a name of its own: the last place of its sort, or none."""
    if expression is None or not expression.nominal:
        return PlaceAnswer(None, ())
    before = last.get(expression.sort)
    if before is None or before.place is None:
        return PlaceAnswer(None, ())
    reasons = (f"“{expression.name}” refers back to the last {expression.sort} named", before.place.name)
    candidate = PlaceCandidate(before.place, before.candidates[0].score, reasons)
    return _with_part(PlaceAnswer(before.place, (candidate,), before.layer), expression)


def _with_part(answer: PlaceAnswer, expression: Expression) -> PlaceAnswer:
    if expression.part is None and expression.radius_km is None:
        return answer
    return PlaceAnswer(answer.place, answer.candidates, answer.layer, expression.part, expression.radius_km)


# --------------------------------------------------------------------------------------------- grouping


def _group(
    gazetteer: Gazetteer,
    table: dict[tuple[str, str, tuple[str, ...]], Group],
    mention: tuple[int, int, str],
    text: str,
) -> tuple[Expression | None, Group | None]:
    """Return the reading of a mention and the group that it joins; no group for common nouns and unknown names."""
    start, end, words = mention
    ways = readings(words)
    if not ways or ways[-1].nominal:
        return (ways[-1] if ways else None), None
    expression, entries = _known(gazetteer, ways)
    if expression is None:
        return None, None
    stated = stated_containers(text, start, end)
    if expression.container:
        stated = ((expression.container, expression.comma), *stated)
    containers: list[Entry] = []
    strict = False
    names: list[str] = []
    for name, comma in stated:
        outer = _containers(gazetteer, name)
        if outer and any(holds(one, entry) for one in outer for entry in entries if one.place.id != entry.place.id):
            containers.extend(outer)
            names.append(name)
        elif comma and all(entry.level == 3 for entry in entries) and _is_region(gazetteer, name):
            strict = True
            names.append(name)
    key = (expression.name, expression.sort, tuple(names))
    group = table.get(key)
    if group is None:
        group = table[key] = Group(expression, entries, containers=containers, strict=strict and not containers)
    group.count += 1
    return expression, group


def _known(gazetteer: Gazetteer, ways: tuple[Expression, ...]) -> tuple[Expression | None, tuple[Entry, ...]]:
    """Return the first reading whose name is known, with its candidates; else the first with proposals."""
    for expression in ways:
        entries = candidates(gazetteer, expression.name, expression.sort)
        if entries:
            if _RURAL_PART.search(expression.part or "") and not expression.sort:
                around = _around_seat(entries)
                return (expression, entries) if around is entries else (replace(expression, sort="region"), around)
            return expression, entries
    for expression in ways:
        entries = gazetteer.proposed(expression.name)
        if entries:
            return expression, _of_sort(entries, expression.sort)
    return None, ()


_RURAL_PART: Final = re.compile(r"countryside|rural|northwest|northeast|southwest|southeast")
"""Parts that reports name of a province rather than of the town it is called after."""


def _around_seat(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the first-level regions named after a town in them, all entries when the likeliest has none around it.

    "northwestern Idlib" and "the Idlib countryside" are parts of the province; Mosul's is no province.
    """
    towns = [entry for entry in entries if entry.level == 3]
    around = tuple(entry for entry in entries if entry.level == 1 and any(holds(entry, town) for town in towns))
    return around if any(holds(region, entries[0]) for region in around) else entries


def candidates(gazetteer: Gazetteer, name: str, sort: str = "") -> tuple[Entry, ...]:
    """Return the places that a name may mean: those with a people of that name, else those that bear it."""
    return gazetteer.people(name) or _of_sort(gazetteer.named(name), sort)


def _of_sort(entries: tuple[Entry, ...], sort: str) -> tuple[Entry, ...]:
    """Return the entries of the sort that the words ask for, all of them when there is none of it."""
    if not sort:
        return entries
    levels = {"region": (1,), "county": (2, 1), "town": (3,)}.get(sort, ())
    for level in levels:
        fitting = tuple(entry for entry in entries if entry.level == level)
        if fitting:
            return fitting
    return entries


def _containers(gazetteer: Gazetteer, name: str) -> tuple[Entry, ...]:
    """Return the countries, regions and counties, else towns, that a stated container may be."""
    found = gazetteer.people(name) or gazetteer.named(name) or gazetteer.named(name.rstrip("."))
    return tuple(entry for entry in found if entry.level < 3)


def _is_region(gazetteer: Gazetteer, name: str) -> bool:
    """Tell whether a name is a country's or a first-level region's before it is a town's.

    "Atlantis, Texas" puts the town in a region; "Homs, Daraa" counts towns.
    """
    found = gazetteer.named(name)
    towns = [entry.prior for entry in found if entry.level == 3]
    return bool(found) and found[0].level <= 1 and max(towns, default=0.0) < found[0].prior - 2
