import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dataOf, type ExecutedCell, executeNotebook, type Output } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";

/** NumPy's and SciPy's account of the same steps on the same file. */
const JUDGE = `
import json, sys
import numpy as np, scipy.signal
temp = np.memmap(sys.argv[1], dtype="float64", mode="r")
n = len(temp)
step = -(-n // 100_000)
numbers = lambda a: [len(a), float(a.min()), float(a.max()), float(a.std()), float(a.var())]
bins = temp.reshape(-1, n // 50_000)
months = [float(temp[m::12].mean()) for m in range(12)]
days = scipy.signal.resample(months, 365)
sums = np.convolve(temp, np.ones(12), "valid") / 12
filtered = scipy.signal.savgol_filter(temp[:1440], 121, 2)
odd = temp[::step + 1]
head = temp[:100_000]
print(json.dumps({"n": n, "step": step, "all": numbers(temp), "stride": numbers(temp[::step]),
  "minmax": numbers(np.concatenate([bins.min(1), bins.max(1)])), "odd": [len(odd), float(odd.std())],
  "head": [float(head.mean()), float(head.std())], "months": months, "days": [float(days.min()), float(days.max())],
  "yearly": float(sums.mean()), "bands": np.histogram(temp, bins=118)[0].tolist(),
  "filtered": [float(filtered.min()), float(filtered.max())]}))`;

interface Judgement {
  n: number;
  step: number;
  all: number[];
  stride: number[];
  minmax: number[];
  odd: number[];
  head: number[];
  months: number[];
  days: number[];
  yearly: number;
  bands: number[];
  filtered: number[];
}

let folder: string;
let cells: ExecutedCell[];
let judge: Judgement;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "plotting "));
  const notebook = join(root, "notebooks/04-plotting-large-data.ipynb");
  cells = executeNotebook(notebook, join(folder, "plotting.ipynb"), { env: { BIGDATA_SCALE: "small" } });
  const judged = run(python, ["-c", JUDGE, join(root, "notebooks/data/temp.bin")]);
  assert.equal(judged.status, 0, judged.stderr);
  judge = JSON.parse(judged.stdout);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Outputs of the cell that contains a text. */
function outputsOf(text: string): readonly Output[] {
  const found = cells.filter(({ source }) => source.includes(text));
  assert.equal(found.length, 1, `${found.length} cells contain ${text}`);
  return found[0].outputs;
}

const numbersIn = (text: string): number[] => (text.match(/-?\d+(\.\d+)?(e[-+]\d+)?/g) ?? []).map(Number);
const printed = (outputs: readonly Output[]): string => outputs.flatMap(({ text }) => text ?? []).join("");
const valuesOf = (cell: string): number[] => numbersIn(dataOf(outputsOf(cell)));

function assertClose(ours: readonly number[], theirs: readonly number[], relative = 1e-12): void {
  assert.equal(ours.length, theirs.length, ours.join(" "));
  for (const [i, value] of ours.entries())
    assert.ok(Math.abs(value - theirs[i]) <= relative * Math.abs(theirs[i]), `${value} is not ${theirs[i]}`);
}

/** The figure among a cell's outputs: its first trace, and its text. */
function figureOf(cell: string): { trace: { [key: string]: unknown }; text: string } {
  const data = outputsOf(cell).find((output) => output.data?.["application/vnd.plotly.v1+json"])?.data ?? {};
  const figure = data["application/vnd.plotly.v1+json"] as { data: { [key: string]: unknown }[] };
  return { trace: figure.data[0], text: [data["text/plain"]].flat().join("") };
}

/** Values of a typed array as figures store it. */
function decoded(stored: unknown): Float64Array {
  const { dtype, bdata } = stored as { dtype: string; bdata: string };
  const { buffer } = new Uint8Array(Buffer.from(bdata, "base64"));
  const arrays = { f4: Float32Array, f8: Float64Array, u2: Uint16Array };
  assert.ok(Object.hasOwn(arrays, dtype), dtype);
  return Float64Array.from(new arrays[dtype as keyof typeof arrays](buffer));
}

