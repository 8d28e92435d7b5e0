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
