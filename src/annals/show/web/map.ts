// The map: who is said to hold which place on a day, and where events are told of. A list on the page says the same.

import { change, MOVED, parameter, withState } from "./address.ts";
import { Signs } from "./colours.ts";
import { answer, type Near, type Outline, type PlaceFeature, type Places } from "./data.ts";
import { dayName, toDay } from "./days.ts";
import { button, fail, framed, h, mount, onColours, recover, s, set } from "./dom.ts";
import { downloads } from "./download.ts";
import { core, type Country, fitted, ground, landOf } from "./map_ground.ts";
import { legend } from "./map_legend.ts";
import { patterns, placed, type Scene } from "./map_places.ts";
import { changedHands, told } from "./map_signs.ts";
import { movable, type Place, zoomed } from "./zoom.ts";

const LIMITS = { least: 1, most: 20_000 };
/** From this scale on the fine outlines are worth their weight. */
const FINE = 24;
const MOST_PLACES = 1500;
const SETTLE_MS = 140;
const MOST_OUTLINES = 60;

class MapIsland {
  private readonly signs = new Signs();
  private readonly picture = s("svg", { class: "island-picture island-map", role: "group", tabindex: 0, "aria-label": "Map" });
  private readonly defs = s("defs");
  private readonly land = s("path", { class: "map-land" });
  private readonly marks = s("g");
  private readonly note = h("p", { class: "island-note", role: "status", "aria-live": "polite" });
  private readonly key = h("div", { class: "island-legend" });
  private features: PlaceFeature[] = [];
  private fresh = new Set<string>();
  private coarse: readonly Country[] = [];
  private fine: readonly Country[] = [];
  private refining = false;
  private at: Place | null = null;
  private drawnAt: Place | null = null;
  private settling = 0;
  private shownDay = "";
  private step = "";
  private asked = 0;

  constructor(private readonly host: HTMLElement) {
    this.picture.append(this.defs, s("rect", { class: "map-sea", width: "100%", height: "100%" }), this.land, this.marks);
    host.append(h("figure", { class: "island-figure" }, this.tools(), this.picture, this.note, this.key, credit()));
    movable(this.picture, { limits: LIMITS, get: () => this.place(), set: (place) => this.move(place) });
    new ResizeObserver(framed(() => this.resized())).observe(this.picture);
    onColours(framed(() => this.draw()));
    document.addEventListener(MOVED, () => void this.load());
    document.addEventListener("annals:day", (event) => this.show((event as CustomEvent<{ map: Places }>).detail.map));
    this.listen();
  }

  async start(): Promise<void> {
    const data = this.host.dataset["follows"] ? undefined : this.load();
    this.coarse = await ground("50m");
    await data;
    this.draw();
  }

  private tools(): HTMLElement {
    const zoom = (factor: number) => (): void => {
      const [width, height] = this.size();
      this.move(zoomed(this.place(), factor, width / 2, height / 2, LIMITS));
    };
    return h(
      "div",
      { class: "island-tools" },
      button("+", "Zoom in", zoom(1.6)),
      button("−", "Zoom out", zoom(1 / 1.6)),
      button("Fit", "Show all places", () => {
        this.at = null;
        change({ at: null }, true);
        this.draw();
      }),
      ...downloads(() => this.picture, "annals-map", () => this.title()),
    );
  }

  private title(): string {
    return `Who is said to hold what on ${this.shownDay}. annals; ground: Natural Earth`;
  }

  /** Where a day view leads, what to show comes with the event "annals:day" and is not asked for here. */
  private async load(): Promise<void> {
    if (this.host.dataset["follows"]) return;
    const turn = ++this.asked;
    try {
      const data = await answer<Places>(withState(this.host.dataset["src"] ?? "/api/map.json", location.search));
      if (turn === this.asked) this.show(data);
      recover(this.host);
    } catch (error) {
      if (turn === this.asked) fail(this.host, error);
    }
  }

  private show(data: Places): void {
    const features = [...data.features].sort((a, b) => weight(b) - weight(a) || a.id.localeCompare(b.id));
    const step = `${data.on} ${data.known_by ?? ""}`;
    if (this.step !== "" && step !== this.step) this.fresh = changedHands(this.features, features);
    this.step = step;
    this.features = features.slice(0, MOST_PLACES);
    this.shownDay = Number.isNaN(toDay(data.on)) ? data.on : dayName(toDay(data.on));
    this.signs.meet(this.features.flatMap((f) => [...f.properties.holders, ...f.properties.others].map((o) => o.id ?? o.name)));
    const left = features.length - this.features.length;
    this.note.textContent = left > 0 ? `${left} places with the least told are left out of the picture, not of the list.` : "";
    set(this.picture, { "aria-label": `Map: ${this.title()}` });
    this.key.replaceChildren(...legend(this.features, this.signs));
    this.draw();
    void this.outline(step);
  }

