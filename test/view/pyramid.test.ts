import assert from "node:assert/strict";
import { test } from "node:test";
import type { StaticLevel, StaticPyramid } from "../../contract/index.js";
import { readPyramid } from "../../view/pyramid.js";

const ROWS = 10_007;
const y = Float32Array.from({ length: ROWS }, (_, row) => Math.sin(row / 50) * 3 + ((row * 7919) % 97) / 50);
const base64 = (array: ArrayBufferView): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");

function level(block: number, x?: Float64Array): StaticLevel {
  const blocks = Math.ceil(ROWS / block);
  const minmax = new Float32Array(blocks * 2);
  for (let k = 0; k < blocks; k++) {
    const part = y.subarray(k * block, (k + 1) * block);
    minmax[2 * k] = Math.min(...part);
    minmax[2 * k + 1] = Math.max(...part);
  }
  const starts = x && Float64Array.from({ length: blocks }, (_, k) => x[k * block]);
  return { block, minmax: base64(minmax), ...(starts && { x: base64(starts) }) };
}

const regular: StaticPyramid = {
  trace: 0,
  rows: ROWS,
  x: { start: 100, step: 0.5 },
  levels: [level(10), level(40), level(160)],
};

/** What the blocks of a range must hold. */
function extremes(low: number, high: number): [number, number] {
  const part = y.subarray(low, high);
  return [Math.min(...part), Math.max(...part)];
}

test("the coarsest level with two blocks a pixel is used", () => {
  const reader = readPyramid(regular);
  assert.equal(reader.line(undefined, 30).block, 160);
  assert.equal(reader.line(undefined, 100).block, 40);
  assert.equal(reader.line(undefined, 1000).block, 10, "the finest where none has enough");
  assert.equal(reader.line([1000, 1500], 30).block, 10);
});

test("points are the extremes of their blocks, at the rows where blocks begin", () => {
  const { x, y: values, block } = readPyramid(regular).line(undefined, 30);
  for (let k = 0; k < x.length / 2; k++) {
    assert.equal(x[2 * k], 100 + 0.5 * k * block);
    assert.deepEqual([values[2 * k], values[2 * k + 1]], extremes(k * block, (k + 1) * block));
  }
  assert.ok(
    x.every((at, index) => index === 0 || at >= x[index - 1]),
    "x never falls",
  );
  assert.ok(x.at(-1)! <= 100 + 0.5 * (ROWS - 1));
});

test("a view holds every block that reaches into it, and one more on each side", () => {
  const { x, block } = readPyramid(regular).line([1000, 1100], 100);
  assert.equal(block, 10);
  assert.ok(x[0] <= 1000 - 5 && x[0] > 1000 - 15);
  assert.ok(x.at(-1)! >= 1100 && x.at(-1)! < 1115);
  assert.deepEqual(readPyramid(regular).line([1100, 1000], 100).x, x, "reversed ranges are the same view");
});

test("irregular x is looked up", () => {
  const at = Float64Array.from({ length: ROWS }, (_, row) => row ** 2 / 1000);
  const pyramid: StaticPyramid = { trace: 0, rows: ROWS, x: null, levels: [level(10, at), level(40, at)] };
  const { x, y: values } = readPyramid(pyramid).line([1000, 1010], 50);
  const first = Math.floor(Math.sqrt(1000 * 1000) / 10) - 1;
  assert.equal(x[0], at[first * 10]);
  assert.deepEqual([values[0], values[1]], extremes(first * 10, first * 10 + 10));
});

test("views beside the data and views of nothing are lines too", () => {
  const reader = readPyramid(regular);
  assert.ok(reader.line([-50, -10], 100).x.length <= 2);
  assert.ok(reader.line([1e6, 2e6], 100).x.length <= 4);
});
