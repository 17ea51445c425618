// The ground of the map: countries of Natural Earth (by way of world-atlas), in Web Mercator, only what can be seen.

import type { FeatureCollection, MultiPolygon, Polygon } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

import { answer, type PlaceFeature } from "./data.ts";
import type { Place } from "./zoom.ts";

/** The width of the world at k = 1, in pixels. */
const WORLD = 256;
const RADIUS = WORLD / (2 * Math.PI);
/** Mercator has no place for the poles. */
const FARTHEST = 85;
/** The equator, WGS 84. */
const EQUATOR_KM = 40_075.017;
/** Points of an outline closer together than this many pixels are drawn as one. */
const FINEST = 0.6;
/** The least room for a country's name, in square pixels. */
const NAMED = 6000;

type Corner = readonly [number, number];

/** A ring of a country's outline on the plane at k = 1: x and y in turn, and what it lies within. */
export interface Ring {
  points: Float64Array;
  west: number;
  east: number;
  north: number;
  south: number;
}

export interface Country {
  name: string;
  rings: Ring[];
}

/** Returns the countries at 50m (fast) or 10m (fine). */
export async function ground(scale: "50m" | "10m"): Promise<Country[]> {
  type Atlas = Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const atlas = await answer<Atlas>(`/static/countries-${scale}.json`);
  const found = feature(atlas, atlas.objects.countries) as FeatureCollection<Polygon | MultiPolygon, { name: string }>;
  return found.features.map(({ geometry, properties }) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return { name: properties.name, rings: polygons.flat().map((ring) => ringOf(ring as unknown as Corner[])) };
  });
}

/** Returns a ring of longitudes and latitudes on the plane. */
export function ringOf(corners: readonly Corner[]): Ring {
  const points = new Float64Array(corners.length * 2);
  const ring: Ring = { points, west: Infinity, east: -Infinity, north: Infinity, south: -Infinity };
  let turn = 0;
  corners.forEach(([longitude, latitude], i) => {
    // A ring over the date line goes on beyond 180 degrees instead of running back around the world.
    const step = longitude - (corners[i - 1]?.[0] ?? longitude);
    if (Math.abs(step) > 180) turn -= Math.sign(step) * 360;
    const [x, y] = plane(longitude + turn, latitude);
    points[2 * i] = x;
    points[2 * i + 1] = y;
    ring.west = Math.min(ring.west, x);
    ring.east = Math.max(ring.east, x);
    ring.north = Math.min(ring.north, y);
    ring.south = Math.max(ring.south, y);
  });
  return ring;
}

/** Returns a point in Web Mercator at k = 1; (0, 0) is where the equator meets Greenwich, y grows to the south. */
function plane(longitude: number, latitude: number): [number, number] {
  const limited = Math.max(-FARTHEST, Math.min(FARTHEST, latitude));
  const y = Math.log(Math.tan(Math.PI / 4 + (limited * Math.PI) / 360));
  return [(longitude * Math.PI * RADIUS) / 180, -y * RADIUS];
}

/** Returns where a point lies on the screen. */
export function onScreen(at: Place, longitude: number, latitude: number): [number, number] {
  const [x, y] = plane(longitude, latitude);
  return [at.x + x * at.k, at.y + y * at.k];
}

/** Returns how many pixels a kilometre is at a latitude. */
export function pixelsPerKilometre(at: Place, latitude: number): number {
  return (WORLD * at.k) / (EQUATOR_KM * Math.cos((latitude * Math.PI) / 180));
}

