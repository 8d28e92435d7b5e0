import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  aggregate,
  argmax,
  column,
  count,
  histogram,
  isEngineError,
  max,
  mean,
  memmap,
  min,
  skew,
  std,
  sum,
  variance,
  zip,
} from "../../../index.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "group "));
after(() => rmSync(folder, { recursive: true }));

interface Judged {
  readonly key: number;
  readonly n: number;
  readonly sum: number;
  readonly mean: number;
  readonly var: number;
  readonly min: number;
  readonly argmax: number;
  readonly skew: number;
  readonly counts: number[];
}

test("groups equal exact sums, means and variances of each, for any chunk and worker", async () => {
  const judge = python<Judged[]>(
    `
import numpy as np, sys, json, math
from fractions import Fraction
from scipy import stats
rng = np.random.default_rng(4)
k = rng.integers(-20, 100, 40009).astype("i4"); x = rng.standard_normal(40009) * 10.0 ** rng.integers(-9, 9, 40009)
x[k == 3] = 1e8 + x[k == 3] % 1e-3
k.tofile(sys.argv[1] + "/k"); x.tofile(sys.argv[1] + "/x")
out = []
for key in np.unique(k):
    rows = np.where(k == key)[0]; g = x[rows]; f = [Fraction(v) for v in g.tolist()]; m = sum(f) / len(f)
    out.append(dict(key=int(key), n=len(g), sum=math.fsum(g), mean=float(m), var=float(sum((v - m) ** 2 for v in f) / (len(f) - 1)),
      min=g.min(), argmax=int(rows[g.argmax()]), skew=float(stats.skew(g)), counts=np.histogram(g, 4, (-1, 1))[0].tolist()))
print(json.dumps(out))`,
    folder,
  );
  const table = zip({
    k: await memmap(join(folder, "k"), { dtype: "i4" }),
    x: await memmap(join(folder, "x"), { dtype: "f8" }),
  });
  const work = {
    n: count(),
    sum: sum("x"),
    mean: mean("x"),
    var: variance("x", { ddof: 1 }),
    sd: std("x", { ddof: 1 }),
    min: min("x"),
    argmax: argmax("x"),
    skew: skew("x"),
    h: histogram("x", { bins: 4, range: [-1, 1] }),
  };
  for (const options of [{ workers: 0 }, { workers: 1, chunk: 4096 }, { workers: 3, chunk: 1001 }] as const) {
    const groups = await aggregate(table, work, { by: "k", ...options });
    assert.equal(groups.length, judge.length);
    for (const [i, group] of groups.toRows().entries()) {
      const expected = judge[i]!;
      assert.deepEqual(
        [group.k, group.n, group.sum, group.mean, group.var, group.sd, group.min, group.argmax, [...group.h.counts]],
        [
          expected.key,
          expected.n,
          expected.sum,
          expected.mean,
          expected.var,
          Math.sqrt(expected.var),
          expected.min,
          expected.argmax,
          expected.counts,
        ],
      );
      // SciPy itself loses the digits of the group whose values differ by a 10^-11th of their size
      if (group.k !== 3) assert.ok(Math.abs(group.skew - expected.skew) < 1e-9);
    }
  }
});

test("sums stay exact while their grid is raised, lowered and left, and over very many rows of a group", async () => {
  const judge = python<{ n: number; sum: string; mean: string; var: string }[]>(
    `
import numpy as np, sys, json
from fractions import Fraction
rng = np.random.default_rng(8); n = 300_000
k = rng.integers(0, 3, n).astype("u2"); k[: 200_000] = 1
x = rng.standard_normal(n)
x[:9] *= 1e30; x[100_000:100_003] = [1e-30, 9.969209968386869e36, -1e25]; x[150_000:] *= 1e-6; x[250_000:] *= 1e20; x[280_000:] = 0
x[290_000:290_005] = [1e150, -1e150, 5e-324, 1e-200, 2.0**-480]; k[290_000:290_002] = 0
k.tofile(sys.argv[1] + "/gk"); x.tofile(sys.argv[1] + "/gx")
out = []
for key in range(3):
    f = [Fraction(v) for v in x[k == key].tolist()]; s = sum(f); q = sum(v * v for v in f); m = len(f)
    out.append(dict(n=m, sum=float(s).hex(), mean=float(s / m).hex(), var=float((m * q - s * s) / (m * (m - 1))).hex()))
print(json.dumps(out))`,
    folder,
  );
  const table = zip({
    k: await memmap(join(folder, "gk"), { dtype: "u2" }),
    x: await memmap(join(folder, "gx"), { dtype: "f8" }),
  });
  const work = {
    n: count(),
    sum: sum("x"),
    mean: mean("x"),
    var: variance("x", { ddof: 1 }),
    alone: sum("x", { nan: "skip" }),
  };
  const hex = (values: readonly number[]): string[] =>
    python<string[]>(
      "import json, sys; print(json.dumps([float(v).hex() for v in sys.argv[1:]]))",
      ...values.map(String),
    );
  for (const options of [
    { workers: 0 },
    { workers: 2, chunk: 5000 },
    { workers: 1, chunk: 300_000 },
    { kernels: "js" },
  ] as const) {
    const groups = (await aggregate(table, work, { by: "k", ...options })).toRows();
    assert.deepEqual(
      groups.map(({ n, sum, mean, var: v, alone }) => [n, ...hex([sum, mean, v, alone])]),
      judge.map(({ n, sum, mean, var: v }) => [n, sum, mean, v, sum]),
      JSON.stringify(options),
    );
  }
});

