import assert from "node:assert/strict";
import { test } from "node:test";
import type { SampleRun } from "../../../engine/aggregates/candidates.js";
import { distinct } from "../../../engine/aggregates/distinct.js";
import { createNumberCounts } from "../../../engine/aggregates/number-counts.js";
import { sample } from "../../../engine/aggregates/sample.js";
import { drawRuns } from "../../../engine/aggregates/sample-runs.js";
import { type Counted, topK } from "../../../engine/aggregates/top-k.js";
import { isEngineError } from "../../../engine/errors.js";
import { atOnce } from "../../../engine/turns.js";
import { aggregate, column } from "../../../index.js";
import { runAggregate, SPLITS } from "../../support/aggregate.js";
import type { Cell, TestColumn } from "../../support/batch.js";
import { python } from "../../support/python.js";
import { seeded } from "../../support/random.js";

const of = (type: TestColumn["type"], values: Cell[], dictionary = false): TestColumn[] => [
  { name: "v", type, values, dictionary },
];

test("few distinct values are counted exactly: NaN once, zeros once, nulls not", () => {
  const columns: readonly (readonly [TestColumn[], number])[] = [
    [of("float64", [1, Number.NaN, -0, 0, null, Number.NaN, 1, Number.POSITIVE_INFINITY]), 4],
    [of("int64", [1n, 2n ** 62n, 2n ** 62n + 1n, 1n]), 3],
    [
      of(
        "uint8",
        Array.from({ length: 5000 }, (_, i) => i % 256),
      ),
      256,
    ],
    [of("bool", [true, false, true, null]), 2],
    [of("string", ["a", "", "ab", "b", "a", "ä", null, "ba"]), 6],
    [of("string", ["a", "", "ab", "b", "a", "ä", null, "ba"], true), 6],
    [of("timestamp[ns]", [1n, 1n, 2n]), 2],
    [of("float32", []), 0],
  ];
  for (const [values, expected] of columns)
    for (const split of SPLITS) assert.deepEqual(runAggregate(distinct(), values, split).results, [expected]);
});

test("many distinct values are estimated within three standard errors, the same for every split", () => {
  const sets: readonly Cell[][] = [
    Array.from({ length: 60_000 }, (_, i) => i),
    Array.from({ length: 60_000 }, (_, i) => 1e9 + i / 1024),
    Array.from({ length: 3000 }, (_, i) => i * 2 ** 30),
    Array.from({ length: 60_000 }, (_, i) => (i % 20_000) ** 2),
  ];
  for (const values of sets) {
    const exact = new Set(values).size;
    const [first, ...others] = SPLITS.map(
      (split) => runAggregate(distinct(), of("float64", values), split).results[0]!,
    );
    assert.ok(Math.abs(first! / exact - 1) < 3 * 0.0081, `${first} for ${exact}`);
    assert.deepEqual(others, [first, first, first]);
  }
});

test("the estimate has the promised standard error over many sets", () => {
  const errors = Array.from({ length: 40 }, (_, k) => {
    const values = Array.from({ length: 5000 }, (_, i) => `${k}-${i}`);
    return runAggregate(distinct(), of("string", values), SPLITS[0]!).results[0]! / 5000 - 1;
  });
  const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
  assert.ok(rms < 1.5 * 0.0081, `root mean square error ${rms}`);
});

