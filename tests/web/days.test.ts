import assert from "node:assert/strict";
import { test } from "node:test";

import { dayName, spanName, ticks, toDay, toIso } from "../../src/annals/show/web/days.ts";

test("a day and its number are the same day", () => {
  for (const iso of ["1970-01-01", "2012-02-29", "0099-03-01", "9999-12-31", "1899-12-31"]) assert.equal(toIso(toDay(iso)), iso);
  assert.equal(toDay("1970-01-02"), 1);
});

test("what is no day is no number", () => {
  for (const text of ["", "2013-02-30", "2013-13-01", "2013-1-1", "2013", "2013-01-01T00:00", "NaN"]) assert.ok(Number.isNaN(toDay(text)), text);
});

test("days and intervals in words", () => {
  assert.equal(dayName(toDay("2013-09-05")), "5 Sept 2013");
  assert.equal(spanName(null, null), "no date");
  assert.equal(spanName(0, 0), "1 Jan 1970");
  assert.equal(spanName(0, null), "from 1 Jan 1970");
  assert.equal(spanName(null, 1), "until 2 Jan 1970");
});

test("the marks of an axis lie within it, in order, and are not too many", () => {
  for (const days of [3, 20, 100, 400, 3000, 40_000]) {
    const from = toDay("1996-12-20");
    const found = ticks(from, from + days, 10);
    assert.ok(found.length >= 1 && found.length <= 32, `${days}: ${found.length}`);
    assert.ok(found.every((mark) => mark.day >= from && mark.day <= from + days));
    assert.ok(found.every((mark, i) => i === 0 || mark.day > (found[i - 1]?.day ?? 0)));
  }
});

test("a year's first day is marked with the year", () => {
  const found = ticks(toDay("2012-11-01"), toDay("2013-03-01"), 6);
  assert.deepEqual(found.filter((mark) => mark.major).map((mark) => mark.label), ["2013"]);
});

test("an axis without width has no marks", () => {
  assert.deepEqual(ticks(5, 5, 10), []);
});
