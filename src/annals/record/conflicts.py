"""Where two people's corrections contradict each other: the later one holds, and both are shown."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from annals.names import fold
from annals.record.corrections import EVENT_ACTIONS, Correction
from annals.resolve.actors_judged import Judgement


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two active corrections of one thing by two people, the earlier first; ``holds`` is the later one's id."""

    about: str
    one: str
    other: str
    people: tuple[str, str]
    holds: str


def conflicts(corrections: Sequence[Correction], judgements: Sequence[Judgement]) -> tuple[Conflict, ...]:
    """Return the contradictions between people, in the order of the corrections that hold.

    That is: accepted and rejected, one field with two values, one event and two, one actor and two. A
    person who has changed their mind contradicts nobody.
    """
    found: dict[tuple[str, str], Conflict] = {}
    about: dict[tuple[str, ...], list[tuple[Correction, object]]] = defaultdict(list)
    for item in (c for c in corrections if c.active and c.action != "undo"):
        for key, said in _says(item):
            about[key].append((item, said))
    for key, sayings in about.items():
        for (one, mine), (other, theirs) in combinations(sayings, 2):
            if mine != theirs and one.person != other.person:
                found.setdefault((one.id, other.id), _conflict(" ".join(key), one, other))
    for first, second in _judged(judgements):
        found.setdefault((first.id, second.id), _conflict(f"actor {first.names[0]}", first, second))
    return tuple(sorted(found.values(), key=lambda c: (c.holds, c.one, c.about)))


def _conflict(about: str, one: Correction | Judgement, other: Correction | Judgement) -> Conflict:
    first, second = sorted((one, other), key=lambda item: (item.recorded, item.id))
    return Conflict(about, first.id, second.id, (first.person, second.person), second.id)


def _says(item: Correction) -> Iterable[tuple[tuple[str, ...], object]]:
    """Yield what a correction is about and what it says of it."""
    if item.action == "edit":
        yield (item.claims[0] if item.claims else item.subject, str(item.field)), item.value
    elif item.action in EVENT_ACTIONS and isinstance(item.value, tuple):
        one, other = item.value
        pairs = combinations(sorted({*one, *other}), 2) if item.action == "same-event" else product(one, other)
        for pair in pairs:
            first, second = sorted(pair)
            yield (first, second), item.action
    else:
        kind = "document" if item.action == "withdraw" else "claim"
        yield (item.claims[0] if item.claims else item.subject, kind), item.action


def _judged(judgements: Sequence[Judgement]) -> Iterable[tuple[Judgement, Judgement]]:
    """Yield pairs of judgements of two people of which one joins names that the other keeps apart."""
    active = [j for j in judgements if j.active and j.action in {"same", "different"}]
    for one, other in combinations(active, 2):
        if one.action != other.action and one.person != other.person and _pairs(one) & _pairs(other):
            yield one, other


def _pairs(judgement: Judgement) -> set[frozenset[str]]:
    return {frozenset((fold(one), fold(other))) for one, other in product(judgement.names, judgement.others)}
