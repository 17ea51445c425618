"""Concluding a part: what documents that came or went change in the conclusions, and nothing else.

Each step finds its blocks: documents alike, names that may be one actor's, components of claims that may tell of one
happening, relations of one subject. A block is drawn anew from all its claims as concluding from scratch would.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annals.concluding.disputes import Disputes, disputes
from annals.concluding.identities import Identified, identified
from annals.concluding.steps import PLACES, Entity, keep_ids, known_sources, link, precedence, spoken_of
from annals.concluding.whole import joined, placed
from annals.copies import bands, find_copies, is_like, least_shared
from annals.decided import decide
from annals.fuse import Component, happenings, relations
from annals.fuse.blocks import SLACK, blocks, is_short, number
from annals.fuse.facts import Fact, day, facts, party
from annals.fuse.features import margin
from annals.fuse.holding import TIES, Key
from annals.fuse.relations import subject, subjects
from annals.record import Basis, Change, EventDecisions, Pending, Record
from annals.resolve.places import Gazetteer
from annals.types import Claim, Event, Filler, Relation, Source


def conclude_part(record: Record, gazetteer: Gazetteer) -> bool:
    """Change the conclusions as the documents require that came or went; ``False`` when another process was faster."""
    with record.snapshot():
        pending = record.pending()
        change = _Part(record, gazetteer, pending).change()
    return record.change_conclusions(change, drawn=pending.drawn)


@dataclass(slots=True)
class _Part:
    """The state of one partial conclusion.

    ``gone`` are claims that count no more, ``fresh`` those that are new or read otherwise than before, linked, by id;
    ``before`` are gone and fresh claims as they were read and linked; ``sources`` are known as far as claims were
    loaded. ``retold`` are claims that people have corrected, or whose places mean something else now; ``placed`` tells
    what the places of new and retold documents mean where that is not as they were read, ``layered`` are those
    documents' claims;
    ``entity`` are all identities of the claims in ``linked``, which changed.
    """

    record: Record
    gazetteer: Gazetteer
    pending: Pending
    copies: dict[str, str | None] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    fresh: dict[str, Claim] = field(default_factory=dict)
    before: tuple[Claim, ...] = ()
    sources: dict[str, Source] = field(default_factory=dict)
    retold: frozenset[str] = frozenset()
    placed: Entity = field(default_factory=dict)
    layered: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    entity: Entity = field(default_factory=dict)

    @property
    def dirty(self) -> set[str]:
        """Claims that came, went or changed."""
        return {*self.gone, *self.fresh}

    def change(self) -> Change:
        """Return what changes."""
        record, pending = self.record, self.pending
        self.copies = changed_copies(record, pending)
        self._place()
        names = self._names()
        self._freshen(names)
        found, events, earlier = self._events()
        old, related = self._relations()
        argued = disputes(
            record, self.gazetteer,
            Disputes(self.gone, self.fresh, self.before, events, earlier, old, related, names.actors),
            self.load, self.sources, retyped=pending.edited("type"),
        )  # fmt: skip
        added = record.claims(ids=record.claims_in(pending.added), current=False, linked=False, corrected=False)
        # Claims that nobody counted any more lent their names to places too.
        left = record.claims(ids=record.claims_in(pending.withdrawn), current=False, linked=False, corrected=False)
        new = {claim.id for claim in added} | self.retold
        places = spoken_of((claim for claim in self.fresh.values() if claim.id in new), self.gazetteer)
        gone = self.gone | self.retold
        basis = Basis(
            {document: bands(sketch) for document, sketch in record.signatures_of(pending.added).items()},
            names.blocks,
            {
                claim: numbers
                for component in found
                for claim, numbers in component.blocks.items()
                if claim in self.fresh
            },
            joined([list(component.blocks) for component in found], record.event_decisions()),
        )
        return Change(
            basis=basis,
            withdrawn={d: bands(sketch) for d, sketch in record.signatures_of(pending.withdrawn).items()},
            forgotten=gone,
            copies=self.copies,
            actors_gone=names.gone,
            actors=names.actors,
            identified=self.linked,
            entity=self.entity,
            events_gone=earlier.keys(),
            events=events,
            relations_gone=[relation.id for relation in old],
            relations=related,
            disagreements_gone=argued.gone,
            disagreements=argued.found,
            places=places,
            place_names={(f.entity, f.name) for f in _fillers(added) if f.entity is not None},
            unplaced=_located(c for c in self.before if c.id in gone) | _located(left),
            unspoken=pending.rejected | self._edited,
            spoken=_located(self.load(self._counted)),
            notes=pending.notes,
        )

    def load(self, ids: Iterable[str]) -> list[Claim]:
        """Return claims as they are linked now, those that are gone left out; their sources are known from then on."""
        wanted = set(ids) - self.gone
        loaded = list(self.record.claims(ids=wanted - self.fresh.keys(), current=False))
        loaded += [self.fresh[claim] for claim in sorted(wanted & self.fresh.keys())]
        missing = {claim.document for claim in loaded} - self.sources.keys()
        if missing:
            self.sources |= known_sources(self.record, missing, self.copies)
        return loaded

    # ---------------------------------------------------------------------------------------- names

    def _place(self) -> None:
        """Find out what layers and corrections make of the places of documents that are new or told otherwise."""
        record, pending = self.record, self.pending
        self.retold = pending.corrected
        if not self._moves:
            return
        told = record.claims(ids=pending.corrected, current=False, linked=False, corrected=False)
        self.layered = record.claims_in({*pending.added, *(claim.document for claim in told)})
        claims = record.claims(ids=self.layered, current=False, linked=False)
        self.placed = placed(claims, record, self.gazetteer, self._edited)
        before = self._places_of(self.layered)
        moved = {key[0] for key in before.keys() | self.placed.keys() if before.get(key) != self.placed.get(key)}
        self.retold |= moved - record.claims_in(pending.added)

    @property
    def _edited(self) -> frozenset[str]:
        """Claims whose places people have edited."""
        return self.pending.edited(*PLACES)

    @property
    def _moves(self) -> bool:
        """Whether places may mean something else than as they were read, now or before."""
        before = any(changes.values.keys() & PLACES for changes in self.pending.edits.values())
        return bool(self.gazetteer.stamp) or before or bool(self._edited)

    @property
    def _counted(self) -> frozenset[str]:
        """Claims of current documents whose places people have edited."""
        return self.record.counted(self._edited)

    def _places_of(self, claims: Iterable[str]) -> Entity:
        return {key: entity for key, entity in self.record.identities_of(claims).items() if key[1] in PLACES}

    def unlinked(self, ids: Iterable[str]) -> Sequence[Claim]:
        """Return claims as they count now, with what their places mean, but without actors."""
        wanted = set(ids)
        found = self.record.claims(ids=wanted, current=False, linked=False)
        if not self._moves:
            return found
        entity = self._places_of(wanted - self.layered) | self.placed
        return [link(claim, entity) for claim in found]

    def _names(self) -> Identified:
        """Return the actors of the names that the changed documents, claims and judgements bear on."""
        record, pending = self.record, self.pending
        retold = record.claims(ids=pending.corrected, current=False, corrected=False)
        documents = {*pending.added, *pending.withdrawn, *self.copies, *(claim.document for claim in retold)}
        old = record.sources_of(documents)
        homes = set(documents) | {source.copy_of for source in old.values() if source.copy_of}
        homes |= {original for original in self.copies.values() if original is not None}
        self.gone = record.claims_in(pending.withdrawn) | (pending.corrected & pending.rejected)
        ids = record.claims_in(homes | record.copies_of(homes)) - self.gone
        was = self.gone | self.retold
        places = self._places_of(was) if self._moves else {}
        former = [
            link(claim, places)
            for claim in record.claims(ids=was, current=False, linked=False, corrected=pending.edits)
        ]
        return identified(
            record, self.gazetteer, [*self.unlinked(ids), *(claim for claim in former if claim.id in self.gone)],
            load=self.unlinked, gone=self.gone, homes=homes, copies=self.copies, retold=self.retold,
            former=[claim for claim in former if claim.id not in self.gone], judged=pending.judged,
            unspoken=pending.rejected | self._edited, moved=self.unlinked(self._counted),
        )  # fmt: skip

    def _freshen(self, names: Identified) -> None:
        """Link the claims that are new, retold or of other actors than before."""
        record = self.record
        ids = (record.claims_in({*self.pending.added, *self.copies}) | names.claims | self.retold) - self.gone
        entity = record.identities_of(ids - names.claims) | names.entity
        entity = {k: e for k, e in entity.items() if k[0] not in self.layered or k[1] not in PLACES}
        entity |= {key: found for key, found in self.placed.items() if key[0] in ids}
        self.linked = (names.claims | self.retold | {key[0] for key in self.placed}) & ids
        self.entity = {key: found for key, found in entity.items() if key[0] in self.linked}
        unlinked = record.claims(ids=ids, current=False, linked=False)
        self.before = record.claims(ids=ids | self.gone, current=False, corrected=self.pending.edits)
        self.fresh = {claim.id: link(claim, entity) for claim in unlinked}
        self.load(self.fresh)

    # --------------------------------------------------------------------------------------- events

    def _events(self) -> tuple[list[Component], list[Event], dict[str, tuple[str, ...]]]:
        """Return the components that change, with their events, and the claims of the events that these replace."""
        record = self.record
        decisions = record.event_decisions()
        members = self._members(decisions)
        claims = self.load(members)
        found = list(happenings(claims, self.sources, self.gazetteer.get))
        events = decide(
            [e for c in found for e in c.events], claims, self.sources, self.gazetteer.get, decisions
        )  # fmt: skip
        earlier = record.events_told(members | self.dirty)
        return found, keep_ids(record, events, earlier), earlier

    def _members(self, decisions: EventDecisions) -> set[str]:
        """Return the claims of all components that change, those included that fresh claims join."""
        record = self.record
        members = set(record.component_with(self.dirty | self.pending.decided)) | self.fresh.keys()
        known = facts(list(self.fresh.values()), self.sources, self.gazetteer.get)
        near = {fact.claim.id: self._near(fact) for fact in known}
        others = self.load({claim for found in near.values() for claim in found} - members)
        by_id = {fact.claim.id: fact for fact in facts(others, self.sources, self.gazetteer.get)}
        new = {
            other
            for fact in known
            for other in near[fact.claim.id]
            if other in by_id and by_id[other].family == fact.family and margin(fact, by_id[other]) is not None
        }
        met = set(members)
        while new := (new | {c for pair in decisions.together if members & set(pair) for c in pair}) - met:
            # People may have spoken of claims that count no more: their reports were replaced.
            members |= record.component_with(new) | record.counted(new)
            met |= new
        return members

    def _near(self, fact: Fact) -> frozenset[str]:
        """Return the claims that a fresh claim may be compared with."""
        first = last = None
        if is_short(fact) and fact.first is not None and fact.last is not None:
            first, last = day(max(1, fact.first - SLACK)), day(min(fact.last + SLACK, 3652059))
        retimed = self.pending.edited("time")
        return self.record.claims_near(map(number, blocks(fact)), first, last, retimed=retimed)

    # ------------------------------------------------------------------------------------ relations

    def _relations(self) -> tuple[tuple[Relation, ...], list[Relation]]:
        """Return the relations that are taken out, and what their subjects come to now."""
        record = self.record
        changed = [*self.fresh.values(), *self.before]
        bearing = {key for claim in changed for key in subjects(claim)}
        ended = {party(filler) for claim in changed if claim.type == "dissolution" for filler in claim.actor}
        bearing |= {
            subject((r.type, r.source, r.target)) for r in record.relations(record.relations_of(ended))
        }  # fmt: skip
        for _, one, other in [key for key in bearing if key[0] in TIES]:
            bearing |= {("control", "", place) for place in record.held_by_both(one, other)}
        old = record.relations(record.relations_on(bearing))
        sides = {side for relation in old for side in (relation.source, relation.target)}
        sides |= {party(filler) for claim in self.fresh.values() for filler in (*claim.actor, *claim.target)}
        told = {c for r in old for c in (*r.claims, *r.dissenters, *r.began, *r.ended)}
        claims = self.load(told | self.fresh.keys() | record.claims_with(
            sides, ["dissolution"], retyped=self.pending.edited("type")
        ))  # fmt: skip
        found = relations(claims, self.sources, self.gazetteer.get, self._ties(sides, bearing))
        return old, [r for r in found if subject((r.type, r.source, r.target)) in bearing]

    def _ties(self, sides: Collection[str], bearing: Collection[Key]) -> set[frozenset[str]]:
        """Return the pairs among ``sides`` that are tied by relations that do not change."""
        record = self.record
        return {
            frozenset((relation.source, relation.target))
            for relation in record.relations(record.relations_between_any(sides, TIES))
            if relation.status != "denied" and (relation.type, relation.source, relation.target) not in bearing
        }


def _located(claims: Iterable[Claim]) -> set[str]:
    """Return the places in which claims say that things happen, by id."""
    return {f.entity for claim in claims for f in (*claim.place, *claim.origin) if f.entity}


def _fillers(claims: Sequence[Claim]) -> Iterable[Filler]:
    return (f for c in claims for f in (*c.actor, *c.target, *c.place, *c.origin, *c.instrument, *c.attribution))


def changed_copies(record: Record, pending: Pending) -> dict[str, str | None]:
    """Return the original, or ``None``, of each document for which that changes.

    Documents that are alike, and those alike to them, are looked at together: who is an original among them depends
    on no others.
    """
    sketches = record.signatures_of((*pending.added, *pending.withdrawn))
    added = {document: sketches[document] for document in pending.added}
    gone = set(pending.withdrawn)
    left = {other for document in gone for other in _alike(record, sketches[document], {}, gone)}
    group: dict[str, Sequence[int]] = {}
    frontier = set(added) | left
    while frontier:
        loaded = {d: sketches[d] for d in frontier if d in sketches}
        loaded |= record.signatures_of(frontier - loaded.keys())
        group |= loaded
        near = {other for sketch in loaded.values() for other in _alike(record, sketch, added, gone)}
        frontier = near - group.keys()
    sources = record.sources_of(group)
    found = find_copies(group, {document: precedence(document, source) for document, source in sources.items()})
    return {d: found.get(d) for d, source in sources.items() if found.get(d) != source.copy_of}


def _alike(
    record: Record, sketch: Sequence[int], added: Mapping[str, Sequence[int]], gone: Collection[str]
) -> set[str]:
    """Return the documents, concluded or ``added``, that are alike to a sketch, those ``gone`` left out."""
    own = bands(sketch)
    near = record.signatures_of(record.documents_near(own, least=least_shared(sketch)) - set(gone))
    near |= {document: other for document, other in added.items() if set(bands(other)) & set(own)}
    return {document for document, other in near.items() if is_like(sketch, other)}
