import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { decodeFlat, encodeFlat } from "../../../engine/aggregates/flat-state.js";
import {
  aggregate,
  argmax,
  argmin,
  extent,
  max,
  median,
  memmap,
  min,
  quantiles,
  type ScanReport,
  zip,
} from "../../../index.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "many groups "));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

interface Judged {
  readonly keys: number[];
  readonly [name: string]: (number | string | null)[];
}

test("thousands of groups: extremes, their rows and quantiles are NumPy's of each group", async () => {
  const judged = python<Judged>(
    `
import json, sys, numpy as np
folder = sys.argv[1]; rng = np.random.default_rng(3); n = 70001
k = (rng.integers(0, 3000, n) // rng.integers(1, 40, n)).astype("i4"); x = np.round(rng.normal(size=n), 2); w = rng.integers(-2**62, 2**62, n) // 2**50 * 2**50
x[rng.integers(0, n, 40)] = np.nan; x[rng.integers(0, n, 90)] = np.inf; x[rng.integers(0, n, 90)] = -np.inf
for name, a in (("k", k), ("x", x), ("w", w)): a.tofile(f"{folder}/{name}")
out = dict(keys=[], low=[], high=[], lowRow=[], highRow=[], wLow=[], wHigh=[], wRow=[], middle=[], wLower=[])
order = np.argsort(k, kind="stable"); keys, starts = np.unique(k[order], return_index=True)
number = lambda v: None if np.isnan(v) else str(v) if np.isinf(v) else float(v) + 0.0
for key, rows in zip(keys, np.split(order, starts[1:])):
    a, b = x[rows], w[rows]
    out["keys"].append(int(key)); out["low"].append(number(a.min())); out["high"].append(number(a.max()))
    out["lowRow"].append(int(rows[a.argmin()])); out["highRow"].append(int(rows[a.argmax()]))
    out["wLow"].append(str(b.min())); out["wHigh"].append(str(b.max())); out["wRow"].append(int(rows[b.argmax()]))
    with np.errstate(all="ignore"): out["middle"].append(number(np.median(a)) if np.isfinite(np.sort(a)[[(len(a) - 1) // 2, len(a) // 2]]).all() else None)
    out["wLower"].append(str(np.quantile(b, 0.3, method="lower")))
print(json.dumps(out))`,
    folder,
  );
  const table = zip({
    k: await memmap(file("k"), { dtype: "i4" }),
    x: await memmap(file("x"), { dtype: "f8" }),
    w: await memmap(file("w"), { dtype: "i8" }),
  });
  const text = (value: unknown): number | string | null => {
    if (typeof value === "bigint") return String(value);
    if (typeof value !== "number" || Number.isNaN(value)) return null;
    return Number.isFinite(value) ? value : value > 0 ? "inf" : "-inf";
  };
  for (const options of [
    { workers: 0 },
    { workers: 1, chunk: 997 },
    { workers: 3, chunk: 4096, kernels: "js" },
  ] as const) {
    const found = await aggregate(
      table,
      {
        low: min("x"),
        high: max("x"),
        lowRow: argmin("x"),
        highRow: argmax("x"),
        wEnds: extent<bigint>("w"),
        wRow: argmax("w"),
        middle: median("x"),
        wLower: quantiles<bigint>("w", { q: [0.3], method: "lower" }),
      },
      { by: "k", ...options },
    );
    assert.deepEqual(found.col("k"), judged.keys);
    for (const name of ["low", "high", "lowRow", "highRow", "wRow"] as const)
      assert.deepEqual(found.col(name).map(text), judged[name], name);
    // the mean of two infinities is no question of ranks; a zero has any sign
    assert.deepEqual(
      found.col("middle").map((value, i) => (judged["middle"]![i] === null ? null : text(value === 0 ? 0 : value))),
      judged["middle"],
    );
    assert.deepEqual(
      found.col("wEnds").map((ends) => ends.map(text)),
      judged["wLow"]!.map((low, i) => [low, judged["wHigh"]![i]]),
    );
    assert.deepEqual(
      found.col("wLower").map(([value]) => text(value)),
      judged["wLower"],
    );
  }
});

test("more values than a thread keeps: a part of them says where to look, and the rest is counted", async () => {
  const judged = python<{ readonly x: number[][]; readonly w: string[][] }>(
    `
import json, sys, numpy as np
folder = sys.argv[1]; rng = np.random.default_rng(4); n = 3_000_001; q = [0, 0.01, 0.5, 0.75, 1]
k = np.minimum(rng.geometric(0.02, n), 200).astype("u1"); x = rng.standard_cauchy(n) * 10.0 ** (k % 7 * 30); w = rng.integers(0, 5, n) * 2**58 + k
for name, a in (("k2", k), ("x2", x), ("w2", w)): a.tofile(f"{folder}/{name}")
order = np.argsort(k, kind="stable"); keys, starts = np.unique(k[order], return_index=True)
parts = np.split(order, starts[1:])
print(json.dumps(dict(x=[np.quantile(x[rows], q).tolist() for rows in parts], w=[[str(v) for v in np.quantile(w[rows], q, method="higher")] for rows in parts])))`,
    folder,
  );
  const table = zip({
    k: await memmap(file("k2"), { dtype: "u1" }),
    x: await memmap(file("x2"), { dtype: "f8" }),
    w: await memmap(file("w2"), { dtype: "i8" }),
  });
  const q = [0, 0.01, 0.5, 0.75, 1];
  for (const workers of [1, 2]) {
    const reports: ScanReport[] = [];
    const found = await aggregate(
      table,
      { x: quantiles("x", { q }), w: quantiles<bigint>("w", { q, method: "higher" }) },
      { by: "k", workers, onReport: (report) => void reports.push(report) },
    );
    assert.deepEqual(found.col("x"), judged.x);
    assert.deepEqual(
      found.col("w").map((values) => values.map(String)),
      judged.w,
    );
    assert.ok(
      reports[0]!.counters.passes > 1 && reports[0]!.counters.passes <= 4,
      `${reports[0]!.counters.passes} passes`,
    );
  }
});

test("states of arrays come back from any place in memory, and what is none is refused", () => {
  const state = {
    head: { a: 1 },
    arrays: [Uint8Array.of(1, 2, 3), Float64Array.of(0.5, -0), BigUint64Array.of(2n ** 64n - 1n)],
  };
  const bytes = encodeFlat(3, state);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  for (const given of [bytes, shifted.subarray(3)]) assert.deepEqual(decodeFlat("x", 3, given), state);
  assert.throws(() => decodeFlat("x", 4, bytes), { code: "BadState", message: /version 3, this build reads 4/ });
  for (const length of [1, 7, 20, bytes.length - 8])
    assert.throws(() => decodeFlat("x", 3, bytes.slice(0, length)), { code: "BadState" });
});
