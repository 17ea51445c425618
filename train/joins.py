"""Which names fill one incident template: fits the regression that ``bench.muc4_groups`` works with."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bench.muc4 import places
from bench.muc4_groups import FEATURES, Joins, Layout, Name, features

if TYPE_CHECKING:
    from train.incidents import Report

Array = npt.NDArray[np.float64]
RIDGE = 33.0
"""Penalty on the squared weights of features that are brought to mean 0 and deviation 1."""
STEPS = 50


def pairs(report: "Report") -> tuple[list[list[float]], list[bool]]:
    """Return the features of each two gold names of a report, and whether they fill one template."""
    said = places(report.document, report.mentions)
    names = {
        name: Name(frozenset(name.split()), min(report.mentions[name][0]), [int(offsets[a, 0]) for a, _ in at])
        for offsets in (report.document.offsets,)
        for name, at in said.items()
    }
    layout = Layout(report.document.text, report.document.sentences)
    rows, same = [], []
    for number, (one, name) in enumerate(names.items()):
        for other, beside in list(names.items())[:number]:
            rows.append(features(layout, name, beside))
            same.append(bool(report.mentions[one][1] & report.mentions[other][1]))
    return rows, same


def fitted(reports: Sequence["Report"]) -> Joins:
    """Return the regression fitted to the reports that tell several incidents.

    A report counts with the square root of its number of pairs: one that names everybody must not outweigh the rest.
    """
    told = [pairs(report) for report in reports if len(report.kinds) > 1]
    x = np.array([row for rows, _ in told for row in rows], dtype=np.float64).reshape(-1, len(FEATURES))
    y = np.array([same for _, some in told for same in some], dtype=np.float64)
    weight = np.array([len(some) ** -0.5 for _, some in told for _ in some])
    mean, scale = x.mean(0), x.std(0) + 1e-6
    solved = _newton((x - mean) / scale, y, weight)
    weights = solved[:-1] / scale
    return Joins(tuple(weights.round(5).tolist()), round(float(solved[-1] - weights @ mean), 5))


def _newton(x: Array, y: Array, weight: Array) -> Array:
    """Return the weights (features + 1,), the intercept last, of a ridge logistic regression (Newton's method)."""
    x = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.diag([*np.full(x.shape[1] - 1, RIDGE), 1e-6])
    solved = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ solved))
        slope = x.T @ (weight * (p - y)) + penalty @ solved
        curve = (x * (weight * p * (1 - p))[:, None]).T @ x + penalty
        solved = solved - np.linalg.solve(curve, slope)
    return solved
