"""Documents processed on this machine, in this process or in several.

Each worker process loads its own model and gazetteer and is given one document at a time, so that a
worker that dies (killed by the system for its memory, a crash in a library) takes one known document
with it and nothing else: that document is a failure, a new worker takes the place, the run goes on.
Results come in the order of the documents whatever the workers' speed, and only a bounded number of
documents is under way at once, so memory does not grow with the corpus.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path

from annals.errors import AnnalsError, ModelError
from annals.extract.encoder import Encoder
from annals.extract.llm import LanguageModel
from annals.extract.llm_client import Endpoint
from annals.extract.plugin import Plugin, find
from annals.flow import Broken, Mapper, Outcome, Processed, process
from annals.resolve.places import Gazetteer
from annals.types import Claim, Document, Extractor, Failure, Reading

FEW = 64
"""Fewer documents than these are read sooner by one process than several can start."""

AHEAD = 4
"""Documents under way or waiting for an earlier one, for each worker."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What processing a document needs besides the document.

    ``take_counts`` returns what the extractor counted (questions, tokens) since it was last asked.
    """

    extractor: Extractor
    gazetteer: Gazetteer
    take_counts: Callable[[], Mapping[str, int]] = dict


Load = Callable[[int], Tools]
"""Returns the tools for one process that may use so many threads; a function of a module, so that a
worker process can import it."""


def packaged(threads: int) -> Tools:
    """Return the reader and the gazetteer that come with annals; raises ``ModelError`` when they are missing."""
    return Tools(Encoder.load(threads=threads), Gazetteer.open())


@dataclass(frozen=True, slots=True)
class ByEndpoint:
    """Loads a language model behind an endpoint, its answers kept in the folder ``cache``."""

    endpoint: Endpoint
    cache: Path

    @classmethod
    def at(cls, url: str, model: str, cache: Path, *, timeout: float = 120.0, key: str | None = None) -> "ByEndpoint":
        """Return the loader for a model at an address; raises UsageError for what cannot be an endpoint."""
        return cls(Endpoint(url, model, timeout, key), cache)

    def __call__(self, threads: int) -> Tools:
        """Return the tools; nothing is sent before the first document."""
        model = LanguageModel.open(self.endpoint, self.cache)
        return Tools(model, Gazetteer.open(), model.take_counts)


@dataclass(frozen=True, slots=True)
class ByName:
    """Loads the extractor that ``package.module:function`` names."""

    name: str

    def check(self) -> None:
        """Raise UsageError when the name leads to nothing that can be called; a class is not yet instantiated."""
        find(self.name)

    def __call__(self, threads: int) -> Tools:
        """Return the tools; raises UsageError when the name leads to no extractor."""
        return Tools(Plugin.open(self.name), Gazetteer.open())


def mapper(
    load: Load = packaged, *, jobs: int | None = None, counted: Callable[[Mapping[str, int]], None] | None = None
) -> Mapper:
    """Return a mapper that works with ``jobs`` processes.

    ``None`` is one process for fewer than 64 documents, else one for each core that this process may
    use. One job works in this very process, with as many threads as there are cores. ``counted`` is given
    what the extractor counted, document by document.
    """
    tell = counted or _ignore

    def run(readings: Iterable[Reading]) -> Iterator[Outcome]:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        stream = iter(readings)
        first = list(islice(stream, FEW if jobs is None else 1))
        if not first:
            return  # nothing new: no model is loaded for that
        count = jobs if jobs is not None else cores if len(first) == FEW else 1
        if count == 1:
            tools = load(cores)
            for reading in chain(first, stream):
                outcome = _processed(reading, tools)
                tell(tools.take_counts())
                yield outcome
        else:
            yield from _in_workers(chain(first, stream), load, count, tell)

    return run


def _ignore(_: Mapping[str, int]) -> None:
    """Do nothing with what was counted."""


@dataclass(slots=True)
class _Heard:
    """An extractor that remembers what it raised, because ``process`` never raises."""

    extractor: Extractor
    error: AnnalsError | None = None

    def __call__(self, document: Document) -> Sequence[Claim]:
        try:
            return self.extractor(document)
        except AnnalsError as error:
            self.error = error
            raise


def _processed(reading: Reading, tools: Tools) -> Outcome:
    """Return what comes of a document, an extractor's own refusal told in its words.

    Raises ModelError when the extractor can read no document at all.
    """
    heard = _Heard(tools.extractor)
    outcome = process(reading, heard, tools.gazetteer)
    if isinstance(heard.error, ModelError):
        raise heard.error
    if heard.error is None or not isinstance(outcome, Broken):
        return outcome
    message = f"{heard.error}; the document was left out, the next run tries it again"
    return replace(outcome, failure=replace(outcome.failure, message=message))


# ------------------------------------------------------------------------------------------ many workers


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and the document that it has in hand with its place in the order."""

    process: SpawnProcess
    pipe: Connection
    task: tuple[int, Reading] | None = None


