import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  dataOf,
  type ExecutedCell,
  executeNotebook,
  isClose,
  outputsOf,
  plotted,
  printed,
} from "../support/notebook.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";

/** NumPy's and SciPy's account of the same steps on the same files. */
const JUDGE = `
import json, sys
import numpy as np, scipy.stats
points = np.memmap(sys.argv[1], dtype="float64", mode="r")
n = len(points)
data = np.memmap(sys.argv[1], mode="r", shape=(n,))
many = np.memmap(sys.argv[2], mode="r")
low, high = scipy.stats.burr.ppf([0.0001, 0.9999], 10.8, 4.2)
density, _ = np.histogram(points, bins=100, range=(low, high), density=True)
counts, _ = np.histogram(many, bins=256)
try: data[n]
except IndexError as error: index_error = str(error)
print(json.dumps({"n": n, "low": low, "high": high, "density": density.tolist(), "counts": counts.tolist(),
  "data": repr(data), "many": repr(many), "last": [int(data[n - 1]), int(many[n - 1]), int(many[11 * n - 1])],
  "next": int(many[n]), "error": index_error,
  "stats": [float(v) for v in scipy.stats.burr.stats(10.8, 4.2, moments="mvsk")]}))`;

interface Judgement {
  n: number;
  low: number;
  high: number;
  density: number[];
  counts: number[];
  data: string;
  many: string;
  last: number[];
  next: number;
  error: string;
  stats: number[];
}

let folder: string;
let cells: ExecutedCell[];
let judge: Judgement;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "arrays "));
  const notebook = join(root, "notebooks/01-arrays-on-disk.ipynb");
  cells = executeNotebook(notebook, join(folder, "arrays.ipynb"), { env: { BIGDATA_SCALE: "small" } });
  const files = ["points.bin", "many-points.bin"].map((name) => join(root, "notebooks/data", name));
  const judged = run(python, ["-c", JUDGE, ...files]);
  assert.equal(judged.status, 0, judged.stderr);
  judge = JSON.parse(judged.stdout);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** SciPy's higher moments lose digits in their differences of raw moments; mpmath agrees with ours (distributions tests). */
const SCIPY_DIGITS = [1e-12, 1e-12, 1e-10, 1e-9];

/** NumPy 2 adds the shape of a summarised array to its text; the text of NumPy 1, which ours is, does not. */
const withoutShape = (text: string): string => text.replace(/shape=\(\d+,\), /, "");

test("the distribution's moments and quantiles are SciPy's", () => {
  const numbers =
    dataOf(outputsOf(cells, "burr.stats"))
      .match(/-?\d+\.\d+/g)
      ?.map(Number) ?? [];
  assert.equal(numbers.length, 4);
  for (const [index, value] of numbers.entries())
    assert.ok(isClose(value, judge.stats[index], SCIPY_DIGITS[index]), `${value}`);
  const [low, high] =
    dataOf(outputsOf(cells, "burr.ppf"))
      .match(/\d+\.\d+/g)
      ?.map(Number) ?? [];
  assert.ok(isClose(low, judge.low) && isClose(high, judge.high), `${low} ${high}`);
});

test("the values are as many as the file has room for, and their listing says so", () => {
  assert.equal(dataOf(outputsOf(cells, "const n = made.rows")), String(judge.n));
  assert.match(printed(outputsOf(cells, "!ls -l")), new RegExp(` ${8 * judge.n} .*points\\.bin`));
});

test("loading costs the bytes of the array, and dropping it gives them back", () => {
  const array = 8 * judge.n;
  const mebibytes = (text: string): number => Number(/(-?\d+\.\d) MiB/.exec(text)?.[1]) * 2 ** 20;
  const loaded = printed(outputsOf(cells, "const during")).split("\n");
  assert.ok(Math.abs(mebibytes(loaded[0]) - array) < 2 ** 17, loaded[0]);
  const [, during] = loaded.slice(1).map(mebibytes);
  const [after, returned] = printed(outputsOf(cells, "collect();")).split("\n").map(mebibytes);
  // Texts are rounded to a tenth of a MiB.
  assert.ok(returned > array - 2 ** 17, `${returned} bytes of ${array} came back`);
  assert.ok(during - after > array - 2 ** 18, `${during} → ${after}`);
});

test("text forms, elements and the index error are NumPy's", () => {
  assert.equal(dataOf(outputsOf(cells, "%memmap bytes")), withoutShape(judge.data));
  assert.equal(dataOf(outputsOf(cells, 'mode: "w+"')), "memmap([0, 0, 0, ..., 0, 0, 0], dtype=uint8)");
  assert.equal(dataOf(cells.filter(({ source }) => source === "many")[0].outputs), withoutShape(judge.many));
  assert.equal(dataOf(outputsOf(cells, "bytes.at(n - 1)")), `[ ${judge.last.join(", ")} ]`);
  const beyond = outputsOf(cells, "bytes.at(n);");
  assert.equal([beyond[0].text].flat().join(""), `IndexError: ${judge.error}\n`);
  assert.equal(dataOf(beyond), String(judge.next));
});

test("both histograms are numpy.histogram's, bar for bar", () => {
  const density = plotted(outputsOf(cells, "--density"));
  assert.equal(density.length, 100);
  for (const [index, height] of density.entries()) assert.ok(isClose(height, judge.density[index]), `bar ${index}`);
  assert.deepEqual(plotted(outputsOf(cells, "%hist many")), judge.counts);
});

test("the line of all values says how many rows it shows", () => {
  const bundle = outputsOf(cells, "const wave").find(({ data }) => data?.["text/plain"])?.data;
  assert.match([bundle?.["text/plain"]].flat().join(""), /1,000,000 rows/);
});