test("from 100,000 points on, a line of any length takes the same room in the notebook", () => {
  const lines = [...printed(outputsOf("const counts")).matchAll(/(\d+) points: .* (\d+) bytes stored/g)];
  assert.deepEqual(
    lines.map(([, points]) => Number(points)),
    [1e3, 1e4, 1e5, 1e6, 1e7],
  );
  const stored = lines.map(([, , bytes]) => Number(bytes));
  assert.ok(stored.every((bytes) => bytes < 250_000));
  assert.ok(Math.abs(stored[4] - stored[2]) < 100, `${stored}`);
  assert.match(figureOf("ten million points").text, /10,000,000 rows → 3,200 points, minmax/);
});

test("the line of the whole column has all rows behind it and NumPy's extremes", () => {
  const { trace, text } = figureOf("const wave");
  assert.match(text, /3,600,000 rows → 3,200 points, minmax/);
  const y = decoded(trace["y"]);
  assertClose([Math.min(...y), Math.max(...y)], judge.all.slice(1, 3).map(Math.fround), 0);
  assert.equal(dataOf(outputsOf("otherwise")), "{ picked: 3200, same: true }");
});

test("decimation: fraction, step and the dots themselves", () => {
  assert.deepEqual(valuesOf("const wanted"), [100_000 / judge.n, judge.step]);
  assert.deepEqual(valuesOf("const decimated"), [100_000, 100_000]);
  const { trace } = figureOf("const dots");
  assert.equal((trace["marker"] as { opacity: number }).opacity, 0.2);
  const [x, y] = [decoded(trace["x"]), decoded(trace["y"])];
  assert.deepEqual([x.length, x[1], x[99_999]], [100_000, judge.step, 99_999 * judge.step]);
  assertClose([y.length, Math.min(...y), Math.max(...y)], judge.stride.slice(0, 3), 0);
});

test("what decimation loses, and what minmax and a sample keep, is NumPy's account", () => {
  const lines = printed(outputsOf("const candidates")).trim().split("\n");
  const account = new Map(lines.map((line) => [line.split(":")[0], numbersIn(line)]));
  assert.deepEqual([...account.keys()], ["all", "stride", "minmax", "random"]);
  for (const name of ["all", "stride", "minmax"] as const) {
    assertClose(account.get(name)!.slice(0, 3), judge[name].slice(0, 3), 0);
    assertClose(account.get(name)!.slice(3), judge[name].slice(3), 1e-12);
  }
  const [size, least, greatest, std] = account.get("random")!;
  assert.equal(size, 100_000);
  assert.ok(least > judge.all[1] && greatest < judge.all[2]);
  assertClose([std], [judge.all[3]], 0.02);
  assertClose(valuesOf("const odd"), [judge.step + 1, ...judge.odd, judge.all[3]]);
});

test("the density's cells hold every row, and over each other they are numpy.histogram's bars", () => {
  const { trace, text } = figureOf("const cloud");
  assert.match(text, /density: 3,600,000 rows → 266 × 118 cells/);
  const counts = decoded(trace["customdata"]);
  const bands = Array.from({ length: 118 }, (_, y) => counts.subarray(y * 266, (y + 1) * 266).reduce((a, b) => a + b));
  assert.deepEqual(bands, judge.bands);
});

test("slice, monthly means, resampling and smoothing agree with NumPy and SciPy", () => {
  assertClose(valuesOf("const head"), [100_000 / 1440, ...judge.head, judge.all[3]]);
  assertClose(numbersIn(dataOf(cells.filter(({ source }) => source === "months")[0].outputs)), judge.months);
  assertClose(valuesOf("const days"), [365, ...judge.days]);
  assertClose(valuesOf("yearly.slice(11).mean()"), [judge.yearly, ...judge.filtered], 1e-11);
});

test("a view of a tenth of the column needs as many points as the whole", () => {
  const [points, rows] = numbersIn(printed(outputsOf("const view")));
  assert.equal(rows, judge.n / 10);
  assert.ok(points > 3000 && points <= 3202, `${points}`);
});
