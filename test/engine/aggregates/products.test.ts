import assert from "node:assert/strict";
import { test } from "node:test";
import {
  correlation,
  covariance,
  type LinearRegression,
  linearRegression,
} from "../../../engine/aggregates/products.js";
import { runAggregate, SPLITS } from "../../support/aggregate.js";
import type { Cell, TestColumn } from "../../support/batch.js";
import { python } from "../../support/python.js";

interface Judged {
  x: number[];
  y: number[];
  ids: number[];
  cov: number[];
  cov0: number[];
  corr: number[];
  line: LinearRegression[];
}

/** Exact rationals in Python; a large offset, where a naive formula loses all digits. */
const JUDGE = `
import json, numpy as np
from fractions import Fraction as F
from scipy import stats
rng = np.random.default_rng(5)
n = 6007
x = 1e9 + rng.standard_normal(n); y = 3 * (x - 1e9) + rng.standard_normal(n) * 1e-3 - 1e7
ids = rng.integers(0, 3, n)
out = dict(x=x.tolist(), y=y.tolist(), ids=ids.tolist(), cov=[], cov0=[], corr=[], line=[])
for g in (None, 0, 1, 2):
    a, b = (x, y) if g is None else (x[ids == g], y[ids == g])
    fx, fy = [F(v) for v in a.tolist()], [F(v) for v in b.tolist()]
    m = len(fx); mx, my = sum(fx) / m, sum(fy) / m
    xy = sum((p - mx) * (q - my) for p, q in zip(fx, fy)); xx = sum((p - mx) ** 2 for p in fx); yy = sum((q - my) ** 2 for q in fy)
    slope = xy / xx; see = (yy - xy * xy / xx) / (m - 2) / xx
    out["cov"].append(float(xy / (m - 1))); out["cov0"].append(float(xy / m)); out["corr"].append(float(xy * xy / xx / yy) ** .5)
    out["line"].append(dict(slope=float(slope), intercept=float(my - slope * mx), rvalue=float(xy * xy / xx / yy) ** .5,
      stderr=float(see) ** .5, intercept_stderr=(float(see) * float(sum(p * p for p in fx) / m)) ** .5, n=m))
    s = stats.linregress(a - 1e9, b)
    assert abs(s.slope / float(slope) - 1) < 1e-9 and abs(s.stderr / out["line"][-1]["stderr"] - 1) < 1e-6
print(json.dumps(out))
`;

const judged = python<Judged>(JUDGE);
const columns: TestColumn[] = [
  { name: "x", type: "float64", values: judged.x },
  { name: "y", type: "float64", values: judged.y },
];

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 2 ** -51 * Math.abs(b);

test("covariance is the exact value rounded once, correlation and line within an ulp or two, however split", () => {
  for (const split of SPLITS) {
    assert.deepEqual(runAggregate(covariance("x", "y"), columns, split).results, [judged.cov[0]]);
    assert.deepEqual(runAggregate(covariance("x", "y", { ddof: 0 }), columns, split).results, [judged.cov0[0]]);
    assert.ok(near(runAggregate(correlation("x", "y"), columns, split).results[0]!, judged.corr[0]!));
    const line = runAggregate(linearRegression("x", "y"), columns, split).results[0]!;
    assert.equal(line.slope, judged.line[0]!.slope);
    assert.equal(line.intercept, judged.line[0]!.intercept);
    for (const [name, value] of Object.entries(line))
      assert.ok(near(value, judged.line[0]![name as keyof LinearRegression]), `${name}: ${value}`);
  }
});

test("by group", () => {
  for (const split of SPLITS) {
    const groups = { ids: judged.ids, count: 3 };
    assert.deepEqual(runAggregate(covariance("x", "y"), columns, { ...split, groups }).results, judged.cov.slice(1));
    const lines = runAggregate(linearRegression("x", "y"), columns, { ...split, groups }).results;
    assert.deepEqual(
      lines.map(({ slope, n }) => [slope, n]),
      judged.line.slice(1).map(({ slope, n }) => [slope, n]),
    );
  }
});

test("by group with integers, which are converted once for all groups of a batch", () => {
  const ints: TestColumn[] = [
    { name: "x", type: "int32", values: judged.ids.map((_, i) => (i * 37) % 1000) },
    { name: "y", type: "int16", values: judged.ids.map((_, i) => (i * 101) % 777) },
  ];
  const floats = ints.map((column) => ({ ...column, type: "float64" as const }));
  const groups = { ids: judged.ids, count: 3 };
  for (const split of SPLITS)
    assert.deepEqual(
      runAggregate(linearRegression("x", "y"), ints, { ...split, groups }).results,
      runAggregate(linearRegression("x", "y"), floats, { ...SPLITS[0]!, groups }).results,
    );
});

test("NaN, nulls, constants and too few values", () => {
  const pairs = (x: Cell[], y: Cell[]): TestColumn[] => [
    { name: "x", type: "float64", values: x },
    { name: "y", type: "int32", values: y },
  ];
  const one = { rows: 2, states: 2 };
  const dirty = pairs([1, Number.NaN, 3, null, 5], [2, 4, null, 8, 4]);
  assert.deepEqual(runAggregate(covariance("x", "y"), dirty, one).results, [Number.NaN]);
  assert.deepEqual(runAggregate(covariance("x", "y", { nan: "skip" }), dirty, one).results, [4]);
  assert.deepEqual(runAggregate(covariance("x", "y"), pairs([], []), one).results, [Number.NaN]);
  assert.deepEqual(runAggregate(covariance("x", "y"), pairs([1], [1]), one).results, [Number.NaN]);
  assert.deepEqual(runAggregate(covariance("x", "y", { ddof: 0 }), pairs([1], [1]), one).results, [0]);
  assert.deepEqual(runAggregate(correlation("x", "y"), pairs([1, 2, 3], [7, 7, 7]), one).results, [Number.NaN]);
  assert.deepEqual(runAggregate(correlation("x", "y"), pairs([1, 2, 3], [-1, -2, -3]), one).results, [-1]);
  const line = runAggregate(linearRegression("x", "y"), pairs([1, 2], [3, 5]), one).results[0]!;
  assert.deepEqual([line.slope, line.intercept, line.rvalue, line.stderr], [2, 1, 1, Number.NaN]);
  assert.throws(
    () => runAggregate({ kind: "products", columns: ["x"], options: { statistic: "covariance" } }, dirty, one),
    /'covariance' takes two columns by name, got 1/,
  );
});

test("products of the largest and smallest numbers", () => {
  const of = (x: number[], y: number[]): number =>
    runAggregate(
      covariance("x", "y", { ddof: 0 }),
      [
        { name: "x", type: "float64", values: x },
        { name: "y", type: "float64", values: y },
      ],
      { rows: 1, states: 2 },
    ).results[0]!;
  assert.equal(of([1e300, -1e300], [1e-300, -1e-300]), 1);
  assert.equal(of([2 ** -1074, -(2 ** -1074)], [2 ** 1000, -(2 ** 1000)]), 2 ** -74);
  assert.ok(Number.isNaN(of([1e200, -1e200], [1e200, 3])));
});
