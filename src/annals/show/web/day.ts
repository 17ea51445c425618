// The day view: one knob for the day, one for "as known by", and play; map, network and list follow together.

import { change, parameter } from "./address.ts";
import { answer, type Day, type Span } from "./data.ts";
import { dayName, ticks, toDay, toIso } from "./days.ts";
import { button, fail, h, mount, recover, s, set } from "./dom.ts";

/**
 * How long a day stands still, at least and at most, before the list is asked for: as long as the last list took to
 * come, so that making lists that nobody waits for does not hold up the pictures.
 */
const SETTLE_MS: readonly [number, number] = [160, 3000];
const PLAY_MS = 650;
const AHEAD = 3;

class DayIsland {
  private readonly slider = h("input", { type: "range", class: "day-slider", step: 1 });
  private readonly known = h("input", { type: "range", class: "day-slider", step: 1 });
  private readonly shown = h("output", { class: "day-shown" });
  private readonly knownShown = h("output", { class: "day-shown" });
  private readonly date = h("input", { type: "date" });
  private readonly knownDate = h("input", { type: "date" });
  private readonly playing = button("▶ Play", "Play from this day on (Space)", () => this.play(this.timer === 0));
  private readonly stepBy = h("select");
  private timer = 0;
  private settling = 0;
  private turn = 0;
  private last = 0;
  private listed = location.search;
  private listMs = loadMs();

  constructor(
    private readonly host: HTMLElement,
    private readonly span: { from: number; to: number; published: number },
    months: Span["months"],
  ) {
    for (const [days, name] of [["1", "a day"], ["7", "a week"], ["30", "a month"], ["365", "a year"]] as const) {
      this.stepBy.append(h("option", { value: days, selected: days === (parameter("step") ?? host.dataset["step"] ?? "7") }, name));
    }
    set(this.slider, { min: span.from, max: span.to, value: this.day() });
    set(this.known, { min: Math.min(span.from, span.published - 1), max: span.published, value: this.knownDay() ?? span.published });
    host.append(
      h("div", { class: "day-row" }, h("span", { class: "day-label" }, "Day"), this.playing,
        button("‹", "A step back", () => this.step(-1)), h("div", { class: "day-track day-main" }, histogram(months, span), labelled("Day", this.slider), axis(span.from, span.to)),
        button("›", "A step on", () => this.step(1)), this.shown, labelled("Day, as a date", this.date), h("label", { class: "day-step" }, "Step ", this.stepBy)),
      h("div", { class: "day-row" }, h("span", { class: "day-label" }, "As known by"), h("div", { class: "day-track" }, labelled("As known by", this.known)), this.knownShown,
        labelled("As known by, as a date; empty for everything", this.knownDate)),
    );
    this.slider.addEventListener("input", () => this.go({ on: toIso(this.slider.valueAsNumber) }));
    this.known.addEventListener("input", () => {
      const day = this.known.valueAsNumber;
      this.go({ known_by: day >= span.published ? null : toIso(day) });
    });
    this.date.addEventListener("change", () => {
      if (this.date.value) this.go({ on: this.date.value });
    });
    this.knownDate.addEventListener("change", () => this.go({ known_by: this.knownDate.value || null }));
    this.stepBy.addEventListener("change", () => this.go({ step: this.stepBy.value }));
    for (const slider of [this.slider, this.known]) slider.addEventListener("pointerdown", () => this.play(false));
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("popstate", () => this.follow());
    this.label();
    void this.draw();
  }

  private day(): number {
    const asked = toDay(parameter("on") ?? this.host.dataset["on"] ?? "");
    return Number.isNaN(asked) ? this.span.to : asked;
  }

  private knownDay(): number | null {
    const asked = toDay(parameter("known_by") ?? "");
    return Number.isNaN(asked) ? null : asked;
  }

  private width(): number {
    return Number(this.stepBy.value) || 7;
  }

  private label(): void {
    const known = this.knownDay();
    this.shown.textContent = dayName(this.day());
    const title = document.querySelector('h1[data-follow="title"]');
    if (title) title.textContent = dayName(this.day());
    this.knownShown.textContent = known === null ? "everything" : dayName(known);
    this.date.value = toIso(this.day());
    this.knownDate.value = known === null ? "" : toIso(known);
    set(this.slider, { "aria-valuetext": dayName(this.day()) });
    set(this.known, { "aria-valuetext": this.knownShown.textContent });
  }

  private step(by: number): void {
    const day = Math.min(this.span.to, Math.max(this.span.from, this.day() + by * this.width()));
    this.go({ on: toIso(day) });
  }

  private go(parameters: Record<string, string | null>): void {
    change(parameters, true);
    this.follow();
  }

  /** Brings everything to the day of the address. */
  private follow(): void {
    this.slider.value = String(this.day());
    this.known.value = String(this.knownDay() ?? this.span.published);
    this.label();
    void this.draw();
    clearTimeout(this.settling);
    const still = Math.min(SETTLE_MS[1], Math.max(SETTLE_MS[0], this.listMs));
    this.settling = window.setTimeout(() => void this.list(), this.timer === 0 ? still : Math.max(still, PLAY_MS * 1.5));
  }

