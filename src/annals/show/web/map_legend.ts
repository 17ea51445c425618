// What the signs of the map mean: one row for each holder, and the ways in which a place is drawn.

import { link } from "./address.ts";
import { shapePath, type Signs } from "./colours.ts";
import type { PlaceFeature } from "./data.ts";
import { h, s } from "./dom.ts";

const MOST = 14;

/** Returns the rows of the legend, the holders of most places first. */
export function legend(features: readonly PlaceFeature[], signs: Signs): HTMLElement[] {
  const counts = new Map<string, { name: string; id: string | null; places: number; claimed: number }>();
  for (const { properties } of features) {
    for (const holder of [...properties.holders, ...properties.others]) {
      const key = holder.id ?? holder.name;
      const row = counts.get(key) ?? { name: holder.name, id: holder.id, places: 0, claimed: 0 };
      if (properties.holders.includes(holder)) row.places += 1;
      else row.claimed += 1;
      counts.set(key, row);
    }
  }
  const sorted = [...counts].sort((a, b) => b[1].places - a[1].places || a[1].name.localeCompare(b[1].name));
  const rows = sorted.slice(0, MOST).map(([key, { name, id, places, claimed }]) => {
    const { hue, shape } = signs.of(key);
    const label = id ? h("a", { href: link("actor", id) }, name) : h("span", {}, name);
    return h("li", {}, swatch(s("path", { class: `map-sign hue-${hue} edge-${hue}`, d: shapePath(shape, 9, 9, 6) })), label, places > 0 ? ` ${places}` : ` (or else ${claimed})`);
  });
  if (sorted.length > MOST) rows.push(h("li", {}, `and ${sorted.length - MOST} more`));
  return [
    h("ul", { class: "island-key", "aria-label": "Holders, with the number of places that each is said to hold" }, ...rows),
    h("ul", { class: "island-key island-key-how", "aria-label": "How places are drawn" }, ...ways()),
  ];
}

function ways(): HTMLElement[] {
  const circle = (looks: string, r = 6): SVGElement => s("circle", { class: looks, cx: 9, cy: 9, r });
  return [
    h("li", {}, swatch(circle("map-sign map-key-sign"), s("path", { class: "map-key-hatch", d: "M4,12L12,4M6,14L14,6" })), "disputed"),
    h("li", {}, swatch(circle("map-sign map-key-sign map-unsure")), "reported only"),
    h("li", {}, swatch(circle("map-ring", 8)), "events, by number"),
    h("li", {}, swatch(circle("map-dot", 2.6)), "named, no holder told"),
    h("li", {}, swatch(s("path", { class: "map-area map-key-area", d: "M2,5L10,2L16,8L13,16L4,14Z" })), "an area, roughly"),
    h("li", {}, swatch(circle("map-near", 8), circle("map-dot", 1.8)), "told near it: within so far"),
    h("li", {}, swatch(circle("map-fresh", 7)), "another holder than a step before"),
  ];
}

function swatch(...parts: SVGElement[]): SVGElement {
  return s("svg", { class: "island-swatch", width: 18, height: 18, viewBox: "0 0 18 18", "aria-hidden": "true" }, ...parts);
}
