"""The order of the steps: from sources to a record, and from a record's claims to its conclusions.

One document passes ``read`` → ``extract`` → the law of quotes → names → dates → places → ``record``, each in
a transaction of its own, and touches no other document. Names come before places because they tell
"the group" and "Russian" what they stand for, which a place's context may then use; dates depend on
neither. What all documents say together (copies, actors, events, relations, disagreements) is
concluded afterwards from the stored claims alone, so that the order of the sources never matters and a
run that was killed loses nothing but its conclusions.
"""

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from annals.concluding import conclude as conclude  # noqa: PLC0414 - the last step, part of this module's interface
from annals.errors import AnnalsError, UsageError
from annals.extract.anchor import lawful
from annals.read import Limits, read_sources
from annals.record import Record, Totals
from annals.resolve.actors import name_claims
from annals.resolve.dates import date_claims, find_dates
from annals.resolve.places import Gazetteer, place_claims
from annals.types import Claim, Extractor, Failure, Reading


@dataclass(frozen=True, slots=True)
class Processed:
    """A document with the claims that it makes, resolved within itself, and how many claims broke the law."""

    reading: Reading
    claims: tuple[Claim, ...]
    rejected: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A document that a step could not process: what failed, and the traceback for whoever looks into it."""

    failure: Failure
    trace: str


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one source: told to ``progress`` as it happens.

    ``outcome`` is new, new version, unchanged or failed; ``name`` is the document's name, or the source
    where no document came of it.
    """

    outcome: str
    name: str
    source: str
    claims: int = 0
    rejected: int = 0
    failure: Failure | None = None
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A run: documents by outcome, claims kept and rejected, failures, and the record's totals after it."""

    read: int
    new: int
    new_versions: int
    unchanged: int
    claims: int
    rejected: int
    failures: tuple[Failure, ...]
    totals: Totals


Outcome = Processed | Broken
"""What processing one document gives."""

Mapper = Callable[[Iterable[Reading]], Iterator[Outcome]]
"""Processes documents, in their order. ``annals.engine.local`` has one that uses several processes."""

Progress = Callable[[Step], None]
"""Called once for each source."""


def process(reading: Reading, extractor: Extractor, gazetteer: Gazetteer) -> Outcome:
    """Return the claims of one document, resolved within it; never raises.

    An unexpected error makes the document ``Broken``, with the step that failed, and harms no other one.
    """
    document = reading.document
    step = "extract"
    try:
        claims: Sequence[Claim]
        claims, refused = lawful(document, extractor(document))
        step = "names"
        claims = name_claims(document, claims, gazetteer)
        step = "dates"
        claims = date_claims(document, claims, find_dates(document))
        step = "places"
        claims = place_claims(document, claims, gazetteer)
    except Exception as error:  # one bad document is a row in failures, never the end of a run
        return Broken(_failure(document.source, step, error), traceback.format_exc())
    return Processed(reading, tuple(claims), len(refused))


def one_by_one(extractor: Extractor, gazetteer: Gazetteer) -> Mapper:
    """Return a mapper that processes documents in this process, one after the other."""

    def mapper(readings: Iterable[Reading]) -> Iterator[Outcome]:
        for reading in readings:
            yield process(reading, extractor, gazetteer)

    return mapper


def _failure(source: str, step: str, error: BaseException) -> Failure:
    """Return the row that tells of an unexpected error."""
    message = " ".join(str(error).split()) or "no further explanation"
    return Failure(source, step, type(error).__name__, f"{message}; the document was left out, please report this")


class _Run:
    """One call of ``read_into``: counts what happens and tells it to ``progress``."""

    def __init__(self, record: Record, now: datetime, progress: Progress | None) -> None:
        self.record = record
        self.now = now
        self.progress = progress
        self.counts: Counter[str] = Counter()
        self.failures: list[Failure] = []
        self.seen: set[str] = set()
        self.versions = set(record.version_keys())

    def tell(self, step: Step) -> None:
        """Count one source's outcome and pass it on."""
        self.counts[step.outcome] += 1
        self.counts["claims"] += step.claims
        self.counts["rejected"] += step.rejected
        if step.failure is not None:
            self.failures.append(step.failure)
            self.record.fail(step.failure, now=self.now)
        if self.progress is not None:
            self.progress(step)

    def unread(self, items: Iterable[Reading | Failure]) -> Iterator[Reading]:
        """Yield the documents that the record does not hold yet; tell of failures and known ones."""
        for item in items:
            if isinstance(item, Failure):
                self.tell(Step("failed", item.source, item.source, failure=item))
            elif item.document.id in self.seen or self.record.has(item.document.id):
                self.record.forget_failures(item.document.source)
                self.tell(Step("unchanged", item.document.name, item.document.source))
            else:
                self.seen.add(item.document.id)
                yield item

    def keep(self, outcome: Outcome) -> None:
        """Store one processed document in a transaction of its own."""
        added = True
        if isinstance(outcome, Processed):
            try:
                added = self.record.add(outcome.reading, outcome.claims, now=self.now, rejected=outcome.rejected)
            except AnnalsError:
                raise  # the record itself is at fault: no further document could be kept
            except Exception as error:
                outcome = Broken(_failure(outcome.reading.document.source, "record", error), traceback.format_exc())
        if isinstance(outcome, Broken):
            failure = outcome.failure
            self.tell(Step("failed", failure.source, failure.source, failure=failure, trace=outcome.trace))
            return
        document = outcome.reading.document
        if not added:  # another process was faster
            self.tell(Step("unchanged", document.name, document.source))
            return
        kind = "new version" if document.version_key in self.versions else "new"
        self.versions.add(document.version_key)
        self.tell(Step(kind, document.name, document.source, len(outcome.claims), outcome.rejected))


def read_into(
    record: Record,
    sources: Sequence[str],
    *,
    extractor: Extractor | None = None,
    gazetteer: Gazetteer,
    now: datetime,
    publisher: str | None = None,
    published: date | None = None,
    stdin: BinaryIO | None = None,
    limits: Limits | None = None,
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Read ``sources`` into ``record``, conclude, and return what happened.

    ``publisher`` and ``published`` stand in for what a source does not say itself; ``now`` (aware, UTC) is
    the time that is recorded. Documents are processed by ``mapper``, by default one by one with
    ``extractor``; one of the two must be given. Documents that the record holds already are left alone.
    Raises ``RecordError`` when the record cannot be written; a source that cannot be read is a failure
    of the summary.
    """
    if mapper is None:
        if extractor is None:
            raise UsageError("give an extractor, or a mapper that has one")
        mapper = one_by_one(extractor, gazetteer)
    run = _Run(record, now, progress)
    items = read_sources(sources, publisher=publisher, published=published, stdin=stdin, limits=limits)
    for outcome in mapper(run.unread(items)):
        run.keep(outcome)
    totals = conclude(record, gazetteer)
    new_versions = run.counts["new version"]
    return Summary(
        read=sum(run.counts[outcome] for outcome in ("new", "new version", "unchanged", "failed")),
        new=run.counts["new"],
        new_versions=new_versions,
        unchanged=run.counts["unchanged"],
        claims=run.counts["claims"],
        rejected=run.counts["rejected"],
        failures=tuple(run.failures),
        totals=totals,
    )
