import assert from "node:assert/strict";
import { test } from "node:test";

import type { EventBrief } from "../../src/annals/show/web/data.ts";
import { escaped } from "../../src/annals/show/web/timeline_file.ts";
import { barOf, firstSeen, nearest, pack, rowsOf, titleOf, type Bar } from "../../src/annals/show/web/timeline_rows.ts";

function event(id: string, from: string | null, to: string | null, more: Partial<EventBrief> = {}): EventBrief {
  return { id, type: "clash", from, to, status: "asserted", actors: [], targets: [], places: [], ...more };
}

function bars(...spans: [string, number, number][]): Bar[] {
  return spans.map(([id, from, to]) => ({ event: event(id, null, null), from, to, open: false, hue: 0, lane: 0 }));
}

test("an event without any day has no bar; one with an open side is marked", () => {
  assert.equal(barOf(event("a", null, null)), null);
  assert.deepEqual([barOf(event("a", "2013-01-01", null))?.open, barOf(event("a", "2013-01-01", "2013-01-03"))?.open], [true, false]);
});

test("bars that overlap get lanes of their own, and a free lane is used again", () => {
  const some = bars(["a", 0, 10], ["b", 5, 6], ["c", 12, 13]);
  assert.equal(pack(some, 1), 2);
  assert.deepEqual(some.map((bar) => bar.lane), [0, 1, 0]);
});

test("no two bars of a lane overlap while there are lanes left", () => {
  const many = bars(...Array.from({ length: 60 }, (_, i): [string, number, number] => [`e${i}`, (i * 37) % 50, ((i * 37) % 50) + (i % 3)]));
  const lanes = pack(many, 0.5);
  assert.ok(lanes <= 6);
  const few = bars(["a", 0, 4], ["b", 2, 6], ["c", 5, 9], ["d", 7, 8]);
  pack(few, 0.5);
  for (const one of few) for (const other of few) if (one !== other && one.lane === other.lane) assert.ok(one.to < other.from || other.to < one.from);
});

test("an event stands once in the row of each of its parties", () => {
  const one = event("a", "2013-01-01", "2013-01-01", {
    actors: [{ id: "x", name: "X" }], targets: [{ id: "x", name: "X" }, { id: "y", name: "Y" }], places: [{ id: null, name: "Ford" }],
  });
  assert.deepEqual(rowsOf([one], "actor", 1).map((row) => [row.name, row.bars.length]), [["X", 1], ["Y", 1]]);
  assert.deepEqual(rowsOf([one], "place", 1).map((row) => row.name), ["Ford"]);
  assert.deepEqual(rowsOf([event("b", "2013-01-01", null)], "place", 1).map((row) => row.name), ["no place told"]);
});

test("rows stand below each other", () => {
  const rows = rowsOf([event("a", "2013-01-01", null), event("b", "2013-01-01", null), event("c", "2013-01-01", null, { type: "strike" })], "type", 1);
  assert.deepEqual(rows.map((row) => [row.name, row.top, row.lanes]), [["clash", 0, 2], ["strike", 3, 1]]);
});

test("what may be seen begins no later than the first bar that reaches in", () => {
  const some = bars(["a", 0, 100], ["b", 10, 11], ["c", 50, 51], ["d", 90, 91]);
  assert.equal(firstSeen(some, 60, 100), 0);
  assert.equal(firstSeen(some, 60, 5), 3);
});

test("the nearest bar is one within reach", () => {
  const row = { key: "k", name: "k", id: null, bars: bars(["a", 0, 1], ["b", 20, 30]), lanes: 1, top: 0 };
  assert.equal(nearest(row, 3, 0, 2)?.event.id, "a");
  assert.equal(nearest(row, 25, 0, 2)?.event.id, "b");
  assert.equal(nearest(row, 10, 0, 2), null);
});

test("titles say what, who, whom, where and how firmly", () => {
  const one = event("a", null, null, { type: "sexual_violence", status: "reported", actors: [{ id: "x", name: "X" }], targets: [{ id: "y", name: "Y" }], places: [{ id: "z", name: "Z" }] });
  assert.equal(titleOf(one), "sexual violence by X — Y at Z (reported)");
});

test("a file of a picture has no markup from a report", () => {
  assert.equal(escaped('<script>&"\u0001'), "&lt;script&gt;&amp;&quot;");
});
