import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Column, column } from "../../../engine/column.js";
import { norm } from "../../../engine/distributions/norm.js";
import type { ScanReport } from "../../../engine/options.js";
import { range } from "../../../engine/ranges.js";
import { memmap } from "../../../engine/sources/memmap.js";
import { python, run } from "../../support/run.js";

const folder = mkdtempSync(join(tmpdir(), "rolling "));
after(() => rmSync(folder, { recursive: true, force: true }));

const SIZE = 20_011;
const MEANS = [1, 2, 7, 12, 365, 1009];
const MEDIANS = [1, 2, 9, 100, 1001];
const FILTERS = [
  [1, 0],
  [5, 2],
  [11, 3],
  [101, 0],
  [301, 7],
] as const;
const JUDGE = `
import math, sys, numpy as np
from numpy.lib.stride_tricks import sliding_window_view as windows
from scipy.signal import savgol_filter
x = np.fromfile(sys.argv[1])
y = x.copy(); y[[0, 5000, 5003, 12000]] = np.nan; y[7000] = np.inf
y.tofile(sys.argv[2] + "/holes.bin")
def full(values, w):
    return np.concatenate([np.full(w - 1, np.nan), values])
def fit(w, order):
    basis = np.polynomial.legendre.legvander(np.linspace(-1, 1, w), order)
    return basis @ np.linalg.pinv(basis)
for w in map(int, sys.argv[3].split(",")):
    full(np.array([math.fsum(v) / w for v in windows(x, w)]), w).tofile(f"{sys.argv[2]}/mean-{w}")
for w in map(int, sys.argv[4].split(",")):
    full(np.median(windows(y, w), axis=1), w).tofile(f"{sys.argv[2]}/median-{w}")
for pair in sys.argv[5].split(" "):
    w, order = map(int, pair.split(","))
    # SciPy fits powers of the row numbers, which lose their digits in wide windows of high degree: there the judge is
    # NumPy's least squares in Legendre polynomials.
    smooth = savgol_filter(x, w, order) if w**order < 1e9 else np.convolve(x, fit(w, order)[w // 2], mode="same")
    if w**order >= 1e9:
        smooth[: w // 2] = fit(w, order)[: w // 2] @ x[:w]
        smooth[-(w // 2) :] = fit(w, order)[-(w // 2) :] @ x[-w:]
    smooth.tofile(f"{sys.argv[2]}/savgol-{w}")
`;

let x: Column<"float64">;
let holes: Column<"float64">;
const floats = (name: string): Float64Array => {
  const bytes = readFileSync(join(folder, name));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

before(async () => {
  const path = join(folder, "x.bin");
  await norm.rvs({ size: SIZE, seed: 8, loc: 3, scale: 1e3 }).toFile(path);
  const args = [path, folder, MEANS.join(), MEDIANS.join(), FILTERS.map(String).join(" ")];
  const judged = run(python, ["-c", JUDGE, ...args]);
  assert.equal(judged.status, 0, judged.stderr);
  x = await memmap(path, { dtype: "float64" });
  holes = await memmap(join(folder, "holes.bin"), { dtype: "float64" });
});

/** Values by scans of odd pieces: the exact bits of each, through one-row aggregates of slices. */
async function inPieces(col: Column<"float64">, piece: number): Promise<Float64Array> {
  const out = new Float64Array(col.length);
  for (let start = 0; start < col.length; start += piece)
    out.set(await col.slice(start, start + piece).toArray(), start);
  return out;
}

test("means are the exactly rounded ones to 1 ulp, in any pieces", async () => {
  for (const window of MEANS) {
    const smooth = x.rolling(window).mean();
    const ours = await smooth.toArray();
    const exact = floats(`mean-${window}`);
    assert.equal(ours.length, SIZE);
    ours.forEach((value, i) => {
      const near = Math.abs(value - exact[i]) <= Math.abs(exact[i]) * 2 ** -52;
      assert.ok(near || (Number.isNaN(value) && Number.isNaN(exact[i])), `window ${window}, row ${i}`);
    });
    assert.deepEqual(await inPieces(smooth, 3331), ours);
    const total = await smooth.slice(window - 1).sum();
    assert.equal(await smooth.slice(window - 1).sum({ workers: 2, chunk: 1009 }), total);
  }
});

test("medians are NumPy's bit for bit, through NaN and infinities", async () => {
  for (const window of MEDIANS) {
    const smooth = holes.rolling(window).median();
    const ours = await smooth.toArray();
    assert.deepEqual(ours, floats(`median-${window}`), `window ${window}`);
    assert.deepEqual(await inPieces(smooth, 4999), ours);
  }
});

test("a NaN or infinity spoils the windows that hold it and no others", async () => {
  const ours = await holes.rolling(12).mean().toArray();
  const clean = await x.rolling(12).mean().toArray();
  ours.forEach((value, i) => {
    const holds = (row: number): boolean => row > i - 12 && row <= i;
    if (i < 11 || [0, 5000, 5003, 12000].some(holds)) assert.ok(Number.isNaN(value), `row ${i}`);
    else assert.equal(value, holds(7000) ? Number.POSITIVE_INFINITY : clean[i], `row ${i}`);
  });
});

test("Savitzky-Golay is scipy.signal.savgol_filter (or a better fit) to 1e-11 of the largest value, ends included", async () => {
  for (const [window, order] of FILTERS) {
    const smooth = x.rolling(window).savgol(order);
    const ours = await smooth.toArray();
    const scipy = floats(`savgol-${window}`);
    const worst = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - scipy[i])), 0);
    assert.ok(worst < 1e-11 * 4e3, `window ${window}, order ${order}: ${worst}`);
    assert.deepEqual(await inPieces(smooth, 977), ours);
  }
});

