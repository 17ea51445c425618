"""Questions to the record that go through an index; the part of ``Record`` that answers them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from annals.record import concluding, glance, queries, standing
from annals.record.database import Database
from annals.record.glance import Glance
from annals.record.queries import Hit, Named
from annals.record.standing import Told
from annals.types import Claim, Event, Evidence, Source


class Questions:
    """What can be asked of a record that is open. ``Record`` adds reading, writing and corrections."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def named(self, sort: str, name: str) -> tuple[Named, ...]:
        """Return the actors or places (``sort``) with a name that folds as ``name`` does."""
        return queries.named(self._db, sort, name)

    def has_entity(self, sort: str, id_: str) -> bool:
        """Tell whether there is an actor or place (``sort``) of that id."""
        return queries.has_entity(self._db, sort, id_)

    def sounding(self, sort: str, name: str) -> tuple[Named, ...]:
        """Return the actors or places with a name of the same transliteration key."""
        return queries.sounding(self._db, sort, name)

    def containing(self, sort: str, words: Sequence[str]) -> tuple[Named, ...]:
        """Return the actors or places with a name that has all these folded words."""
        return queries.containing(self._db, sort, words)

    def all_names(self, sort: str) -> tuple[Named, ...]:
        """Return every name of an actor or place."""
        return queries.all_names(self._db, sort)

    def counts(self, ids: Collection[str]) -> dict[str, tuple[int, int, int]]:
        """Return how many claims, events and relations each actor or place takes part in."""
        return queries.counts(self._db, ids)

    def evidence(self, claim_ids: Iterable[str]) -> dict[str, Evidence]:
        """Return the evidence that each claim is, by claim id, in order of publication."""
        return queries.evidence(self._db, claim_ids)

    def happened(self, events: Collection[str]) -> tuple[tuple[Event, ...], dict[str, Claim], dict[str, Evidence]]:
        """Return events in order of time with their claims, corrected and linked, and the evidence that each is, by id.

        Of a claim that people have rejected there is the evidence only.
        """
        return concluding.happened(self._db, events)

    def called(self, ids: Collection[str]) -> dict[str, tuple[str, str]]:
        """Return what actors and places are called, and of what kind each is, by id."""
        return queries.called(self._db, ids)

    def sources_among(self, ids: Collection[str]) -> dict[str, Source]:
        """Return publisher, day of publication and original of these documents, and of their originals, by id."""
        return queries.sources_among(self._db, ids)

    def sentence_around(self, claim_id: str) -> str | None:
        """Return the whole sentence that a claim quotes from."""
        return queries.sentence_around(self._db, claim_id)

    def sentence_with(self, document_id: str, words: str) -> Evidence | None:
        """Return the first narrative sentence of a document that has ``words``."""
        return queries.sentence_with(self._db, document_id, words)

    def claims_of(
        self, entity: str, *, types: Collection[str] | None = None, roles: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Return the ids of current claims in which an actor or place fills one of the roles."""
        return queries.claims_of(self._db, entity, types=types, roles=roles)

    def claims_naming(self, entity: str, name: str) -> tuple[str, ...]:
        """Return the ids of the first 100 current claims that call an actor or place ``name``."""
        return queries.claims_naming(self._db, entity, name)

    def events_with(
        self,
        *,
        actors: Collection[str] | None = None,
        places: Collection[str] | None = None,
        types: Collection[str] | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> tuple[str, ...]:
        """Return the ids of events by actor, place, type and the days in which they may have happened."""
        return queries.events_with(self._db, actors=actors, places=places, types=types, start=start, end=end)

    def relations_with(self, entity: str) -> tuple[str, ...]:
        """Return the ids of relations that an actor or place is a side of."""
        return queries.relations_with(self._db, entity)

    def relations_between(
        self, *, start: date | None = None, end: date | None = None, types: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Return the ids of relations (of these types) that may hold on a day from ``start`` to ``end``."""
        return standing.relations_between(self._db, start=start, end=end, types=types)

    def relations_turning(self, *, start: date, end: date, types: Collection[str]) -> tuple[str, ...]:
        """Return the ids of relations of these types that may begin or end from ``start`` to ``end``."""
        return standing.relations_turning(self._db, start=start, end=end, types=types)

    def relations_to(self, targets: Collection[str], *, type: str) -> tuple[str, ...]:
        """Return the ids of relations of a type with one of these targets."""
        return standing.relations_to(self._db, targets, type=type)

    def renamed_between(self, *, start: date, end: date) -> tuple[str, ...]:
        """Return the ids of actors of which a name begins from ``start`` to ``end``."""
        return standing.renamed_between(self._db, start=start, end=end)

    def strengths(self, *, on: date, most: int) -> tuple[str, ...]:
        """Return the ids of the relations of strength of the actors, at most so many, last told one by a day."""
        return standing.strengths(self._db, on=on, most=most)

    def last_told(self, *, on: date, known_by: date | None = None) -> tuple[Told, ...]:
        """Return for each actor the last claim up to the day ``on`` that has it as a party, by actor."""
        return standing.last_told(self._db, on=on, known_by=known_by)

    def glance(self, *, on: date, types: Collection[str], known_by: date | None = None) -> Glance:
        """Return the relations of these types that may have held on the day ``on``, as far as their rows tell."""
        return glance.glance(self._db, on=on, known_by=known_by, types=types)

    def pairs(self, *, on: date, types: Collection[str]) -> frozenset[frozenset[str]]:
        """Return the two sides of each relation of these types that may have held on the day and is not denied."""
        return glance.pairs(self._db, on=on, types=types)

    def claims_of_relations(self, ids: Collection[str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return for each of these relations the ids of the claims behind it, and of those against it."""
        return glance.claims_of_relations(self._db, ids)

    def unresolved_places(self) -> tuple[str, ...]:
        """Return the names of places that mean no known place, as claims have them."""
        return queries.unresolved_places(self._db)

    def events_at(self, names: Collection[str]) -> tuple[str, ...]:
        """Return the ids of events whose claims name one of these unresolved places."""
        return queries.events_at(self._db, names)

    def conclusions_from(self, claim_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the ids of the events and of the relations that a claim takes part in."""
        return queries.conclusions_from(self._db, claim_id)

    def places_within(self, place_id: str) -> tuple[str, ...]:
        """Return the ids of a place and of the record's places that lie in it."""
        return queries.places_within(self._db, place_id)

    def search(self, query: str, *, limit: int, known_by: date | None = None) -> tuple[int, int, tuple[Hit, ...]]:
        """Return how many sentences match an FTS5 query, how many were left out as undated, and the best."""
        return queries.search(self._db, query, limit=limit, known_by=known_by)
