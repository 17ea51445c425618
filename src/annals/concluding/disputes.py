"""Disagreements of one part: which checks a change bears on, and what they find now."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from annals.check import check
from annals.record import Record
from annals.resolve.places import Gazetteer
from annals.types import Actor, Claim, Disagreement, Event, Filler, Relation, Source

_BOUNDS: Final = {"formation": ("actor", "target"), "dissolution": ("actor",)}
"""Types that bound what a group can have done, and whose: all its acts are looked at again."""
_MEMBERSHIPS: Final = frozenset({"joining", "leaving", "split", "membership"})
_HISTORY: Final = frozenset({*_BOUNDS, *_MEMBERSHIPS})
"""Types against which the acts and memberships of an actor are checked."""


@dataclass(frozen=True, slots=True)
class Disputes:
    """What changed: claims gone and fresh (as in ``part``), events and relations that are new and that they replace."""

    gone: Collection[str]
    fresh: Mapping[str, Claim]
    before: Sequence[Claim]
    events: Sequence[Event]
    earlier: Mapping[str, Sequence[str]]
    old: Sequence[Relation]
    related: Sequence[Relation]
    actors: Sequence[Actor]


@dataclass(frozen=True, slots=True)
class Argued:
    """The ids of the disagreements that are taken out, and those that are put in."""

    gone: frozenset[str]
    found: tuple[Disagreement, ...]


def disputes(
    record: Record,
    gazetteer: Gazetteer,
    change: Disputes,
    load: Callable[[Iterable[str]], list[Claim]],
    sources: Mapping[str, Source],
    *,
    retyped: Collection[str] = (),
) -> Argued:
    """Return what changes in the disagreements.

    Those are drawn anew that name a claim which came, went or changed, or that are about an event, relation, place,
    document or actor on which the change bears. ``load`` gives claims as they are linked now; it enters their
    sources into ``sources``. ``retyped`` are claims to which people have given another type.
    """
    changed = [*change.fresh.values(), *change.before]
    documents = {claim.document for claim in changed}
    entities = {f.entity for c in changed for f in (*c.actor, *c.target) if f.entity is not None}
    bounded = {f.entity for c in changed for f in _bounded(c) if f.entity is not None}
    about = {*change.earlier, *(event.id for event in change.events), *documents, *bounded}
    about |= {r.id for r in (*change.old, *change.related)}
    about |= {r.target for r in (*change.old, *change.related) if r.type == "control"}
    wanted = (
        set(record.claims_in(documents))
        | record.claims_with(entities, _HISTORY, retyped=retyped)
        | record.claims_with(bounded)
    )
    wanted |= {c for event in change.events for c in event.claims}
    wanted |= {c for r in change.related for c in (*r.claims, *r.dissenters, *r.began, *r.ended)}
    claims = load(wanted | change.fresh.keys())
    inside = {f.entity for c in claims if c.document in documents for f in (*c.actor, *c.target) if f.entity}
    unchanged = record.relations_between_any(inside) - {relation.id for relation in change.old}
    found = check(
        claims, sources, change.events, [*change.related, *record.relations(unchanged)], gazetteer.get,
        texts=record.text, divisions=gazetteer.regions,
        names=_names(record, claims, change.actors),
    )  # fmt: skip
    dirty = {*change.gone, *change.fresh}
    return Argued(
        record.disagreements_on(dirty, about),
        tuple(d for d in found if d.subject in about or dirty & {*d.one_side, *d.other_side}),
    )


def _bounded(claim: Claim) -> list[Filler]:
    """Return the parties of which all acts or memberships must be looked at again because of this claim."""
    roles = ("actor",) if claim.type in _MEMBERSHIPS - {"membership"} else _BOUNDS.get(claim.type, ())
    return [filler for role in roles for filler in getattr(claim, role)]


def _names(record: Record, claims: Sequence[Claim], actors: Sequence[Actor]) -> dict[str, str]:
    """Return the names of the actors that these claims name, by id."""
    ids = {
        f.entity for c in claims for f in (*c.actor, *c.target, *c.attribution, *c.place, *c.origin) if f.entity
    }  # fmt: skip
    return {actor.id: actor.name for actor in record.actors(ids)} | {actor.id: actor.name for actor in actors}
