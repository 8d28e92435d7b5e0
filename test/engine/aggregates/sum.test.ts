import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { column } from "../../../index.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "sum "));
after(() => rmSync(folder, { recursive: true }));

const floats = (path: string): Float64Array => {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

test("sum equals math.fsum and mean the rounded fraction, on data made to lose digits", async () => {
  const path = join(folder, "cases");
  const judge = python<{ sum: string; mean: string }[]>(
    `
import numpy as np, math, json, sys
from fractions import Fraction
rng = np.random.default_rng(3)
cases = [rng.standard_normal(9001), rng.standard_normal(5000) * 10.0 ** rng.integers(-300, 300, 5000),
  np.concatenate([rng.standard_normal(4096) * 1e300, -rng.standard_normal(7)]), rng.standard_normal(4097) * 5e-324 * 1000,
  np.tile([1e308, 1e308, -1e308, -1e308, 1.0], 1000), np.array([2.0**53, 1.0, 2.0**-60]), np.array([1e16, 1, -1e16] * 2000),
  np.array([2.0**-1074] * 3), np.array([2.0**-1022, -2.0**-1074] * 5), np.array([1.7976931348623157e308, 9.9e291])]
x = rng.standard_normal(6000) * 2.0 ** rng.integers(-60, 60, 6000); cases.append(np.concatenate([x, -x[::-1], [2.0**-80]]))
out = []
for i, a in enumerate(cases):
    a.tofile(sys.argv[1] + str(i))
    exact = sum(Fraction(v) for v in a.tolist())
    out.append(dict(sum=float(exact).hex(), mean=float(exact / len(a)).hex()))
    try: assert math.fsum(a).hex() == out[-1]["sum"]
    except OverflowError: pass
print(json.dumps(out))`,
    path,
  );
  const hex = (x: number): string =>
    python<string>("import json, sys; print(json.dumps(float(sys.argv[1]).hex()))", String(x));
  for (const [i, { sum, mean }] of judge.entries()) {
    const values = column(floats(path + i));
    for (const kernels of ["wasm", "js"] as const) {
      assert.equal(hex(await values.sum({ kernels })), sum, `sum of case ${i}, ${kernels}`);
      assert.equal(hex(await values.mean({ kernels })), mean, `mean of case ${i}, ${kernels}`);
    }
  }
});

test("NaN, infinities and overflow as IEEE addition has them; nothing for no values", async () => {
  assert.ok(Number.isNaN(await column([1, Number.NaN]).sum()));
  assert.equal(await column([1, Number.NaN, 2]).mean({ nan: "skip" }), 1.5);
  assert.equal(await column([1, Number.POSITIVE_INFINITY]).sum(), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(await column([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]).mean()));
  assert.equal(await column([1.7e308, 1.7e308]).sum(), Number.POSITIVE_INFINITY);
  assert.equal(await column([1.7e308, 1.7e308]).mean(), 1.7e308);
  assert.equal(await column([1.7e308, 1.7e308, -1.7e308]).sum(), 1.7e308);
  assert.equal(await column(new Float64Array(0)).sum(), 0);
  assert.ok(Number.isNaN(await column(new Float64Array(0)).mean()));
});

test("64-bit integers sum to an exact bigint", async () => {
  const values = BigInt64Array.from({ length: 5000 }, (_, i) => 2n ** 62n - BigInt(i) * 3n);
  const exact = values.reduce((a, b) => a + b, 0n);
  assert.equal(await column(values).sum(), exact);
  assert.equal(await column(values).mean(), Number(exact / 5000n));
  assert.equal(await column(new BigUint64Array([2n ** 64n - 1n, 2n ** 64n - 1n])).sum(), 2n ** 65n - 2n);
  assert.equal(await column(new BigInt64Array([-(2n ** 63n), -1n])).min(), -(2n ** 63n));
});
