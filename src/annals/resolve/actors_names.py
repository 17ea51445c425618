"""Which of two names is the older, and the days on which each was borne, from claims of renaming."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from annals.names import fold
from annals.resolve.actors_words import strip
from annals.types import Claim

_WAS: Final = re.compile(
    r"\b(?:former|formerly|previous|previously|ex|originally|once|until|used to be|was known)\b", re.I
)
_BECAME: Final = re.compile(
    r"\b(?:renam|rebrand|restyl|chang\w+ (?:its|their|the) name|(?:took|take[sn]?|adopt\w*) (?:the|a) (?:new )?name"
    r"|became)",
    re.I,
)

Interval = tuple[date | None, date | None, tuple[str, ...]]
"""First day, last day, and the claims that say so."""


def ordered_renaming(claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return (old names, new names) of a renaming; ``None`` when the claim does not tell which is older.

    By the contract the actor is the name now used and the target the other one ("formerly X"); told as an
    event, with a day or a verb of becoming, the actor is the old name and the target the new.
    """
    actors = tuple(strip(filler.name) for filler in claim.actor)
    targets = tuple(strip(filler.name) for filler in claim.target)
    if not actors or not targets:
        return None
    if _WAS.search(claim.trigger) or (not _BECAME.search(claim.trigger) and _WAS.search(claim.quote)):
        return targets, actors
    dated = claim.time is not None and (claim.time.start or claim.time.end)
    if dated or _BECAME.search(claim.trigger) or _BECAME.search(claim.quote):
        return actors, targets
    return None


def name_intervals(renamings: Sequence[Claim]) -> Mapping[str, Interval]:
    """Return for each folded name the days on which it was borne, by the renamings of one actor.

    A new name holds from the first day of the claim's time (its last when it has no first), the old one to
    the day before. Where claims give different days, the day that most claims give counts, then the earliest.
    """
    starts: dict[str, Counter[date]] = defaultdict(Counter)
    ends: dict[str, Counter[date]] = defaultdict(Counter)
    tellers: dict[str, set[str]] = defaultdict(set)
    for claim in renamings:
        order = ordered_renaming(claim)
        for name in (*(order or ((), ()))[0], *(order or ((), ()))[1]):
            tellers[fold(name)].add(claim.id)
        day = None if claim.time is None else claim.time.start or claim.time.end
        if (
            order is None
            or day is None
            or (_WAS.search(claim.trigger) and not re.search(r"\buntil\b", claim.quote, re.I))
        ):
            continue
        for old in order[0]:
            ends[fold(old)][day - timedelta(days=1)] += 1
        for new in order[1]:
            starts[fold(new)][day] += 1
    return {name: (_most(starts[name]), _most(ends[name]), tuple(sorted(ids))) for name, ids in sorted(tellers.items())}


def _most(days: Counter[date]) -> date | None:
    """Return the day given most often, the earliest of those; ``None`` when no day is given."""
    return min(days, key=lambda day: (-days[day], day)) if days else None
