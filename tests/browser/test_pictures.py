"""Map, timeline, network and day in a real browser: drawn, told in words, moved by keys, fast, and downloaded."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from record_samples import FRONT, PORT

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TYPES = ("clash", "strike", "capture", "statement", "killing", "split")
EVENTS = 10_000
FRAMES = """async (moves) => {
  const box = document.querySelector(".timeline-scroller");
  const times = [];
  for (let i = 0; i < moves; i++) {
    box.scrollTop += 37;
    times.push(await new Promise((done) => requestAnimationFrame(done)));
  }
  return times;
}"""

pytestmark = pytest.mark.skipif(
    not (ROOT / "src/annals/show/static/map.js").is_file(), reason="the pictures are not built: make web"
)


def drawn(tab, address, name):
    """Open a view and wait until its picture has something to show."""
    tab.goto(address)
    tab.locator(f"[data-island={name}] .island-picture").wait_for()


def many_events():
    first = date(2011, 1, 1)
    for number in range(EVENTS):
        day = first + timedelta(days=number * 7919 % 3650)
        last = day + timedelta(days=0 if number % 5 else number % 60)
        actor = {"id": f"a{number * 31 % 180}", "name": f"Group {number * 31 % 180}"}
        yield {
            "id": f"e{number}", "type": TYPES[number % len(TYPES)], "from": day.isoformat(), "to": last.isoformat(),
            "status": "reported" if number % 9 == 0 else "asserted", "actors": [actor], "targets": [], "places": [],
        }  # fmt: skip


@pytest.fixture
def crowded(tab):
    """A timeline of ten thousand events."""
    body = json.dumps({"total": EVENTS, "events": list(many_events())})
    tab.route("**/api/timeline.json*", lambda route: route.fulfill(content_type="application/json", body=body))
    drawn(tab, "/timeline", "timeline")
    tab.wait_for_timeout(500)
    return tab


def test_the_map_says_in_words_what_it_shows(tab):
    drawn(tab, "/map?on=2021-03-05", "map")
    place = tab.locator(f'.map-place[data-place="{PORT.id}"]')
    place.wait_for(state="attached")
    assert place.get_attribute("aria-label").startswith("Port Ariel: held by Northern Front")
    assert "map-hatched" in place.locator(".map-sign").get_attribute("class")
    assert tab.locator(".island-key").first.get_by_role("link", name="Northern Front").is_visible()
    assert tab.locator("main table").get_by_role("link", name="Port Ariel").is_visible()


def test_a_place_is_reached_by_keyboard(tab):
    drawn(tab, "/map?on=2021-03-10", "map")
    place = tab.locator(f'.map-place[data-place="{PORT.id}"]')
    place.focus()
    assert "Port Ariel" in tab.locator("[data-island=map] .island-note").inner_text()
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/place/{PORT.id}*")


def test_where_the_map_looks_is_in_the_address(tab):
    drawn(tab, "/map?on=2021-03-10", "map")
    tab.get_by_label("Zoom in").click()
    tab.wait_for_url("**at=**")
    address = tab.url
    before = tab.locator(".map-place").first.locator("circle").first.get_attribute("cx")
    tab.goto("/")
    drawn(tab, address, "map")
    tab.locator(".map-land[d]").wait_for()
    tab.wait_for_timeout(500)
    after = tab.locator(".map-place").first.locator("circle").first.get_attribute("cx")
    assert float(after) == pytest.approx(float(before), abs=0.5)
    assert tab.url == address


@pytest.mark.parametrize(
    ("view", "island"), [("map", "map"), ("network", "network"), ("network", "genealogy"), ("timeline", "timeline")]
)
def test_pictures_are_downloaded(tab, view, island):
    drawn(tab, f"/{view}?on=2021-03-10", island)
    host = tab.locator(f"[data-island={island}]")
    tab.wait_for_timeout(400)
    with tab.expect_download() as svg:
        host.get_by_label("Download this picture as SVG").click()
    text = Path(svg.value.path()).read_text(encoding="utf-8")
    assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - made by the page under test
    assert "var(--" not in text
    with tab.expect_download() as png:
        host.get_by_label("Download this picture as PNG").click()
    assert Path(png.value.path()).read_bytes().startswith(b"\x89PNG")


def test_ten_thousand_events_scroll_smoothly(crowded):
    tries = [crowded.evaluate(FRAMES, 60) for _ in range(3)]
    frames = max((len(times) - 1) / (times[-1] - times[0]) * 1000 for times in tries)
    assert frames >= 30, f"{frames:.0f} frames a second"
    crowded.screenshot(path=SHOTS / f"timeline-crowded-{crowded.width}.png")


def test_an_event_is_chosen_and_read_by_keyboard(crowded):
    crowded.locator(".timeline-scroller").focus()
    crowded.keyboard.press("ArrowRight")
    crowded.keyboard.press("ArrowRight")
    crowded.keyboard.press("ArrowDown")
    chosen = re.search(r"chosen=(e\d+)", crowded.url)
    assert chosen
    assert re.search(r"\d{4}: \w+ by Group \d+", crowded.locator("[data-island=timeline] .island-note").inner_text())
    crowded.route("**/event/*", lambda route: route.fulfill(content_type="text/html", body="<title>here</title>"))
    crowded.keyboard.press("Enter")
    crowded.wait_for_url(f"**/event/{chosen[1]}")


def test_families_of_events_are_left_out(crowded):
    crowded.get_by_label("Fighting").uncheck()
    crowded.wait_for_url("**hide=Fighting**")
    crowded.get_by_label("Rows").select_option("type")
    crowded.wait_for_url("**rows=type**")
    crowded.reload()
    crowded.locator("[data-island=timeline] canvas").wait_for()
    assert not crowded.get_by_label("Fighting").is_checked()
    assert crowded.get_by_label("Rows").input_value() == "type"


def test_the_network_shows_ties_and_leaves_out_kinds(tab):
    drawn(tab, "/network?on=2021-03-10", "network")
    tab.locator(f'[data-actor="{FRONT}"]').wait_for(state="attached")
    assert tab.locator(".network-tie.tie-alliance").count() >= 1
    ties = tab.locator(".island-network .network-tie").count()
    tab.get_by_label(re.compile("^alliance")).uncheck()
    tab.wait_for_url("**without=alliance**")
    assert tab.locator(".island-network .network-tie").count() < ties
    assert tab.locator(".island-network .network-tie.tie-alliance").count() == 0


def test_groups_over_time_are_drawn(tab):
    drawn(tab, "/network?on=2021-03-10", "genealogy")
    stream = tab.locator(f'.genealogy-stream[href^="/actor/{FRONT}"]')
    assert "Hill Brigade, then Northern Front" in stream.get_attribute("data-words")


def test_a_step_of_a_day_moves_everything(tab):
    tab.goto("/day?on=2021-03-03&step=7")
    tab.locator(".day-slider").first.wait_for()
    tab.locator(f'.map-place[data-place="{PORT.id}"]').wait_for(state="attached")
    tab.get_by_label("A step on").click()
    tab.wait_for_url("**/day?on=2021-03-10&step=7")
    tab.locator(".map-fresh").first.wait_for(state="attached")
    tab.get_by_role("heading", name="10 Mar 2021").wait_for()
    place = tab.locator(f'.map-place[data-place="{PORT.id}"]')
    assert "River Guard" in place.get_attribute("aria-label")
    tab.get_by_role("heading", name="What changed since 3 Mar 2021").wait_for()
    tab.screenshot(path=SHOTS / f"day-step-{tab.width}.png", full_page=True)


def test_a_step_takes_less_than_a_fifth_of_a_second(tab):
    tab.goto("/day?on=2021-02-01&step=1")
    host = tab.locator("[data-island=day][data-step-ms]")
    host.wait_for()
    taken = []
    for _ in range(8):
        tab.get_by_label("A step on").click()
        tab.wait_for_timeout(400)
        taken.append(float(host.get_attribute("data-step-ms")))
    assert sorted(taken)[len(taken) // 2] < 200, taken


def test_what_was_known_by_then(tab):
    tab.goto("/day?on=2021-03-10&step=7")
    tab.locator(".day-slider").first.wait_for()
    tab.get_by_label("As known by, as a date; empty for everything").fill("2021-03-05")
    tab.wait_for_url("**/day?on=2021-03-10&step=7&known_by=2021-03-05")
    tab.get_by_text("Only what was published by").wait_for()
    place = tab.locator(f'.map-place[data-place="{PORT.id}"]')
    place.wait_for(state="attached")
    assert "held by Northern Front" in place.get_attribute("aria-label")


def test_the_days_play_and_stop(tab):
    tab.goto("/day?on=2021-01-01&step=7")
    tab.get_by_label("Play from this day on").click()
    tab.wait_for_url(re.compile(r"on=2021-01-(15|22|29)"))
    tab.get_by_label("Pause").click()
    tab.wait_for_timeout(200)
    stopped = tab.url
    tab.wait_for_timeout(1000)
    assert tab.url == stopped


def test_what_cannot_be_drawn_is_said(tab):
    tab.route(
        "**/api/network.json*", lambda route: route.fulfill(status=200, content_type="application/json", body="{")
    )
    tab.goto("/network?on=2021-03-10")
    assert "The list on this page says the same" in tab.locator(".island-failed").first.inner_text()


@pytest.mark.skipif(not AXE.is_file(), reason="make web has not been run")
@pytest.mark.parametrize(
    "address",
    ["/map?on=2021-03-10", "/timeline", "/network?on=2021-03-10", "/day?on=2021-03-10", "/", "/review?below=1"],
)
def test_nothing_serious_is_wrong_for_those_who_see_or_move_otherwise(tab, address):
    tab.emulate_media(color_scheme="dark" if tab.width == "wide" else "light")
    tab.goto(address)
    tab.wait_for_timeout(800)
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run({resultTypes: ['violations']})")
    grave = [
        (each["id"], [node["html"][:160] for node in each["nodes"][:3]])
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
    assert grave == [], urlsplit(tab.url).path
