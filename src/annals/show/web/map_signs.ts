// What stands for a place on the map, in words and in shapes; no element of the page is touched here.

import type { Holder, PlaceFeature } from "./data.ts";
import { dayName, toDay } from "./days.ts";

/** Returns who holds a place, as one text that changes when they do. */
export function holding(feature: PlaceFeature): string {
  const ids = (holders: Holder[]): string => holders.map((holder) => holder.id ?? holder.name).sort().join("+");
  return `${ids(feature.properties.holders)}/${ids(feature.properties.others)}`;
}

/** Returns the ids of places whose holders differ between two days; places that only one of them shows count. */
export function changedHands(before: readonly PlaceFeature[], now: readonly PlaceFeature[]): Set<string> {
  const held = new Map(before.map((feature) => [feature.id, holding(feature)]));
  const found = new Set<string>();
  for (const feature of now) {
    const was = held.get(feature.id) ?? "/";
    if (was !== holding(feature)) found.add(feature.id);
    held.delete(feature.id);
  }
  for (const [id, was] of held) if (was !== "/") found.add(id);
  return found;
}

/** Returns what the map says of a place, in words. */
export function told(feature: PlaceFeature): string {
  const { name, holders, others, disputed, changed, events, types, near } = feature.properties;
  const parts: string[] = [];
  if (holders.length > 0) {
    const since = changed && !Number.isNaN(toDay(changed)) ? ` since ${dayName(toDay(changed))}` : "";
    parts.push(`held by ${listed(holders.map(holderName))}${since}`);
  }
  if (others.length > 0) parts.push(`said to be held by ${listed(others.map(holderName))} instead`);
  else if (disputed) parts.push("disputed");
  if (events > 0) parts.push(`${events} ${events === 1 ? "event" : "events"} (${topTypes(types)})`);
  if (near) parts.push(`${near.events} of them told within ${near.radius_km} km of it`);
  return `${name}: ${parts.join("; ") || "nothing told"}`;
}

function holderName(holder: Holder): string {
  const old = holder.age_days !== null && holder.age_days > 180 && holder.said ? `, last said ${dayName(toDay(holder.said))}` : "";
  return `${holder.name}${old}`;
}

/** Returns the most frequent types in words: "capture 3, clash 2 …". */
export function topTypes(types: Record<string, number>, most = 3): string {
  const sorted = Object.entries(types).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const shown = sorted.slice(0, most).map(([type, count]) => `${type.replaceAll("_", " ")} ${count}`);
  return shown.join(", ") + (sorted.length > most ? " …" : "");
}

/** Returns names as a list: "A, B and C". */
export function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const last = distinct.pop();
  return distinct.length > 0 ? `${distinct.join(", ")} and ${last}` : (last ?? "");
}

/** A text that wants room on the picture: `x`, `y` is where its first letter's baseline begins. */
export interface Label {
  id: string;
  text: string;
  x: number;
  y: number;
  weight: number;
  /** How wide its letters are, as a multiple of the usual. */
  letter?: number;
}

/** A box on the picture: west, north, east, south. */
export type Box = readonly [number, number, number, number];

/**
 * Returns those labels that fit without covering each other or what is `taken`, the weightiest first; `letter` is a
 * letter's width.
 */
export function fitting(labels: readonly Label[], letter: number, height: number, taken: readonly Box[] = []): Set<string> {
  const boxes: Box[] = [...taken];
  const kept = new Set<string>();
  for (const label of [...labels].sort((a, b) => b.weight - a.weight || a.id.localeCompare(b.id))) {
    const box: Box = [
      label.x - 2,
      label.y - height,
      label.x + label.text.length * letter * (label.letter ?? 1) + 2,
      label.y + 3,
    ];
    if (boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
    boxes.push(box);
    kept.add(label.id);
  }
  return kept;
}

/** Returns the radius in pixels of the ring for so many events: its area grows with their number. */
export function ringRadius(events: number): number {
  return events > 0 ? Math.min(34, 4 + 3 * Math.sqrt(events)) : 0;
}
