// Where the actors of a network stand: forces run to rest before anything is drawn, the same for the same day.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";

import { hash } from "./colours.ts";
import type { Network, NetworkEdge, NetworkNode } from "./data.ts";

/** An actor with its place; `radius` in pixels. */
export interface Body extends SimulationNodeDatum {
  node: NetworkNode;
  radius: number;
  x: number;
  y: number;
}

export interface Bond {
  edge: NetworkEdge;
  source: Body;
  target: Body;
  /** Which of several ties between the same two it is: 0, 1, -1, 2, … so that they bend apart. */
  bend: number;
}

export interface Layout {
  bodies: Body[];
  bonds: Bond[];
}

const MOST_NODES = 160;

const MUTUAL: ReadonlySet<string> = new Set(["alliance", "rivalry"]);
const MOST_RADIUS = 16;

/** How a kind of tie pulls: allies close, rivals apart. */
const LENGTH: Readonly<Record<string, number>> = { membership: 50, leadership: 45, alliance: 70, pledge: 70, support: 90, rivalry: 150, designation: 120 };

/** Returns the actors and ties of these kinds that are drawn: the ties of the most connected, of at most 160 actors. */
export function shown(network: Network, hidden: ReadonlySet<string>): { nodes: NetworkNode[]; edges: NetworkEdge[] } {
  const kept = merged(network.edges.filter((edge) => !hidden.has(edge.type) && edge.source !== edge.target));
  const degree = new Map<string, number>();
  for (const edge of kept) for (const id of [edge.source, edge.target]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const weight = (edge: NetworkEdge): number => (degree.get(edge.source) ?? 0) + (degree.get(edge.target) ?? 0);
  const known = new Set(network.nodes.map((node) => node.id));
  const chosen = new Set<string>();
  // By ties and not by actors, so that nobody stands there alone because the other side was left out.
  for (const edge of [...kept].sort((a, b) => weight(b) - weight(a) || a.id.localeCompare(b.id))) {
    const ends = [edge.source, edge.target];
    if (!ends.every((id) => known.has(id)) || chosen.size + ends.filter((id) => !chosen.has(id)).length > MOST_NODES) continue;
    for (const id of ends) chosen.add(id);
  }
  const nodes = network.nodes
    .filter((node) => chosen.has(node.id))
    .sort((a, b) => (degree.get(b.id) ?? 0) - (degree.get(a.id) ?? 0) || a.id.localeCompare(b.id))
    .map((node) => ({ ...node, ties: degree.get(node.id) ?? 0 }));
  const ids = new Set(nodes.map((node) => node.id));
  return { nodes, edges: kept.filter((edge) => ids.has(edge.source) && ids.has(edge.target)) };
}

/** Returns the ties with those of one kind between the same two as one; which way they point counts where it matters. */
function merged(edges: readonly NetworkEdge[]): NetworkEdge[] {
  const lines = new Map<string, NetworkEdge>();
  for (const edge of edges) {
    const ends = MUTUAL.has(edge.type) ? [edge.source, edge.target].sort() : [edge.source, edge.target];
    const key = [edge.type, ...ends].join(" ");
    const line = lines.get(key);
    if (line) lines.set(key, { ...line, same: [...(line.same ?? [line.id]), edge.id], disputed: line.disputed && edge.disputed });
    else lines.set(key, edge);
  }
  return [...lines.values()];
}

/**
 * Returns the places of these actors around (0, 0). Those that stood somewhere before (`before`) start there, so that a
 * step of a day moves the picture little; the others start at an angle that their id gives.
 */
export function layout(
  nodes: readonly NetworkNode[],
  edges: readonly NetworkEdge[],
  before: ReadonlyMap<string, readonly [number, number]>,
  shape = 1.6,
): Layout {
  const bodies = nodes.map((node): Body => {
    const known = before.get(node.id);
    const angle = (hash(node.id) / 2 ** 32) * 2 * Math.PI;
    const away = 60 + (hash(`${node.id}/`) % 140);
    const [x, y] = known ?? [Math.cos(angle) * away * shape, Math.sin(angle) * away];
    return { node, radius: Math.min(MOST_RADIUS, 4 + 2.2 * Math.sqrt(node.ties)), x, y };
  });
  const byId = new Map(bodies.map((body) => [body.node.id, body]));
  const bonds = bent(edges, byId);
  const simulation = forceSimulation(bodies)
    .force("charge", forceManyBody().strength(-220).distanceMax(400))
    .force("tie", forceLink<Body, { source: Body; target: Body; edge: NetworkEdge }>(bonds.map((bond) => ({ ...bond })))
      .distance((bond) => LENGTH[bond.edge.type] ?? 80)
      .strength(0.35))
    .force("x", forceX(0).strength(0.06))
    .force("y", forceY(0).strength(0.06 * shape))
    .force("room", forceCollide<Body>((body) => body.radius + 14))
    .stop();
  // Most of a picture that is stepped through is at rest already; only a new one is run from hot to cold.
  const known = nodes.filter((node) => before.has(node.id)).length / Math.max(1, nodes.length);
  simulation.alpha(known === 1 ? 0.1 : known > 0.5 ? 0.3 : 1);
  simulation.tick(known === 1 ? 20 : known > 0.5 ? 45 : 220);
  return { bodies, bonds };
}

function bent(edges: readonly NetworkEdge[], byId: ReadonlyMap<string, Body>): Bond[] {
  const counts = new Map<string, number>();
  const bonds: Bond[] = [];
  for (const edge of [...edges].sort((a, b) => a.id.localeCompare(b.id))) {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    if (!source || !target) continue;
    const pair = [edge.source, edge.target].sort().join(" ");
    const index = counts.get(pair) ?? 0;
    counts.set(pair, index + 1);
    const side = index % 2 === 1 ? (index + 1) / 2 : -index / 2;
    bonds.push({ edge, source, target, bend: edge.source < edge.target ? side : -side });
  }
  return bonds;
}

/** Returns the path of a tie between the rims of its two actors, bent to the side by `bend`. */
export function tiePath(bond: Bond, k: number): string {
  const { source, target } = bond;
  const [dx, dy] = [(target.x - source.x) * k, (target.y - source.y) * k];
  const away = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / away, dy / away];
  const [x0, y0] = [source.x * k + ux * source.radius, source.y * k + uy * source.radius];
  const [x1, y1] = [target.x * k - ux * (target.radius + 2), target.y * k - uy * (target.radius + 2)];
  const lift = bond.bend * 22;
  const [mx, my] = [(x0 + x1) / 2 - uy * lift, (y0 + y1) / 2 + ux * lift];
  const r = (n: number): string => n.toFixed(1);
  return `M${r(x0)},${r(y0)}Q${r(mx)},${r(my)} ${r(x1)},${r(y1)}`;
}

/** Returns the scale and shift that show all bodies in a picture with room for their names. */
export function fit(bodies: readonly Body[], width: number, height: number): { k: number; x: number; y: number } {
  if (bodies.length === 0) return { k: 1, x: width / 2, y: height / 2 };
  const xs = bodies.map((body) => body.x);
  const ys = bodies.map((body) => body.y);
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const side = width < 520 ? 40 : 90;
  const k = Math.min(2, Math.max(0.15, Math.min((width - 2 * side) / (east - west || 1), (height - 60) / (south - north || 1))));
  return { k, x: width / 2 - (k * (west + east)) / 2, y: height / 2 - (k * (north + south)) / 2 };
}
