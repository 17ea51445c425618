// Events laid out in rows: one row for each actor, place or type, in it as many lanes as overlap asks for.

import { familyOf } from "./colours.ts";
import type { EventBrief, Ref } from "./data.ts";
import { toDay } from "./days.ts";

/** What the rows of a timeline stand for. */
export type By = "actor" | "place" | "type";

/** An event with its days as numbers; `from` and `to` are the same for a day, and never missing here. */
export interface Bar {
  event: EventBrief;
  from: number;
  to: number;
  open: boolean;
  hue: number;
  lane: number;
}

/** A row: its bars in order of time, how many lanes they need, and where it starts (in lanes from the top). */
export interface Row {
  key: string;
  name: string;
  id: string | null;
  bars: Bar[];
  lanes: number;
  top: number;
}

const MOST_LANES = 6;

/** Returns the bar of an event; null for one without any day. An open side is drawn as the known one and marked. */
export function barOf(event: EventBrief): Bar | null {
  const from = event.from ? toDay(event.from) : NaN;
  const to = event.to ? toDay(event.to) : NaN;
  if (Number.isNaN(from) && Number.isNaN(to)) return null;
  const open = Number.isNaN(from) || Number.isNaN(to);
  const first = Number.isNaN(from) ? to : from;
  const last = Number.isNaN(to) ? from : to;
  return { event, from: Math.min(first, last), to: Math.max(first, last), open, hue: familyOf(event.type).hue, lane: 0 };
}

/** Returns the rows, the fullest first; an event stands in the row of each of its parties (or places). */
export function rowsOf(events: readonly EventBrief[], by: By, days: number): Row[] {
  const rows = new Map<string, Row>();
  for (const event of events) {
    const bar = barOf(event);
    if (!bar) continue;
    for (const ref of keysOf(event, by)) {
      const key = ref.id ?? ref.name;
      let row = rows.get(key);
      if (!row) rows.set(key, (row = { key, name: ref.name, id: ref.id, bars: [], lanes: 1, top: 0 }));
      row.bars.push({ ...bar });
    }
  }
  const sorted = [...rows.values()].sort((a, b) => b.bars.length - a.bars.length || a.name.localeCompare(b.name));
  let top = 0;
  for (const row of sorted) {
    row.top = top;
    row.lanes = pack(row.bars, days);
    top += row.lanes + 1;
  }
  return sorted;
}

function keysOf(event: EventBrief, by: By): Ref[] {
  if (by === "type") return [{ id: null, name: event.type.replaceAll("_", " ") }];
  const refs = by === "place" ? event.places : [...event.actors, ...event.targets];
  const distinct = new Map(refs.map((ref) => [ref.id ?? ref.name, ref]));
  return distinct.size > 0 ? [...distinct.values()] : [{ id: null, name: by === "place" ? "no place told" : "no party told" }];
}

/**
 * Gives each bar the first lane that is free `days` before it begins, and returns the number of lanes. Where more than
 * six overlap, the rest share the lane that ends first: they are drawn over each other.
 */
export function pack(bars: Bar[], days: number): number {
  bars.sort((a, b) => a.from - b.from || a.to - b.to || a.event.id.localeCompare(b.event.id));
  const ends: number[] = [];
  for (const bar of bars) {
    let lane = ends.findIndex((end) => end + days <= bar.from);
    if (lane < 0) lane = ends.length < MOST_LANES ? ends.length : ends.indexOf(Math.min(...ends));
    ends[lane] = Math.max(ends[lane] ?? -Infinity, bar.to);
    bar.lane = lane;
  }
  return Math.max(1, ends.length);
}

/** Returns the index of the first bar that may be seen from `from` on: bars are in order of their first day. */
export function firstSeen(bars: readonly Bar[], from: number, widest: number): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle] as Bar).from < from - widest) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the bar nearest to a day and lane of a row, within `reach` days; null where there is none. */
export function nearest(row: Row, day: number, lane: number, reach: number): Bar | null {
  let best: Bar | null = null;
  let least = Infinity;
  for (const bar of row.bars) {
    const away = day < bar.from ? bar.from - day : Math.max(0, day - bar.to - 1);
    if (away > reach) continue;
    const score = away + Math.abs(bar.lane - lane) * reach + (bar.to - bar.from) * 1e-6;
    if (score < least && Math.abs(bar.lane - lane) <= 1) [best, least] = [bar, score];
  }
  return best;
}

/** Returns what an event is, in a line of words. */
export function titleOf(event: EventBrief): string {
  const names = (refs: Ref[]): string => [...new Set(refs.map((ref) => ref.name))].join(", ");
  const type = event.type.replaceAll("_", " ");
  const who = names(event.actors);
  const whom = names(event.targets);
  const where = names(event.places);
  const parts = [type, who && `by ${who}`, whom && (who ? `— ${whom}` : `of ${whom}`), where && `at ${where}`];
  const firm = event.status === "asserted" ? "" : ` (${event.status})`;
  return parts.filter(Boolean).join(" ") + firm;
}