test("topK gives NumPy's counts, by group too", () => {
  const judged = python<{ values: number[]; ids: number[]; top: [number, number][][] }>(`
import json, numpy as np
rng = np.random.default_rng(2)
v = rng.poisson(7, 4001); ids = rng.integers(0, 2, 4001)
def top(a):
    u, c = np.unique(a, return_counts=True); o = np.lexsort((u, -c))[:5]
    return [[int(u[i]), int(c[i])] for i in o]
print(json.dumps(dict(values=v.tolist(), ids=ids.tolist(), top=[top(v), top(v[ids == 0]), top(v[ids == 1])])))`);
  const pairs = (counted: Counted[]): unknown => counted.map(({ value, count }) => [Number(value), count]);
  for (const type of ["int64", "uint8", "float32"] as const)
    for (const split of SPLITS) {
      const columns = of(type, judged.values);
      assert.deepEqual(pairs(runAggregate(topK({ k: 5 }), columns, split).results[0]!), judged.top[0]);
      const groups = { ids: judged.ids, count: 2 };
      assert.deepEqual(
        runAggregate(topK({ k: 5 }), columns, { ...split, groups }).results.map(pairs),
        judged.top.slice(1),
      );
    }
});

test("topK of text, of zeros and NaN; equal counts by value", () => {
  const split = SPLITS[1]!;
  assert.deepEqual(runAggregate(topK(), of("string", ["b", "a", null, "b", "ä", "a"]), split).results[0], [
    { value: "a", count: 2 },
    { value: "b", count: 2 },
    { value: "ä", count: 1 },
  ]);
  assert.deepEqual(runAggregate(topK(), of("float64", [Number.NaN, -0, 0, Number.NaN, 1]), split).results[0], [
    { value: 0, count: 2 },
    { value: Number.NaN, count: 2 },
    { value: 1, count: 1 },
  ]);
});

test("topK of more numbers than a Map is for: as counted by a Map, zeros, NaN and large counts", () => {
  const random = seeded(4);
  const values = Array.from({ length: 40_009 }, (_, i) =>
    i % 500 === 0 ? Number.NaN : i % 501 === 0 ? -0 : Math.floor(random() * 9000) / 8 - 300,
  );
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const order = ([a, m]: [number, number], [b, n]: [number, number]): number =>
    n - m || Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || a - b;
  const expected = [...counts].sort(order).map(([value, count]) => ({ value, count }));
  for (const split of SPLITS)
    assert.deepEqual(runAggregate(topK({ k: 50_000 }), of("float64", values), split).results[0], expected);
  const table = createNumberCounts();
  for (const [value, count] of [
    [2, 2 ** 32 - 2],
    [1, 3],
    [2, 5],
    [Number.NaN, 2 ** 33],
    [2, 2 ** 40],
  ] as const)
    table.add(value, count);
  for (let i = 0; i < 1000; i++) table.add(i + 10, 1);
  const { values: sorted, counts: found } = table.sorted();
  assert.deepEqual(
    [table.size, sorted.length, ...sorted.slice(0, 3), sorted.at(-1)],
    [1003, 1003, 1, 2, 10, Number.NaN],
  );
  assert.deepEqual([...found.slice(0, 3), found.at(-1)], [3, 2 ** 32 + 3 + 2 ** 40, 1, 2 ** 33]);
});

test("topK stops at its budget and says what to do", () => {
  const values = Array.from({ length: 5000 }, (_, i) => i);
  assert.throws(
    () => runAggregate(topK({ budget: 100_000 }), of("int32", values), SPLITS[1]!),
    (error) => isEngineError(error, "TooManyGroups") && /budget of 100000 bytes; raise 'budget'/.test(error.message),
  );
  assert.throws(() => topK({ k: 0 }), /'k' must be a positive integer, got 0/);
});

test("a sample of many rows is that of the lowest keys, whoever kept them", () => {
  const random = seeded(9);
  const values = Array.from({ length: 30_011 }, () => random());
  const [first, ...others] = SPLITS.map(
    (split) => runAggregate(sample({ n: 9000 }), of("float64", values), split).results[0]!,
  );
  assert.equal(first!.rows.length, 9000);
  assert.ok(first!.rows.every((row, i) => values[row] === first!.values[i] && (i === 0 || row > first!.rows[i - 1]!)));
  for (const other of others) assert.deepEqual(other, first);
  const fewer = runAggregate(sample({ n: 4000 }), of("float64", values), SPLITS[1]!).results[0]!;
  const drawn = new Set(first!.rows);
  assert.ok(fewer.rows.every((row) => drawn.has(row)));
  const runOf = (...candidates: [key: number, row: number][]): SampleRun => ({
    keys: Float64Array.from(candidates, ([key]) => key),
    rows: Float64Array.from(candidates, ([, row]) => row),
    values: { numbers: Float64Array.from(candidates, ([, row]) => row + 10) },
  });
  const runs = [runOf([5, 0], [1, 2], [5, 9]), runOf([5, 4], [7, 5])];
  assert.deepEqual(atOnce(drawRuns(runs, 3)), { rows: Float64Array.of(0, 2, 4), values: [10, 12, 14] });
});

