import assert from "node:assert/strict";
import { test } from "node:test";

import { withState } from "../../src/annals/show/web/address.ts";
import type { EventBrief, Line, Network } from "../../src/annals/show/web/data.ts";
import { family, namesOf } from "../../src/annals/show/web/genealogy_layout.ts";
import { fit, layout, shown } from "../../src/annals/show/web/network_layout.ts";

function network(ties: [string, string, string][]): Network {
  const ids = [...new Set(ties.flatMap(([a, b]) => [a, b]))];
  return {
    on: "2013-01-01", known_by: null,
    nodes: ids.map((id) => ({ id, name: id, kind: "group", ties: 1 })),
    edges: ties.map(([source, target, type], i) => ({ id: `r${i}`, type, source, target, phrase: type, from: null, to: null, status: "asserted", disputed: false, certain: null })),
  };
}

const SOME = network([["a", "b", "alliance"], ["b", "c", "rivalry"], ["c", "d", "membership"], ["a", "b", "support"], ["e", "e", "alliance"]]);

test("hidden kinds of ties and whoever has no other are left out", () => {
  const { nodes, edges } = shown(SOME, new Set(["membership"]));
  assert.deepEqual([nodes.map((node) => node.id), edges.length], [["b", "a", "c"], 3]);
});

test("ties of one kind between the same two are one line", () => {
  const twice = network([["a", "b", "alliance"], ["b", "a", "alliance"], ["a", "b", "support"], ["b", "a", "support"]]);
  assert.deepEqual(shown(twice, new Set()).edges.map((edge) => [edge.type, edge.same]), [["alliance", ["r0", "r1"]], ["support", undefined], ["support", undefined]]);
});

test("the most connected are drawn where there are too many", () => {
  const { nodes } = shown(network(Array.from({ length: 400 }, (_, i): [string, string, string] => ["hub", `n${i}`, "alliance"])), new Set());
  assert.equal(nodes.length, 160);
  assert.equal(nodes[0]?.id, "hub");
});

test("the same day is drawn the same, and nobody stands on another", () => {
  const { nodes, edges } = shown(SOME, new Set());
  const [one, other] = [layout(nodes, edges, new Map()), layout(nodes, edges, new Map())];
  assert.deepEqual(one.bodies.map(({ x, y }) => [x, y]), other.bodies.map(({ x, y }) => [x, y]));
  for (const a of one.bodies) for (const b of one.bodies) if (a !== b) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > a.radius + b.radius);
});

test("who stood somewhere moves little when nobody comes or goes", () => {
  const { nodes, edges } = shown(SOME, new Set());
  const before = layout(nodes, edges, new Map());
  const again = layout(nodes, edges, new Map(before.bodies.map((body) => [body.node.id, [body.x, body.y] as const])));
  again.bodies.forEach((body, i) => assert.ok(Math.hypot(body.x - (before.bodies[i]?.x ?? 0), body.y - (before.bodies[i]?.y ?? 0)) < 25));
});

test("ties of the same two bend apart", () => {
  const { nodes, edges } = shown(SOME, new Set());
  const bends = layout(nodes, edges, new Map()).bonds.filter((bond) => bond.edge.source === "a").map((bond) => bond.bend);
  assert.equal(new Set(bends).size, 2);
});

test("a network fits into its picture", () => {
  const { nodes, edges } = shown(SOME, new Set());
  const { bodies } = layout(nodes, edges, new Map());
  const at = fit(bodies, 800, 400);
  for (const body of bodies) assert.ok(body.x * at.k + at.x >= 0 && body.x * at.k + at.x <= 800 && body.y * at.k + at.y >= 0 && body.y * at.k + at.y <= 400);
});

function line(id: string, from: string, to: string, names: Line["names"] = []): Line {
  return { id, name: id, kind: "group", from, to, names };
}

function turn(type: string, day: string, actors: string[], targets: string[], status = "asserted"): EventBrief {
  const refs = (ids: string[]): EventBrief["actors"] => ids.map((id) => ({ id, name: id }));
  return { id: `${type} ${day}`, type, from: day, to: day, status, actors: refs(actors), targets: refs(targets), places: [] };
}

test("a split flows from the old group to the new, a merger from each that merges", () => {
  const { turns } = family({
    groups: [line("old", "2011-01-01", "2013-01-01"), line("new", "2012-01-01", "2013-01-01"), line("whole", "2013-01-01", "2013-06-01")],
    turns: [turn("split", "2012-01-01", ["new"], ["old"]), turn("merger", "2013-01-01", ["old", "new"], ["whole"])],
  });
  assert.deepEqual(turns.map((each) => [each.from.line.id, each.to.line.id]), [["old", "new"], ["old", "whole"], ["new", "whole"]]);
});

test("what is denied or planned flows nowhere, and groups without kin or names are left out", () => {
  const groups = [line("a", "2011-01-01", "2013-01-01"), line("b", "2011-01-01", "2013-01-01")];
  const { streams, turns } = family({ groups, turns: [turn("merger", "2012-01-01", ["a"], ["b"], "denied"), turn("merger", "2012-02-01", ["a"], ["b"], "planned")] });
  assert.deepEqual([streams.length, turns.length], [0, 0]);
});

test("every stream has a lane of its own, kin next to each other", () => {
  const groups = ["a", "b", "c", "d"].map((id) => line(id, "2011-01-01", "2013-01-01"));
  const { streams } = family({ groups, turns: [turn("merger", "2012-01-01", ["a"], ["c"]), turn("joining", "2012-01-01", ["b"], ["d"])] });
  assert.deepEqual(streams.map((stream) => [stream.line.id, stream.lane]), [["a", 0], ["c", 1], ["b", 2], ["d", 3]]);
});

test("a group bears its names one after the other", () => {
  const names = [{ name: "first", from: null, to: "2011-12-31" }, { name: "second", from: "2012-01-01", to: null }];
  const { streams } = family({ groups: [line("second", "2011-01-01", "2013-01-01", names)], turns: [] });
  assert.deepEqual(streams.flatMap(namesOf).map((each) => each.name), ["first", "second"]);
});

test("the address of the page outranks what an island was given", () => {
  assert.equal(withState("/api/map.json?on=2012-01-01&type=clash", "?on=2013-01-01&at=3"), "/api/map.json?on=2013-01-01&type=clash");
  assert.equal(withState("/api/map.json?type=clash", "?type="), "/api/map.json");
  assert.equal(withState("/api/map.json", ""), "/api/map.json");
});
