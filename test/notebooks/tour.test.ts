import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dataOf, executeNotebook, notebookOf, type Output, plotted } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";

/** NumPy's account of the same file. */
const JUDGE = `
import json, math, sys
import numpy as np
data = np.memmap(sys.argv[1], dtype="float64", mode="r")
counts, edges = np.histogram(data, bins=100, density=True)
print(json.dumps({"length": len(data), "mean": math.fsum(data) / len(data), "first": data[0], "last": data[-1], "extent": [data.min(), data.max()],
                  "counts": counts.tolist(), "edges": edges.tolist()}))`;

interface Judgement {
  length: number;
  mean: number;
  first: number;
  last: number;
  extent: number[];
  counts: number[];
  edges: number[];
}

let folder: string;
let outputs: Output[][];
let numpy: Judgement;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "tour "));
  const tour = join(root, "notebooks/00-tour.ipynb");
  const cells = executeNotebook(tour, join(folder, "tour.ipynb"), { env: { BIGDATA_SCALE: "small" } });
  outputs = cells.map((cell) => cell.outputs);
  const judged = run(python, ["-c", JUDGE, join(root, "notebooks/data/points.bin")]);
  assert.equal(judged.status, 0, judged.stderr);
  numpy = JSON.parse(judged.stdout);
});

after(() => rmSync(folder, { recursive: true, force: true }));

const plain = (cell: number): string => dataOf(outputs[cell]);

test("length, first and last element and the mean are NumPy's", () => {
  assert.equal(plain(2), String(numpy.length));
  assert.equal(plain(3), `[ ${numpy.first}, ${numpy.last} ]`);
  assert.equal(plain(4), String(numpy.mean));
});

test("the histogram in the figure is numpy.histogram's, bar for bar", () => {
  const figure = outputs[6].at(-1)?.data?.["application/vnd.plotly.v1+json"] as {
    data: { y: { bdata: string } | number[] }[];
  };
  const y = figure.data[0].y;
  const heights = Array.isArray(y)
    ? y
    : Array.from(new Float64Array(new Uint8Array(Buffer.from(y.bdata, "base64")).buffer));
  assert.deepEqual(heights, numpy.counts);
});

test("the picture stands beside the figure", () => {
  assert.equal(Buffer.from(dataOf(outputs[6], "image/png"), "base64").toString("latin1", 1, 4), "PNG");
  assert.match(dataOf(outputs[6], "text/html"), /data:image\//);
  assert.match(dataOf(outputs[6]), /1,000,000/);
});

test("the line of all values has NumPy's extremes", () => {
  assert.match(dataOf(outputs[7]), /1,000,000 rows → 3,200 points, minmax/);
  const y = plotted(outputs[7]);
  assert.deepEqual([Math.min(...y), Math.max(...y)], numpy.extent.map(Math.fround));
});

test("a report that fails names the cell and leaves nothing", () => {
  const path = join(folder, "failing.ipynb");
  writeFileSync(path, notebookOf(["1 + 1", 'const wrong: number = "text";']));
  const done = run(python, [join(root, "setup/report.py"), folder, path]);
  assert.equal(done.status, 1);
  assert.match(done.stderr, /cell 2 \(const wrong: number = "text";\) failed/);
  assert.match(done.stderr, /Type 'string' is not assignable to type 'number'/);
  assert.equal(existsSync(join(folder, "failing.html")), false);
});