  private source(day: number): string {
    const known = this.knownDay();
    return `/api/day.json?on=${toIso(day)}&step=${this.width()}${known === null ? "" : `&known_by=${toIso(known)}`}`;
  }

  private async draw(): Promise<void> {
    const turn = ++this.turn;
    const began = performance.now();
    try {
      const found = await answer<Day>(this.source(this.day()));
      // Of answers that come out of turn only one later than what is shown counts.
      if (turn <= this.last) return;
      this.last = turn;
      document.dispatchEvent(new CustomEvent("annals:day", { detail: found }));
      this.host.dataset["stepMs"] = (performance.now() - began).toFixed(0);
      recover(this.host);
      if (turn === this.turn) this.lookAhead();
    } catch (error) {
      if (turn === this.turn) fail(this.host, error);
    }
  }

  /** Asks for the days that are likely to come next, one after the other. */
  private lookAhead(): void {
    const days = this.timer === 0 ? [1, -1] : Array.from({ length: AHEAD }, (_, i) => i + 1);
    const next = days
      .map((step) => this.day() + step * this.width())
      .filter((day) => day >= this.span.from && day <= this.span.to);
    void next.reduce((before, day) => before.then(() => answer<Day>(this.source(day))).then(() => undefined, () => undefined), Promise.resolve());
  }

  /** Puts the lists of the page for this day in the place of the old ones. */
  private async list(): Promise<void> {
    const address = location.pathname + location.search;
    if (location.search === this.listed) return;
    const began = performance.now();
    const response = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!response.ok || address !== location.pathname + location.search) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    this.listMs = performance.now() - began;
    for (const old of document.querySelectorAll<HTMLElement>("[data-follow]")) {
      const fresh = page.querySelector(`[data-follow="${CSS.escape(old.dataset["follow"] ?? "")}"]`);
      if (fresh) old.replaceWith(document.importNode(fresh, true));
    }
    document.title = page.title;
    this.listed = location.search;
  }

  private play(on: boolean): void {
    clearInterval(this.timer);
    this.timer = 0;
    this.playing.textContent = on ? "❚❚ Pause" : "▶ Play";
    set(this.playing, { "aria-label": on ? "Pause (Space)" : "Play from this day on (Space)", title: on ? "Pause (Space)" : "Play from this day on (Space)" });
    if (!on) return;
    if (this.day() >= this.span.to) this.go({ on: toIso(this.span.from) });
    this.timer = window.setInterval(() => {
      // A step waits for the picture of the one before.
      if (this.last < this.turn) return;
      if (this.day() + this.width() > this.span.to) this.play(false);
      else this.step(1);
    }, PLAY_MS);
    this.lookAhead();
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (event.altKey || event.ctrlKey || event.metaKey || target.closest("input, select, textarea, button, a, summary, svg, [contenteditable]")) return;
    if (event.key === " ") this.play(this.timer === 0);
    else if (event.key === "ArrowRight") this.step(1);
    else if (event.key === "ArrowLeft") this.step(-1);
    else return;
    event.preventDefault();
  }
}

/** Returns how long the page itself took to come: the first guess at how long its lists take. */
function loadMs(): number {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry ? entry.responseEnd - entry.requestStart : 0;
}

function labelled(name: string, input: HTMLInputElement): HTMLLabelElement {
  return h("label", { class: `day-${input.type}` }, h("span", { class: "hidden" }, name), input);
}

/** Returns the years (or months, of a short time) under the slider; the knob's middle runs half its width within. */
function axis(from: number, to: number): SVGElement {
  const marks = ticks(from, to, 9).filter((mark) => mark.day < to - (to - from) / 24);
  const texts = marks.map((mark) =>
    s("text", { x: `${(((mark.day - from) / (to - from)) * 100).toFixed(2)}%`, y: 11, class: mark.major ? "major" : null }, mark.label));
  return s("svg", { class: "day-axis", "aria-hidden": "true" }, ...texts);
}

/** Returns how many events each month has, as columns behind the slider. */
function histogram(months: Span["months"], span: { from: number; to: number }): SVGElement {
  const most = Math.max(1, ...months.map((each) => each.events));
  const days = Math.max(1, span.to - span.from);
  const columns = months.map((each) => {
    const from = toDay(`${each.month}-01`);
    const tall = Math.max(0.04, Math.sqrt(each.events / most));
    return s("rect", { x: (((from - span.from) / days) * 1000).toFixed(1), y: (40 - tall * 40).toFixed(1), width: Math.max(1, (29 / days) * 1000).toFixed(1), height: (tall * 40).toFixed(1) });
  });
  return s("svg", { class: "day-histogram", viewBox: "0 0 1000 40", preserveAspectRatio: "none", "aria-hidden": "true" }, ...columns);
}

mount("day", async (host) => {
  const span = await answer<Span>("/api/span.json");
  const [from, to, published] = [span.from, span.to, span.published].map((day) => toDay(day ?? ""));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) return;
  const last = published !== undefined && !Number.isNaN(published) ? published : to;
  host.replaceChildren();
  new DayIsland(host, { from, to: Math.max(to, last), published: last }, span.months);
});
