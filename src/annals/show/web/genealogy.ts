// The genealogy: groups as streams over time, with their names, splits, mergers and joinings.

import { link, MOVED, parameter, withState } from "./address.ts";
import { HUES, hash } from "./colours.ts";
import { answer, type Genealogy } from "./data.ts";
import { dayName, spanName, ticks, toDay } from "./days.ts";
import { button, fail, framed, h, mount, onColours, recover, s, set } from "./dom.ts";
import { downloads } from "./download.ts";
import { type Family, family, namesOf, type Stream, type Turn } from "./genealogy_layout.ts";

const LANE = 34;
const TOP = 34;
const THICK = 12;
const LEFT = 16;
const LEAST_WIDTH = 620;
const LETTER = 6.4;

class GenealogyIsland {
  private readonly picture = s("svg", { class: "island-genealogy", role: "group", "aria-label": "Groups over time" });
  private readonly frame = h("div", { class: "island-picture genealogy-frame", tabindex: 0, role: "region", "aria-label": "Groups over time, scrollable" }, this.picture);
  private readonly note = h("p", { class: "island-note", role: "status", "aria-live": "polite" });
  private data: Family = { streams: [], turns: [], first: 0, last: 1 };
  private stretch = 1;

  constructor(private readonly host: HTMLElement) {
    const stretch = (factor: number) => (): void => {
      this.stretch = Math.min(16, Math.max(1, this.stretch * factor));
      this.draw();
    };
    const tools = h("div", { class: "island-tools" }, button("+", "Stretch the time", stretch(1.5)), button("−", "Shrink the time", stretch(1 / 1.5)),
      ...downloads(() => this.picture, "annals-genealogy", () => "Groups over time. annals"));
    host.append(h("figure", { class: "island-figure" }, tools, this.frame, this.note, legend()));
    const redraw = framed(() => this.draw());
    new ResizeObserver(redraw).observe(this.frame);
    onColours(redraw);
    document.addEventListener(MOVED, () => void this.start());
    const about = (event: Event): void => {
      const words = (event.target as Element).closest<SVGElement>("[data-words]")?.dataset["words"];
      if (words) this.note.textContent = words;
    };
    this.picture.addEventListener("pointerover", about);
    this.picture.addEventListener("focusin", about);
  }

  async start(): Promise<void> {
    try {
      const data = await answer<Genealogy>(withState(this.host.dataset["src"] ?? "/api/genealogy.json", location.search));
      this.data = family(data);
      recover(this.host);
      if (this.data.streams.length === 0) this.note.textContent = "No renaming, split or merger with a day is told of.";
      this.draw();
    } catch (error) {
      fail(this.host, error);
    }
  }

  private draw(): void {
    const { streams, turns, first, last } = this.data;
    this.frame.hidden = streams.length === 0;
    if (streams.length === 0) return;
    const width = Math.max(LEAST_WIDTH, this.frame.clientWidth - 2) * this.stretch;
    const height = TOP + streams.length * LANE + 12;
    const [from, to] = [first, last];
    const x = (day: number): number => LEFT + ((day - from) / (to - from)) * (width - 2 * LEFT);
    set(this.picture, { width, height, viewBox: `0 0 ${width} ${height}` });
    const marks = ticks(from, to, width / 80).map((mark) =>
      s("g", {}, s("path", { class: "genealogy-line", d: `M${x(mark.day).toFixed(1)},${TOP - 12}V${height}` }),
        s("text", { class: mark.major ? "genealogy-mark major" : "genealogy-mark", x: x(mark.day) + 3, y: 14 }, mark.label)));
    const on = toDay(parameter("on") ?? "");
    const now = on >= from && on <= to ? [s("path", { class: "genealogy-now", d: `M${x(on).toFixed(1)},${TOP - 16}V${height}` })] : [];
    this.picture.replaceChildren(
      s("rect", { class: "network-paper", width, height }),
      ...marks,
      ...now,
      ...turns.map((turn) => flow(turn, x)),
      ...streams.flatMap((stream) => ribbon(stream, x, width)),
    );
  }
}

/** Returns the middle of a stream's ribbon. */
function yOf(stream: Stream): number {
  return TOP + stream.lane * LANE + LANE * 0.62;
}

