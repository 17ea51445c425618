"""How things stood on a day: who there was, under which names, tied to whom, how strong, holding what.

``on`` is a day in the world, ``known_by`` a day of publication: the state of one day as a later one knew it. What no
source speaks of by the day is left out; what was said long before stays, with the age of what was said last.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from annals.ask.answers import Ref
from annals.ask.answers_day import Alive, Changes, Figure, Network, Node, State, Support
from annals.ask.changes import changes_between
from annals.ask.standing import Ledger, count_publishers, ties
from annals.ask.territory import counts, holdings
from annals.ask.timelines import event_items
from annals.ask.witness import Witness, certain, covers
from annals.errors import UsageError
from annals.record import Record
from annals.types import Actor, ActorName, Claim, Quantity, Relation

_UNNAMED: Final = frozenset({"unnamed", "described"})
_BEGINS: Final = ("formation", "split", "merger")
_ENDS: Final = ("dissolution", "merger")
_ROSTER: Final = frozenset({"actor", "target"})


def state(record: Record, *, on: date, known_by: date | None = None) -> State:
    """Return how things stood on the day ``on``, by what was published up to ``known_by`` (all, where it is ``None``).

    Actors are those that a source speaks of by that day and none tells to have ended before it, unless they are told
    to have acted since; unnamed parties are left out. Relations and holders are those whose interval may include the
    day.
    """
    with record.snapshot():
        witness = Witness(record, known_by)
        towns, areas = holdings(witness, on)
        return State(
            on=on,
            known_by=known_by,
            actors=_alive(witness, on),
            relations=ties(witness, on),
            strength=strengths(witness, on),
            places=towns,
            areas=areas,
            counts=counts(witness, on),
            undated=witness.undated,
        )


def changes(record: Record, *, start: date, end: date, known_by: date | None = None) -> Changes:
    """Return what changed after the day ``start`` and up to ``end``; raises ``UsageError`` unless it comes after."""
    if end <= start:
        raise UsageError(f"nothing changes between {start} and {end}; give the earlier day first")
    with record.snapshot():
        witness = Witness(record, known_by)
        found = changes_between(witness, start, end)
        return Changes(start, end, known_by, found, witness.undated)


def network(record: Record, *, on: date, known_by: date | None = None) -> Network:
    """Return who was tied to whom on a day: the relations between actors, and the actors that have any.

    Unnamed parties ("its forces") are left out.
    """
    with record.snapshot():
        witness = Witness(record, known_by)
        found = ties(witness, on)
        sides = {side.id for standing in found for side in (standing.source, standing.target) if side.id is not None}
        actors = [actor for actor in record.actors(sides) if actor.kind not in _UNNAMED]
        named = {actor.id for actor in actors}
        edges = tuple(s for s in found if {s.source.id, s.target.id} <= named)
        degree = Counter(side.id for edge in edges for side in (edge.source, edge.target))
        nodes = [Node(Ref(a.id, a.name), a.kind, degree[a.id]) for a in actors if degree[a.id]]
        nodes.sort(key=lambda node: (-node.ties, node.actor.name, node.actor.id or ""))
        return Network(on, known_by, tuple(nodes), edges, witness.undated)


# --------------------------------------------------------------------------------------------- actors


def _alive(witness: Witness, on: date) -> tuple[Alive, ...]:
    """Return the actors that there were, by kind and name."""
    record = witness.record
    told = {item.actor: item for item in record.last_told(on=on, known_by=witness.known_by)}
    founded, gone = _lives(witness, on)
    actors = [a for a in record.actors(set(told)) if a.kind not in _UNNAMED]
    witness.load(told[actor.id].claim for actor in actors)
    lasts = record.claims(ids={told[actor.id].claim for actor in actors})
    outlived = {claim.id: claim.time.start or claim.time.end for claim in lasts if claim.time is not None}
    actors = [a for a in actors if a.id not in gone or (outlived.get(told[a.id].claim) or date.min) > gone[a.id]]
    document = {claim.id: claim.document for claim in lasts}
    sources = record.sources_among(set(document.values()))
    found = []
    for actor in actors:
        last = told[actor.id]
        evidence = witness.of((last.claim,))
        documents = [document[last.claim]] if last.claim in document else []
        found.append(
            Alive(
                actor=Ref(actor.id, actor.name),
                kind=actor.kind,
                names=_names(actor, on),
                since=founded.get(actor.id),
                support=Support(last.said, (on - last.said).days, count_publishers(documents, sources)),
                evidence=evidence,
            )
        )
    return tuple(sorted(found, key=lambda alive: (alive.kind, alive.names[0], alive.actor.id or "")))


def _lives(witness: Witness, on: date) -> tuple[Mapping[str, date], Mapping[str, date]]:
    """Return the day from which on actors may have been, and the last day of those that had ended before the day."""
    founded: dict[str, date] = {}
    gone: dict[str, date] = {}
    record = witness.record
    for item in event_items(witness, record.events_with(types=(*_BEGINS, *_ENDS))):
        if item.status in {"denied", "planned"}:
            continue
        active = {p.actor.id for p in item.actors if p.role == "actor" and p.actor.id}
        passive = {p.actor.id for p in item.actors if p.role == "target" and p.actor.id}
        made = _made(item.type, active, passive)
        if item.type in _BEGINS and item.start is not None:
            for actor in made:
                founded[actor] = min(founded.get(actor, item.start), item.start)
        ended = active if item.type == "dissolution" else active - passive if passive else set()
        last = item.end or item.start
        if item.type in _ENDS and last is not None and last < on:
            gone |= {actor: max(last, gone.get(actor, last)) for actor in ended}
    return founded, gone


def _made(kind: str, active: set[str], passive: set[str]) -> set[str]:
    """Return whom an event makes; a group that one other merges into was there before."""
    if kind == "split":
        return active - passive
    if kind == "merger" and len(active) < 2:
        return set()
    return passive or (active if kind == "formation" else set())


def _names(actor: Actor, on: date) -> tuple[str, ...]:
    """Return what an actor was called on the day: names surely borne then first, then its main name."""
    spans = [name for name in actor.names or (ActorName(actor.name, None, None),) if covers(name.start, name.end, on)]
    spans.sort(key=lambda name: (not certain(name.start, name.end, on), name.name != actor.name, name.name))
    return tuple(dict.fromkeys(name.name for name in spans)) or (actor.name,)


# ------------------------------------------------------------------------------------------- strength


def strengths(witness: Witness, on: date, most: int | None = None) -> tuple[Figure, ...]:
    """Return the figure that was last given for each actor, with those of that time that cannot agree with it.

    With ``most`` only of so many actors, those that were last told one.
    """
    record = witness.record
    every = record.relations_between(start=None, end=on, types=("strength",)) if most is None else None
    relations = record.relations(record.strengths(on=on, most=most or 0) if every is None else every)
    ledger = Ledger(witness, on, relations)
    actors = {actor.id for actor in record.actors({relation.source for relation in relations})}
    by_actor: dict[str, list[tuple[Quantity, Claim, Support]]] = defaultdict(list)
    for relation in relations:
        if relation.source in actors:
            by_actor[relation.source] += _figures(ledger, relation)
    return tuple(
        sorted((_figure(ledger, actor, told) for actor, told in by_actor.items() if told), key=lambda f: f.actor.name)
    )


def _figures(ledger: Ledger, relation: Relation) -> Iterable[tuple[Quantity, Claim, Support]]:
    for evidence in ledger.witness.of(relation.claims):
        claim = ledger.claims.get(evidence.claim or "")
        support = ledger.support((evidence,))
        if claim is None or support is None or claim.status in {"denied", "planned"}:
            continue
        yield from ((quantity, claim, support) for quantity in claim.quantities)


def _figure(ledger: Ledger, actor: str, told: Iterable[tuple[Quantity, Claim, Support]]) -> Figure:
    ranked = sorted(
        {(claim.id, q.measure, q.least, q.most): (q, claim, support) for q, claim, support in told}.values(),
        key=lambda item: (item[2].said or date.min, item[0].least == item[0].most, item[1].id, item[0].least or 0),
    )
    quantity, claim, support = ranked[-1]
    same = [c.id for q, c, _ in ranked if _value(q) == _value(quantity)]
    of_that_time = [(q, c) for q, c, s in ranked if q.measure == quantity.measure and s.said == support.said]
    against = [c.id for q, c in of_that_time if not _agree(q, quantity)]
    return Figure(
        actor=ledger.ref(actor),
        measure=quantity.measure,
        least=quantity.least,
        most=quantity.most,
        of=quantity.of,
        status=claim.status,
        disputed=bool(against),
        support=support,
        evidence=ledger.witness.of(same),
        dissent=ledger.witness.of(against),
    )


def _value(quantity: Quantity) -> tuple[object, ...]:
    return quantity.measure, quantity.least, quantity.most


def _agree(one: Quantity, other: Quantity) -> bool:
    """Tell whether two figures can both be right."""
    low = max(one.least or 0, other.least or 0)
    high = min((most for most in (one.most, other.most) if most is not None), default=low)
    return low <= high