@dataclass(slots=True)
class _Pool:
    """The workers, and the outcomes that wait for an earlier one."""

    load: Load
    size: int
    counted: Callable[[Mapping[str, int]], None]
    context: SpawnContext = field(default_factory=lambda: multiprocessing.get_context("spawn"))
    workers: list[_Worker] = field(default_factory=list)
    done: dict[int, Outcome] = field(default_factory=dict)

    def idle(self) -> _Worker | None:
        """Return a worker without a document, a new one if there may be one more, or ``None``."""
        free = next((worker for worker in self.workers if worker.task is None), None)
        if free is not None or len(self.workers) >= self.size:
            return free
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=_work, args=(theirs, self.load), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self.workers.append(worker)
        return worker

    def give(self, worker: _Worker, at: int, reading: Reading) -> None:
        """Hand a document to a worker; the raw bytes stay here, nobody there needs them."""
        worker.task = (at, reading)
        try:
            worker.pipe.send(Reading(reading.document, b""))
        except OSError:
            self.bury(worker)

    def collect(self) -> None:
        """Wait until a worker answers or dies, and note what came of its document."""
        ready = wait([worker.pipe for worker in self.workers if worker.task is not None])
        for worker in [worker for worker in self.workers if worker.pipe in ready]:
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                self.bury(worker)
                continue
            if isinstance(answer, AnnalsError):
                raise answer
            outcome, counts = answer
            self.counted(counts)
            if worker.task is not None:
                at, reading = worker.task
                self.done[at] = replace(outcome, reading=reading) if isinstance(outcome, Processed) else outcome
                worker.task = None

    def bury(self, worker: _Worker) -> None:
        """Make the document of a dead worker a failure."""
        worker.pipe.close()
        worker.process.join()
        self.workers.remove(worker)
        if worker.task is not None:
            at, reading = worker.task
            message = (
                f"the process that read it ended with code {worker.process.exitcode}, perhaps for lack of memory; "
                "the document was left out, read it alone with --jobs 1"
            )
            self.done[at] = Broken(Failure(reading.document.source, "extract", "WorkerDied", message), "")

    def close(self) -> None:
        """Stop all workers."""
        for worker in self.workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self.workers:
            worker.process.join()


def _in_workers(
    readings: Iterator[Reading], load: Load, jobs: int, counted: Callable[[Mapping[str, int]], None]
) -> Iterator[Outcome]:
    """Yield the outcome of every document, in order, from ``jobs`` processes."""
    pool = _Pool(load, jobs, counted)
    given = taken = 0
    more = True
    try:
        while more or taken < given:
            while more and given - taken < AHEAD * jobs and (worker := pool.idle()) is not None:
                reading = next(readings, None)
                if reading is None:
                    more = False
                else:
                    pool.give(worker, given, reading)
                    given += 1
            while taken in pool.done:
                yield pool.done.pop(taken)
                taken += 1
            if any(worker.task is not None for worker in pool.workers):
                pool.collect()
    finally:
        pool.close()


def _work(pipe: Connection, load: Load) -> None:
    """Be a worker: answer every document that comes through the pipe with its outcome, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer; it then closes the pipe
    tools: Tools | None = None
    while True:
        try:
            reading = pipe.recv()
            tools = tools or load(1)
            pipe.send((_processed(reading, tools), tools.take_counts()))
        except (EOFError, OSError):
            return
        except Exception as error:  # the tools could not be loaded, or are of no use
            pipe.send(ModelError(str(error) or type(error).__name__))