test("counts of many values come together whoever counted them", () => {
  const values = Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 9973);
  const [first, ...others] = SPLITS.map(
    (split) => runAggregate(topK({ k: 20 }), of("int32", values), split).results[0]!,
  );
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const expected = [...counts].sort(([a, m], [b, n]) => n - m || a - b).slice(0, 20);
  assert.deepEqual(
    first!.map(({ value, count }) => [value, count]),
    expected,
  );
  for (const other of others) assert.deepEqual(other, first);
});

test("a sample holds rows once, in order, with their values, and is the same for every split", () => {
  const random = seeded(4);
  const values = Array.from({ length: 20_011 }, () => random());
  const [first, ...others] = SPLITS.map(
    (split) => runAggregate(sample({ n: 500 }), of("float64", values), split).results[0]!,
  );
  assert.equal(new Set(first!.rows).size, 500);
  assert.deepEqual(
    [...first!.rows],
    [...first!.rows].sort((a, b) => a - b),
  );
  assert.deepEqual(
    first!.values,
    Array.from(first!.rows, (row) => values[row]!),
  );
  for (const other of others) assert.deepEqual(other, first);
  const again = runAggregate(sample({ n: 500, seed: 1 }), of("float64", values), SPLITS[0]!).results[0]!;
  const shared = [...again.rows].filter((row) => first!.rows.includes(row)).length;
  assert.ok(shared < 50, `${shared} of 500 rows are in both samples`);
  const all = runAggregate(sample({ n: 9 }), of("int64", [5n, null, 7n]), SPLITS[1]!).results[0]!;
  assert.deepEqual(all, { rows: Float64Array.of(0, 2), values: [5n, 7n] });
});

test("samples are uniform over rows", () => {
  const values = new Array<number>(1000).fill(0);
  const hits = new Float64Array(10);
  for (let seed = 0; seed < 200; seed++)
    for (const row of runAggregate(sample({ n: 50, seed }), of("uint8", values), SPLITS[0]!).results[0]!.rows)
      hits[Math.floor(row / 100)]!++;
  // chi-square with 9 degrees of freedom: 27.9 is exceeded once in a thousand
  const chi2 = hits.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(chi2 < 27.9, `chi-square ${chi2}, hits ${hits}`);
});

test("sample refuses what it cannot do", () => {
  assert.throws(() => sample({ n: 0 }), /'n' must be a number of rows from 1 to 16777216, got 0/);
  assert.throws(() => sample("v"), /got NaN/);
  assert.throws(() => sample({ n: 3, seed: 0.5 }), /'seed' must be an integer, got 0.5/);
});

test("all of them in one scan of the engine, on the caller's thread and on workers", async () => {
  const data = column(Float64Array.from({ length: 300_000 }, (_, i) => i % 1000));
  const wanted = { d: distinct(), t: topK({ k: 2 }), s: sample({ n: 3 }) };
  const here = await aggregate(data, wanted, { workers: 0 });
  const there = await aggregate(data, wanted, { workers: 3, chunk: 1013 });
  assert.deepEqual(there, here);
  assert.equal(here.d, 1000);
  assert.deepEqual(here.t, [
    { value: 0, count: 300 },
    { value: 1, count: 300 },
  ]);
});
