import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aggregate,
  column,
  correlation,
  covariance,
  distinct,
  histogram2d,
  linearRegression,
  median,
  quantiles,
  reduce,
  sample,
  topK,
  zip,
} from "../../../index.js";
import { seeded } from "../../support/random.js";

const N = 20_011;
const random = seeded(6);
const keys = Int8Array.from({ length: N }, () => Math.floor(random() * 4));
const x = Float64Array.from({ length: N }, () => random() * 10);
const y = Int32Array.from(x, (v) => Math.floor(v * 3 + random()));
const table = zip({ key: column(keys), x: column(x), y: column(y) });

const range = [
  [0, 10],
  [0, 31],
] as const;
const wanted = {
  c: covariance("x", "y"),
  r: correlation("x", "y"),
  line: linearRegression("x", "y"),
  h: histogram2d("x", "y", { bins: [4, 3], range }),
  d: distinct("y"),
  t: topK<number>("y", { k: 3 }),
  s: sample<number>("x", { n: 7, seed: 2 }),
  q: quantiles("x", { q: [0, 0.25, 0.9], method: "hazen" }),
  k: quantiles("x", { q: [0.5], sketch: true }),
  m: median("x"),
  longest: reduce("y", {
    init: () => 0,
    step: (most: number, v: number) => Math.max(most, v),
    merge: (a, b) => Math.max(a, b),
    finish: (most) => most,
  }),
};

test("by group each aggregate gives what it gives for the group's rows alone, for any chunk and workers", async () => {
  const alone = [];
  for (let key = 0; key < 4; key++) alone.push(await aggregate(table, wanted, { where: `key == ${key}` }));
  for (const options of [{ workers: 0 }, { workers: 1, chunk: 997 }, { workers: 3, chunk: 4096 }]) {
    const groups = await aggregate(table, wanted, { by: "key", ...options });
    assert.deepEqual(
      groups.toRows().map(({ key, ...results }) => [Number(key), results]),
      alone.map((results, key) => [key, results]),
    );
  }
});

test("groups and NaN: quantiles of a group with NaN are NaN, the others are not", async () => {
  const data = zip({ key: column(Int8Array.of(0, 0, 1, 1)), v: column([1, Number.NaN, 3, 5]) });
  const groups = await aggregate(data, { m: median("v"), s: median("v", { nan: "skip" }) }, { by: "key" });
  assert.deepEqual(
    groups.toRows().map(({ m, s }) => [m, s]),
    [
      [Number.NaN, 1],
      [4, 4],
    ],
  );
});
