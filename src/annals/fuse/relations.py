"""Relations over time: what sources say to hold, and what opens and closes it.

A joining opens a membership, a leaving or a split closes it; a capture opens the captor's control of a place
and closes that of whoever held it; a withdrawal closes control; a dissolution closes all that its group
had. What is said to hold on a day holds from that day on until something closes it: the earliest such day
is the relation's start, its end stays open unless the words say until when ("from April to June 2012").
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, product
from typing import Final

from annals.fuse.facts import Places, is_named, parties_agree, party
from annals.ids import stable_id
from annals.types import RELATION_TYPES, SYMMETRIC, Claim, Filler, Quantity, Relation, Source, Status

_FIRMNESS: Final[tuple[Status, ...]] = ("asserted", "reported", "planned", "denied")
_INTO: Final = re.compile(r"\binto\b", re.IGNORECASE)

_UNTIL: Final = re.compile(
    r"\b(?:until|till|before)\b|\bfrom\b.+\bto\b|\bbetween\b.+\band\b", re.IGNORECASE | re.DOTALL
)

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


TIES: Final = frozenset({"membership", "alliance", "pledge", "leadership"})
"""Types of relation whose sides may hold a place together."""


def subject(key: Key) -> Key:
    """Return what a relation is put together with: control with all who hold the place, any other alone."""
    return ("control", "", key[2]) if key[0] == "control" else key


def subjects(claim: Claim) -> set[Key]:
    """Return the subjects on which a claim bears; a dissolution bears on all relations of its group besides."""
    return (
        set()
        if claim.status == "planned"
        else {subject((kind, one, other)) for kind, one, other, _, _ in _words(claim)}
    )


def relations(
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    places: Places,
    ties: Collection[frozenset[str]] = frozenset(),
) -> tuple[Relation, ...]:
    """Return the relations that the claims tell of, sorted by id; ``places`` tells towns from regions.

    A subject's relations follow from the claims that bear on it, the dissolutions of its parties, and whether
    holders of its place are tied to each other; ``ties`` are such pairs that other claims tell of.
    """
    ordered = sorted(claims, key=lambda claim: claim.id)
    statements: dict[Key, list[Statement]] = defaultdict(list)
    denials: dict[Key, list[Statement]] = defaultdict(list)
    for claim in ordered:
        for statement in _statements(claim, sources):
            (denials if claim.status == "denied" else statements)[statement.key].append(statement)
    episodes = {key: _episodes(key, found) for key, found in sorted(statements.items())}
    held = _held(episodes, places)
    _change_hands(held)
    _dissolve(episodes, ordered)
    for key, found in sorted(denials.items()):
        _deny(episodes, key, found)
    _dispute_holders(held, _tied(episodes) | set(ties), {claim.id: claim for claim in ordered})
    built = [relation for _, group in sorted(episodes.items()) for relation in _built(group)]
    return tuple(sorted(built, key=lambda relation: relation.id))


# ------------------------------------------------------------------------------------------ statements


def _statements(claim: Claim, sources: Mapping[str, Source]) -> Iterator[Statement]:
    """Yield what a claim says of relations; nothing for plans."""
    if claim.status == "planned":
        return
    source = sources.get(claim.document)
    published = source.published if source and source.published else None
    first = claim.time.start if claim.time else None
    last = claim.time.end if claim.time else None
    seen = first or last or published or date.max
    for kind, one, other, verb, vague in _words(claim):
        day = first
        if verb == "ends":
            day = (last or published) if claim.ended else (first or last)
        elif verb == "begins":
            day = first or last
        closed = verb == "holds" and _says_until(claim, published)
        if not closed or first is not None:
            yield Statement((kind, one, other), verb, day, last, seen, claim, vague)
        if closed and last is not None:
            yield Statement((kind, one, other), "ends", last, last, last, claim, vague)


def _says_until(claim: Claim, published: date | None) -> bool:
    """Tell whether a claim says in words until when something held: a day before it was published."""
    last = claim.time.end if claim.time else None
    if last is None or claim.time is None or (published is not None and last >= published):
        return False
    return _UNTIL.search(claim.time.expression or "") is not None


def _words(claim: Claim) -> Iterator[tuple[str, str, str, str, bool]]:
    """Yield (type, source, target, verb, vague) for what a claim tells."""
    verb = "ends" if claim.ended else "holds"
    if claim.type == "control":
        yield from _each("control", claim.actor, claim.place, verb)
    elif claim.type == "strength":
        yield from (
            ("strength", party(actor), amount(quantity), verb, not is_named(actor))
            for actor in claim.actor
            for quantity in claim.quantities
        )
    elif claim.type in SYMMETRIC & set(RELATION_TYPES):
        pairs = product(claim.actor, claim.target) if claim.target else combinations(claim.actor, 2)
        for one, other in pairs:
            first, second = sorted((party(one), party(other)))
            if first != second:
                yield claim.type, first, second, verb, not (is_named(one) and is_named(other))
    elif claim.type in RELATION_TYPES:
        yield from _each(claim.type, claim.actor, claim.target, verb)
    else:
        yield from _acts(claim)


def _acts(claim: Claim) -> Iterator[tuple[str, str, str, str, bool]]:
    """Yield what an act opens and closes."""
    if claim.type == "joining" or (claim.type == "merger" and _INTO.search(claim.quote)):
        yield from _each("membership", claim.actor, claim.target, "begins")
    elif claim.type in {"leaving", "split"}:
        yield from _each("membership", claim.actor, claim.target, "ends")
    elif claim.type == "pledge":
        yield from _each("pledge", claim.actor, claim.target, "begins")
    elif claim.type == "capture":
        yield from _each("control", claim.actor, claim.place, "begins")
        yield from _each("control", claim.target, claim.place, "ends")
    elif claim.type == "withdrawal":
        left = claim.origin or claim.place
        yield from _each("control", claim.actor, left, "ends")
        yield from _each("control", claim.target, left, "begins")


def _each(
    kind: str, sources: Sequence[Filler], targets: Sequence[Filler], verb: str
) -> Iterator[tuple[str, str, str, str, bool]]:
    for one, other in product(sources, targets):
        if party(one) != party(other):
            yield kind, party(one), party(other), verb, not is_named(one)


def amount(quantity: Quantity) -> str:
    """Return a quantity in words: "1000 fighters", "at least 100 fighters", "100 to 500 fighters"."""
    least, most = quantity.least, quantity.most
    if least is not None and least == most:
        figure = str(least)
    elif most is None:
        figure = f"at least {least}"
    elif least is None:
        figure = f"up to {most}"
    else:
        figure = f"{least} to {most}"
    return f"{figure} {quantity.measure}"


# -------------------------------------------------------------------------------------------- episodes


def _episodes(key: Key, statements: Sequence[Statement]) -> list[Episode]:
    """Return the stretches of one relation in the order of time.

    What is said without a day is a point of support at its publication and makes no start. An end
    closes the open stretch; what is said to begin or to hold after that opens the next.
    """
    order = {"begins": 0, "holds": 1, "ends": 2}
    found: list[Episode] = []
    for s in sorted(statements, key=lambda s: (s.seen, order[s.verb], s.claim.id)):
        current = found[-1] if found and not (found[-1].closed and s.verb == "begins") else None
        if current is not None and current.closed and not _within(current, s):
            current = None if s.verb != "ends" else current
        if current is None:
            current = Episode(key)
            found.append(current)
            if s.verb != "ends":
                current.start = s.day
        _support(current, s)
        if s.verb == "begins":
            current.began.add(s.claim.id)
            current.start = min(filter(None, (current.start, s.day)), default=None)
        elif s.verb == "ends":
            current.ended.add(s.claim.id)
            current.closed = True
            current.end = min(filter(None, (current.end, s.day)), default=None)
        elif not current.began and s.day is not None:
            current.start = min(filter(None, (current.start, s.day)), default=None)
    return found


def _within(episode: Episode, statement: Statement) -> bool:
    """Tell whether a statement belongs to a closed stretch: no day of its own, or one before the end."""
    return statement.day is None or episode.end is None or statement.day <= episode.end


def _support(episode: Episode, statement: Statement) -> None:
    episode.claims.add(statement.claim.id)
    episode.statuses.add(statement.claim.status)
    episode.documents.add(statement.claim.document)
    episode.vague = episode.vague and statement.vague
    episode.seen = min(episode.seen, statement.seen)
    episode.last = max(episode.last, statement.seen)


def _change_hands(held_by_place: Mapping[str, Sequence[Episode]]) -> None:
    """Close the control of whoever held a place before another took it, on the day before.

    A capture takes a place. Where no capture is told, another named holder that is first told more than
    ``_SILENCE`` after the last word on the one before is a change of hands too, not a dispute.
    """
    for held in held_by_place.values():
        for captor in sorted(held, key=lambda e: (_first(e), e.key)):
            day = captor.start if captor.began and captor.start is not None else _first(captor)
            for other in held:
                if other.key == captor.key or other.closed or other.claims & captor.claims or captor.vague:
                    continue
                taken = bool(captor.began) and captor.start is not None and _first(other) < day
                if taken or (other.last + _SILENCE < day if other.last < date.max - _SILENCE else False):
                    other.closed, other.end = True, day - timedelta(days=1)
                    other.ended |= captor.began or captor.claims


_SILENCE: Final = timedelta(days=30)
"""How long a word on who holds a place stands beside another that follows."""


def _first(episode: Episode) -> date:
    return episode.start or episode.seen


def _held(episodes: Mapping[Key, Sequence[Episode]], places: Places) -> dict[str, list[Episode]]:
    """Return the stretches of control by place, but for countries and regions, of which many hold parts."""
    by_place: dict[str, list[Episode]] = defaultdict(list)
    for (kind, _, target), group in sorted(episodes.items()):
        place = places(target) if kind == "control" else None
        if kind == "control" and (place is None or place.kind == "town"):
            by_place[target] += [e for e in group if e.statuses != {"denied"}]
    return by_place


def _dissolve(episodes: dict[Key, list[Episode]], claims: Sequence[Claim]) -> None:
    """Close all that a dissolved group had on the day of its end."""
    ends: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for claim in claims:
        if claim.type == "dissolution" and claim.status in {"asserted", "reported"} and claim.time is not None:
            day = claim.time.end or claim.time.start
            for filler in claim.actor:
                if day is not None:
                    ends[party(filler)].append((day, claim.id))
    for (kind, source, target), group in episodes.items():
        for name in (source, target):
            if name not in ends or kind == "designation":
                continue
            day, claim_id = min(ends[name])
            for episode in group:
                if not episode.closed and (episode.start is None or episode.start <= day):
                    episode.closed, episode.end = True, day
                    episode.ended.add(claim_id)


def _deny(episodes: dict[Key, list[Episode]], key: Key, denials: Sequence[Statement]) -> None:
    """Enter denials: against the stretches that they meet, else as a relation that is only denied."""
    for denial in denials:
        met = [
            episode
            for episode in episodes.get(key, ())
            if denial.day is None
            or (
                (episode.end is None or denial.day <= episode.end)
                and (episode.start is None or _last(denial) >= episode.start)
            )
        ]
        for episode in met:
            if episode.statuses == {"denied"}:
                _support(episode, denial)  # nobody says it: the denials agree
                continue
            episode.dissenters.add(denial.claim.id)
            episode.disputed = True
        if not met:
            only = Episode(key, start=denial.day, end=denial.last, closed=True)
            _support(only, denial)
            episodes.setdefault(key, []).append(only)


def _last(statement: Statement) -> date:
    return statement.last or date.max


def _tied(episodes: Mapping[Key, Sequence[Episode]]) -> set[frozenset[str]]:
    """Return the pairs of which anything but a denial says that they are tied."""
    return {
        frozenset((source, target))
        for (kind, source, target), group in episodes.items()
        if kind in TIES and any(episode.statuses != {"denied"} for episode in group)
    }


def _dispute_holders(
    held_by_place: Mapping[str, Sequence[Episode]],
    tied: Collection[frozenset[str]],
    claims: Mapping[str, Claim],
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
            if not any(parties_agree(a, b) for a, b in product(_names(one, claims), _names(other, claims))):
                one.disputed = other.disputed = True
                one.dissenters |= other.claims
                other.dissenters |= one.claims


def _names(episode: Episode, claims: Mapping[str, Claim]) -> list[Filler]:
    """Return under which names the claims of a stretch of control know its holder."""
    found = {
        filler.name: filler
        for claim in sorted(episode.claims)
        for filler in (*claims[claim].actor, *claims[claim].target)
        if party(filler) == episode.key[1]
    }
    return [filler for _, filler in sorted(found.items())]


def _end(episode: Episode) -> date:
    return episode.end or (max(episode.last, _first(episode)) if episode.closed else date.max)


def _built(group: Sequence[Episode]) -> Iterator[Relation]:
    """Yield the relations of one key; of stretches with one first day (or none) the later ones are numbered."""
    alike: Counter[date | None] = Counter()
    for episode in group:
        yield _relation(episode, alike[episode.start])
        alike[episode.start] += 1


def _relation(episode: Episode, number: int) -> Relation:
    kind, source, target = episode.key
    start = episode.start
    end = episode.end
    if start is not None and end is not None and end < start:
        end = None if not episode.closed else start
    status = next(s for s in _FIRMNESS if s in episode.statuses)
    return Relation(
        id=stable_id("r", kind, source, target, start, *([number] if number else [])),
        type=kind,
        source=source,
        target=target,
        start=start,
        end=end,
        status=status,
        claims=tuple(sorted(episode.claims)),
        dissenters=tuple(sorted(episode.dissenters - episode.claims)),
        began=tuple(sorted(episode.began)),
        ended=tuple(sorted(episode.ended)),
        disputed=episode.disputed,
    )
