// The address of the page is the state of the view: read here, changed without a new page, told to all islands.

/** Parameters that the data of an island take over from the address of the page. */
const SHARED = ["on", "known_by", "actor", "place", "type", "from", "to"] as const;

/** The event that islands hear when the address has changed. */
export const MOVED = "annals:moved";

/** Returns a parameter of the page's address, null where it is missing or empty. */
export function parameter(name: string): string | null {
  return new URLSearchParams(location.search).get(name) || null;
}

/** Changes parameters of the page's address (null removes one) and tells the islands, unless `quiet`. */
export function change(parameters: Record<string, string | null>, quiet = false): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  const address = location.pathname + (text ? `?${text}` : "");
  if (address === location.pathname + location.search) return;
  history.replaceState(history.state, "", address);
  if (!quiet) document.dispatchEvent(new CustomEvent(MOVED));
}

/** Returns the address of data with the state of the page put in: what the page says outranks what `source` says. */
export function withState(source: string, page: string): string {
  const [path = "", text = ""] = source.split("?", 2);
  const query = new URLSearchParams(text);
  const given = new URLSearchParams(page);
  for (const name of SHARED) {
    const value = given.get(name);
    if (value) query.set(name, value);
    else if (given.has(name)) query.delete(name);
  }
  const joined = query.toString();
  return joined ? `${path}?${joined}` : path;
}

/** Returns the address of a view, with the day of knowledge kept. */
export function link(kind: "actor" | "event" | "place" | "relation", id: string): string {
  const known = parameter("known_by");
  const path = `/${kind}/${encodeURIComponent(id).replaceAll("%3A", ":")}`;
  return known ? `${path}?known_by=${encodeURIComponent(known)}` : path;
}
