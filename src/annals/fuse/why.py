"""Why claims were taken for one happening: the pairs that joined them, with what each feature adds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from annals.fuse.facts import Places, facts
from annals.fuse.features import FEATURES, margin, needed
from annals.types import Claim, Source


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims of one event: what the features add up to, what the pair needs, and each feature's part.

    ``parts`` are (what is compared, points), those that add nothing left out; what is compared is told by the
    docstring of the feature.
    """

    one: str
    other: str
    total: float
    need: float
    parts: tuple[tuple[str, float], ...]

    @property
    def words(self) -> str:
        """The parts in words: "types +1.5, times +2.0, places -0.5"."""
        return ", ".join(f"{name} {points:+.1f}" for name, points in self.parts)


def links(claims: Sequence[Claim], sources: Mapping[str, Source], places: Places) -> tuple[Link, ...]:
    """Return the strongest pairs that hold the claims of an event together, strongest first: one fewer than claims.

    Fewer where people have put claims into one event that no likely pair links.
    """
    known = facts(claims, sources, places)
    likely = [(one, other, found) for one, other in combinations(known, 2) if (found := margin(one, other)) is not None]
    likely.sort(key=lambda pair: (-pair[2], pair[0].claim.id, pair[1].claim.id))
    group = {fact.claim.id: {fact.claim.id} for fact in known}
    chosen = []
    for one, other, _ in likely:
        if other.claim.id in group[one.claim.id]:
            continue
        joined = group[one.claim.id] | group[other.claim.id]
        group.update(dict.fromkeys(joined, joined))
        parts = [(_compared(feature.__doc__ or ""), feature(one, other)) for feature in FEATURES]
        chosen.append(
            Link(
                one.claim.id,
                other.claim.id,
                sum(points for _, points in parts),
                needed(one, other),
                tuple((name, points) for name, points in parts if round(points, 1)),
            )
        )
    return tuple(chosen)


def _compared(docstring: str) -> str:
    """Return what a feature compares, from its docstring: "Compare the types: …"."""
    return docstring.partition(":")[0].removeprefix("Compare ").removeprefix("the ")
