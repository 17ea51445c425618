"""Relations over time: what sources say to hold, and what opens and closes it.

A joining opens a membership, a leaving or a split closes it; a capture opens the captor's control of a place
and closes that of whoever held it; a withdrawal closes control; a dissolution closes all that its group
had. What is said to hold on a day holds from that day on until something closes it: the earliest such day
is the relation's start, its end stays open unless the words say until when ("from April to June 2012").
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from typing import Final

from annals.fuse.facts import Places, is_named, party
from annals.fuse.holding import (
    Episode,
    Key,
    Statement,
    change_hands,
    dispute_holders,
    enter,
    held_places,
    hold_again,
    support,
    tied_pairs,
)
from annals.fuse.taken import counted_words, left_places, named_places
from annals.ids import stable_id
from annals.types import RELATION_TYPES, SYMMETRIC, Claim, Filler, Quantity, Relation, Source, Status

_FIRMNESS: Final[tuple[Status, ...]] = ("asserted", "reported", "planned", "denied")
_INTO: Final = re.compile(r"\binto\b", re.IGNORECASE)

_UNTIL: Final = re.compile(
    r"\b(?:until|till|before)\b|\bfrom\b.+\bto\b|\bbetween\b.+\band\b", re.IGNORECASE | re.DOTALL
)


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
    statements: dict[Key, list[Statement]] = defaultdict(list)
    denials: dict[Key, list[Statement]] = defaultdict(list)
    for claim in claims:
        for statement in _statements(claim, sources, places):
            (denials if claim.status == "denied" else statements)[statement.key].append(statement)
    episodes = {key: _episodes(key, found) for key, found in sorted(statements.items())}
    held = held_places(episodes, places)
    tied = tied_pairs(episodes) | set(ties)
    hold_again(episodes, held, tied)
    change_hands(held)
    _dissolve(episodes, claims)
    for key, found in sorted(denials.items()):
        _deny(episodes, key, sorted(found, key=lambda denial: denial.claim.id))
    dispute_holders(held, tied)
    built = [relation for _, group in sorted(episodes.items()) for relation in _built(group)]
    return tuple(sorted(built, key=lambda relation: relation.id))


# ------------------------------------------------------------------------------------------ statements


def _statements(claim: Claim, sources: Mapping[str, Source], places: Places) -> Iterator[Statement]:
    """Yield what a claim says of relations; nothing for plans."""
    if claim.status == "planned":
        return
    source = sources.get(claim.document)
    published = source.published if source and source.published else None
    first = claim.time.start if claim.time else None
    last = claim.time.end if claim.time else None
    seen = first or last or published or date.max
    for kind, one, other, verb, vague in _words(claim, places):
        day = first
        if verb == "ends":
            day = (last if claim.ended else first or last) or published  # told as past, so by then at the latest
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


def _words(claim: Claim, places: Places | None = None) -> Iterator[tuple[str, str, str, str, bool]]:
    """Yield (type, source, target, verb, vague) for what a claim tells; without ``places`` perhaps more."""
    verb = "ends" if claim.ended else "holds"
    if claim.type == "control":
        yield from _each("control", claim.actor, _taken(claim, places), verb)
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
        yield from _acts(claim, places)


def _taken(claim: Claim, places: Places | None) -> list[Filler]:
    """Return the places that a claim tells to be taken or held, or the words with which it counts them."""
    named = named_places(claim, claim.place, places)
    words = counted_words(claim)
    return [*named, *([] if words is None else [Filler(words)])]


def _acts(claim: Claim, places: Places | None) -> Iterator[tuple[str, str, str, str, bool]]:
    """Yield what an act opens and closes."""
    if claim.type == "joining" or (claim.type == "merger" and _INTO.search(claim.quote)):
        yield from _each("membership", claim.actor, claim.target, "begins")
    elif claim.type in {"leaving", "split"}:
        yield from _each("membership", claim.actor, claim.target, "ends")
    elif claim.type == "pledge":
        yield from _each("pledge", claim.actor, claim.target, "begins")
    elif claim.type == "capture":
        yield from _each("control", claim.actor, _taken(claim, places), "begins")
        yield from _each("control", claim.target, named_places(claim, claim.place, places), "ends")
    elif claim.type == "withdrawal":
        left = named_places(claim, left_places(claim), places)
        yield from _each("control", claim.actor, left, "ends")
        yield from _each("control", claim.target, left, "begins")


def _each(
    kind: str, sources: Sequence[Filler], targets: Sequence[Filler], verb: str
) -> Iterator[tuple[str, str, str, str, bool]]:
    """Yield a relation for each pair; "fighters of X" beside X are no holder of their own."""
    if kind == "control" and any(map(is_named, sources)):
        sources = [one for one in sources if is_named(one)]
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
        enter(current, s)
    return found


def _within(episode: Episode, statement: Statement) -> bool:
    """Tell whether a statement belongs to a closed stretch: no day of its own, or one before the end."""
    return statement.day is None or episode.end is None or statement.day <= episode.end


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
                support(episode, denial)  # nobody says it: the denials agree
                continue
            episode.dissenters.add(denial.claim.id)
            episode.disputed = True
        if not met:
            only = Episode(key, start=denial.day, end=denial.last, closed=True)
            support(only, denial)
            episodes.setdefault(key, []).append(only)


def _last(statement: Statement) -> date:
    return statement.last or date.max


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
