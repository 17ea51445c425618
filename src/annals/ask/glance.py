"""A day at a glance: the standings of ``annals.ask.state`` without the sentences behind them, for pictures and counts.

What rows can tell is taken from rows; only where they cannot (see ``annals.record.glance``) are claims read. Who is
shown, and how, is the same as in ``state``: a standing of this module lacks nothing but its evidence and publishers.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from annals.ask.answers import READS, Ref
from annals.ask.answers_day import Holding, Standing, Support
from annals.ask.standing import GROUPS, TIES, Ledger, standing_order
from annals.ask.territory import arranged
from annals.ask.timelines import refs
from annals.ask.witness import Witness, certain
from annals.record.glance import Glimpse
from annals.types import Relation

_CONTROL: Final = ("control",)


def ties_at(witness: Witness, on: date) -> tuple[Standing, ...]:
    """Return the relations between parties that stood on the day, as ``standing.ties`` does, without evidence."""
    found = _standings(witness, on, TIES)
    return tuple(sorted((standing for standing, _ in found.values()), key=standing_order))


def holdings_at(witness: Witness, on: date) -> tuple[tuple[Holding, ...], tuple[Holding, ...]]:
    """Return who held which town, and what is said of areas, as ``territory.holdings`` does, without evidence."""
    record = witness.record
    found = _standings(witness, on, _CONTROL)
    places = Counter(standing.target.id or standing.target.name for standing, _ in found.values())
    # Where several hold a place they may hold it together, by one claim.
    behind = record.claims_of_relations(
        {id_ for id_, (s, _) in found.items() if places[s.target.id or s.target.name] > 1}
    )  # fmt: skip
    return arranged(
        record,
        on,
        ((_relation(standing, behind), standing) for standing, _ in found.values()),
        lambda standing: standing.start or found[standing.id][1] or date.min,
    )


def _relation(standing: Standing, behind: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> Relation:
    claims, against = behind.get(standing.id, ((), ()))
    return Relation(
        id=standing.id,
        type=standing.type,
        source=standing.source.id or standing.source.name,
        target=standing.target.id or standing.target.name,
        start=standing.start,
        end=standing.end,
        status=standing.status,
        claims=claims,
        dissenters=against,
        began=(),
        ended=(),
        disputed=standing.disputed,
    )


def _standings(witness: Witness, on: date, types: Collection[str]) -> dict[str, tuple[Standing, date | None]]:
    """Return the standings on the day by id, each with the day on which it was first published."""
    record = witness.record
    glance = record.glance(on=on, types=types, known_by=witness.known_by)
    names = refs(record, {side for seen in glance.seen for side in (seen.source, seen.target)})
    found = {seen.id: (_standing(seen, on, names), seen.published) for seen in glance.seen}
    unsure = record.relations(glance.unsure)
    for relation, standing in Ledger(witness, on, unsure).standings(unsure):
        published = [e.published for e in standing.evidence if e.published is not None]
        found[relation.id] = (standing, min(published, default=None))
    return found


def _standing(seen: Glimpse, on: date, names: Mapping[str, Ref]) -> Standing:
    return Standing(
        id=seen.id,
        type=seen.type,
        group=GROUPS.get(seen.type, seen.type),
        source=names.get(seen.source) or Ref(None, seen.source),
        phrase=READS.get((seen.type, "actor"), ("", seen.type.replace("_", " ")))[1],
        target=names.get(seen.target) or Ref(None, seen.target),
        start=seen.start,
        end=seen.end,
        status=seen.status,
        disputed=seen.disputed,
        certain=certain(seen.start, seen.end, on),
        support=Support(seen.said, None if seen.said is None else (on - seen.said).days, 0),
        evidence=(),
        dissent=(),
    )
