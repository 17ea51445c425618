"""The fields of an event: every value with who supports and who disputes it, the best first.

Ranking, in this order: a specific value before a vague one (a named party before a described one, a town
before its region, a day before a month, an exact figure before "more than"); more independent sources; who is no
party to it before what a party tells of itself; published closer to the happening; and last, for a fixed order,
the value's text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Final

from annals.fuse.facts import (
    Fact,
    Places,
    bounds,
    is_named,
    parties_agree,
    party,
    place_relation,
    quantities_agree,
    same_of,
    same_words,
)
from annals.names import fold
from annals.types import SYMMETRIC, Claim, Field, FieldValue, Filler, Quantity, Time

_FIRMNESS: Final = {"asserted": 0, "reported": 1, "planned": 2, "denied": 3}


@dataclass(frozen=True, slots=True)
class Vote:
    """A value that one claim gives: ``vague`` counts against it, ``words`` say how specific it is."""

    fact: Fact
    value: object
    raw: Filler | Quantity | Time | str
    vague: float
    words: str


def event_fields(group: Sequence[Fact], places: Places) -> tuple[Field, ...]:
    """Return the fields that the claims of one event give, roles first, then time, figures and status.

    A field is disputed when two of its claims cannot both be right: other named parties, places apart,
    days or figures without overlap, asserted and denied. A vague value does not dispute a specific one.
    """
    swapped = _orientation(group)
    found: list[Field] = []
    for role in ("actor", "target"):
        found += _field(role, _party_votes(group, role, swapped), _parties_conflict, group)
    for role in ("place", "origin"):
        found += _field(role, _place_votes(group, role, places), _place_conflict(places), group)
    found += _field("instrument", _plain_votes(group), lambda one, other: False, group)
    found += _field("time", _time_votes(group), _time_conflict, group)
    measures = sorted({quantity.measure for fact in group for quantity in fact.claim.quantities})
    for measure in measures:
        found += _field(measure, _quantity_votes(group, measure), _quantity_conflict, group)
    found += _deaths(group)
    found += _field("status", _status_votes(group), _status_conflict, group)
    return tuple(found)


def _orientation(group: Sequence[Fact]) -> frozenset[str]:
    """Return the claims of symmetric types whose sides are the other way round than in the event's first claim."""
    reference = min(group, key=lambda fact: (fact.told or 10**7, fact.claim.id))
    swapped = set()
    for fact in group:
        if fact.claim.type in SYMMETRIC and reference.claim.type in SYMMETRIC:
            straight = len(fact.actors & reference.actors) + len(fact.targets & reference.targets)
            crossed = len(fact.actors & reference.targets) + len(fact.targets & reference.actors)
            if crossed > straight:
                swapped.add(fact.claim.id)
    return frozenset(swapped)


def _party_votes(group: Sequence[Fact], role: str, swapped: frozenset[str]) -> list[Vote]:
    other = {"actor": "target", "target": "actor"}[role]
    votes = []
    for fact in group:
        for filler in getattr(fact.claim, other if fact.claim.id in swapped else role):
            named = is_named(filler)
            votes.append(Vote(fact, called(filler), filler, 0.0 if named else 1.0, "named" if named else "described"))
    return votes


def called(filler: Filler) -> str:
    """Return what stands for a party: its entity, or the words for one without a name, which all reports share."""
    return party(filler) if is_named(filler) else filler.name


def _parties_conflict(one: Sequence[Vote], other: Sequence[Vote]) -> bool:
    """Two claims conflict when both name parties and no party of the one can be a party of the other."""
    mine = [vote.raw for vote in one if isinstance(vote.raw, Filler)]
    theirs = [vote.raw for vote in other if isinstance(vote.raw, Filler)]
    return bool(mine) and bool(theirs) and not any(parties_agree(a, b) for a in mine for b in theirs)


def _place_votes(group: Sequence[Fact], role: str, places: Places) -> list[Vote]:
    votes = []
    for fact in group:
        for filler in getattr(fact.claim, role):
            place = places(filler.entity) if filler.entity else None
            kind = place.kind if place else "unresolved"
            vague = {"town": 0.0, "region": 1.0, "country": 2.0}.get(kind, 3.0)
            votes.append(Vote(fact, party(filler), filler, vague, kind))
    return votes


