"""What speaks for and against two claims telling of one happening: each feature explains itself."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from annals.fuse.facts import Fact, gap_days, kilometres, place_relation, quantities_agree, same_of, sides
from annals.names import same
from annals.types import SYMMETRIC, Place

_CLOSE: Final = {
    frozenset(pair)
    for pair in (
        ("attack", "clash"), ("attack", "strike"), ("attack", "killing"), ("strike", "killing"), ("clash", "offensive"),
        ("attack", "offensive"), ("casualties", "strike"), ("casualties", "attack"), ("casualties", "clash"),
        ("casualties", "killing"), ("strike", "destruction"), ("attack", "destruction"), ("merger", "joining"),
        ("joining", "pledge"), ("merger", "pledge"), ("split", "leaving"), ("leaving", "defection"),
        ("abduction", "arrest"), ("agreement", "negotiation"), ("capture", "withdrawal"), ("strike", "clash"),
    )
}  # fmt: skip


def kind(one: Fact, other: Fact) -> float:
    """Compare the types: the same 1.5, two that reports mix up 0.5, others of the family -1."""
    if one.claim.type == other.claim.type:
        return 1.5
    return 0.5 if frozenset((one.claim.type, other.claim.type)) in _CLOSE else -1.0


_SLACK: Final = {
    "formation": 400, "dissolution": 400, "renaming": 400, "merger": 400, "split": 100, "joining": 30, "leaving": 30,
    "pledge": 30, "capture": 3, "withdrawal": 3, "agreement": 3,
}  # fmt: skip
"""Days by which sources may differ on what happens once, or seldom: a group's founding, a town's fall, a truce."""


def _once(one: Fact, other: Fact, gap: int) -> bool:
    """Tell whether a gap in days is one that sources leave for an act of this type by the same parties."""
    if one.claim.type != other.claim.type or gap > _SLACK.get(one.claim.type, 0):
        return False
    pairs = list(zip(sides(one), sides(other), strict=True))
    if _other_partners(one, other) or any(mine and theirs and not mine & theirs for mine, theirs in pairs):
        return False
    territory = one.family == "territory"
    return any(mine & theirs for mine, theirs in pairs) and (not territory or bool(one.where & other.where))


def days(one: Fact, other: Fact) -> float:
    """Compare the times: the same few days 2, overlapping months 1, longer 0.2, days apart -0.5.

    What happens once counts 1.5 where sources set it a little apart. Where a time is unknown the days of
    publication stand in: within three 0.5, within thirty -0.5, beyond -2.
    """
    gap = gap_days(one, other)
    if gap is None:
        if one.told is None or other.told is None:
            return 0.0
        return 0.5 if abs(one.told - other.told) <= 3 else -0.5 if abs(one.told - other.told) <= 30 else -2.0
    if gap > 0:
        return 1.5 if _once(one, other, gap) else -0.5
    short = all(f.first is not None and f.last is not None and f.last - f.first <= 3 for f in (one, other))
    return 2.0 if short else 1.0 if _narrow(one) and _narrow(other) else 0.2


def _narrow(fact: Fact) -> bool:
    """Tell whether a time is at most about a month long."""
    return fact.first is not None and fact.last is not None and fact.last - fact.first <= 31


def place(one: Fact, other: Fact) -> float:
    """Compare the places: the same town 2, region 0.8, country 0.2; one in the other or near 0.8; apart -3."""
    if not one.where or not other.where:
        return 0.0
    common = one.where & other.where
    if common:
        kinds = {p.kind for p in one.places if p.id in common}
        return 2.0 if not kinds or "town" in kinds else 0.8 if "region" in kinds else 0.2
    relations = {place_relation(a, b) for a in one.places for b in other.places}
    if relations & {"contains", "near"}:
        return 0.8
    return -3.0 if relations else -0.5


def parties(one: Fact, other: Fact) -> float:
    """Compare the sides: each that shares a named party 1.2, each with other names -1.5; unnamed parties alike 0.4.

    Talks or mergers of one party with two others are two: a partner on each side whom the other does not name is -1.2.
    """
    total = 0.0
    symmetric = one.claim.type in SYMMETRIC or other.claim.type in SYMMETRIC
    first, second = sides(one), sides(other)
    if symmetric:
        all_one, all_other = one.actors | one.targets, other.actors | other.targets
        shared = len(all_one & all_other)
        if all_one and all_other:
            total += 1.2 * min(shared, 2) if shared else -2.0
            if shared and _other_partners(one, other):
                total -= 1.2
    else:
        for mine, theirs in zip(first, second, strict=True):
            if mine and theirs:
                total += 1.2 if mine & theirs else -1.5
    if one.vague & other.vague:
        total += 0.4
    return total


def _other_partners(one: Fact, other: Fact) -> bool:
    """Tell whether two talks, or two mergers, each have a partner whom the other does not name."""
    if one.family != "talks" and not one.claim.type == other.claim.type == "merger":
        return False
    mine, theirs = one.actors | one.targets, other.actors | other.targets
    return bool(mine - theirs) and bool(theirs - mine)


def numbers(one: Fact, other: Fact) -> float:
    """Compare the figures: the same 1, both possibly right 0.5, within a third of each other 0, further apart -0.7."""
    best: float | None = None
    for mine in one.claim.quantities:
        for theirs in other.claim.quantities:
            if mine.measure != theirs.measure or not same_of(mine, theirs):
                continue
            if (mine.least, mine.most) == (theirs.least, theirs.most):
                points = 1.0
            elif quantities_agree(mine, theirs):
                points = 0.5
            else:
                small, large = sorted((mine.least or mine.most or 0, theirs.least or theirs.most or 0))
                points = 0.0 if 3 * small >= 2 * large else -0.7
            best = points if best is None else max(best, points)
    return best or 0.0


def wording(one: Fact, other: Fact) -> float:
    """Compare the quotes: twice the share of common words, 0 to 2 (a syndicated sentence has nearly all)."""
    if not one.words or not other.words:
        return 0.0
    common = len(one.words & other.words)
    return 2.0 * common / (len(one.words) + len(other.words) - common)


def standing(one: Fact, other: Fact) -> float:
    """Compare plan and deed: one planned and the other done -1, for what was announced need not have happened."""
    return -1.0 if (one.claim.status == "planned") != (other.claim.status == "planned") else 0.0


FEATURES: Final[tuple[Callable[[Fact, Fact], float], ...]] = (kind, days, place, parties, numbers, wording, standing)
"""What is added up for a pair; each function's docstring is its public reason."""

