"""Checks of what cannot follow on what: holders, acts and memberships against beginnings and ends."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from typing import Final

from annals.check.record import HAPPENED, Finding, Record
from annals.types import Claim, Filler, Relation

_ACTS: Final = frozenset({
    "clash", "attack", "strike", "killing", "abduction", "offensive", "siege", "capture", "withdrawal", "joining",
    "leaving", "pledge", "statement", "agreement", "negotiation", "arrest", "seizure", "deployment", "control",
})  # fmt: skip
"""What only a group that exists can do."""
_AFTERMATH: Final = frozenset({"statement", "arrest", "negotiation"})
"""What may still be told of a group's people after its end."""


def two_holders(record: Record) -> Iterator[Finding]:
    """Find places that two parties, not tied to each other, are said to hold on one day.

    On the day on which a place changes hands both may be said to hold it.
    """
    held: dict[str, list[Relation]] = defaultdict(list)
    for relation in sorted(record.relations, key=lambda r: r.id):
        if relation.type == "control" and relation.disputed and relation.status != "denied":
            held[relation.target].append(relation)
    for place, group in sorted(held.items()):
        for one, other in combinations(group, 2):
            if _handed_over(one, other) or _handed_over(other, one):
                continue
            if one.source != other.source and set(one.dissenters) & set(other.claims):
                day = max(filter(None, (one.start, other.start)), default=None)
                when = f" on {day}" if day else ""
                message = (
                    f"{record.name(place)} is said to be held{when} by {record.name(one.source)} "
                    f"({record.tellers(one.claims)}) and by {record.name(other.source)} "
                    f"({record.tellers(other.claims)})."
                )
                yield message, one.claims, other.claims, place


def _handed_over(before: Relation, after: Relation) -> bool:
    """Tell whether the one holder's time ends no later than the other's begins."""
    return before.end is not None and after.start is not None and before.end <= after.start


def act_before_formation(record: Record) -> Iterator[Finding]:
    """Find groups with acts before the first day on which any source lets them be founded: one finding a group."""
    founded = _days(record, "formation", lambda claim: claim.target or claim.actor, first=True)
    early: dict[str, dict[str, date]] = defaultdict(dict)
    for claim, entity in _acting(record):
        if entity not in founded or claim.time is None or claim.time.end is None:
            continue
        if claim.time.end < founded[entity][0] and not _APPROXIMATE.search(claim.time.expression or ""):
            early[entity][claim.id] = claim.time.end
    for entity, acts in early.items():
        day, tellers = founded[entity]
        yield _out_of_time(record, entity, acts, word="by", bound=f"before it was founded on {day}", tellers=tellers)


def act_after_dissolution(record: Record) -> Iterator[Finding]:
    """Find groups with acts after the last day on which any source lets them be dissolved: one finding a group."""
    ended = _days(record, "dissolution", lambda claim: claim.actor, first=False)
    late: dict[str, dict[str, date]] = defaultdict(dict)
    for claim, entity in _acting(record):
        day = claim.time.start if claim.time else None
        if day is not None and entity in ended and claim.type not in _AFTERMATH and day > ended[entity][0]:
            late[entity][claim.id] = day
    for entity, acts in late.items():
        day, tellers = ended[entity]
        yield _out_of_time(record, entity, acts, word="on", bound=f"after it was dissolved by {day}", tellers=tellers)


def _out_of_time(
    record: Record, entity: str, acts: Mapping[str, date], *, word: str, bound: str, tellers: Sequence[str]
) -> Finding:
    """Return the finding that all acts of a group (claim and day) lie beyond a bound: one telling may be wrong."""
    days, claims = sorted(set(acts.values())), tuple(sorted(acts, key=lambda claim: (acts[claim], claim)))
    when = str(days[0])
    if len(days) > 1:
        when += f" and {len(days) - 1} more day{'s' if len(days) > 2 else ''}, the last {days[-1]}"
    message = (
        f"{record.name(entity)} is told to have acted {word} {when} ({record.tellers(claims)}), "
        f"{bound} ({record.tellers(tellers)})."
    )
    return message, claims, tuple(tellers), entity


_APPROXIMATE: Final = re.compile(r"\b(?:about|around|circa|early|late|mid)\b", re.IGNORECASE)


def _acting(record: Record) -> Iterator[tuple[Claim, str]]:
    """Yield (claim, entity) for the acts that groups are told to have done."""
    for claim in record.claims.values():
        if claim.type in _ACTS and claim.status in HAPPENED:
            yield from ((claim, filler.entity) for filler in claim.actor if filler.entity)


def _days(
    record: Record, kind: str, who: Callable[[Claim], Sequence[Filler]], *, first: bool
) -> dict[str, tuple[date, list[str]]]:
    """Return for each entity the earliest start (or the latest end) that claims of a type give, and those claims."""
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for claim in record.claims.values():
        day = (claim.time.start if first else claim.time.end) if claim.time else None
        if claim.type == kind and claim.status in HAPPENED and day is not None:
            for filler in who(claim):
                if filler.entity:
                    found[filler.entity].append((day, claim.id))
    chosen = {entity: (min if first else max)(days)[0] for entity, days in found.items()}
    return {e: (day, sorted(claim for d, claim in found[e] if d == day)) for e, day in chosen.items()}


def member_before_joining(record: Record) -> Iterator[Finding]:
    """Find members that are said to belong to a group before the day on which they joined it."""
    joined: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in record.claims.values():
        if claim.type == "joining" and claim.status in HAPPENED and claim.time and claim.time.start:
            for pair in _pairs(claim):
                joined[pair].append(claim)
    left = {pair for c in record.claims.values() if c.type in {"leaving", "split"} for pair in _pairs(c)}
    for claim in record.claims.values():
        last = claim.time.end if claim.time else None
        if claim.type != "membership" or claim.status not in HAPPENED or last is None:
            continue
        for pair in _pairs(claim):
            first = min((c.time.start for c in joined.get(pair, ()) if c.time and c.time.start), default=None)
            if first is not None and last < first and pair not in left:
                tellers = tuple(sorted(c.id for c in joined[pair] if c.time and c.time.start == first))
                message = (
                    f"{record.name(pair[0])} is told to belong to {record.name(pair[1])} by {last} "
                    f"({record.tellers([claim.id])}), before it joined on {first} ({record.tellers(tellers)})."
                )
                yield message, (claim.id,), tellers, pair[0]


def _pairs(claim: Claim) -> Iterator[tuple[str, str]]:
    for one, other in product(claim.actor, claim.target):
        if one.entity and other.entity and one.entity != other.entity:
            yield one.entity, other.entity
