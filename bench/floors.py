"""Floors that figures must not fall below, kept in ``baseline.json``.

Each entry is ``{"floor": x, "tolerance": t}`` (higher is better) or ``{"ceiling": x, "tolerance": t}`` (lower is
better): a figure fails when it is worse than the bound by more than the tolerance, which is the noise of
measuring. A bound itself may not be loosened by more than its tolerance from one commit to the next:

    python -m bench.floors        compares baseline.json with the last commits' and exits 1 if it was loosened
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

BASELINE = Path(__file__).with_name("baseline.json")

Bounds = Mapping[str, Mapping[str, float]]


def load() -> Bounds:
    """Return the bounds by figure."""
    bounds: Bounds = json.loads(BASELINE.read_text(encoding="utf-8"))
    return bounds


def worse(value: float, bound: Mapping[str, float]) -> bool:
    """Return whether ``value`` is worse than ``bound`` by more than noise."""
    if "ceiling" in bound:
        return value > bound["ceiling"] + bound.get("tolerance", 0)
    return value < bound["floor"] - bound.get("tolerance", 0)


def compare(figures: Mapping[str, float], bounds: Bounds) -> list[str]:
    """Print every figure beside its bound; return one line for each that is too bad."""
    faults = []
    for name, value in figures.items():
        bound = bounds.get(name)
        if bound is None:
            print(f"{name:34} {value:12.3f}")
            continue
        kind = "ceiling" if "ceiling" in bound else "floor"
        failed = worse(value, bound)
        print(f"{name:34} {value:12.3f}   {kind} {bound[kind]:g}{'   FAILED' if failed else ''}")
        if failed:
            faults.append(
                f"{name} is {value:.3f}, its {kind} is {bound[kind]:g} (tolerance {bound.get('tolerance', 0):g})"
            )
    return faults


def tighten(figures: Mapping[str, float], bounds: Bounds) -> None:
    """Write ``baseline.json`` anew with every bound that a figure is better than moved up to the figure."""
    new = {name: dict(bound) for name, bound in bounds.items()}
    for name, bound in new.items():
        kind = "ceiling" if "ceiling" in bound else "floor"
        if name in figures and not worse(figures[name], bound | {"tolerance": 0}):
            bound[kind] = round(figures[name], 3)
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(bound)}" for name, bound in new.items())
    BASELINE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def loosened(old: Bounds, new: Bounds) -> list[str]:
    """Return one line for each bound of ``old`` that ``new`` dropped or loosened by more than noise."""
    faults = []
    for name, bound in old.items():
        kind = "ceiling" if "ceiling" in bound else "floor"
        if name not in new or kind not in new[name]:
            faults.append(f"the {kind} of {name} ({bound[kind]:g}) was dropped")
        elif worse(new[name][kind], bound):
            faults.append(f"the {kind} of {name} went from {bound[kind]:g} to {new[name][kind]:g}")
    return faults


def _committed(revision: str) -> Bounds:
    """Return the bounds of an earlier commit; nothing where there is no such commit or file."""
    shown = subprocess.run(  # noqa: S603 - a fixed command
        ["git", "show", f"{revision}:bench/baseline.json"],  # noqa: S607 - whichever git the developer uses
        capture_output=True, text=True, cwd=BASELINE.parent, check=False,
    )  # fmt: skip
    bounds: Bounds = json.loads(shown.stdout) if shown.returncode == 0 else {}
    return bounds


def main() -> int:
    """Compare the bounds with those of the last two commits; return 1 if any was loosened."""
    new = load()
    faults = [
        f"{line} (since {revision})" for revision in ("HEAD", "HEAD~1") for line in loosened(_committed(revision), new)
    ]
    for fault in faults:
        print(f"bench/baseline.json: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
