"""What people and reference lists say of names, and what follows for which names may be one actor's."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from annals.names import fold
from annals.resolve.actors_joins import Key, plain
from annals.types import ActorName


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of names: who, when, why; ``active`` is false once it is undone.

    ``action`` is ``same`` (``names`` and ``others`` are one actor's), ``different`` (they are two actors'),
    ``rename`` (the actor of ``names`` is called ``others[0]``, from ``day`` on where one is given) or ``undo``
    (of the judgement ``subject``). Names, not ids, so that it holds for whatever documents come.
    """

    id: str
    recorded: str
    person: str
    reason: str
    action: str
    names: tuple[str, ...]
    others: tuple[str, ...]
    day: date | None
    subject: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class ReferenceActor:
    """An entry of a reference list: its id there, its names (the main one first) and country, empty if not given."""

    list: str
    id: str
    names: tuple[ActorName, ...]
    country: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What judgements and lists come to for the names at hand.

    ``same`` are pairs to join with the reason, the latest judgement first; ``apart`` what people say is not one;
    ``listed`` pairs that a list gives to one entry; ``entries`` the entries that a name is of.
    """

    same: tuple[tuple[Key, Key, str], ...]
    apart: Mapping[Key, set[Key]]
    listed: tuple[tuple[Key, Key, str], ...]
    entries: Mapping[Key, frozenset[tuple[str, str]]]


def verdicts(judgements: Sequence[Judgement], references: Sequence[ReferenceActor], keys: Iterable[Key]) -> Verdicts:
    """Return what the active judgements and the lists say of the names that claims use.

    Of two judgements on one pair of names the later holds. Names on the same side of a judgement stay together.
    A name that a list gives to two entries is of neither.
    """
    by_name: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(keys):
        if not key[0]:
            by_name[plain(key)].append(key)
    same, apart = _judged([judgement for judgement in judgements if judgement.active], by_name)
    listed, entries = _listed(references, by_name)
    return Verdicts(tuple(same), apart, tuple(listed), entries)


def _judged(
    judgements: Sequence[Judgement], by_name: Mapping[str, Sequence[Key]]
) -> tuple[list[tuple[Key, Key, str]], dict[Key, set[Key]]]:
    """Return the pairs that people join, the latest judgement first, and what they keep apart."""
    latest: dict[frozenset[Key], Judgement] = {}
    sides: list[tuple[Key, Key, str]] = []
    for judgement in sorted(judgements, key=lambda j: (j.recorded, j.id)):
        names, others = (
            sorted({key for name in side for key in by_name.get(fold(name), ())})
            for side in (judgement.names, judgement.others)
        )
        latest.update({frozenset((a, b)): judgement for a in names for b in others if a != b})
        reason = _reason(judgement)
        sides[:0] = [(side[0], other, reason) for side in (names, others) for other in side[1:]]
    joined = [(pair, found) for pair, found in latest.items() if found.action in {"same", "rename"}]
    joined.sort(key=lambda item: (item[1].recorded, item[1].id, sorted(item[0])), reverse=True)
    apart: dict[Key, set[Key]] = defaultdict(set)
    for pair, found in latest.items():
        if found.action == "different":
            one, other = sorted(pair)
            apart[one].add(other)
            apart[other].add(one)
    return [*((*sorted(pair), _reason(found)) for pair, found in joined), *sides], apart  # type: ignore[list-item]


def _reason(judgement: Judgement) -> str:
    """Return a judgement as a reason: who, when, why."""
    return f"{judgement.person}, {judgement.recorded[:10]}: {judgement.reason or judgement.action}"


def _listed(
    references: Sequence[ReferenceActor], by_name: Mapping[str, Sequence[Key]]
) -> tuple[list[tuple[Key, Key, str]], dict[Key, frozenset[tuple[str, str]]]]:
    """Return the pairs that lists join, and the entries of each name."""
    found: dict[Key, set[tuple[str, str]]] = defaultdict(set)
    keys_of: dict[tuple[str, str], set[Key]] = defaultdict(set)
    for entry in references:
        for name in entry.names:
            for key in by_name.get(fold(name.name), ()):
                found[key].add((entry.list, entry.id))
                keys_of[entry.list, entry.id].add(key)
    unclear = {
        key for key, entries in found.items() if len({listed for listed, _ in entries}) < len(entries)
    }  # a name of two entries of one list
    pairs: list[tuple[Key, Key, str]] = []
    for (listed, id_), keys in sorted(keys_of.items()):
        clear = sorted(keys - unclear)
        pairs += [(clear[0], other, f"one actor in the list {listed} ({id_})") for other in clear[1:]]
    return pairs, {key: frozenset(entries) for key, entries in found.items() if key not in unclear}


def renamed(judgements: Sequence[Judgement], names: Collection[str]) -> Judgement | None:
    """Return the latest active judgement that renames the actor of these folded names; ``None`` for none.

    The first of a judgement's names tells whose it is, should the others have gone to another actor since.
    """
    fitting = [
        judgement
        for judgement in judgements
        if judgement.active and judgement.action == "rename" and fold(judgement.names[0]) in names
    ]
    return max(fitting, key=lambda judgement: (judgement.recorded, judgement.id), default=None)


def united(judgements: Sequence[Judgement]) -> frozenset[str]:
    """Return the folded names that people say are one actor's wherever they stand: the same on both sides."""
    return frozenset(
        fold(name)
        for judgement in judgements
        if judgement.active and judgement.action == "same"
        for name in judgement.names
        if fold(name) in set(map(fold, judgement.others))
    )
