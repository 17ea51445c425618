"""Which kind of incident fillers tell: fits the regression that ``bench.muc4_kinds`` works with."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from bench.muc4 import KINDS, places
from bench.muc4_groups import Name
from bench.muc4_kinds import Telling, features

if TYPE_CHECKING:
    from train.incidents import Report

RIDGE = 1.0
"""Penalty on the squared weights, chosen by cross-validation on the training reports."""
LEAST = 4
"""Templates that must have a feature for it to count."""
KEPT = 300
"""Features that are kept, the heaviest."""


def told(report: "Report") -> list[tuple[dict[str, float], int]]:
    """Return the features and the kind of each gold template of a report that names anybody or anything."""
    document, said = report.document, places(report.document, report.mentions)
    names = {
        name: Name(frozenset(name.split()), min(roles), [int(document.offsets[a, 0]) for a, _ in said.get(name, [])])
        for name, (roles, _) in report.mentions.items()
    }
    out = []
    for number, kind in enumerate(report.kinds):
        of = [names[name] for name, (_, templates) in report.mentions.items() if number in templates]
        if of:
            out.append((features(document.text, document.sentences, of), kind))
    return out


def fitted(reports: Sequence["Report"]) -> Telling:
    """Return the regression fitted to the gold templates of reports."""
    rows = [row for report in reports for row in told(report)]
    often = Counter(name for found, _ in rows for name in found)
    names = sorted(name for name, count in often.items() if count >= LEAST)
    column = {name: i for i, name in enumerate(names)}
    x, y = torch.zeros(len(rows), len(names)), torch.tensor([kind for _, kind in rows])
    for i, (found, _) in enumerate(rows):
        for name, value in found.items():
            if name in column:
                x[i, column[name]] = value
    weights = torch.zeros(len(names), len(KINDS), requires_grad=True)
    base = torch.zeros(len(KINDS), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, base], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = functional.cross_entropy(x @ weights + base, y, reduction="sum") + RIDGE * (weights**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    prior = np.log(np.bincount(y.numpy(), minlength=len(KINDS)) / len(rows) + 1e-6)
    heavy = weights.detach().norm(dim=1).argsort(descending=True, stable=True)[:KEPT].tolist()
    kept = {names[i]: tuple(round(v, 3) for v in weights[i].tolist()) for i in sorted(heavy)}
    return Telling(kept, tuple(np.round(base.detach().numpy() - prior, 3).tolist()))
