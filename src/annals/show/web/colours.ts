// Colours and shapes: eight hues of the style sheet (--hue-1 to --hue-8), given to parties in a fixed order.

export const HUES = 8;

/** The shape that goes with a hue, so that colour is never the only sign. */
export type Shape = "circle" | "square" | "triangle" | "diamond";
const SHAPES: readonly Shape[] = ["circle", "square", "triangle", "diamond"];

/** How a party is drawn: a hue from 1 to 8 (0: no hue left) and a shape. */
export interface Sign {
  hue: number;
  shape: Shape;
}

/** Returns a number that depends on the text alone (FNV-1a, 32 bits). */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}

/**
 * Gives each party a sign and keeps it while the page is open. A party takes the hue that its id falls on, or the next
 * free one; when all are taken, another shape of the same hue; when those are taken too, grey.
 */
export class Signs {
  private readonly given = new Map<string, Sign>();
  private readonly taken = new Set<number>();

  /** Gives signs to these parties: those that are named most often first, so that what is grey is rare. */
  meet(ids: Iterable<string>): void {
    const counts = new Map<string, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    for (const [id] of sorted) if (!this.given.has(id)) this.give(id);
  }

  /** Returns the sign of a party. */
  of(id: string): Sign {
    return this.given.get(id) ?? this.give(id);
  }

  private give(id: string): Sign {
    const start = hash(id) % HUES;
    let slot = -1;
    for (let round = 0; round < SHAPES.length && slot < 0; round++) {
      for (let step = 0; step < HUES && slot < 0; step++) {
        const tried = round * HUES + ((start + step) % HUES);
        if (!this.taken.has(tried)) slot = tried;
      }
    }
    if (slot >= 0) this.taken.add(slot);
    const sign: Sign = { hue: slot < 0 ? 0 : (slot % HUES) + 1, shape: SHAPES[Math.max(0, Math.floor(slot / HUES))] ?? "circle" };
    this.given.set(id, sign);
    return sign;
  }
}

/** Returns a colour of the style sheet as it is now. */
export function variable(name: string, otherwise: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || otherwise;
}

/** Returns the path of a shape around a point; `size` is the radius of the circle of the same area. */
export function shapePath(shape: Shape, x: number, y: number, size: number): string {
  const r = (n: number): string => n.toFixed(1);
  switch (shape) {
    case "circle":
      return `M${r(x - size)},${r(y)}a${r(size)},${r(size)} 0 1 0 ${r(2 * size)},0a${r(size)},${r(size)} 0 1 0 ${r(-2 * size)},0Z`;
    case "square": {
      const half = size * 0.886;
      return `M${r(x - half)},${r(y - half)}h${r(2 * half)}v${r(2 * half)}h${r(-2 * half)}Z`;
    }
    case "diamond": {
      const half = size * 1.253;
      return `M${r(x)},${r(y - half)}L${r(x + half)},${r(y)}L${r(x)},${r(y + half)}L${r(x - half)},${r(y)}Z`;
    }
    case "triangle": {
      const half = size * 1.347;
      return `M${r(x)},${r(y - half)}L${r(x + half)},${r(y + half * 0.78)}L${r(x - half)},${r(y + half * 0.78)}Z`;
    }
  }
}

/** Families of types of events, each with one hue: an eye tells six apart, not thirty. */
export const FAMILIES: readonly { name: string; hue: number; types: readonly string[] }[] = [
  { name: "Fighting", hue: 2, types: ["clash", "attack", "strike", "offensive", "siege"] },
  { name: "Harm to people", hue: 6, types: ["killing", "abduction", "sexual_violence", "casualties", "displacement", "arrest"] },
  { name: "Ground", hue: 1, types: ["capture", "withdrawal", "deployment", "seizure", "destruction"] },
  { name: "Groups", hue: 4, types: ["formation", "renaming", "split", "merger", "joining", "leaving", "pledge", "defection", "dissolution"] },
  { name: "Words and deals", hue: 3, types: ["statement", "agreement", "negotiation", "protest"] },
];

/** Returns the family of a type of event. */
export function familyOf(type: string): { name: string; hue: number } {
  return FAMILIES.find((family) => family.types.includes(type)) ?? { name: "Other", hue: 0 };
}
