import assert from "node:assert/strict";
import { test } from "node:test";
import type { QuantileMethod } from "../../../engine/aggregates/quantile-methods.js";
import { median, quantiles } from "../../../engine/aggregates/quantiles.js";
import { isEngineError } from "../../../engine/errors.js";
import { runAggregate, SPLITS } from "../../support/aggregate.js";
import type { TestColumn } from "../../support/batch.js";
import { python } from "../../support/python.js";

const METHODS: readonly QuantileMethod[] = [
  "inverted_cdf",
  "averaged_inverted_cdf",
  "closest_observation",
  "interpolated_inverted_cdf",
  "hazen",
  "weibull",
  "linear",
  "median_unbiased",
  "normal_unbiased",
  "lower",
  "higher",
  "midpoint",
  "nearest",
];
const Q = [0, 0.001, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.999, 1];

const JUDGE = `
import sys, json, numpy as np
methods, q = json.loads(sys.argv[1])
rng = np.random.default_rng(4)
sets = [rng.standard_normal(5003) * 10.0 ** rng.integers(-300, 300, 5003), rng.integers(-5, 5, 1000).astype(float), np.array([3.5]),
  np.array([1.0, 2.0]), np.arange(10.0), np.full(300, -0.25), np.concatenate([rng.random(4000) * 1e-9 + 1, [-np.inf, np.inf]])]
print(json.dumps([dict(values=v.tolist(), by={m: np.quantile(v, q, method=m).tolist() for m in methods}, median=float(np.median(v))) for v in sets]))
`;

const sets = python<{ values: number[]; by: { [method: string]: number[] }; median: number }[]>(
  JUDGE,
  JSON.stringify([METHODS, Q]),
);
const of = (values: readonly number[], type: TestColumn["type"] = "float64"): TestColumn[] => [
  { name: "v", type, values },
];

for (const method of METHODS)
  test(`${method}: NumPy's quantiles, bit for bit`, () => {
    for (const { values, by } of sets)
      for (const split of SPLITS) {
        const found = runAggregate(quantiles({ q: Q, method }), of(values), split).results[0]!;
        // beside an infinity NumPy computes inf - inf; we give the infinity
        const expected = by[method]!.map((value, i) => (Number.isNaN(value) ? found[i]! : value));
        assert.deepEqual(found, expected);
        if (values.every(Number.isFinite)) assert.ok(!by[method]!.some(Number.isNaN));
      }
  });

test("the median is NumPy's, and integers of every width are exact", () => {
  for (const { values, median: expected } of sets)
    assert.deepEqual(runAggregate(median(), of(values), SPLITS[1]!).results, [expected]);
  const ints = Array.from({ length: 999 }, (_, i) => (i * 37) % 120);
  for (const type of ["int8", "uint8", "int16", "uint32", "int64", "uint64", "float32"] as const)
    assert.deepEqual(
      runAggregate(quantiles({ q: [0, 0.5, 1] }), of(ints, type), SPLITS[1]!).results[0],
      runAggregate(quantiles({ q: [0, 0.5, 1] }), of(ints), SPLITS[0]!).results[0],
    );
});

test("a sketch is within its accuracy of a value of the rank, in one pass, the same for every split", () => {
  for (const accuracy of [0.01, 0.001])
    for (const { values } of sets) {
      const exact = runAggregate(quantiles({ q: Q, method: "lower" }), of(values), SPLITS[0]!).results[0]!;
      const [first, ...others] = SPLITS.map((split) =>
        runAggregate(quantiles({ q: Q, sketch: true, accuracy }), of(values), split),
      );
      assert.equal(first!.passes, 1);
      first!.results[0]!.forEach((value, i) => {
        const allowed = Math.abs(exact[i]!) * accuracy * (1 + 1e-9);
        assert.ok(value === exact[i] || Math.abs(value - exact[i]!) <= allowed, `${value} for ${exact[i]}`);
      });
      for (const other of others) assert.deepEqual(other.results, first!.results);
    }
});

test("sketches by group, of zeros, NaN, infinities, subnormals and nothing", () => {
  const values = [0, -0, Number.NaN, 2 ** -1074, -1e308, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5];
  const groups = { ids: [0, 0, 1, 2, 2, 3, 3, 3], count: 5 };
  const sketch = { q: [0, 0.5, 1], sketch: true };
  for (const split of SPLITS) {
    const found = runAggregate(quantiles(sketch), of(values), { ...split, groups }).results;
    assert.deepEqual(found[0], [0, 0, 0]);
    assert.deepEqual(found[1], [Number.NaN, Number.NaN, Number.NaN]);
    assert.ok(Math.abs(found[2]![0]! / -1e308 - 1) < 0.01 && found[2]![2] === 2 ** -1074);
    assert.ok(Math.abs(found[3]![1]! / 5 - 1) < 0.01);
    assert.deepEqual([found[3]![0], found[3]![2]], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    assert.deepEqual(found[4], [Number.NaN, Number.NaN, Number.NaN]);
  }
  const skipping = runAggregate(quantiles({ ...sketch, nan: "skip" }), of(values), SPLITS[1]!).results[0]!;
  assert.deepEqual([skipping[0], skipping[2]], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  assert.equal(runAggregate(median({ sketch: true }), of([7]), SPLITS[0]!).results[0], 7);
});

test("wrong options are refused before any work", () => {
  const refuse = (options: object, message: RegExp): void => {
    assert.throws(
      () => quantiles(options as { q: number[] }),
      (error) => isEngineError(error, "InvalidArgument") && message.test(error.message),
    );
  };
  refuse({ q: [1.5] }, /range \[0, 1\], got 1.5/);
  refuse({ q: [] }, /'q' must name probabilities/);
  refuse({ q: [0.5], method: "linaer" }, /'linaer' is not a valid method; did you mean 'linear'\?/);
  refuse({ q: [0.5], method: "toString" }, /'toString' is not a valid method; use one of inverted_cdf/);
  refuse({ q: [0.5], sketch: true, accuracy: 0 }, /'accuracy' must be from 0.001 to below 1, got 0/);
  refuse({ q: [0.5], sketch: true, method: "lower" }, /'method' is for exact quantiles/);
});
