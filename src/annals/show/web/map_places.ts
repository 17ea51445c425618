// The marks of the map: areas, rings for events, a sign for each held place, names.

import { link } from "./address.ts";
import { shapePath, type Sign, type Signs } from "./colours.ts";
import type { Holder, PlaceFeature } from "./data.ts";
import { s } from "./dom.ts";
import { type Country, countryAt, countryNames, onScreen, pathOf, pixelsPerKilometre } from "./map_ground.ts";
import { fitting, type Label, ringRadius, told } from "./map_signs.ts";
import type { Place } from "./zoom.ts";

/** What the marks are drawn from. */
export interface Scene {
  at: Place;
  width: number;
  height: number;
  ground: readonly Country[];
  signs: Signs;
  fresh: ReadonlySet<string>;
}

const SIZE = 7;
const LETTER = 6.3;
const WIDE_LETTER = 9.6;
const MARGIN = 60;

/** Returns the elements of all marks, lowest first. */
export function placed(features: readonly PlaceFeature[], scene: Scene): SVGElement[] {
  const seen = features.filter((feature) => inside(feature, scene));
  const towns = seen.filter((feature) => feature.properties.kind !== "country");
  const areas = features.filter(spread).map((feature) => area(feature, scene));
  const nears = towns.map((feature) => nearby(feature, scene));
  const rings = towns.filter((feature) => feature.properties.events > 0).map((feature) => ring(feature, scene));
  return [
    ...areas.filter((element) => element !== null),
    ...nears.filter((element) => element !== null),
    ...rings,
    ...towns.map((feature) => mark(feature, scene)).reverse(),
    ...labels(towns, scene),
  ];
}

/** Tells whether a place is drawn as an area: one that is held, or a region that events are told of. */
function spread({ properties }: PlaceFeature): boolean {
  return properties.holders.length > 0 || (properties.kind === "region" && properties.events > 0);
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
  const looks = feature.properties.holders.length > 0 ? `map-area ${hue}` : "map-area map-told";
  const title = s("title", {}, told(feature));
  const country = kind === "country" ? countryAt(scene.ground, feature.geometry.coordinates) : undefined;
  if (country) return s("path", { class: looks, fill, d: pathOf(country.rings, scene.at, scene.width, scene.height) }, title);
  if (outline && outline.length > 2) {
    const corners = outline.map((corner) => onScreen(scene.at, ...corner).map((n) => n.toFixed(1)).join(","));
    return s("path", { class: looks, fill, d: `M${corners.join("L")}Z` }, title);
  }
  if (!radius) return null;
  const [x, y] = onScreen(scene.at, ...feature.geometry.coordinates);
  const r = radius * pixelsPerKilometre(scene.at, feature.geometry.coordinates[1]);
  return s("circle", { class: looks, fill, cx: x, cy: y, r: Math.min(r, 4000) }, title);
}

/** Returns how far around a town events are told of that are told to be near it; null where none is. */
function nearby(feature: PlaceFeature, scene: Scene): SVGElement | null {
  const { near } = feature.properties;
  if (!near) return null;
  const [x, y] = onScreen(scene.at, ...feature.geometry.coordinates);
  const r = near.radius_km * pixelsPerKilometre(scene.at, feature.geometry.coordinates[1]);
  return s("circle", { class: "map-near", cx: x.toFixed(1), cy: y.toFixed(1), r: Math.min(r, 4000).toFixed(1) });
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
  const parts: SVGElement[] = [s("circle", { class: "map-reach", cx: x.toFixed(1), cy: y.toFixed(1), r: 12 }), held];
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
  const unsure = holder.status !== "asserted" ? " map-unsure" : "";
  return s("path", { class: `map-sign ${hue}${unsure}`, fill, d: shapePath(given.shape, x, y, SIZE) });
}

/** Returns the names that find room: of held places first, then of those with most events, then of countries. */
function labels(towns: readonly PlaceFeature[], scene: Scene): SVGElement[] {
  const names = countryNames(scene.ground, scene.at, scene.width, scene.height);
  const countries = names.map((each): Label => {
    const letter = WIDE_LETTER / LETTER;
    return { id: `country ${each.name}`, text: each.name, x: each.x - (each.name.length * WIDE_LETTER) / 2, y: each.y, weight: -1, letter };
  });
  const local = towns.map((feature): Label => {
    const [x, y] = onScreen(scene.at, ...feature.geometry.coordinates);
    const { holders, events, name } = feature.properties;
    return { id: feature.id, text: name, x: x + SIZE + 4, y: y + 4, weight: (holders.length > 0 ? 1e6 : 0) + events };
  });
  const kept = fitting([...local, ...countries], LETTER, 12);
  const text = (looks: string) => (label: Label): SVGElement =>
    s("text", { class: looks, x: label.x.toFixed(1), y: label.y.toFixed(1) }, label.text);
  const seen = (label: Label): boolean => kept.has(label.id);
  return [...countries.filter(seen).map(text("map-country")), ...local.filter(seen).map(text("map-name"))];
}
