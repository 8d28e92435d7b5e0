import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as bigdata from "../../index.js";
import { root } from "../support/repo.js";

/** Every name a cell or script can import, by room. A change here is a change of the public API: say so in the changelog. */
const SURFACE: Record<string, readonly string[]> = {
  display: [
    "CommandFailed",
    "bundle",
    "changeDirectory",
    "directory",
    "display",
    "environment",
    "html",
    "image",
    "loadCell",
    "md",
    "memory",
    "memoryCell",
    "npm",
    "comms",
    "progress",
    "prompt",
    "session",
    "shell",
    "svg",
    "time",
    "timeCell",
    "timeit",
    "who",
    "writeText",
  ],
  engine: [
    "Column",
    "CsvTable",
    "EngineError",
    "FilteredColumn",
    "Filters",
    "Group",
    "Groups",
    "H5Array",
    "H5File",
    "H5Table",
    "H5VLArray",
    "LazyTable",
    "MemmapArray",
    "ParquetTable",
    "Rows",
    "ScanTable",
    "Store",
    "Table",
    "WritableFile",
    "WritableTable",
    "Zip",
    "aggregate",
    "argmax",
    "argmin",
    "burr",
    "column",
    "correlation",
    "count",
    "covariance",
    "decimate",
    "defineSource",
    "distinct",
    "extent",
    "fromFile",
    "histogram",
    "histogram2d",
    "ingest",
    "isEngineError",
    "kurt",
    "linearRegression",
    "linspace",
    "max",
    "mean",
    "median",
    "memmap",
    "min",
    "norm",
    "openFile",
    "openNpy",
    "openStore",
    "openTable",
    "parseExpression",
    "printExpression",
    "quantiles",
    "range",
    "readCsv",
    "readHdf",
    "readJson",
    "readParquet",
    "reduce",
    "resample",
    "rows",
    "sample",
    "saveNpy",
    "skew",
    "slice",
    "sql",
    "std",
    "sum",
    "toArrowFile",
    "toCsv",
    "toFile",
    "toHdf",
    "toParquet",
    "topK",
    "uniform",
    "variance",
    "zip",
  ],
  figures: ["bar", "box", "density", "hist", "hist2d", "line", "plot", "scatter", "style"],
  mapreduce: [
    "JobFunction",
    "combiner",
    "emr",
    "hadoop",
    "hdfs",
    "local",
    "mapReduce",
    "mapper",
    "reducer",
    "spark",
    "writeScript",
  ],
};

test("the public surface is what this list says", () => {
  const listed = Object.values(SURFACE).flat().sort();
  assert.deepEqual(Object.keys(bigdata).sort(), listed);
});

test("the package's entry points exist and resolve without conditions", async () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.deepEqual(Object.keys(manifest.exports["."]), ["types", "default"]);
  assert.equal(manifest.main, manifest.exports["."].default);
  assert.equal(manifest.types, manifest.exports["."].types);
  const self = await import("tslab-bigdata");
  assert.equal(self.memmap, bigdata.memmap);
});

test("the package can be required, as other kernels' cells do", async () => {
  const { createRequire } = await import("node:module");
  const required: typeof bigdata = createRequire(import.meta.url)("tslab-bigdata");
  assert.equal(required.memmap, bigdata.memmap);
});
