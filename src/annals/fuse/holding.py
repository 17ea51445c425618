"""Stretches of a relation, and who held a place when: what one holder's word means for another's."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, pairwise, product
from typing import Final

from annals.fuse.facts import Places, parties_agree, party
from annals.fuse.taken import is_count
from annals.types import Claim, Filler, Status

TIES: Final = frozenset({"membership", "alliance", "pledge", "leadership"})
"""Types of relation whose sides may hold a place together."""


Key = tuple[str, str, str]
"""(type, source, target)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim's word on a relation: holds, begins or ends; ``day`` is when, ``seen`` what orders it otherwise."""

    key: Key
    verb: str
    day: date | None
    last: date | None
    seen: date
    claim: Claim
    vague: bool = False


@dataclass(slots=True)
class Episode:
    """One stretch of a relation while it is put together."""

    key: Key
    start: date | None = None
    end: date | None = None
    closed: bool = False
    claims: set[str] = field(default_factory=set)
    statuses: set[Status] = field(default_factory=set)
    began: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    dissenters: set[str] = field(default_factory=set)
    disputed: bool = False
    vague: bool = True
    seen: date = date.max
    last: date = date.min
    documents: set[str] = field(default_factory=set)
    statements: list[Statement] = field(default_factory=list)


def support(episode: Episode, statement: Statement) -> None:
    """Enter a statement into a stretch as a support of it."""
    episode.statements.append(statement)
    episode.claims.add(statement.claim.id)
    episode.statuses.add(statement.claim.status)
    episode.documents.add(statement.claim.document)
    episode.vague = episode.vague and statement.vague
    episode.seen = min(episode.seen, statement.seen)
    episode.last = max(episode.last, statement.seen)


def enter(episode: Episode, statement: Statement) -> None:
    """Enter a statement into a stretch with what it means for its beginning and end."""
    support(episode, statement)
    if statement.verb == "begins":
        episode.began.add(statement.claim.id)
    if statement.verb == "ends":
        episode.ended.add(statement.claim.id)
        episode.closed = True
        episode.end = min(filter(None, (episode.end, statement.day)), default=None)
    elif statement.verb == "begins" or (not episode.began and statement.day is not None):
        episode.start = min(filter(None, (episode.start, statement.day)), default=None)


_SILENCE: Final = timedelta(days=30)
"""How long a word on who holds a place stands beside another that follows."""


def hold_again(
    episodes: dict[Key, list[Episode]],
    held_by_place: dict[str, list[Episode]],
    tied: Collection[frozenset[str]],
) -> None:
    """Divide the stretch of a holder where another is said to hold or take the place in between.

    Who is said to hold a place again after that has it anew from that day on: whatever happened, the later word
    counts, and what was said in between stays as the other's stretch.
    """
    for held in held_by_place.values():
        named = [episode for episode in held if not episode.vague]
        for one in named:
            rivals = sorted(
                (s.day, s.claim.id)
                for other in named
                if other.key != one.key and frozenset((other.key[1], one.key[1])) not in tied
                if not other.claims & one.claims and not _one_party(one, other)
                for s in _dated(other)
            )
            parts = _parts(one, rivals) if rivals else [one]
            if len(parts) > 1:
                for group in (held, episodes[one.key]):
                    at = next(place for place, episode in enumerate(group) if episode is one)
                    group[at : at + 1] = parts


def _dated(episode: Episode) -> Iterator[Statement]:
    """Yield the statements that a place was held, or taken, on a known day."""
    return (s for s in episode.statements if s.day is not None and s.verb != "ends")


