// The timeline: events of an actor, a place or a type in rows; move, zoom, choose one and read what it rests on.

import { change, link, MOVED, parameter, withState } from "./address.ts";
import { FAMILIES } from "./colours.ts";
import { answer, type EventBrief, type Timeline } from "./data.ts";
import { spanName, toDay, toIso } from "./days.ts";
import { button, fail, framed, h, mount, onColours, recover } from "./dom.ts";
import { asPng, save } from "./download.ts";
import { AXIS, dayAt, draw, heightOf, type Ink, inks, LANE, topOf, type View } from "./timeline_draw.ts";
import { pictureOf } from "./timeline_file.ts";
import { type Bar, barOf, type By, nearest, type Row, rowsOf, titleOf } from "./timeline_rows.ts";

const NARROW = 520;
const LEAST_DAYS = 10;
/** Bars closer together than this many pixels go to lanes of their own. */
const APART = 9;

class TimelineIsland {
  private readonly canvas = h("canvas", { class: "timeline-canvas", "aria-hidden": "true" });
  private readonly filler = h("div", { class: "timeline-filler" });
  private readonly scroller = h(
    "div",
    { class: "island-picture timeline-scroller", tabindex: 0, role: "application", "aria-label": "Timeline" },
    this.canvas,
    this.filler,
  );
  private readonly note = h("p", { class: "island-note", role: "status", "aria-live": "polite" });
  private readonly rowsBy = h("select");
  private readonly hidden = new Set<string>((parameter("hide") ?? "").split(",").filter(Boolean));
  private events: EventBrief[] = [];
  private rows: Row[] = [];
  private ink: Ink = inks();
  private from = 0;
  private to = 1;
  private whole: [number, number] = [0, 1];
  private widest = 0;
  private packedFor = 0;
  private chosen: Bar | null = null;
  private chosenRow: Row | null = null;
  private readonly redraw = framed(() => this.draw());

  constructor(private readonly host: HTMLElement) {
    host.append(h("figure", { class: "island-figure" }, this.tools(), this.scroller, this.note, this.legend()));
    this.scroller.addEventListener("scroll", this.redraw, { passive: true });
    this.scroller.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    this.point();
    new ResizeObserver(framed(() => this.lay())).observe(this.scroller);
    onColours(() => {
      this.ink = inks();
      this.redraw();
    });
    document.addEventListener(MOVED, () => void this.start());
  }

  async start(): Promise<void> {
    try {
      const data = await answer<Timeline>(withState(this.host.dataset["src"] ?? "/api/timeline.json", location.search));
      recover(this.host);
      this.show(data);
    } catch (error) {
      fail(this.host, error);
    }
  }

  private show(data: Timeline): void {
    this.events = data.events;
    const bars = data.events.map(barOf).filter((bar) => bar !== null);
    const first = bars.reduce((least, bar) => Math.min(least, bar.from), Infinity);
    const last = bars.reduce((most, bar) => Math.max(most, bar.to), -Infinity);
    this.whole = bars.length > 0 ? [first - 5, last + 6] : [0, 30];
    const seen = (parameter("view") ?? "").split("..").map(toDay);
    const kept = seen.length === 2 && seen.every(Number.isFinite) && (seen[1] as number) > (seen[0] as number);
    [this.from, this.to] = kept ? (seen as [number, number]) : usual(bars, this.whole);
    const undated = data.events.length - bars.length;
    const left = data.total - data.events.length;
    this.note.textContent = [
      bars.length === 0 ? "No event here has a day." : "",
      undated > 0 ? `${undated} without a date are in the list only.` : "",
      left > 0 ? `The first ${data.events.length} of ${data.total} are drawn; narrow the days to see others.` : "",
    ].join(" ");
    this.packedFor = 0;
    this.lay();
  }

  private tools(): HTMLElement {
    for (const by of ["actor", "place", "type"]) this.rowsBy.append(h("option", { value: by, selected: by === this.by() }, `by ${by}`));
    this.rowsBy.addEventListener("change", () => {
      change({ rows: this.rowsBy.value }, true);
      this.packedFor = 0;
      this.choose(null, null);
      this.scroller.scrollTop = 0;
      this.lay();
    });
    const file = (): string => `Timeline ${toIso(this.from)} to ${toIso(this.to)}`;
    return h(
      "div",
      { class: "island-tools" },
      h("label", {}, "Rows ", this.rowsBy),
      button("+", "Zoom in", () => this.zoom(1 / 1.6)),
      button("−", "Zoom out", () => this.zoom(1.6)),
      button("Fit", "Show all days", () => this.see(...this.whole)),
      button("SVG", "Download this picture as SVG", () => {
        save(new Blob([pictureOf(this.view(), this.rows, this.ink, file()).text], { type: "image/svg+xml" }), "annals-timeline.svg");
      }),
      button("PNG", "Download this picture as PNG", () => {
        void asPng(pictureOf(this.view(), this.rows, this.ink, file())).then((blob) => save(blob, "annals-timeline.png"));
      }),
    );
  }

