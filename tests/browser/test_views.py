"""Every view in a real browser at two widths: it fits, nothing is fetched from elsewhere, its forms and keys work."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from record_samples import FRONT, PORT, World
from show_world import ATTACK, HOSTILE

WORLD = World()
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
VIEWS = {
    "overview": "/",
    "documents": "/documents",
    "search": "/search?q=port",
    "day": "/day?on=2021-03-10",
    "map": "/map?on=2021-03-10",
    "timeline": "/timeline",
    "network": "/network?on=2021-03-10",
    "actor": f"/actor/{FRONT}",
    "profile": f"/actor/{FRONT}/profile",
    "place": f"/place/{PORT.id}",
    "claim": f"/claim/{WORLD.capture.id}",
    "document": f"/document/{WORLD.wire.document.id}?claim={WORLD.capture.id}",
    "hostile": f"/document/{HOSTILE.document.id}",
    "hostile-claim": f"/claim/{ATTACK.id}",
    "disagreements": "/disagreements",
    "review": "/review?below=1",
    "places": "/review?queue=places",
    "names": "/review?queue=names",
    "joins": "/review?queue=joins",
    "dates": "/review?queue=dates",
    "history": "/review?queue=history",
    "add": "/add",
    "person": "/person",
}

NAMED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .every((control) => control.labels.length || control.ariaLabel)"""

CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = (v) => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(linear)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest("svg, [data-island], .hidden, .skip") || !element.checkVisibility()) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) bad.push([element.tagName, element.className, ratio.toFixed(2)].join(" "));
  }
  return bad;
}"""


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_fits_and_is_quiet(tab, name):
    answer = tab.goto(VIEWS[name])
    assert answer.status == 200
    sideways = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0
    assert tab.locator("h1").count() == 1
    assert tab.evaluate(NAMED)
    SHOTS.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=SHOTS / f"{name}-{tab.width}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["overview", "document", "claim", "disagreements", "review", "actor"])
def test_text_stands_out(tab, name, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.goto(VIEWS[name])
    assert tab.evaluate(CONTRAST) == []


def test_the_slash_leads_to_the_search(tab):
    tab.goto("/")
    tab.keyboard.press("/")
    tab.keyboard.type("port ariel")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?q=port+ariel")
    expect(tab.get_by_role("link", name="Port Ariel").first).to_be_visible(timeout=30_000)


def test_the_first_tab_stop_skips_to_the_content(tab):
    tab.goto("/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "content"


def test_claims_are_decided_on_and_the_last_decision_undone_by_keyboard(tab):
    tab.goto("/review?below=1")
    cards = tab.locator(".card")
    before = cards.count()
    for key in ("a", "r"):
        expect(cards.first).to_be_focused(timeout=30_000)
        tab.keyboard.press(key)
        expect(cards).to_have_count(before - 1, timeout=30_000)
        expect(tab.get_by_text("Your last decision")).to_be_visible()
        tab.wait_for_load_state()  # the keys are listened to once the page has loaded
        tab.keyboard.press("u")
        expect(cards).to_have_count(before, timeout=30_000)
    expect(cards.first).to_be_focused(timeout=30_000)
    tab.keyboard.press("j")
    expect(cards.nth(min(1, before - 1))).to_be_focused(timeout=30_000)
    tab.keyboard.press("k")
    tab.keyboard.press("e")
    tab.wait_for_url("**/claim/*#correct")
    tab.goto("/review?queue=history")
    assert tab.locator("tr.undone").count() >= 2


def test_a_claim_is_corrected_and_merged_by_keyboard(tab):
    tab.goto("/review?below=1")
    expect(tab.locator(".card").first).to_be_focused(timeout=30_000)
    tab.keyboard.press("m")
    tab.wait_for_url("**/claim/*#event")


def test_an_unknown_place_is_named_by_keyboard(tab):
    tab.goto("/review?queue=places")
    cards = tab.locator(".card")
    expect(cards.first).to_be_focused(timeout=30_000)
    name = cards.first.locator("strong").inner_text()
    tab.keyboard.press("e")
    expect(cards.first.get_by_label("Known as")).to_be_focused()
    tab.keyboard.type("Goma")
    tab.keyboard.press("Enter")
    expect(tab.locator("strong", has_text=name)).to_have_count(0, timeout=30_000)
    expect(tab.get_by_text("Your last decision")).to_be_visible()
    tab.wait_for_load_state()
    with tab.expect_navigation():
        tab.keyboard.press("u")
    for _ in range(60):  # the conclusions are drawn beside the page
        tab.goto("/review?queue=places")
        if tab.locator("strong", has_text=name).count() == 1:
            break
        tab.wait_for_timeout(500)
    expect(tab.locator("strong", has_text=name)).to_have_count(1)


def test_the_claim_under_the_pointer_or_focus_is_shown(tab):
    tab.goto(f"/document/{WORLD.wire.document.id}")
    mark = tab.locator(".mark").first
    mark.focus()
    glimpse = tab.locator(".glimpse")
    expect(glimpse).to_be_visible()
    expect(glimpse).to_contain_text("capture")
    expect(tab.locator(".margin li.pointed")).to_have_count(1)
    box = glimpse.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= tab.evaluate("document.documentElement.clientWidth")
    tab.keyboard.press("Escape")
    expect(glimpse).to_be_hidden()
    mark.hover()
    expect(glimpse).to_be_visible()
    tab.keyboard.press("Escape")
    tab.locator("details.fold summary").click()
    expect(tab.get_by_text("Nonsense, the Front never captured anything!")).to_be_visible()
    mark.click()
    tab.wait_for_url("**/claim/*")
    expect(tab.get_by_role("heading", name="Correct it")).to_be_visible()


def test_a_disagreement_is_settled(tab):
    tab.goto("/disagreements")
    tab.locator(".dispute h2 a").first.click()
    tab.get_by_label("Why").fill("two papers found")
    tab.get_by_role("button", name="Mark as settled").click()
    tab.get_by_label("Why").fill("a third one speaks against it")
    tab.get_by_role("button", name="Open it again").click()
    expect(tab.get_by_role("button", name="Mark as settled")).to_be_visible(timeout=30_000)


def test_pasted_text_is_read_while_the_page_looks_on(tab):
    tab.goto("/add")
    tab.get_by_label("or the text of a report").fill(
        f"Northern Front captured Goma on 3 March 2021, said the {tab.width} one."
    )
    tab.get_by_label("Name").fill(f"pasted {tab.width}")
    tab.get_by_role("button", name="Read").click()
    tab.get_by_role("link", name=f"pasted {tab.width}").click(timeout=30_000)
    assert tab.locator("h1").inner_text()


def test_all_of_it_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    tab = context.new_page()
    tab.goto("/")
    tab.get_by_role("searchbox").fill("port")
    tab.get_by_role("searchbox").press("Enter")
    assert "/search?q=port" in tab.url
    tab.goto(f"/claim/{WORLD.capture.id}")
    status = tab.locator("details", has_text="Status:")
    status.locator("summary").click()
    status.get_by_label("One of these").select_option("reported")
    status.get_by_role("button", name="Save").click()
    assert "reported" in tab.locator("h1").inner_text()
    context.close()