def _parts(one: Episode, rivals: Sequence[tuple[date | None, str]]) -> list[Episode]:
    """Return the stretches into which the words on others, (day, claim) in order of time, divide one."""
    days = sorted({s.day for s in _dated(one) if s.day is not None})
    others = [day for day, _ in rivals if day is not None]
    cuts = []
    for before, after in pairwise(days):
        at = bisect_right(others, before)
        if at < len(others) and others[at] < after:
            cuts.append((after, others[at], rivals[at][1]))
    found: list[Episode] = []
    left = sorted(one.statements, key=lambda s: (s.seen, s.claim.id))
    for after, taken, claim in cuts:
        part = Episode(one.key)
        for statement in [s for s in left if s.seen < after]:
            enter(part, statement)
        left = [s for s in left if s.seen >= after]
        if not part.closed:
            part.closed, part.end = True, taken - timedelta(days=1)
            part.ended.add(claim)
        found.append(part)
    last = Episode(one.key)
    for statement in left:
        enter(last, statement)
    return [*found, last]


def _one_party(one: Episode, other: Episode) -> bool:
    """Tell whether two holders may be one party under two names."""
    return any(parties_agree(a, b) for a, b in product(_names(one), _names(other)))


def change_hands(held_by_place: Mapping[str, Sequence[Episode]]) -> None:
    """Close the control of whoever held a place before another took it, on the day before.

    A capture takes a place. Where no capture is told, another named holder of whom there is word more than
    ``_SILENCE`` after the last word on the one before is a change of hands too, not a dispute.
    """
    for held in held_by_place.values():
        for captor in sorted(held, key=lambda e: (_first(e), e.key)):
            day = captor.start if captor.began and captor.start is not None else _first(captor)
            for other in held:
                if other.key == captor.key or other.closed or other.claims & captor.claims or captor.vague:
                    continue
                taken = bool(captor.began) and captor.start is not None and _first(other) < day
                silent = other.last < day and other.last < date.max - _SILENCE
                if taken or (silent and other.last + _SILENCE < max(day, captor.last)):
                    other.closed, other.end = True, day - timedelta(days=1)
                    other.ended |= captor.began or captor.claims


def _first(episode: Episode) -> date:
    return episode.start or episode.seen


def held_places(episodes: Mapping[Key, Sequence[Episode]], places: Places) -> dict[str, list[Episode]]:
    """Return the stretches of control by place, but for countries, regions and counts, of which many hold parts."""
    by_place: dict[str, list[Episode]] = defaultdict(list)
    for (kind, _, target), group in sorted(episodes.items()):
        place = places(target) if kind == "control" else None
        if kind == "control" and (not is_count(target) if place is None else place.kind == "town"):
            by_place[target] += [e for e in group if e.statuses != {"denied"}]
    return by_place


def tied_pairs(episodes: Mapping[Key, Sequence[Episode]]) -> set[frozenset[str]]:
    """Return the pairs of which anything but a denial says that they are tied."""
    return {
        frozenset((source, target))
        for (kind, source, target), group in episodes.items()
        if kind in TIES and any(episode.statuses != {"denied"} for episode in group)
    }


def dispute_holders(
    held_by_place: Mapping[str, Sequence[Episode]],
    tied: Collection[frozenset[str]],
) -> None:
    """Mark two named holders of one place on one day as disputed, unless one claim names both or they are tied.

    Members, allies and pledged groups may hold a place together, and so may a party and its troops; one
    document that names two holders without days may well tell of two times.
    """
    for held in held_by_place.values():
        for one, other in combinations([e for e in held if not e.vague], 2):
            if one.key[1] == other.key[1] or frozenset((one.key[1], other.key[1])) in tied or one.claims & other.claims:
                continue
            if one.documents == other.documents and None in {one.start, other.start}:
                continue
            if _first(one) > _end(other) or _first(other) > _end(one):
                continue
            if not _one_party(one, other):
                one.disputed = other.disputed = True
                one.dissenters |= other.claims
                other.dissenters |= one.claims


def _names(episode: Episode) -> list[Filler]:
    """Return under which names the claims of a stretch of control know its holder."""
    found = {
        filler.name: filler
        for statement in sorted(episode.statements, key=lambda s: s.claim.id)
        for filler in (*statement.claim.actor, *statement.claim.target)
        if party(filler) == episode.key[1]
    }
    return [filler for _, filler in sorted(found.items())]


def _end(episode: Episode) -> date:
    return episode.end or (max(episode.last, _first(episode)) if episode.closed else date.max)