  /** Asks roughly where regions lie and how far off "near" is; a region that nobody knows stays a point. */
  private async outline(step: string): Promise<void> {
    const loose = ({ properties }: PlaceFeature): boolean => properties.kind === "region" && properties.outline === undefined;
    const asked = this.features.filter(loose).slice(0, MOST_OUTLINES).map(async ({ id, properties }) => {
      const found = await answer<Outline>(`/api/outline.json?place=${encodeURIComponent(id)}`).catch(() => ({ outline: null, radius_km: null }));
      Object.assign(properties, found);
    });
    const near = answer<{ near: Record<string, Near> }>(this.nearSource()).then(({ near }) => near, () => ({}) as Record<string, Near>);
    const [told] = await Promise.all([near, ...asked]);
    if (step !== this.step) return;
    for (const { id, properties } of this.features) {
      const found = told[id];
      if (found) properties.near = found;
      else delete properties.near;
    }
    this.draw();
  }

  private nearSource(): string {
    const [on = "", known = ""] = this.step.split(" ");
    const step = parameter("step") ?? document.querySelector<HTMLElement>('[data-island="day"]')?.dataset["step"] ?? "7";
    const day = `/api/near.json?on=${on}&step=${step}${known ? `&known_by=${known}` : ""}`;
    return this.host.dataset["follows"] ? day : withState((this.host.dataset["src"] ?? "/api/map.json").replace("/map.json", "/near.json"), location.search);
  }

  private size(): [number, number] {
    return [this.picture.clientWidth || 600, this.picture.clientHeight || 400];
  }

  private place(): Place {
    if (this.at) return this.at;
    const found = remembered(this.size()) ?? fitted(points(this.features), ...this.size());
    // Where nothing is known yet, nothing is settled either.
    if (this.features.length > 0) this.at = found;
    return found;
  }

  private move(place: Place): void {
    this.at = place;
    const from = this.drawnAt;
    if (from) {
      const k = place.k / from.k;
      const transform = `translate(${place.x - from.x * k},${place.y - from.y * k}) scale(${k})`;
      this.land.setAttribute("transform", transform);
    }
    this.marksOnly();
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => {
      remember(place, this.size());
      this.draw();
    }, SETTLE_MS);
  }

  private readonly marksOnly = framed(() => this.drawMarks());

  private resized(): void {
    this.at = remembered(this.size());
    this.draw();
  }

  private draw(): void {
    const [width, height] = this.size();
    const at = this.place();
    const from = at.k >= FINE && this.fine.length > 0 ? this.fine : this.coarse;
    set(this.land, { d: landOf(from, at, width, height), transform: null });
    this.drawnAt = at;
    if (at.k >= FINE && !this.refining) void this.refine();
    this.drawMarks();
  }

  private async refine(): Promise<void> {
    this.refining = true;
    // Where the fine outlines cannot be had the coarse ones stay: the places are what matters.
    this.fine = await ground("10m").catch(() => this.coarse);
    this.draw();
  }

  private drawMarks(): void {
    const [width, height] = this.size();
    const scene: Scene = {
      at: this.place(), width, height, ground: this.coarse, signs: this.signs, fresh: this.fresh,
    };
    this.defs.replaceChildren(...patterns(this.features, this.signs));
    const focused = (document.activeElement as SVGElement | null)?.dataset?.["place"];
    this.marks.replaceChildren(...placed(this.features, scene));
    if (focused) this.marks.querySelector<SVGElement>(`a[data-place="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  /** Says of the place under the pointer or focus what the map shows, and marks its row in the list of the page. */
  private listen(): void {
    const about = (event: Event): void => {
      const id = (event.target as Element).closest<SVGElement>("[data-place]")?.dataset["place"];
      const feature = this.features.find((each) => each.id === id);
      if (feature) this.note.textContent = told(feature);
      for (const row of document.querySelectorAll("[data-place-row]")) {
        row.classList.toggle("island-pointed", id !== undefined && row.getAttribute("data-place-row") === id);
      }
    };
    this.picture.addEventListener("pointerover", about);
    this.picture.addEventListener("focusin", about);
  }
}

function weight(feature: PlaceFeature): number {
  return feature.properties.holders.length * 1000 + feature.properties.events;
}

function points(features: readonly PlaceFeature[]): [number, number][] {
  const found = core(features);
  return found.length > 0 ? found : [[-20, -35], [60, 60]];
}

/** Keeps the scale and the middle of the screen in the address, as `at=k,x,y` (x, y: pixels of the plane at k = 1). */
function remember(at: Place, [width, height]: [number, number]): void {
  const [x, y] = [(width / 2 - at.x) / at.k, (height / 2 - at.y) / at.k];
  change({ at: `${at.k.toPrecision(4)},${x.toFixed(3)},${y.toFixed(3)}` }, true);
}

function remembered([width, height]: [number, number]): Place | null {
  const [k, x, y] = (parameter("at") ?? "").split(",").map(Number);
  if (!k || x === undefined || y === undefined || !Number.isFinite(k + x + y)) return null;
  const limited = Math.min(LIMITS.most, Math.max(LIMITS.least, k));
  return { k: limited, x: width / 2 - x * limited, y: height / 2 - y * limited };
}

function credit(): HTMLElement {
  return h("p", { class: "island-credit" }, "Ground: Natural Earth (public domain). Places: GeoNames (CC BY 4.0).");
}

mount("map", (host) => new MapIsland(host).start());
