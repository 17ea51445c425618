"""Accuracy, speed and memory of the whole program, on data that comes from outside the project.

    python -m bench.run [--quick]      all figures beside their bounds; exit code 1 if one is too bad
    python -m bench.run --tighten      then moves each bound up to a figure that is better

The data lies in the folder that the environment variable ANNALS_SHARED names, by default ``../shared``; what is
not there is not measured, and the bench says so. ``--quick`` leaves out what takes longer than a minute.
Times and memory are those of the machine at hand, so their bounds are wide.
"""

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

import annals
from bench import floors

HERE = Path(__file__).parent
FIELDS = ("id", "title", "publisher", "published", "url")
PARTS = (
    "bench.reader",
    "bench.checks", "bench.dates", "bench.places", "bench.actor_codes", "bench.identity", "bench.reference",
    "bench.fusion", "bench.world_truth", "bench.world_cost",
)  # fmt: skip
MANY = 1000


def shared() -> Path | None:
    """Return the folder of outside data, or ``None`` where there is none."""
    folder = Path(os.environ.get("ANNALS_SHARED") or HERE.parent.parent / "shared")
    return folder if (folder / "data").is_dir() else None


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the documents of an annotated file as rows that ``annals read`` takes, without their claims."""
    with path.open(encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            row = json.loads(line)
            yield {"text": row["text"], **{key: row["document"][key] for key in FIELDS if row["document"].get(key)}}


def write_rows(path: Path, documents: Iterable[Mapping[str, str]]) -> int:
    """Write documents as JSONL; return how many."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for row in documents:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def program(*arguments: object) -> None:
    """Run ``annals`` as a user does; a failure of the program ends the bench."""
    subprocess.run([sys.executable, "-m", "annals", *map(str, arguments)], check=True)  # noqa: S603 - ourselves


def accuracy(folder: Path, gold: Path, scorer: Path) -> dict[str, float]:
    """Return claim F1 and slot F1 of what ``annals read`` finds in annotated documents; print the figures by type."""
    source, record, predicted = folder / "gold.jsonl", folder / "gold.annals", folder / "claims.jsonl"
    write_rows(source, rows(gold))
    program("read", source, "--record", record, "--quiet")
    program("export", "claims", "--format", "jsonl", "--record", record, "-o", predicted)
    scored = subprocess.run(  # noqa: S603 - the scorer of the contract
        [sys.executable, str(scorer), str(gold), str(predicted), "--by", "type"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    print(scored)
    return {
        f"{kind}_f1": float(value) for kind, value in re.findall(r"^(claim|slot) .*F1 ([\d.]+)$", scored, re.MULTILINE)
    }


def speed(folder: Path, gold: Path) -> dict[str, float]:
    """Return documents and tokens a second, and the share of the time that the model's forward pass takes."""
    source = folder / "speed.jsonl"
    write_rows(source, rows(gold))
    extractor = annals.Encoder.load(threads=2)
    now = datetime.now(UTC)
    with annals.Record.open(folder / "speed.annals", create=True) as record, annals.Gazetteer.open() as gazetteer:
        begun = time.perf_counter()
        summary = annals.read_into(record, [str(source)], extractor=extractor, gazetteer=gazetteer, now=now)
        seconds = time.perf_counter() - begun
    return {
        "documents_per_second": summary.new / seconds,
        "tokens_per_second": extractor.pieces / seconds,
        "forward_share": extractor.forward_seconds / seconds,
    }


def memory(folder: Path, files: Iterable[Path]) -> dict[str, float]:
    """Return the peak memory (MB, all processes together) and the time of reading 1,000 documents."""
    source = folder / "many.jsonl"
    distinct = {row["text"]: row for row in chain.from_iterable(map(rows, files))}
    count = write_rows(source, islice(distinct.values(), MANY))
    command = [sys.executable, "-m", "annals", "read", str(source), "--record", str(folder / "many.annals"), "--quiet"]
    begun, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command) as reader:  # noqa: S603 - ourselves
        while reader.poll() is None:
            peak = max(peak, sum(map(_resident, _family(reader.pid))))
            time.sleep(0.1)
    if reader.returncode != 0:
        raise subprocess.CalledProcessError(reader.returncode, command)
    return {f"peak_mb_{count}_documents": peak, f"seconds_{count}_documents": time.perf_counter() - begun}


def _family(pid: int) -> list[int]:
    """Return a process and its descendants (Linux)."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:  # it ended while we looked
                continue
    return found


def _resident(pid: int) -> float:
    """Return the resident memory of a process in MB, pages that it shares counted in full; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    size = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    return int(size[1]) / 1024 if size else 0.0


def measure(data: Path, *, quick: bool) -> dict[str, float]:
    """Return every figure that the data at hand allows."""
    figures: dict[str, float] = {}
    gold, scorer = data / "data/claims/dev.jsonl", data / "contract/score_claims.py"
    many = [data / "data/claims/dev.jsonl", data / "data/claims/train.jsonl", data / "data/texts/current-events.jsonl"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if gold.exists() and scorer.exists():
            figures |= accuracy(folder, gold, scorer)
            figures |= speed(folder, gold)
        else:
            print("no annotated claims here: accuracy and speed not measured")
        if quick:
            print("quick: memory not measured")
        elif all(path.exists() for path in many):
            figures |= memory(folder, many)
        else:
            print("no texts here: memory not measured")
    for part in PARTS:
        found = importlib.import_module(part).measure(data)
        figures |= {f"{part.removeprefix('bench.')}.{key}": value for key, value in (found or {}).items()}
    return figures


def main() -> int:
    """Measure, print, compare with the floors; return 1 if a figure is too low."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out what takes longer than a minute")
    parser.add_argument("--tighten", action="store_true", help="move each bound up to a figure that is better")
    options = parser.parse_args()
    data = shared()
    if data is None:
        print("no data to measure on: set ANNALS_SHARED to the folder that holds it; nothing measured")
        return 0
    figures, bounds = measure(data, quick=options.quick), floors.load()
    faults = floors.compare(figures, bounds)
    if options.tighten:
        floors.tighten(figures, bounds)
    for fault in faults:
        print(f"bench: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