THRESHOLD: Final = 4.0
"""A pair with at least this sum tells of one happening: as much as type, day and place, or type, both sides and
day, bring. A half is added to it for each of time, place and parties that cannot be compared."""


def score(one: Fact, other: Fact) -> float:
    """Return the sum of all features."""
    return sum(feature(one, other) for feature in FEATURES)


_LEFT: Final = 3.0
"""The most that ``numbers`` and ``wording`` can add."""


def margin(one: Fact, other: Fact) -> float | None:
    """Return by how much a pair exceeds what it needs, rounded to a millionth; ``None`` when it falls short.

    A pair that cannot be the same falls short. The features that take longest are asked last, where they matter.
    """
    if _neither_place_nor_party(one, other) or cannot_be_same(one, other):
        return None
    need = needed(one, other)
    total = kind(one, other) + days(one, other) + place(one, other) + parties(one, other) + standing(one, other)
    if total + _LEFT < need:
        return None
    found = round(score(one, other) - need, 6)
    return found if found >= 0 else None


def _neither_place_nor_party(one: Fact, other: Fact) -> bool:
    """Tell whether two claims share no party and lie apart: all else adds up to 3.9, less than any pair needs."""
    if not one.places or not other.places or one.where & other.where:
        return False
    if one.actors & other.actors or one.targets & other.targets or one.actors & other.targets:
        return False
    return not one.targets & other.actors and all(_apart(a, b) for a in one.places for b in other.places)


@lru_cache(maxsize=65536)
def _apart(one: Place, other: Place) -> bool:
    return place_relation(one, other) == "apart"