  private legend(): HTMLElement {
    const families = [...FAMILIES.map(({ name, hue }) => ({ name, hue })), { name: "Other", hue: 0 }];
    const rows = families.map(({ name, hue }) => {
      const box = h("input", { type: "checkbox", checked: !this.hidden.has(name) });
      box.addEventListener("change", () => {
        if (box.checked) this.hidden.delete(name);
        else this.hidden.add(name);
        change({ hide: [...this.hidden].sort().join(",") || null }, true);
        this.packedFor = 0;
        this.lay();
      });
      return h("li", {}, h("label", {}, box, h("span", { class: `island-chip back-${hue}` }), name));
    });
    const how = "Filled: stated as fact. Hollow or dashed: reported or planned. Crossed: denied. Pale bar: some day within. Drag or Shift+wheel moves, Ctrl+wheel zooms, arrow keys choose, Enter reads.";
    return h("div", { class: "island-legend" }, h("ul", { class: "island-key" }, ...rows), h("p", { class: "island-credit" }, how));
  }

  private by(): By {
    const asked = parameter("rows");
    if (asked === "actor" || asked === "place" || asked === "type") return asked;
    return parameter("actor") && !parameter("place") ? "type" : "actor";
  }

  private view(): View {
    const [width, height] = [this.scroller.clientWidth, this.scroller.clientHeight];
    const names = width < NARROW ? 104 : 190;
    return { from: this.from, to: this.to, scroll: this.scroller.scrollTop, width, height, names };
  }

  /** Lays the rows out anew when the scale has changed much, and fits the canvas to its room. */
  private lay(): void {
    const view = this.view();
    if (view.width === 0) return;
    const pixels = (view.width - view.names) / (this.to - this.from);
    if (this.packedFor === 0 || pixels / this.packedFor > 1.5 || this.packedFor / pixels > 1.5) {
      const anchor = this.rows.find((row) => topOf(view, row) + row.lanes * LANE > AXIS)?.key;
      const seen = this.events.filter((event) => !this.hidden.has(familyName(event.type)));
      this.rows = rowsOf(seen, this.by(), APART / pixels);
      this.widest = this.rows.reduce((most, row) => row.bars.reduce((m, bar) => Math.max(m, bar.to - bar.from), most), 0);
      const moved = this.rows.find((row) => row.key === anchor);
      if (moved && this.packedFor !== 0 && this.scroller.scrollTop > 0) this.scroller.scrollTop = moved.top * LANE;
      this.packedFor = pixels;
      this.rechoose();
    }
    const room = Math.max(0, heightOf(this.rows) + AXIS - view.height);
    this.filler.style.height = `${room}px`;
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.canvas.width = Math.round(view.width * ratio);
    this.canvas.height = Math.round(view.height * ratio);
    this.canvas.style.width = `${view.width}px`;
    this.canvas.style.height = `${view.height}px`;
    this.draw();
  }

  private draw(): void {
    const pen = this.canvas.getContext("2d", { alpha: false });
    if (!pen) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(pen, this.view(), this.rows, this.ink, this.chosen, this.widest);
  }

  private see(from: number, to: number): void {
    const days = Math.max(LEAST_DAYS, Math.min(to - from, (this.whole[1] - this.whole[0]) * 2));
    const middle = Math.min(this.whole[1], Math.max(this.whole[0], (from + to) / 2));
    [this.from, this.to] = [middle - days / 2, middle + days / 2];
    this.keep();
    this.lay();
  }

  private keeping = 0;

  private keep(): void {
    clearTimeout(this.keeping);
    this.keeping = window.setTimeout(() => change({ view: `${toIso(this.from)}..${toIso(this.to)}` }, true), 200);
  }

  private zoom(factor: number, day = (this.from + this.to) / 2): void {
    this.see(day - (day - this.from) * factor, day + (this.to - day) * factor);
  }

  private shift(pixels: number): void {
    const view = this.view();
    const days = (pixels / (view.width - view.names)) * (view.to - view.from);
    this.see(this.from + days, this.to + days);
  }

