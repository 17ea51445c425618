import assert from "node:assert/strict";
import { test } from "node:test";

import { Signs } from "../../src/annals/show/web/colours.ts";
import type { Holder, PlaceFeature } from "../../src/annals/show/web/data.ts";
import { core, countryAt, fitted, onScreen, pathOf, ringOf } from "../../src/annals/show/web/map_ground.ts";
import { changedHands, fitting, told, topTypes } from "../../src/annals/show/web/map_signs.ts";
import { zoomed } from "../../src/annals/show/web/zoom.ts";

function holder(id: string): Holder {
  return { id, name: id.toUpperCase(), relation: `r${id}`, status: "asserted", disputed: false, certain: true, said: null, age_days: null };
}

function place(id: string, longitude: number, latitude: number, holders: Holder[] = [], others: Holder[] = []): PlaceFeature {
  const properties = { id, name: id, kind: "town", country: "XX", events: 0, types: {}, holders, others, disputed: others.length > 0, changed: null };
  return { type: "Feature", id, geometry: { type: "Point", coordinates: [longitude, latitude] }, properties };
}

test("all points are on the screen when the map is fitted to them", () => {
  const points: [number, number][] = [[-8, 12], [3, 20], [0, 16]];
  const at = fitted(points, 600, 400);
  for (const [x, y] of points.map((point) => onScreen(at, ...point))) assert.ok(x >= 0 && x <= 600 && y >= 0 && y <= 400, `${x},${y}`);
});

test("a lone point is not blown up without bound", () => {
  const at = fitted([[10, 10]], 600, 400);
  const [x0] = onScreen(at, 9, 10);
  const [x1] = onScreen(at, 11, 10);
  assert.ok(x1 - x0 < 400);
});

test("one place far away does not shrink the rest", () => {
  const near = Array.from({ length: 10 }, (_, i) => place(`p${i}`, i / 10, i / 10));
  assert.equal(core([...near, place("far", 100, 50)]).length, 10);
});

test("a point lies in the country whose ring goes around it, and not in its hole", () => {
  const square = (size: number): ReturnType<typeof ringOf> => ringOf([[-size, -size], [size, -size], [size, size], [-size, size], [-size, -size]]);
  const countries = [{ name: "Ring", rings: [square(10), square(5)] }, { name: "Hole", rings: [square(5)] }];
  assert.equal(countryAt(countries, [7, 7])?.name, "Ring");
  assert.equal(countryAt(countries, [1, 1])?.name, "Hole");
  assert.equal(countryAt(countries, [20, 1]), undefined);
});

test("a ring over the date line stays in one piece", () => {
  const ring = ringOf([[179, -17], [-179, -17], [-179, -18], [179, -18], [179, -17]]);
  assert.ok(ring.east - ring.west < 3);
});

test("only rings that can be seen are drawn", () => {
  const ring = ringOf([[0, 0], [10, 0], [10, 10], [0, 0]]);
  assert.match(pathOf([ring], { k: 10, x: 100, y: 200 }, 400, 400), /^M.*Z$/);
  assert.equal(pathOf([ring], { k: 10, x: 5000, y: 200 }, 400, 400), "");
});

test("zooming leaves the point under the pointer where it is, and keeps its limits", () => {
  const at = { k: 2, x: 10, y: 20 };
  const after = zoomed(at, 3, 100, 50, { least: 1, most: 100 });
  assert.equal((100 - at.x) / at.k, (100 - after.x) / after.k);
  assert.equal(zoomed(at, 1000, 0, 0, { least: 1, most: 100 }).k, 100);
});

test("places whose holders differ have changed, those that are new or no longer held too", () => {
  const before = [place("a", 0, 0, [holder("x")]), place("b", 0, 0, [holder("x")]), place("c", 0, 0)];
  const now = [place("a", 0, 0, [holder("y")]), place("c", 0, 0), place("d", 0, 0, [holder("x")], [holder("y")])];
  assert.deepEqual([...changedHands(before, now)].sort(), ["a", "b", "d"]);
  assert.equal(changedHands(before, before).size, 0);
});

test("parties keep their sign whatever the order in which they are met, and no two share one while signs last", () => {
  const ids = Array.from({ length: 32 }, (_, i) => `actor${i}`);
  const [one, other] = [new Signs(), new Signs()];
  one.meet(ids);
  other.meet([...ids].reverse());
  const signs = ids.map((id) => JSON.stringify(one.of(id)));
  assert.deepEqual(signs, ids.map((id) => JSON.stringify(other.of(id))));
  assert.equal(new Set(signs).size, 32);
  assert.equal(one.of("one too many").hue, 0);
  const crowd = new Signs();
  crowd.meet([...Array.from({ length: 60 }, (_, i) => `actor${i}`), "zz", "zz"]);
  assert.notEqual(crowd.of("zz").hue, 0);
});

test("labels that are kept do not cover each other, and the weightiest is kept", () => {
  const labels = Array.from({ length: 20 }, (_, i) => ({ id: `l${i}`, text: "a name", x: i * 7, y: (i % 3) * 5, weight: i }));
  const kept = labels.filter((label) => fitting(labels, 6, 12).has(label.id));
  assert.ok(kept.some((label) => label.id === "l19"));
  for (const one of kept) for (const other of kept) if (one !== other) assert.ok(Math.abs(one.x - other.x) >= 36 || Math.abs(one.y - other.y) >= 12);
});

test("a place in words", () => {
  assert.equal(told(place("Ford", 0, 0, [holder("x")], [holder("y")])), "Ford: held by X; said to be held by Y instead");
  assert.equal(told(place("Ford", 0, 0)), "Ford: nothing told");
  assert.equal(topTypes({ strike: 1, clash: 5, sexual_violence: 2, siege: 1 }), "clash 5, sexual violence 2, siege 1 …");
});
