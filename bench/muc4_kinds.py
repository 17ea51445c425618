"""Which kind of incident a template of MUC-4 tells, by the words around its fillers.

The head tells which kinds of incident a report tells at all. Which of them a group of fillers belongs to is in the
sentences that name most of them ("exploded", "kidnapped"): a multinomial logistic regression, whose weights
(``heads/kinds.json``) ``train.telling`` fits.
"""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.muc4_groups import ROLES, Name

Vector = npt.NDArray[np.float64]
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("ings", "ing", "ed", "ers", "er", "es", "s")
_SPOKEN = 3
"""Sentences that are looked at, of those that name most fillers."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The regression: what each feature speaks for, by kind, and what each kind has without any.

    Its scores are log likelihoods up to a constant: how common a kind is in training is taken out.
    """

    weights: Mapping[str, tuple[float, ...]]
    base: tuple[float, ...]

    def scores(self, found: Mapping[str, float]) -> Vector:
        """Return the scores (kinds,) of features."""
        known = [value * np.array(self.weights[name]) for name, value in found.items() if name in self.weights]
        return np.sum([np.array(self.base), *known], axis=0)

    def save(self, path: Path) -> None:
        """Write the regression, a feature a line."""
        rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(row)}" for name, row in self.weights.items())
        path.write_text(f'{{"base": {json.dumps(self.base)},\n"weights": {{\n{rows}\n}}}}\n', encoding="utf-8")

    @staticmethod
    def load(path: Path) -> "Telling":
        """Read a regression. Raises FileNotFoundError when there is none."""
        told = json.loads(path.read_text(encoding="utf-8"))
        return Telling({name: tuple(row) for name, row in told["weights"].items()}, tuple(told["base"]))


def stem(word: str) -> str:
    """Return a word without its ending, when four letters are left."""
    return next((word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), word)


def features(text: str, starts: Sequence[int], names: Sequence[Name]) -> dict[str, float]:
    """Return what tells the kind of the incident that names fill: words nearby, roles, words of targets and weapons.

    ``starts`` are the offsets at which the sentences of ``text`` begin. A word nearby counts with the share of the
    sentences looked at that have it.
    """
    named = Counter(sentence for name in names for sentence in {bisect_right(starts, at) - 1 for at in name.said})
    best = sorted(sentence for sentence, count in named.items() if count == max(named.values()))[:_SPOKEN]
    out: Counter[str] = Counter()
    bounds = [*starts, len(text)]
    for sentence in best:
        words = {stem(word) for word in _WORD.findall(text[bounds[sentence] : bounds[sentence + 1]].lower())}
        out.update({f"near {word}": 1 / len(best) for word in words})  # type: ignore[dict-item]
    for name in names:
        role = ROLES[name.role]
        out[role] = 1
        if role in ("Target", "Weapon"):
            out |= Counter({f"{role} {stem(word)}": 1 for word in name.words})
    return dict(out)
