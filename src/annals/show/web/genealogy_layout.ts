// Groups over time as streams: each in a lane from its first to its last day, kin in lanes next to each other.

import type { EventBrief, Genealogy, Line } from "./data.ts";
import { toDay } from "./days.ts";

/** A group with its days and its lane. */
export interface Stream {
  line: Line;
  from: number;
  to: number;
  lane: number;
}

/** A turn from one stream to another on a day; `kind` is split, merger, renaming, joining or formation. */
export interface Turn {
  id: string;
  kind: string;
  day: number;
  from: Stream;
  to: Stream;
  status: string;
}

export interface Family {
  streams: Stream[];
  turns: Turn[];
  first: number;
  last: number;
}

/** Days before the first and after the last turn, at least. */
const LEAST_ROOM = 45;

/** Returns the streams of all groups that a turn ties to another, or that bear more than one name; ordered by kin. */
export function family(data: Genealogy): Family {
  const streams = new Map<string, Stream>();
  for (const line of data.groups) {
    const [from, to] = [line.from ? toDay(line.from) : NaN, line.to ? toDay(line.to) : NaN];
    if (Number.isNaN(from) && Number.isNaN(to)) continue;
    streams.set(line.id, { line, from: Number.isNaN(from) ? to : from, to: Number.isNaN(to) ? from : to, lane: -1 });
  }
  const turns = data.turns.flatMap((event) => turnsOf(event, streams));
  for (const turn of turns) {
    turn.from.from = Math.min(turn.from.from, turn.day);
    turn.to.to = Math.max(turn.to.to, turn.day);
  }
  const tied = new Set(turns.flatMap((turn) => [turn.from, turn.to]));
  const kept = [...streams.values()].filter((stream) => tied.has(stream) || stream.line.names.length > 1);
  order(kept, turns);
  const [first, last] = stretch(kept, turns);
  return { streams: kept, turns, first, last };
}

/** Returns the days to draw: those of the turns and names, with room; a stream that began decades before is cut off. */
function stretch(streams: readonly Stream[], turns: readonly Turn[]): [number, number] {
  const days = [...turns.map((turn) => turn.day), ...streams.flatMap((stream) => namesOf(stream).slice(1).map((name) => name.from))];
  const ends = streams.map((stream) => stream.to);
  if (days.length === 0) return [Math.min(...streams.map((stream) => stream.from)), Math.max(...ends)];
  const [from, to] = [Math.min(...days), Math.max(...days)];
  const room = Math.max(LEAST_ROOM, (to - from) * 0.15);
  return [from - room, Math.min(to + 2 * room, Math.max(to + room, ...ends))];
}

/** Returns the turns of an event: for a split from the old to the new, for a merger from each that merges to the whole. */
function turnsOf(event: EventBrief, streams: ReadonlyMap<string, Stream>): Turn[] {
  const day = toDay(event.from ?? event.to ?? "");
  if (Number.isNaN(day) || event.status === "denied" || event.status === "planned") return [];
  const known = (refs: EventBrief["actors"]): Stream[] =>
    refs.map((ref) => streams.get(ref.id ?? "")).filter((stream) => stream !== undefined);
  const [active, passive] = [known(event.actors), known(event.targets)];
  const pairs = event.type === "split" || event.type === "formation" ? crossed(event.type === "split" ? passive : active, event.type === "split" ? active : passive) : crossed(active, passive);
  return pairs.map(([from, to]) => ({ id: event.id, kind: event.type, day, from, to, status: event.status }));
}

function crossed(from: readonly Stream[], to: readonly Stream[]): [Stream, Stream][] {
  return from.flatMap((one) => to.filter((other) => other !== one).map((other): [Stream, Stream] => [one, other]));
}

/** Gives lanes: families one after the other, within a family a walk along its turns, earliest first. */
function order(streams: Stream[], turns: readonly Turn[]): void {
  const kin = new Map<Stream, Set<Stream>>(streams.map((stream) => [stream, new Set<Stream>()]));
  for (const turn of turns) {
    kin.get(turn.from)?.add(turn.to);
    kin.get(turn.to)?.add(turn.from);
  }
  const byAge = (a: Stream, b: Stream): number => a.from - b.from || a.line.name.localeCompare(b.line.name) || a.line.id.localeCompare(b.line.id);
  let lane = 0;
  const walk = (stream: Stream): void => {
    if (stream.lane >= 0) return;
    stream.lane = lane++;
    for (const other of [...(kin.get(stream) ?? [])].sort(byAge)) walk(other);
  };
  const size = (stream: Stream): number => kin.get(stream)?.size ?? 0;
  for (const stream of [...streams].sort((a, b) => Number(size(b) > 0) - Number(size(a) > 0) || byAge(a, b))) walk(stream);
  streams.sort((a, b) => a.lane - b.lane);
}

/** A stretch of a stream under one name. */
export interface Named {
  name: string;
  from: number;
  to: number;
}

/** Returns the names of a group where a day of change is told, in order; its main name alone where none is. */
export function namesOf(stream: Stream): Named[] {
  const dated = stream.line.names
    .map((span) => ({ name: span.name, from: span.from ? toDay(span.from) : NaN, to: span.to ? toDay(span.to) : NaN }))
    .filter((span) => !Number.isNaN(span.from) && span.from > stream.from && span.from <= stream.to)
    .sort((a, b) => a.from - b.from || a.name.localeCompare(b.name));
  const earlier = stream.line.names.find((span) => span.to !== null && span.from === null);
  const first = dated.length > 0 ? (earlier?.name ?? stream.line.name) : stream.line.name;
  const found: Named[] = [{ name: first, from: stream.from, to: dated[0]?.from ?? stream.to }];
  dated.forEach((span, i) => found.push({ name: span.name, from: span.from, to: dated[i + 1]?.from ?? stream.to }));
  return found;
}
