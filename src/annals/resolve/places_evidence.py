"""The evidence of a document for what its place names mean, as additive scores; see ``places_context``."""

import re
from dataclasses import dataclass, field
from math import cos, exp, log, log1p, radians, sqrt
from typing import Final

from annals.resolve.places_entry import Entry, distance_km, holds
from annals.resolve.places_expressions import Expression
from annals.resolve.places_gazetteer import Gazetteer
from annals.resolve.places_keys import fold
from annals.resolve.places_user import ALIASES
from annals.types import PlaceAnswer, PlaceCandidate

_RUN: Final = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)*")
_KM_PER_DEGREE: Final = 111.2
_SHOWN: Final = 5
"""Candidates beyond this number are left out of an answer."""
_HOPELESS: Final = 8.0
"""A candidate that many logarithmic units behind the best after the first round is not scored again."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts, in natural logarithms.

    ``prior`` scales people and own name; ``country`` and ``region`` what other names and ``anchor`` (names of
    countries and peoples in the text) say, each as log(1 + gain * weight); ``near`` a place within about
    ``near_km`` of another's; ``container`` a container that the text states. ``answer`` is the least share of
    all candidates (those within ``together_km`` of the best count with it) that answers; ``support`` the least
    evidence that a name known by its consonants only needs. ``other_name`` is what a name that is not the
    place's own loses. A town of fewer than ``strange_below`` people in a country that nothing else points to
    does not answer when the others point elsewhere with at least ``strange``: the town meant is not known.
    Candidates of a name beyond the heaviest ``widest`` count only inside a stated container.
    """

    prior: float = 0.65
    country: float = 1.6
    region: float = 1.65
    near: float = 5.0
    near_km: float = 90.0
    gain: float = 4.0
    anchor: float = 2.5
    container: float = 15.0
    answer: float = 0.55
    together_km: float = 100.0
    support: float = 0.6
    other_name: float = 0.6
    strange: float = 1.5
    strange_below: int = 90_000
    widest: int = 30


WEIGHTS: Final = Weights()


@dataclass(slots=True)
class Group:
    """The mentions of one document that say the same: same name, same sort, same stated containers.

    ``strict``: the text puts it into a region where no place of that name is known, so nothing may answer.
    """

    expression: Expression
    entries: tuple[Entry, ...]
    count: int = 0
    containers: list[Entry] = field(default_factory=list)
    strict: bool = False
    starts: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    support: list[tuple[float, float, float, float]] = field(default_factory=list)
    elsewhere: float = 0.0


def weigh(gazetteer: Gazetteer, groups: list[Group], text: str, weights: Weights) -> None:
    """Score every candidate of every group, twice: the second time with what the first made of the others."""
    base = _anchored(gazetteer, text, {fold(group.expression.name) for group in groups})
    for group in groups:
        _narrow(group, weights)
        group.scores = [
            weights.prior * entry.prior - (0 if entry.main else weights.other_name) for entry in group.entries
        ]
        if group.containers:
            inside = [any(holds(outer, entry) for outer in group.containers) for entry in group.entries]
            group.scores = [score + weights.container * held for score, held in zip(group.scores, inside, strict=True)]
        group.shares = _shares(group.scores)
        group.starts = group.scores
    for near in (False, True):
        totals, own = _evidence(groups, base, weights)
        points = _points(groups) if near else []
        named = [key for key in totals if key.startswith("country:")]
        for index, group in enumerate(groups):
            others = own[index]
            group.elsewhere = max((totals[key] - others.get(key, 0.0) for key in named), default=0.0)
            elsewhere = [point for point in points if point[0] != index] if points else points
            _score(group, totals, others, elsewhere, weights)
        for group in groups:
            _prune(group)


def _narrow(group: Group, weights: Weights) -> None:
    """Keep the heaviest candidates of a common name and those in the containers stated."""
    if len(group.entries) > weights.widest:
        light = (entry for entry in group.entries[weights.widest :]
                 if any(holds(outer, entry) for outer in group.containers))  # fmt: skip
        group.entries = (*group.entries[: weights.widest], *light)


def _prune(group: Group) -> None:
    """Drop the candidates too far behind to matter, the first ones to be shown excepted; share out the rest."""
    if len(group.scores) > _SHOWN:
        least = min(max(group.scores) - _HOPELESS, sorted(group.scores)[-_SHOWN])
        kept = [at for at, score in enumerate(group.scores) if score >= least]
        if len(kept) < len(group.scores):
            group.entries = tuple(group.entries[at] for at in kept)
            group.starts = [group.starts[at] for at in kept]
            group.scores = [group.scores[at] for at in kept]
            group.support = [group.support[at] for at in kept]
    group.shares = _shares(group.scores)


