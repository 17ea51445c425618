"""Which fillers of incident templates (MUC-4) belong to one incident.

Where two names are said tells more of it than what they are: how far apart, whether in one sentence, how many dates
stand between them. ``features`` reckons that for two names, a logistic regression whose weights are on the head's
card (``train.incidents`` fits it) makes a probability of it, and ``groups`` gathers what belongs together.
"""

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
Matrix = npt.NDArray[np.float64]

_TURNS = re.compile(
    r"\b(?:" + "|".join((*calendar.month_name[1:], *calendar.day_name, "yesterday", "today", "last", "ago")) + r")\b",
    re.IGNORECASE,
)
"""Words that begin to tell another time."""
_PAIRS = tuple(combinations_with_replacement(range(len(ROLES)), 2))
FEATURES = (
    "log distance", "same sentence", "next sentence", "dates between", "no date between",
    "how often said", "length", "words shared", *(f"{ROLES[a]} and {ROLES[b]}" for a, b in _PAIRS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A filler: its folded words, its role (a number), and the characters at which it is said, in text order."""

    words: frozenset[str]
    role: int
    said: Sequence[int]


@dataclass(frozen=True, slots=True)
class Joins:
    """The weights of the regression, one for each of ``FEATURES``, and its intercept."""

    weights: tuple[float, ...]
    base: float


class Layout:
    """Where the sentences of a text begin (``starts``, in text order) and where its dates stand."""

    def __init__(self, text: str, starts: Sequence[int]) -> None:
        self.length = len(text)
        self._starts = starts
        self._dates = [found.start() for found in _TURNS.finditer(text)]

    def apart(self, one: int, other: int) -> tuple[int, int, int]:
        """Return how many characters, sentences and dates lie between two characters."""
        between = [abs(bisect_right(marks, one) - bisect_right(marks, other)) for marks in (self._starts, self._dates)]
        return abs(one - other), between[0], between[1]

    def closest(self, one: Sequence[int], other: Sequence[int]) -> tuple[int, int, int]:
        """Return how far apart the two characters are, of two lists in text order, that stand closest (``apart``)."""
        after = [(a, bisect_left(other, a)) for a in one]
        return min(self.apart(a, b) for a, at in after for b in other[max(0, at - 1) : at + 1])


def features(layout: Layout, one: Name, other: Name) -> list[float]:
    """Return the features of two names, in the order of ``FEATURES``: they are of the places where both stand closest.

    It does not matter which name comes first.
    """
    distance, sentences, dates = layout.closest(one.said, other.said)
    shared = len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))
    roles = tuple(sorted((one.role, other.role)))
    return [
        float(np.log1p(distance)), sentences == 0, sentences == 1, min(dates, 6), dates == 0,
        len(one.said) + len(other.said), layout.length / 1000, shared, *(float(pair == roles) for pair in _PAIRS),
    ]  # fmt: skip


def likeness(layout: Layout, names: Sequence[Name], joins: Joins) -> Matrix:
    """Return the probabilities (n, n) that two of the names fill one template; 1 for a name and itself."""
    same = np.ones((len(names), len(names)))
    for i, one in enumerate(names):
        for j, other in enumerate(names[:i]):
            score = float(np.dot(features(layout, one, other), joins.weights)) + joins.base
            same[i, j] = same[j, i] = 1 / (1 + np.exp(-score))
    return same


def groups(members: Sequence[int], same: Matrix, apart: float) -> list[list[int]]:
    """Return the members in groups of which any two are alike with probability ``apart`` or more.

    Complete linkage: the two groups whose least alike members are most alike are joined, until none may be.
    """
    out = [[member] for member in members]
    while len(out) > 1:
        least = {(i, j): float(same[np.ix_(out[i], out[j])].min()) for i in range(len(out)) for j in range(i)}
        (i, j), best = max(least.items(), key=lambda item: item[1])
        if best < apart:
            break
        out[j] += out.pop(i)
    return out


def shared_out(others: Sequence[int], cores: Sequence[Sequence[int]], same: Matrix, share: float) -> list[list[int]]:
    """Return what joins each of the groups: every one of ``others`` the likeliest, and all that are likely enough."""
    out: list[list[int]] = [[] for _ in cores]
    for other in others:
        means = [float(same[other, list(core)].mean()) for core in cores]
        best = max(means, default=0.0)
        for group, mean in zip(out, means, strict=True):
            if mean >= min(best, share):
                group.append(other)
    return out