def needed(one: Fact, other: Fact) -> float:
    """Return the sum that this pair needs: more where less can be compared.

    Acts of war without a day need still more where they are told of a region, or on unknown days: there may be many.
    """
    undated = not one.dated or not other.dated
    missing = (
        undated
        + (not one.where or not other.where)
        + (not (one.actors | one.targets) or not (other.actors | other.targets))
    )
    if undated and one.family == "violence" and one.where and other.where and not _one_town(one, other):
        missing += 2  # a side may strike a region many times within days
    elif undated and one.family == "violence" and (one.told is None or other.told is None):
        missing += 2  # and a town many times within months
    return THRESHOLD + (0.5 * (missing - 1) if missing > 1 else 0.0)


def _one_town(one: Fact, other: Fact) -> bool:
    """Tell whether two claims share a place that is neither a region nor a country."""
    areas = {place.id for place in one.places if place.kind in {"region", "country"}}
    return bool((one.where & other.where) - areas)


_LATER: Final = 10
"""Days between publications after which an act of war that one report does not date is another one."""


def _told_later(one: Fact, other: Fact) -> bool:
    """Tell whether one of two acts of war has no day, and was told long before or after the other."""
    if one.family != "violence" or (one.dated and other.dated) or one.told is None or other.told is None:
        return False
    if abs(one.told - other.told) <= _LATER:
        return False
    return not (_one_town(one, other) and (_same_figure(one, other) or told_alike(one, other)))


def told_alike(one: Fact, other: Fact) -> bool:
    """Tell whether two quotes share most of their words."""
    return 2 * len(one.words & other.words) >= len(one.words | other.words) > 0


def cannot_be_same(one: Fact, other: Fact) -> bool:
    """Tell whether two claims surely tell of two happenings.

    Towns far apart exclude, and so does one document that tells both unless it tells one act again. So do reports of
    acts of war more than ``_LATER`` days apart of which one gives no day, but for one town and one figure or wording.
    Days apart exclude, except for what happens once (``_SLACK``), where they are a disagreement, and for the
    next day when place, sides and an exact figure of five or more agree.
    """
    gap = gap_days(one, other)
    if gap and not _once(one, other, gap) and not (gap == 1 and one.where & other.where and _same_figure(one, other)):
        return True
    if one.claim.document == other.claim.document and not told_again(one, other):
        return True
    if _told_later(one, other):
        return True
    return _far_apart(one, other)


_FAR_KM: Final = 100.0
"""Towns further apart than this are not mixed up by reports of one act of war."""


def _far_apart(one: Fact, other: Fact) -> bool:
    """Tell whether two acts of war are told of towns far from each other; towns of one name may be a mix-up of ours."""
    if one.family not in {"violence", "territory", "siege"} or one.where & other.where:
        return False
    if not one.places or not other.places:
        return False
    return all(
        a.kind == b.kind == "town"
        and not same(a.name, b.name)
        and kilometres(a.latitude, a.longitude, b.latitude, b.longitude) > _FAR_KM
        for a in one.places
        for b in other.places
    )


def _same_figure(one: Fact, other: Fact) -> bool:
    """Tell whether two claims share an exact figure of five or more."""
    return any(
        mine.measure == theirs.measure
        and mine.least == mine.most == theirs.least == theirs.most
        and (mine.least or 0) >= 5
        for mine in one.claim.quantities
        for theirs in other.claim.quantities
    )


def told_again(one: Fact, other: Fact) -> bool:
    """Tell whether two claims of one document tell one act twice: same type, nothing that differs, enough in common."""
    if one.claim.type != other.claim.type:
        return False
    common = 0
    pairs = (one.actors, other.actors), (one.targets, other.targets), (one.where, other.where)
    for mine, theirs in pairs:
        if mine and theirs:
            if not mine & theirs:
                return False
            common += 1
    if gap_days(one, other) or (one.vague and other.vague and not one.vague & other.vague):
        return False
    for mine_q in one.claim.quantities:
        for theirs_q in other.claim.quantities:
            if (
                mine_q.measure == theirs_q.measure
                and same_of(mine_q, theirs_q)
                and not quantities_agree(mine_q, theirs_q)
            ):
                return False
    return common >= 2 or (common == 1 and one.claim.status != other.claim.status)