test("statistics that share a state keep their own meaning: integers of 64 bits, NaN left out, conditions", async () => {
  const big = 2n ** 53n + 1n;
  const table = zip({
    k: column(Int32Array.from([1, 2, 1, 2, 1, -7, 70_000])),
    wide: column(BigInt64Array.from([big, 1n, big, 2n, big, 5n, 6n])),
    x: column([1, Number.NaN, 3, 4, 8, 1, 1]),
  });
  const work = {
    n: count(),
    real: count("x", { nan: "skip" }),
    sum: sum<bigint>("wide"),
    mean: mean("wide"),
    sd: std("wide"),
    kept: mean("x", { nan: "skip" }),
    var: variance("x", { nan: "skip" }),
    deviation: std("x", { nan: "skip", ddof: 1 }),
    all: mean("x"),
  };
  const rows = (await aggregate(table, work, { by: "k" })).toRows();
  assert.deepEqual(rows, [
    { k: -7, n: 1, real: 1, sum: 5n, mean: 5, sd: 0, kept: 1, var: 0, deviation: Number.NaN, all: 1 },
    {
      k: 1,
      n: 3,
      real: 3,
      sum: 3n * big,
      mean: Number(big),
      sd: 0,
      kept: 4,
      var: 26 / 3,
      deviation: Math.sqrt(13),
      all: 4,
    },
    { k: 2, n: 2, real: 1, sum: 3n, mean: 1.5, sd: 0.5, kept: 4, var: 0, deviation: Number.NaN, all: Number.NaN },
    { k: 70_000, n: 1, real: 1, sum: 6n, mean: 6, sd: 0, kept: 1, var: 0, deviation: Number.NaN, all: 1 },
  ]);
  const some = await aggregate(table, { n: count(), m: mean("x"), v: variance("x") }, { by: "k", where: "x > 2" });
  assert.deepEqual(some.toRows(), [
    { k: 1, n: 2, m: 5.5, v: 6.25 },
    { k: 2, n: 1, m: 4, v: 0 },
  ]);
});

test("keys of several columns and kinds, nulls and NaN last, where before by", async () => {
  const table = zip({
    a: column([2, 1, Number.NaN, 1, 2, 1]),
    b: column([true, false, true, false, true, true]),
    c: column([7n, 7n, 7n, 9n, 7n, 7n]),
    x: column([1, 2, 3, 4, 5, 6]),
  });
  const groups = await aggregate(table, { s: sum("x"), m: max("x") }, { by: ["a", "b", "c"] });
  assert.deepEqual(groups.toRows(), [
    { a: 1, b: false, c: 7n, s: 2, m: 2 },
    { a: 1, b: false, c: 9n, s: 4, m: 4 },
    { a: 1, b: true, c: 7n, s: 6, m: 6 },
    { a: 2, b: true, c: 7n, s: 6, m: 5 },
    { a: Number.NaN, b: true, c: 7n, s: 3, m: 3 },
  ]);
  const some = await aggregate(table, { n: count() }, { by: "b", where: "x > 2" });
  assert.deepEqual(some.toRows(), [
    { b: false, n: 1 },
    { b: true, n: 3 },
  ]);
  assert.deepEqual((await aggregate(table, { n: count() }, { by: "b", where: "x > 9" })).toRows(), []);
  assert.deepEqual(groups.col("s"), [2, 4, 6, 6, 3]);
});

test("too many groups and keys that are none are refused with a way out", async () => {
  const many = zip({
    k: column(Float64Array.from({ length: 300_000 }, (_, i) => i)),
    x: column(new Float64Array(300_000)),
  });
  await assert.rejects(
    aggregate(many, { m: mean("x") }, { by: "k", groupBytes: 1 << 20 }),
    (error) => isEngineError(error, "TooManyGroups") && /groupBytes/.test(error.message),
  );
  assert.equal((await aggregate(many, { m: mean("x") }, { by: "k" })).length, 300_000);
  await assert.rejects(aggregate(many, { m: mean("x") }, { by: "kk" }), /did you mean 'k'/);
  await assert.rejects(aggregate(many, { k: mean("x") }, { by: "k" }), /names a key and an aggregate/);
});
