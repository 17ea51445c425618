"""The page on a large record: how long each view takes, and a step of a day; how smoothly a timeline scrolls.

``python -m bench.page [--record FILE] [--claims N]`` makes a record of about N claims (100,000 unless told otherwise)
of ``bench.world``, serves it as ``annals serve`` does, and looks at it in Chromium, 1440 pixels wide. A record that
``--record`` names is made there when it is missing and used as it is otherwise. It needs the pictures (``make web``)
and a Chromium on the path; without them it says so and ends.

Of each view: ``first`` is the milliseconds until its words are painted (first contentful paint), ``whole`` until all of
it is there, pictures too, ``cpu`` those of the processor that the page's server took. ``step`` is one step of the day,
from the key until map, network and knobs have been painted: ``ahead`` to the next week, which the page has asked for
while the reader looked, ``fresh`` to a day far off; ``known`` the same as known by an earlier day. Frames are those of
a second in which the timeline of 20,000 events scrolls. Other work on the machine makes all but ``cpu`` longer.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from annals.concluding import conclude
from annals.record import Record
from annals.resolve.places import Gazetteer
from bench.world import reports, theatres
from bench.world_cost import NOW, SEED

SIZE = 100_000
VIEWS = {
    "overview": ("/", "main"),
    "day": ("/day?on={on}", "[data-island=network] .network-node"),
    "map": ("/map?on={on}", ".map-place"),
    "timeline": ("/timeline", "[data-island=timeline] canvas"),
    "network": ("/network?on={on}", "[data-island=genealogy] .genealogy-stream"),
    "actor": ("/actor/{actor}", "main table"),
    "place": ("/place/{place}", "main table"),
    "disagreements": ("/disagreements", ".dispute"),
    "review": ("/review", "main"),
    "search": ("/search?q=captured", ".said"),
}
"""Each view with what stands on it when all of it is there."""
TIMES = 5
STEPS = 8
_STATIC = Path(__file__).parents[1] / "src" / "annals" / "show" / "static"
_FRAMES = """async (moves) => {
  const box = document.querySelector(".timeline-scroller");
  const times = [];
  for (let i = 0; i < moves; i++) {
    box.scrollTop += 37;
    times.push(await new Promise((done) => requestAnimationFrame(done)));
  }
  return times;
}"""
_PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const [found] = list.getEntriesByName("first-contentful-paint");
  if (found) done(found.startTime);
}).observe({ type: "paint", buffered: true }))"""
_DRAWN = """async (act) => {
  const began = performance.now();
  const drawn = new Promise((done) => document.addEventListener("annals:day", () => done(null), { once: true }));
  act();
  await drawn;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}"""
_STEPPED = f"""(key) => ({_DRAWN})(() => {{
  document.body.dispatchEvent(new KeyboardEvent("keydown", {{ key, bubbles: true }}));
}})"""
_JUMPED = f"""(day) => ({_DRAWN})(() => {{
  const input = document.querySelector(".day-date input");
  input.value = day;
  input.dispatchEvent(new Event("change"));
}})"""
_REST_MS = 1500
"""How long a reader looks at a day before going on."""


def missing() -> str | None:
    """Return what is missing to look at the page, ``None`` when all is there."""
    if find_spec("playwright") is None:
        return "playwright is missing: pip install -e '.[dev]'"
    if browser() is None:
        return "no Chromium is on the path: apt-get install chromium"
    if not (_STATIC / "map.js").is_file():
        return "the pictures are not built: make web"
    return None


def browser() -> str | None:
    """Return where a Chromium is."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def build(path: Path, claims: int) -> None:
    """Make a record of about so many claims at ``path``."""
    with Record.open(path, create=True) as record, Gazetteer.open() as gazetteer:
        for theatre in theatres(claims, SEED):
            for reading, found in reports(theatre, SEED):
                record.add(reading, found, now=NOW)
        conclude(record, gazetteer)


@contextmanager
def served(path: Path) -> Iterator[tuple[str, int]]:
    """Serve a record in a process of its own and give its address and process id."""
    command = [sys.executable, "-m", "annals", "serve", "--record", str(path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:  # noqa: S603
        try:
            told = server.stdout.readline() if server.stdout else ""
            words = [word for word in told.split() if word.startswith("http://")]
            if not words:
                raise SystemExit(f"bench.page: the page could not be served: {told.strip()}")
            yield words[0].rstrip("/"), server.pid
        finally:
            server.terminate()


def processor(pid: int) -> float:
    """Return the milliseconds of processor time that a process has taken, all its threads together."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[11:13]
    return sum(map(int, ticks)) * 1000 / os.sysconf("SC_CLK_TCK")


