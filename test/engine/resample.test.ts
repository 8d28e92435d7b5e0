import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { column } from "../../engine/column.js";
import { norm } from "../../engine/distributions/norm.js";
import { resample } from "../../engine/resample.js";
import { python, run } from "../support/run.js";

const folder = mkdtempSync(join(tmpdir(), "resample "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Lengths even, odd, prime and powers of two, up, down and the same. */
const CASES = [
  [1, 1],
  [1, 5],
  [2, 1],
  [2, 3],
  [3, 2],
  [4, 8],
  [8, 4],
  [8, 8],
  [9, 4],
  [10, 5],
  [10, 7],
  [100, 1000],
  [1009, 2003],
  [1024, 1000],
  [1000, 1024],
  [65_537, 10_007],
  [30_030, 65_536],
] as const;

test("resample is scipy.signal.resample to 1e-14 of the largest value, for every kind of length", async () => {
  const path = join(folder, "x.bin");
  await norm.rvs({ size: 65_537, seed: 2 }).toFile(path);
  const script = `
import sys, numpy as np
from scipy.signal import resample
x = np.fromfile(sys.argv[1])
for pair in sys.argv[3:]:
    size, n = map(int, pair.split(","))
    resample(x[:size], n).tofile(f"{sys.argv[2]}/{pair}")`;
  const judged = run(python, ["-c", script, path, folder, ...CASES.map(String)]);
  assert.equal(judged.status, 0, judged.stderr);
  const bytes = readFileSync(path);
  const x = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  for (const [size, n] of CASES) {
    const ours = resample(x.subarray(0, size), n);
    const back = readFileSync(join(folder, `${size},${n}`));
    const scipy = new Float64Array(back.buffer.slice(back.byteOffset, back.byteOffset + back.length));
    assert.equal(ours.length, n);
    const largest = x.subarray(0, size).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - scipy[i])), 0);
    assert.ok(worst <= 1e-14 * largest, `${size} → ${n}: ${worst / largest}`);
  }
});

test("a column is read first; a periodic signal comes back on the finer grid", async () => {
  const wave = (n: number): number[] => Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * 3 * i) / n));
  const fine = await resample(column(wave(50)), 321);
  assert.ok(wave(321).every((value, i) => Math.abs(value - fine[i]) < 1e-14));
  assert.deepEqual(await resample(column(Int8Array.of(1, 2, 3, 4)), 4), resample([1, 2, 3, 4], 4));
});

test("lengths that are none are refused by name", () => {
  const code = "InvalidArgument";
  for (const n of [0, -1, 2.5, Number.NaN, 2 ** 25]) {
    assert.throws(() => resample([1, 2], n), {
      code,
      message: `resample: n must be an integer from 1 to 2^24; got ${n}`,
    });
  }
  assert.throws(() => resample([], 3), { code, message: /the signal's length must be an integer from 1/ });
});
