// The ground of the map: countries of Natural Earth (by way of world-atlas), drawn in Web Mercator.

import { geoContains, geoMercator, geoPath, type GeoProjection } from "d3-geo";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

import { answer, type PlaceFeature } from "./data.ts";
import type { Place } from "./zoom.ts";

type Atlas = Topology<{ countries: GeometryCollection<{ name: string }> }>;

/** Countries as features, and their borders as lines (each once). */
export interface Ground {
  countries: Feature<Geometry, { name: string }>[];
  atlas: Atlas;
}

/** Returns the countries at 50m (fast) or 10m (fine). */
export async function ground(scale: "50m" | "10m"): Promise<Ground> {
  const atlas = await answer<Atlas>(`/static/countries-${scale}.json`);
  const found = feature(atlas, atlas.objects.countries) as FeatureCollection<Geometry, { name: string }>;
  return { countries: found.features, atlas };
}

/** The width of the world at k = 1, in pixels. */
const WORLD = 256;
const FULL_TURN = 2 * Math.PI;

/** Returns the projection for a place of the plane, clipped to a little more than the screen. */
export function projection(at: Place, width: number, height: number): GeoProjection {
  const margin = 80;
  return geoMercator()
    .scale((WORLD * at.k) / FULL_TURN)
    .translate([at.x, at.y])
    .clipExtent([
      [-margin, -margin],
      [width + margin, height + margin],
    ]);
}

/** Returns where a point lies on the screen; the world's middle (0, 0) is the plane's origin. */
export function onScreen(at: Place, longitude: number, latitude: number): [number, number] {
  const scale = (WORLD * at.k) / FULL_TURN;
  const limited = Math.max(-85, Math.min(85, latitude));
  const x = (longitude * Math.PI) / 180;
  const y = Math.log(Math.tan(Math.PI / 4 + (limited * Math.PI) / 360));
  return [at.x + x * scale, at.y - y * scale];
}

/** Returns how many pixels a kilometre is at a latitude. */
export function pixelsPerKilometre(at: Place, latitude: number): number {
  const equator = 40_075.017;
  return (WORLD * at.k) / (equator * Math.cos((latitude * Math.PI) / 180));
}

/** Returns the place of the plane that shows all points, with room around them; a lone point gets `least` degrees. */
export function fitted(points: readonly (readonly [number, number])[], width: number, height: number, least = 4): Place {
  const west = Math.min(...points.map((p) => p[0]));
  const east = Math.max(...points.map((p) => p[0]));
  const south = Math.min(...points.map((p) => p[1]));
  const north = Math.max(...points.map((p) => p[1]));
  const middle: [number, number] = [(west + east) / 2, (south + north) / 2];
  const half = least / 2;
  const one: Place = { k: 1, x: 0, y: 0 };
  const [x0, y0] = onScreen(one, Math.min(west, middle[0] - half), Math.max(north, middle[1] + half));
  const [x1, y1] = onScreen(one, Math.max(east, middle[0] + half), Math.min(south, middle[1] - half));
  const room = Math.min(64, width / 6, height / 6);
  const k = Math.min((width - 2 * room) / (x1 - x0), (height - 2 * room) / (y1 - y0));
  return { k, x: width / 2 - (k * (x0 + x1)) / 2, y: height / 2 - (k * (y0 + y1)) / 2 };
}

/** Returns the points of most places: a lone one far away (a capital that sent a minister) must not shrink the rest. */
export function core(features: readonly PlaceFeature[]): [number, number][] {
  const local = features.filter((f) => f.properties.kind !== "country");
  const points = (local.length > 0 ? local : features).map((f) => f.geometry.coordinates);
  if (points.length < 8) return points;
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const centre = [middle(points.map((p) => p[0])), middle(points.map((p) => p[1]))] as const;
  const far = points.map((p) => Math.hypot(p[0] - centre[0], p[1] - centre[1]));
  const usual = middle([...far]);
  const kept = points.filter((_, i) => (far[i] ?? 0) <= Math.max(2, usual * 4));
  return kept.length > 1 ? kept : points;
}

/** Returns the path of all land, and of the borders between countries, on the screen. */
export function drawn(from: Ground, at: Place, width: number, height: number): { land: string; borders: string } {
  const path = geoPath(projection(at, width, height)).digits(1);
  const land = path({ type: "FeatureCollection", features: from.countries }) ?? "";
  const borders = path(mesh(from.atlas, from.atlas.objects.countries, (a, b) => a !== b)) ?? "";
  return { land, borders };
}

/** Returns the country that a point lies in. */
export function countryAt(from: Ground, point: [number, number]): Feature<Geometry, { name: string }> | undefined {
  return from.countries.find((country) => geoContains(country, point));
}

/** Returns the path of one shape on the screen. */
export function shapeOf(shape: Feature<Geometry, unknown>, at: Place, width: number, height: number): string {
  return geoPath(projection(at, width, height)).digits(1)(shape) ?? "";
}

/** Returns where names of countries go: the middle of the largest part that can be seen. */
export function countryNames(from: Ground, at: Place, width: number, height: number): { name: string; x: number; y: number }[] {
  const path = geoPath(projection(at, width, height));
  const found: { name: string; x: number; y: number }[] = [];
  for (const country of from.countries) {
    if (path.area(country) < 6000) continue;
    const [x, y] = path.centroid(country);
    if (x > 40 && x < width - 40 && y > 20 && y < height - 20) found.push({ name: country.properties.name, x, y });
  }
  return found;
}
