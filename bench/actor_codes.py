"""How often the country and sector of a phrase are coded right, on phrases with codes (JSON lines).

``python bench/actor_codes.py FILE…`` prints one figure a line; without a file it looks in ``ANNALS_SHARED``
(``../shared``). A row has ``phrase``, maybe ``date`` (a day), ``country`` and ``code_1``; a field that a row does not
have is not compared. ``--misses`` lists the phrases that come out otherwise.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from annals.resolve.actors_codes import ActorCode, code
from annals.resolve.places import Gazetteer

FILE = "data/actors/actor-codes-dev.jsonl"


def rows(path: Path) -> Iterator[dict[str, str | None]]:
    """Yield the rows of a file; exits with one line when it is no such file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict) or not isinstance(row.get("phrase"), str):
                    raise SystemExit(f"{path}, line {number}: no object with a phrase; give JSON lines")
                yield row
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SystemExit(f"{path}: cannot be read ({error}); give a file of JSON lines") from None


def day(text: str | None) -> date | None:
    """Return a row's day, which may stand in quotation marks; ``None`` for none."""
    return date.fromisoformat(text.strip("'\" ")) if text else None


def right(row: Mapping[str, str | None], found: ActorCode) -> tuple[bool, bool]:
    """Return whether country and first sector are those of the row."""
    first = found.sectors[0] if found.sectors else ""
    country = "country" not in row or found.country == (row["country"] or "")
    return country, "code_1" not in row or first == (row["code_1"] or "")


def measure_file(path: Path, *, misses: bool = False) -> dict[str, float]:
    """Return the shares of phrases whose country, first sector, and both are right."""
    total = countries = sectors = both = 0
    with Gazetteer.open() as gazetteer:
        for row in rows(path):
            found = code(str(row["phrase"]), gazetteer=gazetteer, day=day(row.get("date")))
            country, sector = right(row, found)
            total += 1
            countries += country
            sectors += sector
            both += country and sector
            if misses and not (country and sector):
                print(f"{row}\n    {found}", file=sys.stderr)
    count = max(1, total)
    return {
        "phrases": float(total),
        "country_right": countries / count,
        "code_right": sectors / count,
        "both_right": both / count,
    }


def measure(shared: Path) -> dict[str, float]:
    """Return the figures on the phrases below ``shared``; empty when they are absent."""
    path = shared / FILE
    return measure_file(path) if path.is_file() else {}


def main(arguments: list[str]) -> int:
    """Print the figures of the files given, or of the shared one."""
    misses = "--misses" in arguments
    files = [Path(argument) for argument in arguments if argument != "--misses"]
    shared = Path(os.environ.get("ANNALS_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not files and not (shared / FILE).is_file():
        print(f"actor_codes: skipped, no phrases in {shared / FILE}")
        return 0
    for path in files or [shared / FILE]:
        for name, value in measure_file(path, misses=misses).items():
            print(f"{name} {value:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
