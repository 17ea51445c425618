"""What a record costs as it grows: building it, adding a document, asking; in time and memory.

``python -m bench.world_cost [N ...]`` builds records of about N claims (1,000, 10,000 and 100,000 unless told
otherwise) of ``bench.world``, each in a process of its own, and prints a line for each. Times are seconds of
processor time, which other work on the machine changes little; ``ratio`` is the cost of a record, per claim, beside
that of the one before times ten. An answer's time is the 95th percentile of twenty questions by each of actor, place
and day, the fastest of three times each, beside that of bare queries of the same rows (``times_bare``).
"""

import argparse
import gc
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from annals import ask
from annals.concluding import conclude
from annals.record import Record
from annals.record.database import Database, open_database
from annals.resolve.places import Gazetteer
from bench.world import reports, theatres

NOW = datetime(2024, 1, 1, tzinfo=UTC)
SEED = 1
SIZES = (1_000, 10_000, 100_000)
_ASKED = 20
_ADDED = 5
_AGAIN = 3

_CLAIMS = "SELECT x.claim FROM event_claims x JOIN events e ON e.id = x.event WHERE {}"
_EVENT_ROWS = "SELECT e.* FROM events e WHERE {}"
_CLAIM_ROWS = (
    "SELECT c.*, d.id, d.name, d.publisher, d.published FROM claims c JOIN documents d ON d.key = c.document"  # noqa: S608
    f" WHERE c.key IN ({_CLAIMS})"
)
_FILLER_ROWS = f"SELECT * FROM fillers WHERE claim IN ({_CLAIMS})"  # noqa: S608
_IDENTITY_ROWS = f"SELECT * FROM identities WHERE claim IN ({_CLAIMS})"  # noqa: S608
_QUANTITY_ROWS = f"SELECT * FROM quantities WHERE claim IN ({_CLAIMS})"  # noqa: S608
_BARE = (_EVENT_ROWS, _CLAIM_ROWS, _FILLER_ROWS, _IDENTITY_ROWS, _QUANTITY_ROWS)
"""The rows that an answer shows: events, their claims with their documents, who and what fills the claims, figures."""
_WITH = "e.id IN (SELECT event FROM event_entities WHERE entity = ?)"
_ON = (
    'e.id IN (SELECT id FROM events WHERE coalesce(start, "end") BETWEEN ? AND ? AND coalesce("end", start) >= ?'
    ' UNION SELECT id FROM events WHERE substr(start, 1, 7) <> substr("end", 1, 7)'
    ' AND coalesce("end", start) >= ? AND coalesce(start, "end") <= ?)'
)


def build(path: Path, claims: int) -> dict[str, float]:
    """Build a record of about so many claims at ``path`` and return what it took."""
    figures = {"store_s": 0.0}
    with Record.open(path, create=True) as record, Gazetteer.open() as gazetteer:
        for theatre in theatres(claims, SEED):
            told = list(reports(theatre, SEED))
            begun = time.process_time()
            for reading, found in told:
                record.add(reading, found, now=NOW)
            figures["store_s"] += time.process_time() - begun
        begun = time.process_time()
        totals = conclude(record, gazetteer)
        figures["conclude_s"] = time.process_time() - begun
        figures["build_s"] = figures["store_s"] + figures["conclude_s"]
        figures |= {"claims": totals.claims, "documents": totals.documents, "events": totals.events}
        figures["peak_mb"] = _peak_mb()
        figures |= _added(record, gazetteer, claims)
        gc.collect()
        gc.freeze()  # the bench's own objects are no part of an answer
        with closing(open_database(path, create=False)) as bare:
            figures |= _asked(record, bare, claims)
    figures["file_mb"] = path.stat().st_size / 2**20
    return figures


