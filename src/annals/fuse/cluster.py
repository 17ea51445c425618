"""Clusters of claims that tell of one happening: components of likely pairs, agglomeration under constraints."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from annals.fuse.blocks import compared
from annals.fuse.facts import Fact
from annals.fuse.features import cannot_be_same, margin, needed, score

Pair = tuple[int, int]


def components(facts: Sequence[Fact], numbers: Sequence[Sequence[int]]) -> Iterator[list[list[int]]]:
    """Yield the facts in components, and each component's facts in clusters, by index.

    ``numbers`` are those of the facts' blocks. A component holds all facts that a chain of likely pairs links; nothing
    outside it bears on how it falls into clusters, so it is what has to be looked at again when one of its claims
    comes, changes or goes. Clusters are sorted by their claims' ids; the order of the facts changes nothing in them.
    """
    likely = [
        (one, other, found)
        for one, other in compared(facts, numbers)
        if (found := margin(facts[one], facts[other])) is not None
    ]
    root = _roots(len(facts), ((one, other) for one, other, _ in likely))
    members: dict[int, list[int]] = defaultdict(list)
    for at, first in enumerate(root):
        members[first].append(at)
    pairs: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    while likely:
        one, other, found = likely.pop()
        pairs[root[one]].append((-found, one, other))
    for first, group in members.items():
        group.sort(key=lambda at: facts[at].claim.id)
        place = {at: rank for rank, at in enumerate(group)}
        ranked = ((found, place[one], place[other]) for found, one, other in pairs.pop(first, ()))
        joined = sorted((found, min(one, other), max(one, other)) for found, one, other in ranked)
        chosen = [facts[at] for at in group]
        yield [[group[rank] for rank in cluster] for cluster in _clusters(chosen, range(len(group)), joined)]


def _roots(count: int, links: Iterable[Pair]) -> list[int]:
    """Return the smallest member of each member's component."""
    root = list(range(count))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for one, other in links:
        first, second = sorted((find(one), find(other)))
        root[second] = first
    return [find(at) for at in range(count)]


def _clusters(
    facts: Sequence[Fact], members: Sequence[int], pairs: Sequence[tuple[float, int, int]]
) -> list[list[int]]:
    """Return a component's clusters. Pairs are joined best first.

    Two clusters join only when no claim of one excludes a claim of the other and, on average, the claims across
    them reach three quarters of what a pair needs, so that no chain of weak links forms.
    """
    member = {at: at for at in members}
    groups = {at: [at] for at in members}
    known: dict[Pair, float | None] = {}
    for _, one, other in pairs:
        first, second = sorted((member[one], member[other]))
        if first == second or not _may_join(facts, groups[first], groups[second], known):
            continue
        for at in groups.pop(second):
            member[at] = first
            groups[first].append(at)
    return [sorted(group) for _, group in sorted(groups.items())]


def _may_join(facts: Sequence[Fact], one: Sequence[int], other: Sequence[int], known: dict[Pair, float | None]) -> bool:
    """Tell whether two clusters may become one; ``known`` keeps what pairs reach of what they need."""
    total = 0.0
    for mine in one:
        for theirs in other:
            pair = (min(mine, theirs), max(mine, theirs))
            if pair not in known:
                a, b = facts[pair[0]], facts[pair[1]]
                known[pair] = None if cannot_be_same(a, b) else score(a, b) / needed(a, b)
            reached = known[pair]
            if reached is None:
                return False
            total += reached
    return 4 * total >= 3 * len(one) * len(other)