function hueOf(stream: Stream): number {
  return 1 + (hash(stream.line.id) % HUES);
}

function ribbon(stream: Stream, x: (day: number) => number, width: number): SVGElement[] {
  const y = yOf(stream);
  const names = namesOf(stream);
  const x0 = Math.max(-4, x(stream.from));
  const x1 = Math.min(width + 4, Math.max(x0 + 6, x(stream.to)));
  const words = `${names.map((each) => each.name).join(", then ")}: told of ${spanName(stream.from, stream.to)}`;
  const changes = names.slice(1).map((each) => s("path", { class: "genealogy-change", d: `M${x(each.from).toFixed(1)},${y - THICK / 2 - 3}v${THICK + 6}` }));
  const labels = names.map((each, i) => {
    const start = Math.max(4, x(each.from));
    const letters = Math.floor(((i + 1 < names.length ? x(each.to) : Infinity) - start - 6) / LETTER);
    const text = each.name.length <= letters ? each.name : letters > 3 ? `${each.name.slice(0, letters - 1)}…` : "";
    const over = i + 1 === names.length && start + text.length * LETTER > width;
    return s("text", { class: "genealogy-name", x: (over ? width - 4 : start).toFixed(1), y: y - THICK / 2 - 4, "text-anchor": over ? "end" : "start" }, text);
  });
  return [
    s("a", { href: link("actor", stream.line.id), class: "genealogy-stream", "data-words": words },
      s("title", {}, words),
      s("rect", { class: `back-fill hue-${hueOf(stream)}`, x: x0.toFixed(1), y: y - THICK / 2, width: (x1 - x0).toFixed(1), height: THICK, rx: 3 }),
      ...changes, ...labels),
  ];
}

function flow(turn: Turn, x: (day: number) => number): SVGElement {
  const [y0, y1] = [yOf(turn.from), yOf(turn.to)];
  const at = x(turn.day);
  const bend = Math.min(46, 14 + Math.abs(y1 - y0) * 0.4);
  // What is new begins on the day, so the flow to it comes from before; what merges flows on after the day.
  const begins = turn.kind === "split" || turn.kind === "formation" || turn.to.from >= turn.day - 3;
  const [x0, x1] = begins ? [at - bend, at + 3] : [at - 3, at + bend];
  const middle = ((x0 + x1) / 2).toFixed(1);
  const path = `M${x0.toFixed(1)},${y0}C${middle},${y0} ${middle},${y1} ${x1.toFixed(1)},${y1}`;
  const verbs: Record<string, string> = { split: "splits into", merger: "merges into or with", renaming: "is renamed", joining: "joins", formation: "founds" };
  const firm = turn.status === "asserted" ? "" : ` (${turn.status})`;
  const words = `${dayName(turn.day)}: ${turn.from.line.name} ${verbs[turn.kind] ?? turn.kind} ${turn.to.line.name}${firm}`;
  const looks = `genealogy-flow edge-${hueOf(begins ? turn.to : turn.from)} flow-${turn.kind}${firm ? " flow-unsure" : ""}`;
  return s("a", { href: link("event", turn.id), "data-words": words, "aria-label": words, class: "genealogy-turn" }, s("title", {}, words), s("path", { class: looks, d: path }));
}

function legend(): HTMLElement {
  const row = (looks: string, text: string): HTMLElement =>
    h("li", {}, s("svg", { class: "island-swatch", width: 34, height: 16, viewBox: "0 0 34 16", "aria-hidden": "true" },
      s("path", { class: looks, d: "M2,3C16,3 16,13 32,13" })), text);
  return h("div", { class: "island-legend" }, h("ul", { class: "island-key" },
    row("genealogy-flow edge-1 flow-split", "split, formation"), row("genealogy-flow edge-1 flow-merger", "merger"),
    row("genealogy-flow edge-1 flow-joining", "joining"), 
    h("li", {}, s("svg", { class: "island-swatch", width: 12, height: 16, viewBox: "0 0 12 16", "aria-hidden": "true" }, s("path", { class: "genealogy-key-now", d: "M6,0V16" })), "the day above"),
    h("li", {}, "A stream lasts as long as it is told of; a stroke across it: another name from then on.")));
}

mount("genealogy", (host) => new GenealogyIsland(host).start());
