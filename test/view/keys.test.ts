import assert from "node:assert/strict";
import { test } from "node:test";
import { keyView } from "../../view/keys.js";

const FIRST = { xaxis: { range: [0, 100] }, yaxis: {}, title: { text: "t" } };
const NOW = { ...FIRST, xaxis: { range: [20, 40] }, yaxis: { range: [5, -5] } };

test("arrows move by a tenth, plus and minus zoom around the middle, reversed axes as they are drawn", () => {
  assert.deepEqual(keyView("ArrowRight", NOW, FIRST), { "xaxis.range": [22, 42] });
  assert.deepEqual(keyView("ArrowLeft", NOW, FIRST), { "xaxis.range": [18, 38] });
  assert.deepEqual(keyView("ArrowUp", NOW, FIRST), { "yaxis.range": [4, -6] });
  assert.deepEqual(keyView("ArrowDown", NOW, FIRST), { "yaxis.range": [6, -4] });
  for (const key of ["+", "="]) assert.deepEqual(keyView(key, NOW, FIRST), { "xaxis.range": [25, 35] });
  assert.deepEqual(keyView("-", NOW, FIRST), { "xaxis.range": [10, 50] });
});

test("0 brings back the ranges that the figure came with, and full extents where it came without", () => {
  assert.deepEqual(keyView("0", NOW, FIRST), { "xaxis.range": [0, 100], "yaxis.autorange": true });
});

test("all axes of a letter move, those that are fixed or have no range do not", () => {
  const now = { xaxis: { range: [0, 10] }, xaxis2: { range: [0, 1], fixedrange: true }, xaxis3: { range: [1, 2] } };
  assert.deepEqual(keyView("ArrowRight", now, now), { "xaxis.range": [1, 11], "xaxis3.range": [1.1, 2.1] });
  assert.equal(keyView("ArrowUp", now, now), undefined);
  assert.equal(keyView("ArrowRight", { xaxis: {} }, {}), undefined);
  assert.equal(keyView("ArrowRight", { xaxis: { range: ["a", "b"] } }, {}), undefined);
});

test("dates move as dates, however they are written, until they are too near to be told apart", () => {
  const dates = (range: readonly string[]) => keyView("+", { xaxis: { type: "date", range } }, {});
  assert.deepEqual(dates(["2024-01-01", "2024-01-03 00:00"]), {
    "xaxis.range": ["2024-01-01 12:00:00.000", "2024-01-02 12:00:00.000"],
  });
  assert.equal(dates(["2024-01-01", "2024-01-01 00:00:00.001"]), undefined);
});

test("other keys are not taken", () => {
  for (const key of ["a", "Enter", "Tab", "Escape", "constructor"]) assert.equal(keyView(key, NOW, FIRST), undefined);
});
