"""Blocks: which claims are compared at all, told by one claim alone.

A claim belongs to a block for each of its named parties and each region that it places itself in, within its
family and the months that its time touches. Whether two claims are compared depends on the two only, never on what
else their block holds, so that a claim that comes or goes changes nothing between others.
"""

from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import Final

import numpy as np

from annals.fuse.facts import Fact, region_key

_LONG: Final = 93
"""A time longer than this many days is blocked by its publication, as an unknown one is."""
_SHORT: Final = 7
"""Times of up to so many days are compared with their neighbours in time only."""
SLACK: Final = 3
"""Days by which two short times in one block may be apart and still be compared (see ``features``)."""
_TIMELESS: Final = frozenset({"organisation"})
"""Families of what happens once: sources may differ by more than a year."""


def blocks(fact: Fact) -> tuple[str, ...]:
    """Return the blocks of a claim, sorted."""
    regions = {region_key(place) for place in fact.places} | {name for name in fact.where if name.startswith("name:")}
    keys = fact.actors | fact.targets | regions or {"vague:" + phrase for phrase in fact.vague}
    if fact.family in _TIMELESS:
        return tuple(sorted(f"{fact.family}|{key}" for key in keys))
    return tuple(sorted(f"{fact.family}|{key}|{month}" for key in keys for month in _months(fact)))


def number(block: str) -> int:
    """Return a block's number: 64 bits, signed, the same on every machine."""
    return int.from_bytes(blake2b(block.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def numbers(fact: Fact) -> Sequence[int]:
    """Return the numbers of a claim's blocks, in order."""
    return array("q", sorted(map(number, blocks(fact))))


def compared(facts: Sequence[Fact], of: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Yield each pair of facts, by index, that shares a block and may be near in time; each pair once.

    ``of`` gives the ``numbers`` of each fact's blocks.
    """
    sizes = np.fromiter(map(len, of), dtype=np.int64, count=len(of))
    keys = np.fromiter((key for found in of for key in found), dtype=np.int64, count=int(sizes.sum()))
    members = np.repeat(np.arange(len(of)), sizes)
    order = np.lexsort((members, keys))
    keys, members = keys[order], members[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else keys
    ends = np.append(starts[1:], len(keys))
    shared = ends - starts > 1
    for first, last in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
        key = int(keys[first])
        for one, other in _near(facts, members[first:last].tolist()):
            if _first_common(of[one], of[other]) == key:
                yield min(one, other), max(one, other)


def is_short(fact: Fact) -> bool:
    """Tell whether a claim is compared with its neighbours in time only: its days are known and few."""
    return (
        fact.family not in _TIMELESS
        and fact.first is not None
        and fact.last is not None
        and 0 <= fact.last - fact.first <= _SHORT
    )


def _near(facts: Sequence[Fact], found: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of one block that are worth comparing."""
    short = sorted((at for at in found if is_short(facts[at])), key=lambda at: (facts[at].first or 0, at))
    long = [at for at in found if not is_short(facts[at])]
    for rank, one in enumerate(short):
        limit = (facts[one].last or 0) + SLACK
        for other in short[rank + 1 :]:
            if (facts[other].first or 0) > limit:
                break
            yield one, other
    for rank, one in enumerate(long):
        for other in (*short, *long[rank + 1 :]):
            yield one, other


def _first_common(one: Sequence[int], other: Sequence[int]) -> int | None:
    """Return the first of the blocks that two claims share."""
    return next((key for key in one if key in other), None)


def _months(fact: Fact) -> list[str]:
    """Return the months that a claim may belong to, three days of slack either way.

    A claim without a day, or with a very long time, goes to the months of its publication and before,
    where reports of the same happening are.
    """
    first, last = fact.first, fact.last
    if first is None or last is None or last - first > _LONG:
        known = fact.told if fact.told is not None else (last if last is not None else first)
        if known is None:
            return ["unknown"]
        first, last = known - 31, known
    first, last = max(1, first - SLACK), min(last + SLACK, date.max.toordinal())
    start, end = date.fromordinal(first), date.fromordinal(last)
    span = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in span]
