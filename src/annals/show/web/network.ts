// The network: who is allied with, hostile to, part of or led by whom on a day. A list on the page says the same.

import { change, link, MOVED, parameter, withState } from "./address.ts";
import { shapePath, type Shape } from "./colours.ts";
import { answer, type Network, type NetworkEdge } from "./data.ts";
import { dayName, spanName, toDay } from "./days.ts";
import { button, fail, framed, h, mount, onColours, recover, s, set } from "./dom.ts";
import { downloads } from "./download.ts";
import { type Box, fitting, type Label } from "./map_signs.ts";
import { type Bond, type Body, fit, type Layout, layout, shown, tiePath } from "./network_layout.ts";
import { movable, type Place, zoomed } from "./zoom.ts";

const LIMITS = { least: 0.1, most: 8 };
const LETTER = 6.2;
const NARROW = 520;
const TYPES = ["alliance", "rivalry", "membership", "leadership", "support", "pledge", "designation"];
const DIRECTED = new Set(["membership", "leadership", "support", "pledge", "designation"]);
const SHAPES: Readonly<Record<string, Shape>> = { group: "circle", state: "square", person: "triangle", organisation: "diamond" };

class NetworkIsland {
  private readonly picture = s("svg", { class: "island-picture island-network", role: "group", tabindex: 0, "aria-label": "Network" });
  private readonly ties = s("g");
  private readonly actors = s("g");
  private readonly note = h("p", { class: "island-note", role: "status", "aria-live": "polite" });
  private readonly key = h("div", { class: "island-legend" });
  private readonly hidden = new Set<string>((parameter("without") ?? "").split(",").filter(Boolean));
  private readonly stood = new Map<string, [number, number]>();
  private data: Network | null = null;
  private laid: Layout = { bodies: [], bonds: [] };
  private fresh = new Set<string>();
  private gone: NetworkEdge[] = [];
  private at: Place | null = null;
  private asked = 0;
  private readonly redraw = framed(() => this.draw());

  constructor(private readonly host: HTMLElement) {
    this.picture.append(arrows(), s("rect", { class: "network-paper", width: "100%", height: "100%" }), this.ties, this.actors);
    host.append(h("figure", { class: "island-figure" }, this.tools(), this.picture, this.note, this.key));
    movable(this.picture, { limits: LIMITS, get: () => this.place(), set: (place) => this.move(place) });
    new ResizeObserver(framed(() => this.refit())).observe(this.picture);
    onColours(this.redraw);
    document.addEventListener(MOVED, () => void this.start());
    document.addEventListener("annals:day", (event) => this.show((event as CustomEvent<{ network: Network }>).detail.network));
    this.listen();
  }

  async start(): Promise<void> {
    if (this.host.dataset["follows"]) return;
    const turn = ++this.asked;
    try {
      const data = await answer<Network>(withState(this.host.dataset["src"] ?? "/api/network.json", location.search));
      if (turn === this.asked) this.show(data);
      recover(this.host);
    } catch (error) {
      if (turn === this.asked) fail(this.host, error);
    }
  }

  private tools(): HTMLElement {
    const zoom = (factor: number) => (): void => {
      this.move(zoomed(this.place(), factor, this.picture.clientWidth / 2, this.picture.clientHeight / 2, LIMITS));
    };
    return h(
      "div",
      { class: "island-tools" },
      button("+", "Zoom in", zoom(1.4)),
      button("−", "Zoom out", zoom(1 / 1.4)),
      button("Fit", "Show the whole network", () => this.refit()),
      ...downloads(() => this.picture, "annals-network", () => `${this.title()}. annals`),
    );
  }

  private title(): string {
    const on = this.data?.on ?? "";
    return `Who was tied to whom on ${Number.isNaN(toDay(on)) ? on : dayName(toDay(on))}`;
  }

  private show(data: Network): void {
    const before = this.data;
    this.fresh.clear();
    this.gone = [];
    if (before && (before.on !== data.on || before.known_by !== data.known_by)) {
      const ids = new Set(before.edges.map((edge) => edge.id));
      this.fresh = new Set(data.edges.filter((edge) => !ids.has(edge.id)).map((edge) => edge.id));
      const now = new Set(data.edges.map((edge) => edge.id));
      this.gone = before.edges.filter((edge) => !now.has(edge.id));
    }
    this.data = data;
    set(this.picture, { "aria-label": this.title() });
    this.arrange();
  }