def _place_conflict(places: Places) -> Callable[[Sequence[Vote], Sequence[Vote]], bool]:
    def conflict(one: Sequence[Vote], other: Sequence[Vote]) -> bool:
        relations = set()
        for mine in one:
            for theirs in other:
                if mine.value == theirs.value:
                    return False
                place, place_2 = places(str(mine.value)), places(str(theirs.value))
                relations.add(place_relation(place, place_2) if place and place_2 else "unknown")
        return relations == {"apart"}

    return conflict


def _plain_votes(group: Sequence[Fact]) -> list[Vote]:
    return [Vote(fact, fold(f.name) or f.name, f, 0.0, "worded") for fact in group for f in fact.claim.instrument]


def _time_votes(group: Sequence[Fact]) -> list[Vote]:
    votes = []
    for fact in group:
        time = fact.claim.time
        if time is None or not fact.dated:
            continue
        value = [time.start.isoformat() if time.start else None, time.end.isoformat() if time.end else None]
        length = float(fact.last - fact.first) if fact.first is not None and fact.last is not None else 10.0**6
        votes.append(Vote(fact, value, time, length, "one day" if length == 0 else "several days"))
    return votes


def _time_conflict(one: Sequence[Vote], other: Sequence[Vote]) -> bool:
    """Two claims conflict when their times share no day."""
    mine, theirs = one[0].fact, other[0].fact
    return max(mine.first or 0, theirs.first or 0) > min(mine.last or 10**7, theirs.last or 10**7)


def _quantity_votes(group: Sequence[Fact], measure: str) -> list[Vote]:
    votes = []
    for fact in group:
        for quantity in fact.claim.quantities:
            if quantity.measure == measure and (quantity.least, quantity.most) != (None, None):
                low, high = bounds(quantity)
                exact = quantity.least == quantity.most and low == high
                words = "exact" if exact else "a bound" if None in {quantity.least, quantity.most} else "a range"
                vague = 0.0 if exact else min(high - low, 10.0**9)
                votes.append(Vote(fact, [measure, quantity.least, quantity.most], quantity, vague, words))
    return votes


def _quantity_conflict(one: Sequence[Vote], other: Sequence[Vote]) -> bool:
    """Two claims conflict when no figure of the one agrees with any comparable figure of the other."""
    comparable = [
        quantities_agree(a.raw, b.raw)
        for a in one
        for b in other
        if isinstance(a.raw, Quantity) and isinstance(b.raw, Quantity) and same_of(a.raw, b.raw)
    ]
    return bool(comparable) and not any(comparable)


_CIVILIANS: Final = frozenset({
    "civilian", "civilians", "resident", "residents", "villager", "villagers", "women", "woman", "children", "child",
    "bystanders", "passers", "worshippers", "students", "pupils", "teachers", "farmers", "traders", "journalists",
    "refugees", "protesters", "demonstrators", "passengers", "patients", "merchants", "fishermen", "herders",
})  # fmt: skip


def _side(quantity: Quantity, claim: Claim) -> str:
    """Return on which side the dead were: a party of the claim whose words say so, civilians, else unknown.

    These are the columns of the UCDP Georeferenced Event Dataset: side a, side b, civilians, unknown.
    """
    told = set(fold(quantity.of or "").split())
    if told & _CIVILIANS:
        return "civilians"
    sides = (filler for filler in (*claim.target, *claim.actor) if told & set(fold(filler.name).split()))
    return next((called(filler) for filler in sides), "unknown")


def _deaths(group: Sequence[Fact]) -> list[Field]:
    """Return how many died on each side, as ``[side, least, best, most]``, as the UCDP keeps its estimates.

    The best is the first by the ranking of the figures for that side (of "more than 20" it is 20), least and most
    bound all figures that sources give for it; ``most`` is ``None`` where no source gives an upper bound.
    """
    by_side: dict[str, list[Vote]] = defaultdict(list)
    for vote in _quantity_votes(group, "killed"):
        if isinstance(vote.raw, Quantity):
            by_side[_side(vote.raw, vote.fact.claim)].append(vote)
    values, disputed = [], False
    for side, votes in sorted(by_side.items()):
        [figures] = _field("killed", votes, _quantity_conflict, group)
        counted = [vote.raw for vote in votes if isinstance(vote.raw, Quantity)]
        first = figures.values[0]
        best = next((number for number in list(first.value)[1:] if number is not None), 0)  # type: ignore[call-overload]
        least = min([q.least for q in counted if q.least is not None], default=0)
        most = max([q.most for q in counted if q.most is not None], default=None)
        supporters = tuple(sorted({claim for value in figures.values for claim in value.supporters}))
        sources = count_publishers({vote.fact.claim.id: vote.fact for vote in votes}.values())
        reason = f"least, best and most; best by {first.reason}"
        values.append(FieldValue([side, min(least, best), best, most], supporters, (), sources, reason))
        disputed = disputed or figures.disputed
    return [Field("deaths", tuple(values), disputed)] if values else []


