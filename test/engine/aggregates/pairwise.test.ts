import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { aggregate, column, isEngineError, mean, memmap, readCsv, sample, sum, zip } from "../../../index.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "pairwise "));
after(() => rmSync(folder, { recursive: true }));

interface Judged {
  readonly exact: number;
  readonly mean: number;
  /** Sum of the absolute values. */
  readonly size: number;
  readonly n: number;
}

test("inexact sums stay within the stated distance of math.fsum and do not depend on how the work is split", async () => {
  const judge = python<Judged[]>(
    `
import numpy as np, math, json, sys
rng = np.random.default_rng(5)
cases = [rng.standard_normal(100_003), rng.random(16_384), rng.standard_normal(50_001) * 10.0 ** rng.integers(-9, 9, 50_001),
  np.concatenate([np.full(9_000, 1e16), np.ones(9_001), np.full(9_000, -1e16)]), np.full(70_000, 0.1), np.array([0.1, 0.2, 0.3])]
out = []
for i, a in enumerate(cases):
    a.tofile(sys.argv[1] + "/" + str(i))
    out.append(dict(exact=math.fsum(a), mean=math.fsum(a) / len(a), size=math.fsum(abs(a)), n=len(a)))
print(json.dumps(out))`,
    folder,
  );
  let inexact = 0;
  for (const [i, { exact, mean: exactMean, size, n }] of judge.entries()) {
    const values = await memmap(join(folder, String(i)), { dtype: "float64" });
    const found = await values.sum({ exact: false });
    const bound = (24 + Math.ceil(Math.log2(Math.max(1, n / 4096)))) * 2 ** -53;
    assert.ok(Math.abs(found - exact) <= bound * size, `sum of case ${i} is ${found}, exact ${exact}`);
    const average = await values.mean({ exact: false });
    assert.equal(average, found / n);
    assert.ok(Math.abs(average - exactMean) <= (bound * size) / n + 2 ** -52 * Math.abs(exactMean));
    if (found !== exact) inexact++;
    for (const options of [
      { workers: 0, kernels: "js" },
      { workers: 1, chunk: 4096 },
      { workers: 2, chunk: 1009 },
      { workers: 4, chunk: 8192 * 3 },
    ] as const)
      assert.equal(await values.sum({ exact: false, ...options }), found, `case ${i} with ${JSON.stringify(options)}`);
    values.close();
  }
  // or the exact sum was computed, and nothing is shown
  assert.ok(inexact >= 2);
});

test("what is left out is left out before values are paired, whatever the chunk", async () => {
  const bytes = readFileSync(join(folder, "0"));
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const holed = values.map((x, i) => (i % 1000 < 300 ? Number.NaN : x));
  const counted = holed.filter((x) => !Number.isNaN(x));
  const exact = await column(counted).sum();
  const size = await column(counted.map(Math.abs)).sum();
  const found = await column(holed).sum({ nan: "skip", exact: false });
  assert.ok(Math.abs(found - exact) <= 29 * 2 ** -53 * size);
  assert.ok(Number.isNaN(await column(holed).sum({ exact: false })));
  for (const chunk of [999, 4096, 10_000]) {
    assert.equal(await column(holed).sum({ nan: "skip", exact: false, chunk }), found);
    assert.equal(await column(holed).filter("value == value").sum({ exact: false, chunk }), found);
  }
});

test("integers of 64 bits and groups stay exact, no values and infinities are as for exact sums", async () => {
  const wide = BigInt64Array.from({ length: 5000 }, (_, i) => 2n ** 62n - BigInt(i) * 3n);
  assert.equal(await column(wide).sum({ exact: false }), await column(wide).sum());
  assert.equal(await column(wide).mean({ exact: false }), await column(wide).mean());
  assert.equal(await column(new Float64Array(0)).sum({ exact: false }), 0);
  assert.ok(Number.isNaN(await column(new Float64Array(0)).mean({ exact: false })));
  assert.equal(await column([1, Number.POSITIVE_INFINITY]).sum({ exact: false }), Number.POSITIVE_INFINITY);
  assert.deepEqual(await column([1, 2, 3, 4, 5]).mean({ exact: false, perChunk: 2 }), [1.5, 3.5, 5]);
  const table = zip({ k: column([1, 1, 1, 2]), x: column([1e16, 1, -1e16, 5]) });
  const options = { exact: false } as const;
  const groups = await aggregate(table, { s: sum("x", options), m: mean("x", options) }, { by: "k" });
  assert.deepEqual(groups.toRows(), [
    { k: 1, s: 1, m: 1 / 3 },
    { k: 2, s: 5, m: 5 },
  ]);
  assert.throws(
    () => sum("x", { exact: "no" as never }),
    (error) => isEngineError(error, "InvalidArgument") && /'exact' must be true or false, got "no"/.test(error.message),
  );
});

test("a text file's sum is exact, whatever is asked beside it", async () => {
  const path = join(folder, "numbers.csv");
  const values = Array.from({ length: 4000 }, (_, i) => [1e16, 1, -1e16, 0.5, 0.25][i % 5]!);
  writeFileSync(path, ["x", ...values].join("\n"));
  assert.notEqual(await column(values).sum({ exact: false }), 1400);
  const table = await readCsv(path);
  const work = { s: sum("x", { exact: false }), m: mean("x", { exact: false }) };
  assert.deepEqual(await aggregate(table, work), { s: 1400, m: 0.35 });
  // a drawn row has a number, so that rows are counted first
  const beside = await aggregate(table, { ...work, some: sample("x", { n: 2, seed: 1 }) });
  assert.deepEqual([beside.s, beside.m], [1400, 0.35]);
});
