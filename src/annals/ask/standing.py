"""Relations as they stood on a day, each with its support, its dispute and how long ago it was last said."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from annals.ask.actor_facts import still_disputed
from annals.ask.answers import READS, Ref
from annals.ask.answers_day import Standing, Support
from annals.ask.timelines import refs
from annals.ask.witness import Witness, certain, covers, firmest, known_interval
from annals.fuse.facts import independent
from annals.types import Claim, Evidence, Relation, Source

GROUPS: Final[Mapping[str, str]] = {
    "membership": "members",
    "alliance": "alliances",
    "rivalry": "rivalries",
    "leadership": "leaders",
    "support": "support",
    "pledge": "pledges",
    "designation": "designations",
    "control": "places",
}
"""The list on which a relation of a type stands."""
TIES: Final = ("membership", "alliance", "rivalry", "leadership", "support", "pledge", "designation")
"""The types of relations between two parties."""


class Ledger:
    """Weighs relations against a day: one fetch of claims, evidence and names for all of them."""

    def __init__(self, witness: Witness, on: date, relations: Sequence[Relation]) -> None:
        self.witness = witness
        self.on = on
        needed = {c for r in relations for c in (*r.claims, *r.began, *r.ended, *r.dissenters)}
        witness.load(needed)
        self.claims = {claim.id: claim for claim in witness.record.claims(ids=needed)}
        self.sources = witness.record.sources_among({claim.document for claim in self.claims.values()})
        self.names = refs(witness.record, {side for r in relations for side in (r.source, r.target)})

    def standing(self, relation: Relation) -> Standing | None:
        """Return a relation as it stood, ``None`` when it did not, was not known, or is only told of later days."""
        evidence = self.witness.of((*relation.claims, *relation.began))
        start, end = known_interval(relation, self.witness)
        if not evidence or relation.status == "denied" or not covers(start, end, self.on):
            return None
        if relation.end is None and self.witness.of(relation.ended):  # told to be over, nobody says since when
            return None
        support = self.support(evidence)
        if support is None:
            return None
        dissent = self.witness.of(relation.dissenters)
        return Standing(
            id=relation.id,
            type=relation.type,
            group=GROUPS.get(relation.type, relation.type),
            source=self.ref(relation.source),
            phrase=READS.get((relation.type, "actor"), ("", relation.type.replace("_", " ")))[1],
            target=self.ref(relation.target),
            start=start,
            end=end,
            status=relation.status if self.witness.known_by is None else firmest(evidence, relation.status),
            disputed=still_disputed(relation, dissent),
            certain=certain(start, end, self.on),
            support=support,
            evidence=evidence,
            dissent=dissent,
        )

    def standings(self, relations: Iterable[Relation]) -> Iterator[tuple[Relation, Standing]]:
        """Yield each relation that stood, with its standing."""
        for relation in relations:
            standing = self.standing(relation)
            if standing is not None:
                yield relation, standing

    def ref(self, side: str) -> Ref:
        """Return what a side of a relation is called; a plain name has no id."""
        return self.names.get(side) or Ref(None, side)

    def support(self, evidence: Iterable[Evidence]) -> Support | None:
        """Return how fresh the support is, ``None`` when all that has a day speaks of later days only."""
        told = [(self.claims[e.claim], e.published) for e in evidence if e.claim in self.claims]
        days = [spoken for claim, published in told if (spoken := spoken_days(claim, published)) is not None]
        said = max((min(last, self.on) for first, last in days if first <= self.on), default=None)
        if said is None and days:
            return None
        publishers = count_publishers((claim.document for claim, _ in told), self.sources)
        return Support(said, None if said is None else (self.on - said).days, publishers)


def spoken_days(claim: Claim, published: date | None) -> tuple[date, date] | None:
    """Return the first and last day that a claim speaks of; without a time of its own, its day of publication.

    A time with an open end ("since May") speaks of the days up to the publication.
    """
    start, end = (claim.time.start, claim.time.end) if claim.time else (None, None)
    first = start or end or published
    if first is None:
        return None
    last = end or (max(first, published) if published else first)
    return first, max(first, last)


def count_publishers(documents: Iterable[str], sources: Mapping[str, Source]) -> int:
    """Return how many independent publishers these documents have; one without a publisher counts for itself."""
    return len({independent(document, sources) for document in documents})


def possible(witness: Witness, start: date | None, end: date | None, types: Collection[str]) -> tuple[Relation, ...]:
    """Return the relations that may have held within these days.

    As known on an earlier day a relation may have lasted longer than it is known to now: what ended it was told later.
    So with ``known_by`` the ends of relations do not count here; ``Ledger.standing`` weighs them.
    """
    record = witness.record
    since = start if witness.known_by is None else None
    return record.relations(record.relations_between(start=since, end=end, types=types))


def ties(witness: Witness, on: date, actors: Collection[str] | None = None) -> tuple[Standing, ...]:
    """Return the relations between parties that stood on the day, of all actors or of those given, by list and name."""
    found = possible(witness, on, on, TIES)
    if actors is not None:
        found = tuple(r for r in found if r.source in actors or r.target in actors)
    ledger = Ledger(witness, on, found)
    return tuple(sorted((standing for _, standing in ledger.standings(found)), key=standing_order))


def standing_order(standing: Standing) -> tuple[int, str, str, str]:
    """Return what orders relations: the list they stand on, the whole or target, then the other side."""
    place = TIES.index(standing.type) if standing.type in TIES else len(TIES)
    return place, standing.target.name, standing.source.name, standing.id