  private arrange(): void {
    if (!this.data) return;
    const { nodes, edges } = shown(this.data, this.hidden);
    const ratio = Math.min(2.2, Math.max(0.6, this.picture.clientWidth / (this.picture.clientHeight || 1)));
    this.laid = layout(nodes, edges, this.stood, ratio);
    for (const body of this.laid.bodies) this.stood.set(body.node.id, [body.x, body.y]);
    const tied = new Set(this.data.edges.flatMap((edge) => [edge.source, edge.target])).size;
    const left = this.hidden.size === 0 ? tied - nodes.length : 0;
    const lost = this.gone.length > 0 ? `No longer, since the last step: ${this.gone.slice(0, 3).map((edge) => this.words(edge)).join("; ")}${this.gone.length > 3 ? " …" : ""}.` : "";
    const empty = nodes.length === 0 ? "No tie between named actors is told of for this day." : "";
    this.note.textContent = [empty, left > 0 ? `${left} actors with fewer ties are in the list only.` : "", lost].join(" ").trim();
    this.key.replaceChildren(this.legend());
    this.refit();
  }

  private words(edge: NetworkEdge): string {
    const name = (id: string): string =>
      this.data?.nodes.find((node) => node.id === id)?.name ?? this.laid.bodies.find((body) => body.node.id === id)?.node.name ?? "one";
    return `${name(edge.source)} ${edge.phrase} ${name(edge.target)}`;
  }