def _status_votes(group: Sequence[Fact]) -> list[Vote]:
    return [
        Vote(fact, fact.claim.status, fact.claim.status, float(_FIRMNESS[fact.claim.status]), "as told")
        for fact in group
    ]


def _status_conflict(one: Sequence[Vote], other: Sequence[Vote]) -> bool:
    """Tell whether a denial meets an assertion or a report."""
    values = {str(one[0].value), str(other[0].value)}
    return "denied" in values and bool(values & {"asserted", "reported"})


def _field(
    name: str, votes: Sequence[Vote], conflict: Callable[[Sequence[Vote], Sequence[Vote]], bool], group: Sequence[Fact]
) -> list[Field]:
    """Return the field that the votes make, in a list; an empty list when nobody gives a value."""
    if not votes:
        return []
    if len(votes) == 1:
        return [Field(name, (_value(votes, {}, group)[1],), False)]
    by_claim: dict[str, list[Vote]] = defaultdict(list)
    by_value: dict[str, list[Vote]] = defaultdict(list)
    for vote in votes:
        by_claim[vote.fact.claim.id].append(vote)
        by_value[repr(vote.value)].append(vote)
    against: dict[str, set[str]] = defaultdict(set)
    ordered = sorted(by_claim)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if same_words(by_claim[one][0].fact, by_claim[other][0].fact):
                continue
            if conflict(by_claim[one], by_claim[other]):
                against[one].add(other)
                against[other].add(one)
    ranked = sorted(
        (_value(supporting, against, group) for _, supporting in sorted(by_value.items())), key=lambda pair: pair[0]
    )
    return [Field(name, tuple(value for _, value in ranked), any(against.values()))]


def _value(
    votes: Sequence[Vote], against: Mapping[str, set[str]], group: Sequence[Fact]
) -> tuple[tuple[float, int, bool, int, str], FieldValue]:
    """Return the rank (lowest first) and the value for the votes that give it."""
    chosen = {vote.fact.claim.id: vote.fact for vote in votes}
    supporters = sorted(chosen)
    dissenters = sorted({other for claim in supporters for other in against.get(claim, ())} - set(supporters))
    publishers = count_publishers(chosen.values())
    delay = min(map(_delay, chosen.values()), default=10**6)
    own = all(self_reported(fact.claim) for fact in chosen.values())
    vague = min(vote.vague for vote in votes)
    best = min(votes, key=lambda vote: (vote.vague, repr(vote.value), vote.fact.claim.id))
    parts = [best.words, f"{publishers} independent publisher{'s' if publishers != 1 else ''}"]
    if delay < 10**6:
        parts.append(f"first told {delay} day{'s' if delay != 1 else ''} after" if delay else "told the same day")
    if own:
        parts.append("a party's own account")
    value = FieldValue(best.value, tuple(supporters), tuple(dissenters), publishers, intern("; ".join(parts)))
    return (vague, -publishers, own, delay, repr(best.value)), value


def count_publishers(group: Iterable[Fact]) -> int:
    """Return how many independent sources stand behind claims.

    A copy counts with its original (``facts.independent``). A claim that cites somebody by name ("according to X")
    depends on X and counts with X, and with the claims of all others that cite X; whom a report does not name
    ("police", "residents") it has asked itself.
    """
    return len(set(map(_source, group)))


def _source(fact: Fact) -> str:
    """Return whom a claim goes back to: the first that it cites by name, else its publisher."""
    if not fact.claim.attribution:
        return fact.publisher
    cited = next((f for f in fact.claim.attribution if is_named(f)), None)
    return fact.publisher if cited is None else fold(cited.name) or fact.publisher


def _delay(fact: Fact) -> int:
    """Return the days from the happening's first possible day to its publication; a million when unknown."""
    if fact.told is None or fact.first is None or fact.told < fact.first:
        return 10**6
    return fact.told - fact.first


def self_reported(claim: Claim) -> bool:
    """Tell whether a claim's source is a party to it."""
    if not claim.attribution:
        return False
    parties = {f.entity or fold(f.name) for f in (*claim.actor, *claim.target)}
    return any((f.entity or fold(f.name)) in parties for f in claim.attribution)
