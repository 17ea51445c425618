"""Work that takes longer than a page may: reading new reports, drawing conclusions; done in a process of its own.

One process works on one job after another and tells how far it is; pages go on being served meanwhile. Should it
die, its job has failed and the next one gets a new process.
"""

import contextlib
import multiprocessing
import os
import queue
import shutil
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, Literal

from annals.errors import AnnalsError
from annals.flow import Mapper, Step, conclude, read_into
from annals.record import Record
from annals.resolve.places import Gazetteer

State = Literal["waiting", "working", "done", "failed"]
_REMEMBERED: Final = 200
_TOLD: Final = 2000


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: read the files of ``folder``, or with none only conclude what is stale."""

    folder: Path | None
    now: datetime
    publisher: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one source: its name, the outcome (new, new version, unchanged, failed), claims or what failed."""

    name: str
    outcome: str
    claims: int
    message: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A task and how far it is; ``total`` counts the files that were given, ``message`` says why it failed."""

    id: str
    title: str
    task: Task
    total: int
    state: State = "waiting"
    results: tuple[Result, ...] = ()
    message: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {"done", "failed"}


Tell = Callable[[Result], None]


def perform(record: Path, mapper: Callable[[], Mapper], task: Task, tell: Tell) -> None:
    """Do a task; raises ``AnnalsError`` when it cannot be done at all."""
    with Record.open(record) as store, Gazetteer.open() as gazetteer:
        if task.folder is None:
            conclude(store, gazetteer)
            return
        here = Path.cwd()
        os.chdir(task.folder)  # so that the record holds the names of the files and nothing of this machine's disk
        try:
            sources = sorted(path.name for path in Path().iterdir())
            read_into(
                store, sources, gazetteer=gazetteer, mapper=mapper(), now=task.now, publisher=task.publisher,
                published=task.published, progress=lambda step: tell(_result(step)),
            )  # fmt: skip
        finally:
            os.chdir(here)


def _result(step: Step) -> Result:
    message = None if step.failure is None else step.failure.message
    return Result(step.name, step.outcome, step.claims, message)


class Jobs:
    """The work of one page, the newest job last; ``close`` ends it.

    ``apart`` works in a process of its own; without it in a thread of this process, which holds up the page.
    """

    def __init__(self, record: Path, mapper: Callable[[], Mapper], *, apart: bool = True) -> None:
        self._record = record
        self._mapper = mapper
        self._apart = apart
        self._jobs: dict[str, Job] = {}
        self._changed = threading.Condition()
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._clerk: threading.Thread | None = None
        self._child: tuple[BaseProcess, Connection] | None = None
        self._count = 0
        self._closed = False

    def submit(self, title: str, task: Task, *, total: int = 0) -> Job:
        """Note a job and return it; one that only concludes is joined to another that has not begun."""
        with self._changed:
            if task.folder is None:
                for job in self._jobs.values():
                    if job.state == "waiting":
                        return job  # whatever it does, it concludes in the end
            self._count += 1
            job = Job(str(self._count), title, task, total)
            self._jobs[job.id] = job
            for old in [other for other in self._jobs.values() if other.over][: max(0, len(self._jobs) - _REMEMBERED)]:
                del self._jobs[old.id]
            if self._clerk is None:
                self._clerk = threading.Thread(target=self._work, name="annals-jobs", daemon=True)
                self._clerk.start()
        self._waiting.put(job.id)
        return job

    def get(self, id_: str) -> Job | None:
        """Return a job by its id."""
        with self._changed:
            return self._jobs.get(id_)

    def listed(self) -> tuple[Job, ...]:
        """Return all jobs that are remembered, the newest first."""
        with self._changed:
            return tuple(reversed(self._jobs.values()))

    def under_way(self) -> tuple[Job, ...]:
        """Return the jobs that are not over, the first to come first."""
        with self._changed:
            return tuple(job for job in self._jobs.values() if not job.over)

    def wait(self, id_: str, seconds: float) -> bool:
        """Wait until a job is over, at most so long; tell whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: id_ not in self._jobs or self._jobs[id_].over, seconds)

    def close(self) -> None:
        """Take no more work and end the process."""
        self._closed = True
        self._waiting.put(None)
        if self._child is not None:
            process, pipe = self._child
            process.terminate()
            pipe.close()
        if self._clerk is not None:
            self._clerk.join(timeout=5)

    # -------------------------------------------------------------------------------------- the clerk

    def _update(self, id_: str, **changes: object) -> None:
        with self._changed:
            self._jobs[id_] = replace(self._jobs[id_], **changes)  # type: ignore[arg-type]  # fields of a job
            self._changed.notify_all()

    def _tell(self, id_: str, result: Result) -> None:
        with self._changed:
            job = self._jobs[id_]
        self._update(id_, results=(*job.results, result)[-_TOLD:])

    def _work(self) -> None:
        while (id_ := self._waiting.get()) is not None and not self._closed:
            self._update(id_, state="working")
            task = self._jobs[id_].task
            try:
                message = self._ask(id_, task) if self._apart else self._here(id_, task)
            finally:
                if task.folder is not None:
                    shutil.rmtree(task.folder, ignore_errors=True)
            self._update(id_, state="done" if message is None else "failed", message=message)

    def _here(self, id_: str, task: Task) -> str | None:
        try:
            perform(self._record, self._mapper, task, lambda result: self._tell(id_, result))
        except Exception as error:  # a failed job is told, never the end of the page
            return _reason(error)
        return None

    def _ask(self, id_: str, task: Task) -> str | None:
        """Have the process do a task; return why it failed, ``None`` when it did not."""
        try:
            _, pipe = self._child or self._start()
            pipe.send(task)
            while True:
                answer = pipe.recv()
                if not isinstance(answer, Result):
                    return None if answer is None else str(answer)
                self._tell(id_, answer)
        except (EOFError, OSError):
            return self._buried()

    def _start(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_labour, args=(theirs, self._record.absolute(), self._mapper), daemon=True)
        process.start()
        theirs.close()
        self._child = (process, ours)
        return self._child

    def _buried(self) -> str:
        """Forget a process that died and return what is told of it."""
        code = None
        if self._child is not None:
            process, pipe = self._child
            pipe.close()
            process.join(timeout=5)
            code = process.exitcode
            self._child = None
        return f"the process that worked on it ended with code {code}, perhaps for lack of memory; try again with less"


def _labour(pipe: Connection, record: Path, mapper: Callable[[], Mapper]) -> None:
    """Be the process: do each task that comes through the pipe, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the page's to answer; it then ends this process
    with contextlib.suppress(OSError):
        os.nice(5)  # pages come first
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            perform(record, mapper, task, pipe.send)
        except Exception as error:  # told to whoever waits for it
            pipe.send(_reason(error))
        else:
            pipe.send(None)


def _reason(error: Exception) -> str:
    if isinstance(error, AnnalsError):
        return str(error)
    return f"unexpected {type(error).__name__}: {error}"
