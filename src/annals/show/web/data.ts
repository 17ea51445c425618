// What the program answers under /api/, and how it is fetched: once for an address, the last few kept.

/** Something that has a name, and an id where the record knows it. */
export interface Ref {
  id: string | null;
  name: string;
}

/** An event of a timeline; days as 2013-01-12, null where open or unknown. */
export interface EventBrief {
  id: string;
  type: string;
  from: string | null;
  to: string | null;
  status: string;
  actors: Ref[];
  targets: Ref[];
  places: Ref[];
}

export interface Timeline {
  total: number;
  events: EventBrief[];
}

/** Who is said to hold a place on the day. */
export interface Holder extends Ref {
  relation: string;
  status: string;
  disputed: boolean;
  certain: boolean | null;
  said: string | null;
  age_days: number | null;
}

export interface PlaceProperties {
  id: string;
  name: string;
  kind: string;
  country: string;
  events: number;
  types: Record<string, number>;
  holders: Holder[];
  others: Holder[];
  disputed: boolean;
  changed: string | null;
  /** How far around the point the place may reach, in kilometres, where it is more than a point. */
  radius_km?: number | null;
  /** Roughly where a region lies: corners as longitude, latitude. */
  outline?: [number, number][] | null;
  /** Within how many kilometres events are told that are told to be near, and how many are. */
  near?: Near;
}

/** Events told to be near a place: within so many kilometres, and how many. */
export interface Near {
  radius_km: number;
  events: number;
}

/** Roughly where an area lies. */
export type Outline = Required<Pick<PlaceProperties, "outline" | "radius_km">>;

export interface PlaceFeature {
  type: "Feature";
  id: string;
  geometry: { type: "Point"; coordinates: [number, number] };
  properties: PlaceProperties;
}

export interface Places {
  on: string;
  known_by: string | null;
  features: PlaceFeature[];
}

export interface NetworkNode extends Ref {
  id: string;
  kind: string;
  ties: number;
}

export interface NetworkEdge {
  id: string;
  type: string;
  source: string;
  target: string;
  phrase: string;
  from: string | null;
  to: string | null;
  status: string;
  disputed: boolean;
  certain: boolean | null;
  /** The ids of all ties that one line stands for, where it stands for several. */
  same?: string[];
}

export interface Network {
  on: string;
  known_by: string | null;
  nodes: NetworkNode[];
  edges: NetworkEdge[];
}

/** How things stood on a day, as the pictures of the day view need it. */
export interface Day {
  map: Places;
  network: Network;
}

/** First and last day of any event, last day of publication, events by month. */
export interface Span {
  from: string | null;
  to: string | null;
  published: string | null;
  months: { month: string; events: number }[];
}

/** A name that a group bears, and when. */
export interface NameSpan {
  name: string;
  from: string | null;
  to: string | null;
}

/** A group of the genealogy; `from` and `to` bound the days on which it is told of. */
export interface Line {
  id: string;
  name: string;
  kind: string;
  from: string | null;
  to: string | null;
  names: NameSpan[];
}

export interface Genealogy {
  groups: Line[];
  turns: EventBrief[];
}

const MOST_KEPT = 60;
const kept = new Map<string, Promise<unknown>>();

/** Returns the answer of an address; a failure is told by its words and is not kept. */
export function answer<T>(address: string): Promise<T> {
  const before = kept.get(address);
  if (before) {
    kept.delete(address);
    kept.set(address, before);
    return before as Promise<T>;
  }
  const asked = ask<T>(address);
  kept.set(address, asked);
  asked.catch(() => kept.delete(address));
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return asked;
}

async function ask<T>(address: string): Promise<T> {
  const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!response.ok) throw new Error(await reason(response));
  return (await response.json()) as T;
}

async function reason(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { error?: unknown; near?: unknown };
    if (typeof body.error === "string") return body.error;
    if (Array.isArray(body) || body.near) return "the name in the address means several, or none";
  } catch {
    // An answer that is no JSON says nothing more than its status.
  }
  return `the answer was ${response.status}`;
}
