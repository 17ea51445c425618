"""The record: one SQLite file with what was read, what it claims, and what was concluded."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from annals.record import concluding, corrections, judgements, queries, reading, references, standing, writing
from annals.record.concluding import Totals
from annals.record.corrections import Action, Correction
from annals.record.database import Database, open_database
from annals.record.queries import Hit, Named
from annals.record.reading import Shelf
from annals.record.standing import Told
from annals.resolve.actors_judged import Judgement, ReferenceActor
from annals.types import (
    Actor,
    Claim,
    Disagreement,
    Document,
    Event,
    Evidence,
    Failure,
    Place,
    Reading,
    Relation,
    Source,
)


class Record:
    """A record file that is open; a context manager. Made by ``Record.open``.

    Methods raise ``RecordError`` when the file is at fault (damaged, locked for long, unknown id) and
    ``ValueError`` when what is to be written cannot be kept. Everything comes back in an order that does
    not depend on the order in which it was stored. One record may be read by several processes while
    another writes; an instance belongs to one thread.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @classmethod
    def open(cls, path: str | PathLike[str], *, create: bool = False) -> Self:
        """Open the record at ``path``; with ``create`` make one where there is none.

        A record of an older schema is migrated. Raises ``RecordError`` for a file that is missing, no
        record, damaged or of a newer schema, and leaves it untouched.
        """
        return cls(open_database(Path(path), create=create))

    def __enter__(self) -> Self:
        """Return the record."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    def snapshot(self) -> AbstractContextManager[None]:
        """Return a context in which all reading sees one state, whatever another process writes."""
        return self._db.snapshot()

    # ------------------------------------------------------------------------------------- writing

    def add(self, reading: Reading, claims: Sequence[Claim], *, now: datetime, rejected: int = 0) -> bool:
        """Store a document with its claims, all or nothing; return ``False`` when it is already there.

        ``now`` is the time that is recorded, ``rejected`` the number of claims that broke the law of
        quotes. What had been recorded against the document's source is forgotten, and conclusions become
        stale. Raises ``ValueError`` for a document that cannot be kept (two claims of one id, a claim of another
        document, a lone surrogate in a text, a number beyond 64 bits).
        """
        return writing.add(self._db, reading, claims, now=now, rejected=rejected)

    def fail(self, failure: Failure, *, now: datetime) -> None:
        """Store that a source could not be read or processed; once for each source, step and message."""
        writing.fail(self._db, failure, now=now)

    def forget_failures(self, source: str) -> None:
        """Remove what is recorded against ``source``, when it was read well without being stored anew."""
        writing.forget_failures(self._db, source)

    def replace_conclusions(  # noqa: PLR0917 - what a conclusion consists of, in the order of the steps
        self,
        actors: Iterable[Actor],
        entity: Mapping[tuple[str, str, int], str],
        events: Iterable[Event],
        relations: Iterable[Relation],
        disagreements: Iterable[Disagreement],
        copies: Mapping[str, str],
        places: Iterable[Place] = (),
        *,
        revision: int | None = None,
    ) -> None:
        """Put these conclusions in the place of all earlier ones, all or nothing; they are then no longer stale.

        ``entity`` says which actor the filler at (claim id, role, index) is, ``copies`` which document (key)
        is a copy of which (value), ``places`` are those that claims refer to. ``revision`` is the record's
        ``revision`` when its claims were read: where another process has added something since, the record
        stays stale, and where it has also concluded, its newer conclusions stand. Raises ``ValueError`` when
        one rests on a claim that the record does not hold.
        """
        concluding.replace_conclusions(
            self._db,
            actors=actors,
            entity=entity,
            events=events,
            relations=relations,
            disagreements=disagreements,
            copies=copies,
            places=places,
            revision=revision,
        )

    # ------------------------------------------------------------------------------- what was read

    def has(self, document_id: str) -> bool:
        """Tell whether the record holds a document."""
        return self._db.row("SELECT 1 FROM documents WHERE id = ?", (document_id,)) is not None

    @property
    def stale(self) -> bool:
        """Whether something was added or corrected since the conclusions were drawn."""
        row = self._db.row("SELECT value FROM meta WHERE name = 'stale'")
        return row is not None and row[0] == "1"

    @property
    def revision(self) -> int:
        """A number that grows with everything that conclusions rest on: each document and each correction."""
        return concluding.standing(self._db)

    def totals(self) -> Totals:
        """Return how many of each the record holds."""
        return concluding.totals(self._db)

    def documents(self, *, current: bool = True) -> Iterator[Document]:
        """Yield documents one at a time, by day of publication (undated first), name and id.

        Only the versions that count, unless not ``current``.
        """
        return reading.documents(self._db, current=current)

    def document(self, document_id: str) -> Document:
        """Return one document of whatever version; raises ``RecordError`` when there is none of that id."""
        return reading.document(self._db, document_id)

    def shelves(self, version_key: str | None = None) -> tuple[Shelf, ...]:
        """Return the standing of all documents of all versions, or of the versions that share a key."""
        return reading.shelves(self._db, version_key=version_key)

    def version_keys(self) -> frozenset[str]:
        """Return the version keys of all documents."""
        return frozenset(row[0] for row in self._db.rows("SELECT DISTINCT version_key FROM documents"))

    def sources(self, *, current: bool = True) -> dict[str, Source]:
        """Return publisher, day of publication and original of each document, by id."""
        return reading.sources(self._db, current=current)

    def signatures(self) -> dict[str, tuple[int, ...]]:
        """Return the sketch of each current document, by id."""
        return reading.signatures(self._db)

    def raw(self, sha256: str) -> bytes:
        """Return the bytes that a document was read from, by ``Document.raw_sha256``."""
        return reading.raw(self._db, sha256)

    def failures(self) -> tuple[Failure, ...]:
        """Return what could not be read or processed, by source."""
        return reading.failures(self._db)

    def claims(
        self,
        document: str | None = None,
        ids: Collection[str] | None = None,
        *,
        current: bool = True,
        linked: bool = True,
        corrected: bool = True,
    ) -> tuple[Claim, ...]:
        """Return claims in order of document and place in it.

        Those of one ``document``, those of the given ``ids``, else all of ``current`` versions. ``linked``
        fills in the actors that the last conclusions found; without it fillers are as they were stored.
        ``corrected`` applies people's corrections: a rejected claim is left out.
        """
        return reading.claims(self._db, document=document, ids=ids, current=current, linked=linked, corrected=corrected)

    # ------------------------------------------------------------------------- what was concluded

    def actors(self, ids: Collection[str] | None = None) -> tuple[Actor, ...]:
        """Return all actors, or those of the given ids, by id."""
        return concluding.actors(self._db, ids)

    def places(self, ids: Collection[str] | None = None) -> tuple[Place, ...]:
        """Return all places that are referred to, or those of the given ids, by id."""
        return concluding.places(self._db, ids)

    def events(self, ids: Collection[str] | None = None) -> tuple[Event, ...]:
        """Return all events, or those of the given ids, in order of time, undated ones last."""
        return concluding.events(self._db, ids)

    def relations(self, ids: Collection[str] | None = None) -> tuple[Relation, ...]:
        """Return all relations, or those of the given ids, by type and time."""
        return concluding.relations(self._db, ids)

    def disagreements(self, ids: Collection[str] | None = None) -> tuple[Disagreement, ...]:
        """Return all disagreements, or those of the given ids, worst first."""
        return concluding.disagreements(self._db, ids)

    def copies(self) -> dict[str, str]:
        """Return which document is a copy of which, by id."""
        return concluding.copies(self._db)

    def identities(self) -> dict[tuple[str, str, int], str]:
        """Return which actor the filler at (claim id, role, index) is."""
        return dict(concluding.identities(self._db))

    # --------------------------------------------------------------------------------- corrections

    def correct(
        self,
        action: Action,
        claim_id: str,
        *,
        person: str,
        reason: str,
        now: datetime,
        field: str | None = None,
        value: object = None,
    ) -> str:
        """Accept or reject a claim, or edit one of its fields; return the correction's id.

        See ``Correction`` for fields and values. Raises ``UsageError`` for what cannot be corrected so, and
        ``RecordError`` for an unknown claim. Conclusions become stale.
        """
        return corrections.correct(
            self._db, action, claim_id, person=person, reason=reason, now=now, field=field, value=value
        )

    def corrections(self) -> tuple[Correction, ...]:
        """Return all corrections, undone ones too, in the order in which they were made."""
        return corrections.corrections(self._db)

    def undo(self, correction_id: str, *, person: str, reason: str, now: datetime) -> str:
        """Take a correction (or an undo) back by a row of its own; return that row's id."""
        return corrections.undo(self._db, correction_id, person=person, reason=reason, now=now)

    # --------------------------------------------------------------------- judgements on actors

    def judge(
        self,
        action: str,
        names: Collection[str],
        others: Collection[str],
        *,
        person: str,
        reason: str,
        now: datetime,
        day: date | None = None,
    ) -> str:
        """Store what a person says of names (see ``Judgement``) and return its id; conclusions become stale.

        Raises ``UsageError`` for an unknown action, missing names, a person without a name, or names that are
        on both sides of ``different``.
        """
        return judgements.judge(self._db, action, names, others, person=person, reason=reason, now=now, day=day)

    def unjudge(self, judgement_id: str, *, person: str, reason: str, now: datetime) -> str:
        """Take a judgement (or an undo) back by a row of its own; return that row's id."""
        return judgements.undo(self._db, judgement_id, person=person, reason=reason, now=now)

    def judgements(self) -> tuple[Judgement, ...]:
        """Return all judgements, undone ones too, in the order in which they were made."""
        return judgements.judgements(self._db)

    def import_actors(
        self, name: str, actors: Collection[ReferenceActor], *, source: str, form: str, person: str, now: datetime
    ) -> None:
        """Store a reference list under ``name`` in the place of an earlier one; conclusions become stale."""
        references.store(self._db, name, actors, source=source, form=form, person=person, now=now)

    def reference_actors(self) -> tuple[ReferenceActor, ...]:
        """Return the entries of all reference lists, by list and id."""
        return references.actors(self._db)

    # ----------------------------------------------------------------------------------- questions

    def named(self, sort: str, name: str) -> tuple[Named, ...]:
        """Return the actors or places (``sort``) with a name that folds as ``name`` does."""
        return queries.named(self._db, sort, name)

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

    def last_told(self, *, on: date, known_by: date | None = None) -> tuple[Told, ...]:
        """Return for each actor the last claim up to the day ``on`` that has it as a party, by actor."""
        return standing.last_told(self._db, on=on, known_by=known_by)

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
