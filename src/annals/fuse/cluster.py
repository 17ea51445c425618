"""Clusters of claims that tell of one happening: blocks, pair scores, agglomeration under constraints."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from annals.fuse.facts import Fact
from annals.fuse.features import cannot_be_same, needed, score

_WINDOW = 40
"""How many neighbours, by day and place, a claim meets within one block."""
_LONG = 93
"""A time longer than this many days is blocked by its publication, as an unknown one is."""


def clusters(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return the facts in clusters, each sorted by claim id, clusters by their first.

    Only claims that share a block (family, party or place, month) are compared. Pairs are joined best
    first; two clusters join only when no claim of one excludes a claim of the other and, on average, the
    claims across them reach three quarters of what a pair needs, so that no chain of weak links forms.
    """
    facts = sorted(facts, key=lambda fact: fact.claim.id)
    member: dict[int, int] = {at: at for at in range(len(facts))}
    groups: dict[int, list[int]] = {at: [at] for at in range(len(facts))}
    for _, one, other in sorted(_pairs(facts)):
        first, second = sorted((member[one], member[other]))
        if first == second or not _may_join([facts[i] for i in groups[first]], [facts[i] for i in groups[second]]):
            continue
        for at in groups.pop(second):
            member[at] = first
            groups[first].append(at)
    return [[facts[at] for at in sorted(group)] for _, group in sorted(groups.items())]


def _may_join(one: Sequence[Fact], other: Sequence[Fact]) -> bool:
    """Tell whether two clusters may become one."""
    total = 0.0
    for mine in one:
        for theirs in other:
            if cannot_be_same(mine, theirs):
                return False
            total += score(mine, theirs) / needed(mine, theirs)
    return 4 * total >= 3 * len(one) * len(other)


def _pairs(facts: Sequence[Fact]) -> Iterator[tuple[float, int, int]]:
    """Yield (negative margin, index, index) of the pairs that reach what they need."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, fact in enumerate(facts):
        for block in _blocks(fact):
            blocks[block].append(at)
    seen: set[tuple[int, int]] = set()
    for _, block_members in sorted(blocks.items()):
        ordered = sorted(block_members, key=lambda at: _position(facts[at]))
        for rank, one in enumerate(ordered):
            for other in ordered[rank + 1 : rank + 1 + _WINDOW]:
                pair = (min(one, other), max(one, other))
                if pair in seen:
                    continue
                seen.add(pair)
                mine, theirs = facts[pair[0]], facts[pair[1]]
                if cannot_be_same(mine, theirs):
                    continue
                margin = score(mine, theirs) - needed(mine, theirs)
                if margin >= 0:
                    yield -round(margin, 6), *pair


def _position(fact: Fact) -> tuple[int, str, str]:
    """Return where a claim stands within its block: by first day (else publication), place, id."""
    return fact.first or fact.last or fact.told or 0, min(fact.where, default=""), fact.claim.id


def _blocks(fact: Fact) -> Iterator[tuple[str, ...]]:
    """Yield the blocks of a claim: family and party, or place, with each month that its time touches."""
    keys = sorted(fact.actors | fact.targets | fact.where) or ["vague:" + phrase for phrase in sorted(fact.vague)]
    if fact.family == "organisation":
        yield from ((fact.family, key) for key in keys)
        return
    for month in _months(fact):
        for key in keys:
            yield fact.family, key, month


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
    first, last = max(1, first - 3), min(last + 3, date.max.toordinal())
    start, end = date.fromordinal(first), date.fromordinal(last)
    span = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in span]
