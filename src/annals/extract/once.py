"""One act, one claim: what a sentence words twice, or words as two types, is kept once.

The contract (*What counts as a claim*): an act worded as two types is one claim, of the more specific type: merger
before joining before pledge, strike before attack. A claim that tells of nobody and nothing is none.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

from annals.types import ROLES, Claim, Document

_SPECIFIC: Final = (
    ("merger", "joining", "pledge"),
    ("strike", "killing", "attack", "clash"),
    ("defection", "leaving"),
    ("split", "leaving"),
    ("capture", "control"),
    ("arrest", "abduction"),
)
"""Types that one act may be worded as, the more specific first: the first two by the contract, the others by the same
reason (a capture is control that changes hands, a defection or a split a leaving with its aim)."""


def _slots(claim: Claim) -> frozenset[tuple[object, ...]]:
    """Return what a claim says besides its type: its fillers by role, its time's words and its numbers."""
    fillers = {(role, filler.name.casefold()) for role in ROLES for filler in getattr(claim, role)}
    numbers = {("quantity", q.least, q.most) for q in claim.quantities}
    time = {("time", claim.time.expression)} if claim.time else set()
    return frozenset(fillers | numbers | time)


def _told(claim: Claim) -> bool:
    """Say whether a claim tells of anybody or anything: a party, a place, a thing, a number or a time."""
    told = any(getattr(claim, role) for role in ROLES if role != "attribution")
    return told or bool(claim.quantities) or claim.time is not None


def _kin(one: Claim, other: Claim) -> bool:
    """Say whether one act may have been worded as both types."""
    return one.type == other.type or any(one.type in chain and other.type in chain for chain in _SPECIFIC)


def _worse(one: Claim, other: Claim) -> Claim:
    """Return the claim to drop of two that tell the same: the one with fewer values, less specific, less sure."""

    def rank(claim: Claim) -> tuple[int, int, float, str]:
        chain = next((c for c in _SPECIFIC if one.type in c and other.type in c), ())
        specific = -chain.index(claim.type) if one.type != other.type else 0
        return len(_slots(claim)), specific, claim.confidence, claim.id

    return min(one, other, key=rank)


def told_once(document: Document, claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims in text order without empty ones and without those that repeat another of their sentence.

    A claim repeats another when both stand in one sentence, one act may be worded as both types, both have the
    same status, and all that the one says the other says too.
    """
    kept = {claim.id: claim for claim in claims if _told(claim)}
    by_sentence: dict[int, list[Claim]] = {}
    for claim in kept.values():
        home = next(i for i, s in enumerate(document.sentences) if s.start <= claim.trigger_at[0] < s.end)
        by_sentence.setdefault(home, []).append(claim)
    for together in by_sentence.values():
        for one, other in combinations(sorted(together, key=lambda c: c.id), 2):
            if one.id not in kept or other.id not in kept or not _kin(one, other) or one.status != other.status:
                continue
            if _slots(one) <= _slots(other) or _slots(other) <= _slots(one):
                del kept[_worse(one, other).id]
    return sorted(kept.values(), key=lambda c: (c.start, c.end, c.id))
