// The marks of the map: areas, rings for events, a sign for each held place, names.

import { link } from "./address.ts";
import { shapePath, type Sign, type Signs } from "./colours.ts";
import type { Holder, PlaceFeature } from "./data.ts";
import { s } from "./dom.ts";
import { countryAt, countryNames, type Ground, onScreen, pixelsPerKilometre, shapeOf } from "./map_ground.ts";
import { fitting, type Label, ringRadius, told } from "./map_signs.ts";
import type { Place } from "./zoom.ts";

/** What the marks are drawn from. */
export interface Scene {
  at: Place;
  width: number;
  height: number;
  ground: Ground | null;
  signs: Signs;
  fresh: ReadonlySet<string>;
}

const SIZE = 7;
const LETTER = 6.3;
const MARGIN = 60;

/** Returns the elements of all marks, lowest first. */
export function placed(features: readonly PlaceFeature[], scene: Scene): SVGElement[] {
  const names = scene.ground ? countryNames(scene.ground, scene.at, scene.width, scene.height) : [];
  const seen = features.filter((feature) => inside(feature, scene));
  const towns = seen.filter((feature) => feature.properties.kind !== "country");
  const areas = features.filter((feature) => feature.properties.holders.length > 0).map((feature) => area(feature, scene));
  const rings = towns.filter((feature) => feature.properties.events > 0).map((feature) => ring(feature, scene));
  return [
    ...areas.filter((element) => element !== null),
    ...names.map((each) => s("text", { class: "map-country", x: each.x, y: each.y }, each.name)),
    ...rings,
    ...towns.map((feature) => mark(feature, scene)).reverse(),
    ...labels(towns, scene),
  ];
}

function inside(feature: PlaceFeature, scene: Scene): boolean {
  const [x, y] = onScreen(scene.at, ...feature.geometry.coordinates);
  return x > -MARGIN && x < scene.width + MARGIN && y > -MARGIN && y < scene.height + MARGIN;
}

/** Returns the pattern that hatches a place which two say that they hold. */
export function patterns(features: readonly PlaceFeature[], signs: Signs): SVGElement[] {
  const needed = new Map<string, [number, number]>();
  for (const feature of features) {
    if (!feature.properties.disputed) continue;
    const hues = huesOf(feature, signs);
    needed.set(patternId(hues), hues);
  }
  return [...needed].map(([id, [one, other]]) =>
    s(
      "pattern",
      { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      s("rect", { width: 5, height: 5, class: `hue-${one}` }),
      s("rect", { width: 2.2, height: 5, class: other < 0 ? "map-hatch" : `hue-${other}` }),
    ),
  );
}

function huesOf(feature: PlaceFeature, signs: Signs): [number, number] {
  const { holders, others } = feature.properties;
  const hue = (holder: Holder | undefined): number => (holder ? signs.of(holder.id ?? holder.name).hue : -1);
  const first = hue(holders[0]);
  const second = hue(others[0]);
  return [Math.max(0, first), second === first ? -1 : second];
}

function patternId([one, other]: [number, number]): string {
  return `hatch-${one}-${other < 0 ? "paper" : other}`;
}

function fillOf(feature: PlaceFeature, signs: Signs): { fill: string | null; hue: string } {
  const hues = huesOf(feature, signs);
  if (feature.properties.disputed) return { fill: `url(#${patternId(hues)})`, hue: `map-hatched edge-${hues[0]}` };
  return { fill: null, hue: `hue-${hues[0]} edge-${hues[0]}` };
}

/** Returns the shape of a region, a country or a place that is only known to be near; null for a plain town. */
function area(feature: PlaceFeature, scene: Scene): SVGElement | null {
  const { kind, outline, radius_km: radius } = feature.properties;
  const { fill, hue } = fillOf(feature, scene.signs);
  const looks = `map-area ${hue}`;
  const title = s("title", {}, told(feature));
  if (kind === "country" && scene.ground) {
    const country = countryAt(scene.ground, feature.geometry.coordinates);
    if (country) return s("path", { class: looks, fill, d: shapeOf(country, scene.at, scene.width, scene.height) }, title);
  }
  if (outline && outline.length > 2) {
    const corners = outline.map((corner) => onScreen(scene.at, ...corner).map((n) => n.toFixed(1)).join(","));
    return s("path", { class: looks, fill, d: `M${corners.join("L")}Z` }, title);
  }
  if (!radius) return null;
  const [x, y] = onScreen(scene.at, ...feature.geometry.coordinates);
  const r = radius * pixelsPerKilometre(scene.at, feature.geometry.coordinates[1]);
  return s("circle", { class: looks, fill, cx: x, cy: y, r: Math.min(r, 4000) }, title);
}

function ring(feature: PlaceFeature, scene: Scene): SVGElement {
  const [x, y] = onScreen(scene.at, ...feature.geometry.coordinates);
  return s("circle", { class: "map-ring", cx: x.toFixed(1), cy: y.toFixed(1), r: ringRadius(feature.properties.events).toFixed(1) });
}

function mark(feature: PlaceFeature, scene: Scene): SVGElement {
  const [x, y] = onScreen(scene.at, ...feature.geometry.coordinates);
  const { holders } = feature.properties;
  const words = told(feature);
  const fresh = scene.fresh.has(feature.id);
  const holder = holders[0];
  const held = holder ? sign(feature, scene.signs.of(holder.id ?? holder.name), holder, x, y, scene) : dot(x, y);
  const parts: SVGElement[] = [s("circle", { class: "map-reach", cx: x, cy: y, r: 12 }), held];
  if (fresh) parts.unshift(s("circle", { class: "map-fresh", cx: x.toFixed(1), cy: y.toFixed(1), r: SIZE + 6 }));
  return s(
    "a",
    { href: link("place", feature.id), class: "map-place", "data-place": feature.id, "aria-label": words },
    s("title", {}, fresh ? `${words} (changed)` : words),
    ...parts,
  );
}

function dot(x: number, y: number): SVGElement {
  return s("circle", { class: "map-dot", cx: x.toFixed(1), cy: y.toFixed(1), r: 2.6 });
}

function sign(feature: PlaceFeature, given: Sign, holder: Holder, x: number, y: number, scene: Scene): SVGElement {
  const { fill, hue } = fillOf(feature, scene.signs);
  const unsure = holder.certain === null || holder.status !== "asserted" ? " map-unsure" : "";
  return s("path", { class: `map-sign ${hue}${unsure}`, fill, d: shapePath(given.shape, x, y, SIZE) });
}

function labels(towns: readonly PlaceFeature[], scene: Scene): SVGElement[] {
  const wanted: Label[] = towns.map((feature) => {
    const [x, y] = onScreen(scene.at, ...feature.geometry.coordinates);
    const { holders, events, name } = feature.properties;
    return { id: feature.id, text: name, x: x + SIZE + 4, y: y + 4, weight: (holders.length > 0 ? 1e6 : 0) + events };
  });
  const kept = fitting(wanted, LETTER, 12);
  return wanted
    .filter((label) => kept.has(label.id))
    .map((label) => s("text", { class: "map-name", x: label.x.toFixed(1), y: label.y.toFixed(1) }, label.text));
}