def _peak_mb() -> float:
    """Return the most memory that this process has held, in MB.

    Linux hands ``ru_maxrss`` down from the process that started this one, so its own figure goes first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        own = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        if own is not None:
            return int(own[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _added(record: Record, gazetteer: Gazetteer, claims: int) -> dict[str, float]:
    """Return the time of adding one more document to the record and concluding what it changes: median and most."""
    rng = random.Random(SEED)  # noqa: S311
    chosen = list(theatres(claims, SEED))
    took = []
    for number in range(_ADDED):
        news = list(reports(rng.choice(chosen), SEED + 1 + number))
        reading, found = news[len(news) // 2]
        begun = time.process_time()
        record.add(reading, found, now=NOW + timedelta(minutes=number))
        conclude(record, gazetteer, anew=False)
        took.append(time.process_time() - begun)
    return {"add_one_s": statistics.median(took), "add_one_most_s": max(took)}


def _asked(record: Record, bare: Database, claims: int) -> dict[str, float]:
    """Return the 95th percentile of the time of answers by actor, place and day, and of bare queries, in ms."""
    rng = random.Random(SEED)  # noqa: S311
    pool = rng.choices(list(theatres(claims, SEED)), k=_ASKED)
    groups = [rng.choice(theatre.groups) for theatre in pool]
    towns = [rng.choice(theatre.towns) for theatre in pool]
    days = [rng.choice(theatre.happenings).day for theatre in pool]
    ids = [record.named("actor", group)[0].id for group in groups]
    figures = {}
    asked: dict[str, tuple[list[Callable[[], object]], list[Callable[[], object]]]] = {
        "actor": (
            [lambda name=name: ask.timeline(record, actor=name) for name in groups],
            [lambda id_=id_: _bare(bare, _WITH, id_) for id_ in ids],
        ),
        "place": (
            [lambda name=town.name: ask.timeline(record, place=name) for town in towns],
            [lambda id_=town.id: _bare(bare, _WITH, id_) for town in towns],
        ),
        "day": (
            [lambda day=day: ask.timeline(record, start=day, end=day) for day in days],
            [lambda day=day: _bare(bare, _ON, str(day.replace(day=1)), *[str(day)] * 4) for day in days],
        ),
    }
    for name, (questions, queries) in asked.items():
        figures[f"ask_{name}_p95_ms"] = _p95(questions)
        figures[f"bare_{name}_p95_ms"] = _p95(queries)
        figures[f"ask_{name}_times_bare"] = figures[f"ask_{name}_p95_ms"] / figures[f"bare_{name}_p95_ms"]
    return figures


def _bare(database: Database, condition: str, *values: str) -> int:
    """Fetch the rows that an answer shows and return how many there are."""
    return sum(len(database.rows(query.format(condition), values)) for query in _BARE)


def _p95(calls: list[Callable[[], object]]) -> float:
    """Return the 95th percentile of the times of calls in ms, of each the fastest of a few."""
    took = []
    for call in calls:
        times = []
        for _ in range(_AGAIN):
            begun = time.process_time()
            call()
            times.append(1000 * (time.process_time() - begun))
        took.append(min(times))
    return sorted(took)[max(0, round(0.95 * len(took)) - 1)]


def measure(data: Path | None = None, sizes: tuple[int, ...] = SIZES[:2]) -> dict[str, float]:
    """Return the figures by size, each from a process of its own; ``data`` is not needed."""
    figures: dict[str, float] = {}
    before: dict[str, float] | None = None
    for size in sizes:
        command = [sys.executable, "-m", "bench.world_cost", "--one", str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
        found = json.loads(done.stdout)
        if before is not None:
            found["ratio"] = 10 * (found["build_s"] / found["claims"]) / (before["build_s"] / before["claims"])
        print(f"{size:>9,} " + "  ".join(f"{name} {value:,.4g}" for name, value in found.items()), flush=True)
        figures |= {f"{name}_{size}": value for name, value in found.items()}
        before = found
    return figures


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--one", type=int, help="build one record in this process and print its figures as JSON")
    options = parser.parse_args()
    if options.one is None:
        measure(sizes=tuple(options.sizes))
        return
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(build(Path(folder) / "world.annals", options.one)))


if __name__ == "__main__":
    main()