  private legend(): HTMLElement {
    const counts = new Map<string, number>();
    for (const edge of this.data?.edges ?? []) counts.set(edge.type, (counts.get(edge.type) ?? 0) + 1);
    const rows = TYPES.filter((type) => counts.has(type)).map((type) => {
      const box = h("input", { type: "checkbox", checked: !this.hidden.has(type) });
      box.addEventListener("change", () => {
        if (box.checked) this.hidden.delete(type);
        else this.hidden.add(type);
        change({ without: [...this.hidden].sort().join(",") || null }, true);
        this.arrange();
      });
      const line = s("svg", { class: "island-swatch", width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" },
        s("path", { class: `network-tie tie-${type}`, d: "M1,7H28" }));
      return h("li", {}, h("label", {}, box, line, `${type} ${counts.get(type)}`));
    });
    const kinds = Object.entries(SHAPES).map(([kind, shape]) =>
      h("li", {}, s("svg", { class: "island-swatch", width: 18, height: 18, viewBox: "0 0 18 18", "aria-hidden": "true" },
        s("path", { class: "network-actor", d: shapePath(shape, 9, 9, 5.5) })), kind));
    const how = h("li", {}, s("svg", { class: "island-swatch", width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" },
      s("path", { class: "network-tie tie-fresh", d: "M1,7H28" })), "new with the last step");
    return h("div", {}, h("ul", { class: "island-key", "aria-label": "Ties" }, ...rows), h("ul", { class: "island-key island-key-how" }, ...kinds, how));
  }

  private place(): Place {
    this.at ??= fit(this.laid.bodies, this.picture.clientWidth || 600, this.picture.clientHeight || 400);
    return this.at;
  }

  private refit(): void {
    this.at = null;
    this.draw();
  }

  private move(place: Place): void {
    this.at = place;
    this.redraw();
  }

  private draw(): void {
    const at = this.place();
    const transform = `translate(${at.x.toFixed(1)},${at.y.toFixed(1)})`;
    set(this.ties, { transform });
    set(this.actors, { transform });
    this.ties.replaceChildren(...this.laid.bonds.map((bond) => this.tie(bond, at.k)));
    const names = this.names(at.k);
    const focused = (document.activeElement as SVGElement | null)?.dataset?.["actor"];
    this.actors.replaceChildren(...this.laid.bodies.map((body) => this.actor(body, at.k, names.has(body.node.id))));
    if (focused) this.actors.querySelector<SVGElement>(`[data-actor="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  /** Returns where the middle of a name goes so that it is not cut off at a side while its actor is seen. */
  private inside(x: number, name: string): number {
    const half = (name.length * LETTER) / 2;
    const [left, right] = [half + 4 - this.place().x, this.picture.clientWidth - half - 4 - this.place().x];
    const seen = x > -this.place().x && x < this.picture.clientWidth - this.place().x;
    return seen && left < right ? Math.min(right, Math.max(left, x)) : x;
  }

  private tie(bond: Bond, k: number): SVGElement {
    const { edge } = bond;
    const unsure = edge.status !== "asserted" || edge.disputed ? " tie-unsure" : "";
    const fresh = (edge.same ?? [edge.id]).some((id) => this.fresh.has(id));
    const path = tiePath(bond, k);
    const when = spanName(edge.from ? toDay(edge.from) : null, edge.to ? toDay(edge.to) : null);
    const title = `${this.words(edge)} (${when}${edge.disputed ? ", disputed" : ""}${edge.status === "asserted" ? "" : `, ${edge.status}`}${edge.same ? `; told ${edge.same.length} times` : ""})`;
    const end = DIRECTED.has(edge.type) ? `url(#tie-end-${edge.type})` : null;
    return s(
      "a",
      { href: link("relation", edge.id), class: "network-link", tabindex: -1, "data-ends": `${edge.source} ${edge.target}`, "data-words": title },
      s("title", {}, title),
      ...(fresh ? [s("path", { class: "tie-fresh", d: path })] : []),
      s("path", { class: "network-reach", d: path }),
      s("path", { class: `network-tie tie-${edge.type}${unsure}`, d: path, "marker-end": end }),
    );
  }

  private names(k: number): Set<string> {
    const labels: Label[] = this.laid.bodies.map((body) => {
      const text = this.short(body.node.name);
      return { id: body.node.id, text, x: this.inside(body.x * k, text) - (text.length * LETTER) / 2, y: body.y * k + body.radius + 13, weight: body.node.ties };
    });
    const signs = this.laid.bodies.map(({ x, y, radius }): Box => [x * k - radius, y * k - radius, x * k + radius, y * k + radius]);
    return fitting(labels, LETTER, 12, signs);
  }

  /** Returns a name as short as the picture needs it. */
  private short(name: string): string {
    const most = this.picture.clientWidth < NARROW ? 22 : 34;
    return name.length > most ? `${name.slice(0, most - 2).trimEnd()}…` : name;
  }

  private actor(body: Body, k: number, named: boolean): SVGElement {
    const { node, radius } = body;
    const [x, y] = [body.x * k, body.y * k];
    const words = `${node.name}, ${node.kind}: ${node.ties} ${node.ties === 1 ? "tie" : "ties"}`;
    return s(
      "a",
      { href: link("actor", node.id), class: "network-node", "data-actor": node.id, "data-words": words, "aria-label": words },
      s("title", {}, words),
      s("circle", { class: "map-reach", cx: x.toFixed(1), cy: y.toFixed(1), r: Math.max(12, radius) }),
      s("path", { class: `network-actor kind-${node.kind}`, d: shapePath(SHAPES[node.kind] ?? "circle", x, y, radius) }),
      s("text", { class: `network-name${named ? "" : " network-name-hidden"}`, x: this.inside(x, this.short(node.name)).toFixed(1), y: (y + radius + 13).toFixed(1) }, this.short(node.name)),
    );
  }

  /** Pales all but the neighbours of the actor under the pointer or focus, and says what it is. */
  private listen(): void {
    const about = (event: Event): void => {
      const found = (event.target as Element).closest<SVGElement>("[data-words]");
      if (found) this.note.textContent = found.dataset["words"] ?? "";
      const id = found?.dataset["actor"];
      this.picture.classList.toggle("network-focus", id !== undefined);
      const near = new Set<string>(id ? [id] : []);
      for (const element of this.ties.querySelectorAll<SVGElement>("[data-ends]")) {
        const ends = (element.dataset["ends"] ?? "").split(" ");
        const mine = id !== undefined && ends.includes(id);
        element.classList.toggle("near", mine);
        if (mine) for (const end of ends) near.add(end);
      }
      for (const element of this.actors.querySelectorAll<SVGElement>("[data-actor]")) {
        element.classList.toggle("near", near.has(element.dataset["actor"] ?? ""));
      }
    };
    this.picture.addEventListener("pointerover", about);
    this.picture.addEventListener("focusin", about);
    this.picture.addEventListener("pointerleave", () => this.picture.classList.remove("network-focus"));
    this.picture.addEventListener("focusout", () => this.picture.classList.remove("network-focus"));
  }
}

function arrows(): SVGElement {
  return s(
    "defs",
    {},
    ...[...DIRECTED].map((type) =>
      s(
        "marker",
        { id: `tie-end-${type}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse", markerUnits: "userSpaceOnUse" },
        s("path", { class: `tie-arrow arrow-${type}`, d: "M0,0.5L8,4L0,7.5Z" }),
      ),
    ),
  );
}

mount("network", (host) => new NetworkIsland(host).start());