def _shares(scores: list[float]) -> list[float]:
    """Return the scores as shares that sum to one (softmax)."""
    if len(scores) == 1:
        return [1.0]
    best = max(scores)
    raised = [exp(score - best) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


def _anchored(gazetteer: Gazetteer, text: str, mentioned: set[str]) -> dict[str, float]:
    """Return how often the text names countries, or the people of countries and regions, by id.

    What is among the mentions counts there, not here: "Tripoli" is no evidence for the region of that name.
    """
    found: dict[str, float] = {}
    for run in _RUN.findall(text):
        for words, place in gazetteer.anchors(run):
            if words in mentioned:
                continue
            for key in {place.id, f"country:{place.country}"}:
                found[key] = found.get(key, 0.0) + 1.0
    return found


def _evidence(
    groups: list[Group], base: dict[str, float], weights: Weights
) -> tuple[dict[str, float], list[dict[str, float]]]:
    """Return the weight of every country and region by id, and each group's own part in it."""
    totals = {key: weights.anchor * log1p(value) for key, value in base.items()}
    parts: list[dict[str, float]] = []
    for group in groups:
        own: dict[str, float] = {}
        weight = 1.0 + log(group.count)
        for entry, share in zip(group.entries, group.shares, strict=True):
            if share > 0.01:
                for key in entry.keys:
                    own[key] = own.get(key, 0.0) + weight * share
        for key, value in own.items():
            totals[key] = totals.get(key, 0.0) + value
        parts.append(own)
    return totals, parts


def _points(groups: list[Group]) -> list[tuple[int, float, float, float]]:
    """Return the likeliest point of each group that is no country or wide area, with its share."""
    found = []
    for index, group in enumerate(groups):
        best = group.shares.index(max(group.shares))
        entry = group.entries[best]
        if entry.level >= 2:
            found.append((index, entry.place.latitude, entry.place.longitude, group.shares[best]))
    return found


def _score(
    group: Group,
    totals: dict[str, float],
    own: dict[str, float],
    points: list[tuple[int, float, float, float]],
    weights: Weights,
) -> None:
    """Set the group's scores and the support of each candidate: country, region, nearness."""
    gain, by_country, by_region, by_near = weights.gain, weights.country, weights.region, weights.near
    scores, supports = [], []
    alone = len(group.entries) == 1 and group.entries[0].exact
    for entry, start in zip(group.entries, group.starts, strict=True):
        key = entry.country_key
        in_country = totals.get(key, 0.0) - own.get(key, 0.0)
        key = entry.region_key
        in_region = totals.get(key, 0.0) - own.get(key, 0.0)
        score = start
        if in_country > 0.001:
            score += by_country * log1p(gain * in_country)
        if in_region > 0.001:
            score += by_region * log1p(gain * in_region)
        near = 0.0
        if points and not alone and entry.level >= 2:
            near = _nearness(entry, points, weights)
            score += by_near * log1p(near)
        scores.append(score)
        supports.append((in_country, in_region, near, score))
    group.scores, group.support = scores, supports


def _nearness(entry: Entry, points: list[tuple[int, float, float, float]], weights: Weights) -> float:
    """Return how many other places lie near a candidate, each counted by exp(-distance / near_km)."""
    latitude, longitude = entry.place.latitude, entry.place.longitude
    narrowing = cos(radians(latitude))
    reach = 5 * weights.near_km / _KM_PER_DEGREE
    total = 0.0
    for _, other_latitude, other_longitude, share in points:
        north = other_latitude - latitude
        if -reach < north < reach:
            east = (other_longitude - longitude) * narrowing
            if -reach < east < reach:
                total += share * exp(-sqrt(north * north + east * east) * _KM_PER_DEGREE / weights.near_km)
    return total


def conclude(group: Group, weights: Weights) -> PlaceAnswer:
    """Return the answer of a group: its best candidate if it stands out and, when only proposed, is supported."""
    order = sorted(range(len(group.scores)), key=lambda at: (-group.scores[at], group.entries[at].place.id))
    best = group.entries[order[0]]
    shown = tuple(_candidate(group, at) for at in order[:_SHOWN])
    share = group.shares[order[0]]
    if share < weights.answer:
        share += sum(group.shares[at] for at in order[1:]
                     if distance_km(best.place, group.entries[at].place) <= weights.together_km)  # fmt: skip
    in_country, in_region, near, _ = group.support[order[0]]
    supported = best.exact or max(in_country, in_region, near) >= weights.support
    strange = (
        best.level == 3 and best.layer != ALIASES and best.place.population < weights.strange_below
        and in_country < 0.3 and group.elsewhere >= weights.strange and not group.containers
    )  # fmt: skip
    if group.strict or strange or not supported or share < weights.answer:
        return PlaceAnswer(None, shown)
    return PlaceAnswer(best.place, shown, best.layer)


def _candidate(group: Group, at: int) -> PlaceCandidate:
    """Return one candidate with everything that speaks for it."""
    entry = group.entries[at]
    in_country, in_region, near, score = group.support[at]
    reasons = [*entry.reasons]
    if group.containers:
        held = [outer.place.name for outer in group.containers if holds(outer, entry)]
        reasons += [f"the text puts it in {name}" for name in held[:1]]
    if in_country > 0.05:
        reasons.append(f"other names point to {entry.place.country} ({in_country:.1f})")
    if in_region > 0.05:
        reasons.append(f"other names point to its region ({in_region:.1f})")
    if near > 0.05:
        reasons.append(f"near other places of the document ({near:.1f})")
    return PlaceCandidate(entry.place, round(score, 3), tuple(reasons))