  private wheel(event: WheelEvent): void {
    const view = this.view();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.zoom(Math.exp(event.deltaY * 0.004), dayAt(view, event.clientX - this.scroller.getBoundingClientRect().left));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.shift(event.deltaX || event.deltaY);
    }
  }

  private point(): void {
    let held: number | null = null;
    let moved = 0;
    this.scroller.addEventListener("pointerdown", (event) => {
      if (event.button === 0) [held, moved] = [event.clientX, 0];
    });
    this.scroller.addEventListener("pointermove", (event) => {
      if (held !== null && event.buttons > 0) {
        moved += Math.abs(event.clientX - held);
        if (moved > 3) this.shift(held - event.clientX);
        held = event.clientX;
      } else {
        held = null;
        this.hover(event);
      }
    });
    this.scroller.addEventListener("click", (event) => {
      held = null;
      if (moved > 3) return;
      const [row, bar] = this.under(event);
      if (row && bar) this.open(row, bar, event.ctrlKey || event.metaKey);
    });
  }

  private under(event: MouseEvent): [Row | null, Bar | null] {
    const box = this.scroller.getBoundingClientRect();
    const view = this.view();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (y < AXIS || x < view.names) return [null, null];
    const row = this.rows.find((each) => y >= topOf(view, each) && y < topOf(view, each) + (each.lanes + 0.8) * LANE);
    if (!row) return [null, null];
    const lane = (y - topOf(view, row)) / LANE - 0.75;
    const reach = (6 / (view.width - view.names)) * (view.to - view.from);
    return [row, nearest(row, dayAt(view, x), Math.max(0, Math.round(lane)), reach)];
  }

  private hover(event: MouseEvent): void {
    const [, bar] = this.under(event);
    this.scroller.classList.toggle("timeline-over", bar !== null);
    if (bar) this.tell(bar);
  }

  private tell(bar: Bar): void {
    const { from, to } = bar.event;
    const when = spanName(from ? bar.from : null, to ? bar.to : null);
    this.note.textContent = `${when}: ${titleOf(bar.event)}`;
  }

  private open(row: Row, bar: Bar, apart = false): void {
    this.choose(row, bar);
    const address = link("event", bar.event.id);
    if (apart) window.open(address, "_blank", "noopener");
    else location.assign(address);
  }

  private choose(row: Row | null, bar: Bar | null): void {
    [this.chosenRow, this.chosen] = [row, bar];
    change({ chosen: bar?.event.id ?? null }, true);
    if (row && bar) {
      this.tell(bar);
      this.reveal(row, bar);
    }
    this.redraw();
  }

  /** Finds the chosen event again after the rows have been laid out anew, or from the address. */
  private rechoose(): void {
    const id = this.chosen?.event.id ?? parameter("chosen");
    if (!id) return;
    const row =
      this.rows.find((each) => each.key === this.chosenRow?.key) ?? this.rows.find((each) => each.bars.some((bar) => bar.event.id === id));
    this.chosenRow = row ?? null;
    this.chosen = row?.bars.find((bar) => bar.event.id === id) ?? null;
    if (this.chosen) this.tell(this.chosen);
  }

  private reveal(row: Row, bar: Bar): void {
    const view = this.view();
    const days = view.to - view.from;
    if (bar.from < view.from || bar.from > view.to) this.see(bar.from - days / 2, bar.from + days / 2);
    const top = topOf(view, row);
    if (top < AXIS) this.scroller.scrollTop += top - AXIS;
    else if (top + row.lanes * LANE > view.height) this.scroller.scrollTop += top + (row.lanes + 1) * LANE - view.height;
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const acts: Record<string, () => void> = {
      ArrowRight: () => this.step(1),
      ArrowLeft: () => this.step(-1),
      ArrowDown: () => this.stepRow(1),
      ArrowUp: () => this.stepRow(-1),
      Home: () => this.choose(this.chosenRow ?? this.rows[0] ?? null, (this.chosenRow ?? this.rows[0])?.bars[0] ?? null),
      End: () => this.choose(this.chosenRow ?? this.rows[0] ?? null, (this.chosenRow ?? this.rows[0])?.bars.at(-1) ?? null),
      "+": () => this.zoom(1 / 1.6),
      "=": () => this.zoom(1 / 1.6),
      "-": () => this.zoom(1.6),
      Escape: () => this.choose(null, null),
      Enter: () => {
        if (this.chosenRow && this.chosen) this.open(this.chosenRow, this.chosen);
      },
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private step(by: number): void {
    const row = this.chosenRow ?? this.rows[0];
    if (!row) return;
    const at = this.chosen ? row.bars.indexOf(this.chosen) + by : Math.max(0, row.bars.findIndex((bar) => bar.from >= this.from));
    const bar = row.bars[Math.max(0, Math.min(row.bars.length - 1, at))];
    if (bar) this.choose(row, bar);
  }

  private stepRow(by: number): void {
    const at = this.chosenRow ? this.rows.indexOf(this.chosenRow) + by : 0;
    const row = this.rows[Math.max(0, Math.min(this.rows.length - 1, at))];
    const day = this.chosen?.from ?? this.from;
    const bar = row?.bars.reduce((best, each) => (Math.abs(each.from - day) < Math.abs(best.from - day) ? each : best));
    if (row && bar) this.choose(row, bar);
  }
}

function familyName(type: string): string {
  return FAMILIES.find((family) => family.types.includes(type))?.name ?? "Other";
}

/** Returns the days to begin with: those of the middle 96 of 100 events, so that one odd year does not squeeze the rest. */
function usual(bars: readonly Bar[], whole: [number, number]): [number, number] {
  if (bars.length < 20) return whole;
  const middles = bars.map((bar) => (bar.from + bar.to) / 2).sort((a, b) => a - b);
  const at = (share: number): number => middles[Math.floor(share * (middles.length - 1))] as number;
  const [first, last] = [at(0.02), at(0.98)];
  const room = Math.max(LEAST_DAYS, (last - first) * 0.05);
  return [Math.max(whole[0], first - room), Math.min(whole[1], last + room)];
}

mount("timeline", (host) => new TimelineIsland(host).start());
