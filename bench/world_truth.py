"""How well the record knows its world: what was true on a day against ``annals ask state``, as noise grows.

``python -m bench.world_truth [--claims N] [--svg FILE]`` reads the reports of ``bench.world`` with more and more noise
into records, asks each for the state of several days and prints, for each share of statements told wrong: the share of
towns whose holder is right (of those for which somebody holds it in the record, and of all), F1 of who
belonged to a coalition, and the share of groups whose leader, of those who are said to lead it the one of whom that
was said last, is right. With ``--svg`` the table is also drawn.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from annals import ask
from annals.concluding import conclude
from annals.record import Record
from annals.resolve.places import Gazetteer
from bench.world import DAYS, Theatre, reports, theatres

NOW = datetime(2024, 1, 1, tzinfo=UTC)
SEED = 7
NOISE = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
_AT = (0.25, 0.5, 0.75, 0.95)
"""The days of a theatre's year on which the state is asked for, as shares of it."""
_COLOURS = {"holders_right": "#1b6ca8", "members_f1": "#b3541e", "leaders_right": "#3a7d44"}


def truth(claims: int, noise: float) -> dict[str, float]:
    """Return how right the state is in a world of about so many claims."""
    with tempfile.TemporaryDirectory() as folder, Gazetteer.open() as gazetteer:
        world = list(theatres(claims, SEED))
        with Record.open(Path(folder) / "world.annals", create=True) as record:
            for theatre in world:
                for reading, found in reports(theatre, SEED, noise):
                    record.add(reading, found, now=NOW)
            conclude(record, gazetteer)
            counts = Counter[str]()
            for theatre in world:
                for share in _AT:
                    day = theatre.start + timedelta(days=int(share * DAYS))
                    _compare(theatre, ask.state(record, on=day), day, counts)
    return {
        "holders_right": counts["right"] / max(1, counts["held"]),
        "holders_right_of_all": counts["right"] / counts["towns"],
        "members_f1": 2 * counts["allied right"] / max(1, counts["allied told"] + counts["allied"]),
        "leaders_right": counts["leaders right"] / max(1, counts["led"]),
    }


def _compare(theatre: Theatre, state: ask.State, day: date, counts: Counter[str]) -> None:
    """Add what is right of one theatre on one day."""
    held = {holding.place.name: [s.source.name for s in holding.holders] for holding in state.places}
    for town in theatre.towns:
        holders = held.get(town.name, [])
        counts["towns"] += 1
        counts["held"] += bool(holders)
        counts["right"] += holders == [theatre.holder(town.name, day)]
    told = {s.source.name for s in state.relations if s.type == "membership" and s.target.name == theatre.coalition}
    counts["allied"] += len(theatre.allied(day))
    counts["allied told"] += len(told)
    counts["allied right"] += len(told & theatre.allied(day))
    for group in theatre.groups:
        led = [s for s in state.relations if s.type == "leadership" and s.target.name == group]
        if led:
            last = max(led, key=lambda s: (s.support.said or date.min, s.source.name))
            counts["led"] += 1
            counts["leaders right"] += last.source.name == theatre.leader(group, day)


def drawn(table: Mapping[float, Mapping[str, float]]) -> str:
    """Return the table as an SVG of 520 by 320 pixels: a line for each figure over the noise."""
    left, top, width, height = 50, 20, 330, 250
    most = max(table)
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 320" font-family="sans-serif" font-size="12">',
        '<rect width="520" height="320" fill="white"/>',
    ]
    for tick in range(0, 101, 20):
        y = top + height * (1 - tick / 100)
        lines.append(f'<line x1="{left}" y1="{y:.0f}" x2="{left + width}" y2="{y:.0f}" stroke="#ddd"/>')
        lines.append(f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{tick / 100:.1f}</text>')
    for noise in table:
        x = left + width * noise / most
        lines.append(f'<text x="{x:.0f}" y="{top + height + 18}" text-anchor="middle">{noise:.1f}</text>')
    lines.append(f'<text x="{left + width / 2:.0f}" y="{top + height + 40}" text-anchor="middle">told wrong</text>')
    for number, (name, colour) in enumerate(_COLOURS.items()):
        points = " ".join(
            f"{left + width * noise / most:.1f},{top + height * (1 - row[name]):.1f}" for noise, row in table.items()
        )
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = top + 20 + 20 * number
        lines.append(f'<text x="{left + width + 12}" y="{y}" fill="{colour}">{name.replace("_", " ")}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def measure(data: Path | None = None, *, claims: int = 2600, noises: Sequence[float] = (0.1,)) -> dict[str, float]:
    """Return the figures by noise; ``data`` is not needed."""
    return {
        f"{name}_noise_{noise:g}": value for noise in noises for name, value in truth(claims, noise).items()
    }  # fmt: skip


def main() -> None:
    """Print a line for each noise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=2600)
    parser.add_argument("--svg", type=Path, help="draw the table into this file")
    options = parser.parse_args()
    table = {}
    for noise in NOISE:
        table[noise] = truth(options.claims, noise)
        print(
            f"noise {noise:.1f}  " + "  ".join(f"{name} {value:.3f}" for name, value in table[noise].items()),
            flush=True,
        )
    if options.svg is not None:
        options.svg.write_text(drawn(table), encoding="utf-8")


if __name__ == "__main__":
    main()