/** Returns the place of the plane that shows all points, with room around them; a lone point gets `least` degrees. */
export function fitted(points: readonly Corner[], width: number, height: number, least = 4): Place {
  const west = Math.min(...points.map((p) => p[0]));
  const east = Math.max(...points.map((p) => p[0]));
  const south = Math.min(...points.map((p) => p[1]));
  const north = Math.max(...points.map((p) => p[1]));
  const middle: [number, number] = [(west + east) / 2, (south + north) / 2];
  const half = least / 2;
  const [x0, y0] = plane(Math.min(west, middle[0] - half), Math.max(north, middle[1] + half));
  const [x1, y1] = plane(Math.max(east, middle[0] + half), Math.min(south, middle[1] - half));
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

/** Returns the path of the rings that can be seen. */
export function pathOf(rings: readonly Ring[], at: Place, width: number, height: number): string {
  return rings.filter((ring) => isSeen(ring, at, width, height)).map((ring) => outline(ring, at)).join("");
}

/** Returns the path of all countries that can be seen. */
export function landOf(countries: readonly Country[], at: Place, width: number, height: number): string {
  return countries.map((country) => pathOf(country.rings, at, width, height)).join("");
}

function isSeen(ring: Ring, at: Place, width: number, height: number): boolean {
  const [west, east] = [at.x + ring.west * at.k, at.x + ring.east * at.k];
  const [north, south] = [at.y + ring.north * at.k, at.y + ring.south * at.k];
  return east > 0 && west < width && south > 0 && north < height && east - west + south - north > FINEST;
}

function outline(ring: Ring, at: Place): string {
  const { points } = ring;
  let path = "";
  let [lastX, lastY] = [Infinity, Infinity];
  for (let i = 0; i < points.length; i += 2) {
    const x = at.x + (points[i] as number) * at.k;
    const y = at.y + (points[i + 1] as number) * at.k;
    if (Math.abs(x - lastX) < FINEST && Math.abs(y - lastY) < FINEST) continue;
    path += `${path ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`;
    [lastX, lastY] = [x, y];
  }
  return path && `${path}Z`;
}

/** Returns the country that a point lies in: a ray to the east crosses its rings an odd number of times. */
export function countryAt(countries: readonly Country[], [longitude, latitude]: Corner): Country | undefined {
  const [x, y] = plane(longitude, latitude);
  return countries.find((country) => country.rings.reduce((inside, ring) => inside !== isInside(ring, x, y), false));
}

function isInside({ points, west, east, north, south }: Ring, x: number, y: number): boolean {
  if (x < west || x > east || y < north || y > south) return false;
  let inside = false;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [points[i], points[i + 1], points[j], points[j + 1]] as [number, number, number, number];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Returns where names of countries go: the middle of the largest part that can be seen. */
export function countryNames(countries: readonly Country[], at: Place, width: number, height: number): { name: string; x: number; y: number }[] {
  const found: { name: string; x: number; y: number }[] = [];
  for (const { name, rings } of countries) {
    const seen = rings.filter((ring) => isSeen(ring, at, width, height) && (ring.east - ring.west) * (ring.south - ring.north) * at.k ** 2 > NAMED);
    const middles = seen.map((ring) => middleOf(within(ring, at, width, height)));
    const best = middles.reduce((most, each) => (each.area > most.area ? each : most), { area: 0, x: 0, y: 0 });
    if (best.area > NAMED) found.push({ name, x: best.x, y: best.y });
  }
  return found;
}

/** Returns the part of a ring on the screen (Sutherland and Hodgman, 1974). */
function within(ring: Ring, at: Place, width: number, height: number): Corner[] {
  let corners: Corner[] = [];
  for (let i = 0; i < ring.points.length; i += 2) {
    corners.push([at.x + (ring.points[i] as number) * at.k, at.y + (ring.points[i + 1] as number) * at.k]);
  }
  const sides: [0 | 1, 1 | -1, number][] = [[0, 1, 0], [0, -1, width], [1, 1, 0], [1, -1, height]];
  for (const [axis, sign, edge] of sides) {
    const depth = (corner: Corner): number => sign * (corner[axis] - edge);
    corners = corners.flatMap((corner, i) => {
      const before = corners[(i + corners.length - 1) % corners.length] as Corner;
      const [d0, d1] = [depth(before), depth(corner)];
      const share = d0 / (d0 - d1);
      const crossing: Corner = [before[0] + (corner[0] - before[0]) * share, before[1] + (corner[1] - before[1]) * share];
      if (d1 >= 0) return d0 >= 0 ? [corner] : [crossing, corner];
      return d0 >= 0 ? [crossing] : [];
    });
  }
  return corners;
}

function middleOf(corners: readonly Corner[]): { area: number; x: number; y: number } {
  let [area, x, y] = [0, 0, 0];
  corners.forEach(([x1, y1], i) => {
    const [x0, y0] = corners[(i + corners.length - 1) % corners.length] as Corner;
    const cross = x0 * y1 - x1 * y0;
    area += cross / 2;
    x += ((x0 + x1) * cross) / 6;
    y += ((y0 + y1) * cross) / 6;
  });
  return area === 0 ? { area: 0, x: 0, y: 0 } : { area: Math.abs(area), x: x / area, y: y / area };
}