def views(tab: Any, address: str, pid: int, names: dict[str, str]) -> dict[str, float]:  # noqa: ANN401 - Playwright's page
    """Return the median times of each view."""
    figures = {}
    for name, (path, mark) in VIEWS.items():
        first, whole, cpu = [], [], []
        for _ in range(TIMES):
            before, began = processor(pid), time.perf_counter()
            tab.goto(address + path.format(**names), wait_until="commit")
            tab.locator(mark).first.wait_for(state="attached")
            whole.append(1000 * (time.perf_counter() - began))
            first.append(tab.evaluate(_PAINTED))
            tab.wait_for_load_state("networkidle")
            cpu.append(processor(pid) - before)
        figures |= {
            f"{name}_first_ms": statistics.median(first),
            f"{name}_whole_ms": statistics.median(whole),
            f"{name}_cpu_ms": statistics.median(cpu),
        }
    return figures


def steps(tab: Any, address: str, on: str, known: str = "") -> dict[str, float]:  # noqa: ANN401
    """Return how long a step of the day takes, with and without asking ahead."""
    suffix = "_known" if known else ""
    tab.goto(f"{address}/day?on={on}&step=7{known}")
    tab.locator("[data-island=day][data-step-ms]").wait_for()
    times: dict[str, list[float]] = {"ahead": [], "fresh": []}
    for number in range(STEPS):
        tab.wait_for_timeout(_REST_MS)
        times["ahead"].append(tab.evaluate(_STEPPED, "ArrowRight"))
        tab.wait_for_timeout(_REST_MS)
        times["fresh"].append(tab.evaluate(_JUMPED, f"{int(on[:4]) - number % 3}-{number + 1:02d}-11"))
    return {f"step_{kind}{suffix}_ms": statistics.median(taken) for kind, taken in times.items()}


def frames(tab: Any, address: str) -> dict[str, float]:  # noqa: ANN401
    """Return the frames a second at which the timeline scrolls."""
    tab.goto(f"{address}/timeline")
    tab.locator("[data-island=timeline] canvas").wait_for()
    tab.wait_for_load_state("networkidle")
    tab.wait_for_timeout(500)
    rates = []
    for _ in range(3):
        at = tab.evaluate(_FRAMES, 90)
        rates.append((len(at) - 1) / (at[-1] - at[0]) * 1000)
    return {"timeline_frames_s": statistics.median(rates)}


def measure(record: Path) -> dict[str, float]:
    """Return the figures of the page on a record, in milliseconds and frames a second."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - who has no browser is told so, see ``missing``

    with Record.open(record) as store:
        (actor,), (place,) = store.desk.busiest_actors(1), store.desk.busiest_places(1)
        months = [month for month, _ in store.desk.months()]
    on = f"{months[len(months) // 2]}-15"
    names = {"on": on, "actor": actor.id, "place": place.id}
    figures: dict[str, float] = {}
    with served(record) as (address, pid), sync_playwright() as running:
        opened = running.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        tab = opened.new_page(viewport={"width": 1440, "height": 900})
        began = time.perf_counter()
        tab.goto(address)
        figures["first_of_all_ms"] = 1000 * (time.perf_counter() - began)
        figures |= views(tab, address, pid, names)
        figures |= steps(tab, address, on)
        figures |= steps(tab, address, on, f"&known_by={on}")
        figures |= frames(tab, address)
        opened.close()
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=SIZE, help="about how many claims the record has")
    parser.add_argument("--record", type=Path, help="where the record is, or is to be kept")
    options = parser.parse_args()
    lacking = missing()
    if lacking:
        raise SystemExit(f"bench.page: {lacking}")
    with tempfile.TemporaryDirectory() as folder:
        path = options.record or Path(folder) / "world.annals"
        if not path.exists():
            build(path, options.claims)
        figures = measure(path)
    width = max(map(len, VIEWS))
    print(f"{'view':<{width}}  first ms  whole ms    cpu ms")
    for name in VIEWS:
        row = (figures[f"{name}_{kind}_ms"] for kind in ("first", "whole", "cpu"))
        print(f"{name:<{width}}" + "".join(f"{value:10,.0f}" for value in row))
    for name, value in figures.items():
        if not any(name.startswith(f"{view}_") for view in VIEWS) or "frames" in name:
            print(f"{name:<24}{value:10,.0f}")


if __name__ == "__main__":
    main()