test("centred windows are the trailing ones, shifted as pandas shifts them", async () => {
  for (const window of [4, 5]) {
    const shift = Math.floor((window - 1) / 2);
    const trailing = await x.rolling(window).mean().toArray();
    const centred = await x.rolling(window, { center: true }).mean().toArray();
    assert.deepEqual(centred.subarray(0, SIZE - shift), trailing.subarray(shift));
    assert.ok(centred.subarray(SIZE - shift).every(Number.isNaN));
  }
});

test("every numeric column, slices, and columns already smoothed", async () => {
  const bytes = column(Uint8Array.of(1, 2, 3, 4, 5));
  assert.deepEqual([...(await bytes.rolling(2).mean().slice(1).toArray())], [1.5, 2.5, 3.5, 4.5]);
  const large = column([1n, 3n, 5n]);
  assert.deepEqual([...(await large.rolling(3).median().slice(2).toArray())], [3]);
  const every = range(0, 1000).slice(0, undefined, 10).rolling(3).mean();
  assert.deepEqual([...(await every.slice(2, 5).toArray())], [10, 20, 30]);
  const twice = range(100).rolling(5).mean().rolling(3).mean();
  assert.deepEqual([...(await twice.slice(4, 8).toArray())], [Number.NaN, Number.NaN, 3, 4]);
  assert.ok((await range(3).rolling(5).mean().toArray()).every(Number.isNaN));
  assert.equal((await column([]).rolling(5).median().toArray()).length, 0);
  assert.deepEqual([...(await column([1, 2, 4]).rolling(3).savgol(2).toArray())].map(Math.round), [1, 2, 4]);
});

test("a wide window is read in long runs: half as much again, not a window for each batch", async () => {
  const size = 400_000;
  const path = join(folder, "wide.bin");
  writeFileSync(path, new Uint8Array(new Float64Array(size).fill(1).buffer));
  const map = await memmap(path, { dtype: "float64" });
  let bytes = 0;
  const smooth = map.rolling(50_000).mean();
  const onReport = ({ counters }: ScanReport): void => {
    bytes = counters.bytes;
  };
  assert.equal(await smooth.sum({ nan: "skip", onReport }), size - 49_999);
  assert.ok(bytes > size * 8 && bytes < size * 8 * 1.5, `${bytes} bytes of ${size * 8}`);
  map.close();
});

test("bad windows and orders are refused by name", () => {
  const code = "InvalidArgument";
  for (const window of [0, -1, 2.5, 2 ** 23]) {
    assert.throws(() => x.rolling(window), {
      code,
      message: `window must be an integer from 1 to 4194304; got ${window}`,
    });
  }
  assert.throws(() => x.rolling(4).savgol(2), { code, message: /window must be odd.*got 4$/ });
  assert.throws(() => range(3).rolling(5).savgol(2), { code, message: /no longer than the column \(3\)/ });
  assert.throws(() => x.rolling(5).savgol(5), { code, message: /order must be an integer from 0 to 4/ });
});
