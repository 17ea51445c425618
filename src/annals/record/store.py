"""The record: one SQLite file with what was read, what it claims, and what was concluded."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from annals.record import changing, concluding, corrections, judgements, reading, references, settling, sharing, writing
from annals.record.asking import Questions
from annals.record.blocked import Blocks
from annals.record.changing import Basis, Change
from annals.record.concluding import Totals
from annals.record.conflicts import Conflict, conflicts
from annals.record.corrections import Action, Correction, Edits, EventDecisions
from annals.record.database import open_database
from annals.record.desk import Desk
from annals.record.packed import PackedEvent
from annals.record.reading import Shelf
from annals.record.settling import Settlement
from annals.record.sharing import Taken
from annals.resolve.actors_judged import Judgement, ReferenceActor
from annals.types import (
    Actor,
    Claim,
    Disagreement,
    Document,
    Event,
    Failure,
    Place,
    Reading,
    Relation,
    Source,
)


class Record(Questions, Blocks):
    """A record file that is open; a context manager. Made by ``Record.open``.

    Methods raise ``RecordError`` when the file is at fault (damaged, locked for long, unknown id) and
    ``ValueError`` when what is to be written cannot be kept. Everything comes back in an order that does
    not depend on the order in which it was stored. One record may be read by several processes while
    another writes; an instance belongs to one thread.
    """

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
        events: Iterable[Event | PackedEvent],
        relations: Iterable[Relation],
        disagreements: Iterable[Disagreement],
        copies: Mapping[str, str],
        places: Iterable[Place] = (),
        *,
        revision: int | None = None,
        gazetteer: str = "",
        basis: Basis | None = None,
        notes: str | None = None,
    ) -> None:
        """Put these conclusions in the place of all earlier ones, all or nothing; they are then no longer stale.

        ``entity`` says which actor or place the filler at (claim id, role, index) is, ``copies`` which document (key)
        is a copy of which (value), ``places`` are those that claims refer to. ``revision`` is the record's
        ``revision`` when its claims were read: where another process has added something since, the record
        stays stale, and where it has also concluded, its newer conclusions stand. ``gazetteer`` is the stamp of
        the user's layers of places that were used. With a ``basis``, and the ``notes`` that people had made when the
        claims were read, they can later be changed block by block.
        Raises ``ValueError`` when one rests on a claim that the record does not hold.
        """
        disagreements = tuple(disagreements)

        def finish(keys: Mapping[str, int]) -> None:
            if basis is not None:
                changing.write_basis(self._db, basis, keys)
                changing.index_disagreements(self._db, disagreements, keys)
                changing.mark(self._db, stale=self.stale, notes=self.notes() if notes is None else notes)

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
            gazetteer=gazetteer,
            finish=finish,
        )

    def change_conclusions(self, change: Change, *, drawn: int) -> bool:
        """Change the conclusions block by block, all or nothing.

        ``drawn`` is that of ``pending`` when the change was worked out: returns ``False``, and changes nothing,
        where another process has concluded since.
        """
        return changing.change_conclusions(self._db, change, drawn=drawn)

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
    def gazetteer(self) -> str:
        """The stamp of the user's layers of places that the conclusions rest on, empty for none."""
        row = self._db.row("SELECT value FROM meta WHERE name = 'gazetteer'")
        return str(row[0]) if row is not None else ""

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

    def text(self, document_id: str) -> str:
        """Return the text of a document; raises ``RecordError`` when there is none of that id."""
        return reading.text(self._db, document_id)

    def shelves(self, version_key: str | None = None) -> tuple[Shelf, ...]:
        """Return the standing of all documents of all versions, or of the versions that share a key."""
        return reading.shelves(self._db, version_key=version_key)

    def version_keys(self) -> frozenset[str]:
        """Return the version keys of all documents."""
        return frozenset(row[0] for row in self._db.rows("SELECT DISTINCT version_key FROM documents"))

    def sources(self, *, current: bool = True) -> dict[str, Source]:
        """Return publisher, day of publication and original of each document, by id."""
        return reading.sources(self._db, current=current)

    def signatures(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield the id and the sketch of each current document, one at a time."""
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
        corrected: bool | Mapping[str, Edits] = True,
    ) -> tuple[Claim, ...]:
        """Return claims in order of document and place in it.

        Those of one ``document``, those of the given ``ids``, else all of ``current`` versions. ``linked``
        fills in the actors that the last conclusions found; without it fillers are as they were stored.
        ``corrected`` applies people's corrections, or those given: a rejected claim is left out.
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

    def correct_event(
        self, action: Action, one: Sequence[str], other: Sequence[str], *, person: str, reason: str, now: datetime
    ) -> str:
        """Say that claims tell of one event (action ``same-event``), or of two (``different-event``).

        Returns the correction's id. Raises ``UsageError`` for another action or a claim on both sides, and
        ``RecordError`` for an unknown claim. Conclusions become stale.
        """
        return corrections.correct_event(self._db, action, one, other, person=person, reason=reason, now=now)

    def withdraw(self, document: str, *, person: str, reason: str, now: datetime) -> str:
        """Leave a document (its id) and the versions that it replaced out of all conclusions; return the id.

        A version that is read later counts. Raises ``RecordError`` for an unknown document. Conclusions become stale.
        """
        return corrections.withdraw(self._db, document, person=person, reason=reason, now=now)

    def event_decisions(self) -> EventDecisions:
        """Return which claims people have said to tell of one event, and which not to."""
        return corrections.event_decisions(self._db)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return where two people's active corrections, or judgements on actors, contradict each other."""
        return conflicts(self.corrections(), self.judgements())

    def shared_corrections(self) -> Iterator[dict[str, object]]:
        """Yield all corrections and judgements as rows that another record takes in, in their order."""
        return sharing.rows(self._db)

    def take_corrections(self, rows: Iterable[tuple[int, object]]) -> Taken:
        """Store rows of ``shared_corrections``, each with its line number; those that are here already stay.

        Raises ``UsageError`` that names the line for a row that is none; nothing is then stored.
        """
        return sharing.take(self._db, rows)

    def corrections(self) -> tuple[Correction, ...]:
        """Return all corrections, undone ones too, in the order in which they were made."""
        return corrections.corrections(self._db)

    def undo(self, correction_id: str, *, person: str, reason: str, now: datetime) -> str:
        """Take a correction (or an undo) back by a row of its own; return that row's id."""
        return corrections.undo(self._db, correction_id, person=person, reason=reason, now=now)

    # ------------------------------------------------------------------------------ for a page

    @property
    def desk(self) -> Desk:
        """The lists that a page shows, a page at a time."""
        return Desk(self._db, None)

    def settle(self, disagreement: str, *, person: str, reason: str, now: datetime, open: bool = False) -> str:
        """Note that a person has settled a disagreement, or opens it again; return the row's id.

        Raises ``UsageError`` without a person or a reason, ``RecordError`` for an unknown disagreement.
        """
        return settling.settle(self._db, disagreement, person=person, reason=reason, now=now, open=open)

    def settlements(self) -> tuple[Settlement, ...]:
        """Return all settlements and reopenings, in the order in which they were made."""
        return settling.settlements(self._db)

    def settled(self) -> dict[str, Settlement]:
        """Return the settlement of each disagreement that is settled, by its id."""
        return settling.settled(self._db)

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
