"""Figures of incident templates by the contract's scorer, and the thresholds that are best by them."""

import importlib.util
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from types import ModuleType
from typing import Any

import numpy as np

from bench.muc4 import Limits, Sketch, decode
from bench.muc4_groups import ROLES
from bench.muc4_kinds import Telling
from train.corpus import Row, shared

SLOTS = ("incident_type", *ROLES)
Templates = list[dict[str, Any]]


def scorer() -> ModuleType:
    """Return the contract's scorer; FileNotFoundError says where it was looked for."""
    path = shared() / "contract" / "score_templates.py"
    if not path.exists():
        raise FileNotFoundError(f"{path}: no scorer there; set ANNALS_SHARED to the folder that holds it")
    spec = importlib.util.spec_from_file_location("score_templates", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{path}: cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Scored:
    """Documents with their gold templates. What was scored once is not scored again."""

    def __init__(self, gold: Sequence[Row]) -> None:
        self._rules = scorer()
        self._gold = [self._unique(row) for row in gold]
        self._known: dict[tuple[int, str], list[list[int]]] = {}

    def _unique(self, row: Row) -> Templates:
        rules = self._rules
        told = {repr([t["incident_type"], *(rules.entities(t, r) for r in ROLES)]): t for t in row["templates"]}
        return list(told.values())

    def _sizes(self, templates: Templates) -> Counter[str]:
        return sum((self._rules.size(t) for t in templates), Counter())

    def _counts(self, number: int, told: Templates) -> list[list[int]]:
        key = (number, repr(told))
        if key not in self._known:
            gold = self._gold[number]
            right, found = self._rules.best(gold, told)
            counts = (right, self._sizes(told), found, self._sizes(gold))
            self._known[key] = [[count[slot] for slot in SLOTS] for count in counts]
        return self._known[key]

    def figures(self, told: Sequence[Templates]) -> dict[str, float]:
        """Return F1 by slot, of all slots ("micro") and of all but the incident type ("fillers")."""
        sums = np.sum([self._counts(number, some) for number, some in enumerate(told)], axis=0)
        parts = {slot: slice(n, n + 1) for n, slot in enumerate(SLOTS)}
        parts |= {"fillers": slice(1, None), "micro": slice(None)}
        return {name: float(self._rules.f1(*sums[:, part].sum(1).tolist())[2]) for name, part in parts.items()}


def chosen_limits(sketches: Sequence[Sketch], scored: Scored, telling: Telling) -> tuple[Limits, float]:
    """Return the thresholds with the best micro F1, found one at a time, and that F1."""
    best, limits = -1.0, Limits()
    for _ in range(2):
        for name in asdict(limits):
            for value in np.arange(0.1, 0.91, 0.05).round(2).tolist():
                tried = replace(limits, **{name: value})
                score = scored.figures([decode(sketch, tried, telling) for sketch in sketches])["micro"]
                if score > best + 1e-9:
                    best, limits = score, tried
    return limits, best
