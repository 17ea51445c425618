"""From raw scores to probabilities that mean what they say: a monotone calibration, and how far off one is.

    python -m train.calibrate PAIRS.tsv      a line each: score, tab, 1 (right) or 0 (wrong)

``fit`` groups the scores into few groups of like size, takes the share that is right in each, and pools
neighbours until the shares rise (isotonic regression by pooling adjacent violators). Between the middles of the
groups it is linear, beyond them flat. There is no randomness in it, and the order of the pairs does not matter.
"""

import math
import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BINS = 10
MOST_KNOTS = 8
GROUP = 25
"""The fewest pairs that a knot stands for, where there are as many: a share of fewer is mostly chance."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A function of the score that never falls: ``knots`` are (score, probability), scores strictly rising."""

    knots: tuple[tuple[float, float], ...]

    def of(self, score: float) -> float:
        """Return the probability, 0 to 1, that something with this raw score is right."""
        after = bisect_right(self.knots, score, key=lambda knot: knot[0])
        if after == 0:
            return self.knots[0][1]
        if after == len(self.knots):
            return self.knots[-1][1]
        (left, low), (right, high) = self.knots[after - 1], self.knots[after]
        # Interpolation may leave the interval by a rounding error, and the function would fall by it.
        return min(high, max(low, low + (high - low) * ((score - left) / (right - left))))


@dataclass(frozen=True, slots=True)
class Bin:
    """The pairs whose score is from ``low`` to below ``high``: how many, their mean score, the share right.

    The last bin takes scores of 1 in. ``confidence`` and ``right`` are 0 where ``count`` is.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class _Pool:
    """Neighbouring pairs: how many, the sum of their scores, how many are right."""

    count: int
    total: float
    right: float

    @property
    def share(self) -> float:
        """Share that is right, drawn towards a half by one right and one wrong pair: no score is certain."""
        return (self.right + 1) / (self.count + 2)

    def joined(self, other: "_Pool") -> "_Pool":
        return _Pool(self.count + other.count, self.total + other.total, self.right + other.right)


def fit(scores: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Return the calibration that fits raw scores, any finite numbers, to whether each was right.

    Raises ValueError when there are no pairs, when the two are of different length, or when a score is not finite.
    """
    _check(scores, right)
    rising: list[_Pool] = []
    for group in _groups(scores, right):
        rising.append(group)
        while len(rising) > 1 and rising[-2].share >= rising[-1].share:
            last = rising.pop()
            rising[-1] = rising[-1].joined(last)
    return Calibration(tuple((pool.total / pool.count, pool.share) for pool in rising))


def _groups(scores: Sequence[float], right: Sequence[bool]) -> list[_Pool]:
    """Cut the pairs, by score, into at most ``MOST_KNOTS`` groups; equal scores stay together."""
    ordered = sorted(zip(scores, right, strict=True))
    number = max(1, min(MOST_KNOTS, len(ordered) // GROUP))
    groups: list[_Pool] = []
    begin = 0
    for part in range(1, number + 1):
        end = part * len(ordered) // number
        while 0 < end < len(ordered) and ordered[end][0] == ordered[end - 1][0]:
            end += 1
        chosen = ordered[begin:end]
        if chosen:
            groups.append(_Pool(len(chosen), math.fsum(s for s, _ in chosen), sum(bool(r) for _, r in chosen)))
        begin = max(begin, end)
    return groups


def table(scores: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Return ten bins of equal width over probabilities 0 to 1; raises ValueError as ``fit``, or for other scores."""
    _check(scores, right)
    if not all(0 <= score <= 1 for score in scores):
        raise ValueError("a reliability table needs probabilities: scores from 0 to 1")
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, good in zip(scores, right, strict=True):
        held[min(BINS - 1, int(score * BINS))].append((score, bool(good)))
    return [_bin(number, pairs) for number, pairs in enumerate(held)]


def _bin(number: int, pairs: list[tuple[float, bool]]) -> Bin:
    size = max(1, len(pairs))
    confidence = math.fsum(score for score, _ in pairs) / size
    return Bin(number / BINS, (number + 1) / BINS, len(pairs), confidence, sum(good for _, good in pairs) / size)


def expected_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: |mean score - share right|, each bin weighed by its count."""
    total = sum(each.count for each in bins)
    return math.fsum(each.count * abs(each.confidence - each.right) for each in bins) / max(1, total)


def shown(bins: Sequence[Bin]) -> str:
    """Return the reliability table as text, one bin a line and the expected calibration error last."""
    lines = ["score       count  mean   right"]
    lines += [f"{b.low:.1f} - {b.high:.1f} {b.count:8} {b.confidence:6.3f} {b.right:7.3f}" for b in bins if b.count]
    return "\n".join([*lines, f"expected calibration error {expected_error(bins):.4f}"])


def _check(scores: Sequence[float], right: Sequence[bool]) -> None:
    if not scores or len(scores) != len(right):
        raise ValueError(f"a calibration needs pairs: there are {len(scores)} scores and {len(right)} answers")
    if not all(math.isfinite(score) for score in scores):
        raise ValueError("a score is not a finite number")


def main(arguments: list[str]) -> int:
    """Print the table of the pairs in a file, the knots fitted to them, and the table after calibration."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    lines = Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    pairs = [(float(score), right.strip() == "1") for score, _, right in (line.partition("\t") for line in lines)]
    scores, right = [s for s, _ in pairs], [r for _, r in pairs]
    calibration = fit(scores, right)
    print(shown(table(scores, right)))
    print("knots " + " ".join(f"{score:.4f}:{share:.4f}" for score, share in calibration.knots))
    print(shown(table([calibration.of(score) for score in scores], right)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
