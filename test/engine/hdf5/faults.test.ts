import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { aggregate } from "../../../engine/aggregate.js";
import { count } from "../../../engine/aggregates/count.js";
import { mean, sum } from "../../../engine/aggregates/sum.js";
import { isEngineError } from "../../../engine/errors.js";
import { openFile, openTable } from "../../../engine/hdf5/open.js";
import { fixture } from "../../support/fixture.js";

interface Answers {
  readonly answers: { readonly [condition: string]: readonly number[] };
  readonly sums: { readonly n: number; readonly x: number };
  readonly steps: readonly number[];
}

const folder = mkdtempSync(join(tmpdir(), "hdf5-faults-"));
let expected: Answers;
const path = (name: string): string => join(folder, name);

before(() => {
  expected = fixture<Answers>("hdf5_faults.py", folder);
});
after(() => rmSync(folder, { recursive: true }));

test("no rows, one row", async () => {
  const none = await openTable(path("none.h5"), "/t");
  assert.equal(none.nrows, 0);
  assert.deepEqual((await none.read()).toRows(), []);
  assert.equal(await none.col("x").sum(), 0);
  const one = await openTable(path("one.h5"), "/t");
  const row = { n: 0n, x: 0, "place/name": "there", "place/height": 0 };
  assert.deepEqual((await one.read()).toRows(), [row]);
  assert.deepEqual(await one.at(-1), row);
  await assert.rejects(one.at(1), (error) => isEngineError(error, "OutOfBounds"));
});

test("statistics are the same for every chunk, number of workers and reader", async () => {
  const work = { n: sum("n"), x: sum("x"), m: mean("x"), all: count() };
  for (const reader of ["own", "h5wasm"] as const) {
    const table = await openTable(path("many.h5"), "/t", { n: "int64", x: "float64" }, { reader });
    for (const options of [{}, { workers: 1 }, { workers: 3, chunk: 777 }]) {
      const found = await aggregate(table, work, options);
      assert.equal(found.n, BigInt(expected.sums.n));
      assert.equal(found.x, expected.sums.x);
      assert.equal(found.all, 123_456);
      assert.equal(found.m, expected.sums.x / 123_456);
    }
  }
});

test("a scan decodes each chunk once, whatever the number of columns, and reads neighbours together", async () => {
  const table = await openTable(path("many.h5"), "/t");
  let counters = { bytes: 0, reads: 0, decodes: 0 };
  const onReport = (report: { counters: typeof counters }): void => {
    counters = report.counters;
  };
  await aggregate(table, { a: sum("n"), b: sum("x"), c: sum("place/height") }, { workers: 1, onReport });
  assert.equal(counters.decodes, 124);
  assert.ok(counters.reads < 20, `${counters.reads} reads`);
  await aggregate(table.where("n > 70"), { a: sum("x"), b: sum("place/height") }, { workers: 1, onReport });
  assert.equal(counters.decodes, 124, "a condition's columns and others are decoded together");
  const plain = await openTable(path("plain.h5"), "/t");
  const reader = await (await import("../../../engine/sources/registry.js")).openReader(plain.source.descriptor);
  const bench = (await import("../../../engine/workers/bench.js")).createBench("auto");
  await reader.readBatch({ rows: { start: 5000, stop: 5010 } }, [0], bench.arena);
  assert.equal(reader.counters.bytes, 10 * 26);
  reader.close();
});

test("where gives the rows that PyTables gives", async () => {
  const table = await openTable(path("many.h5"), "/t");
  for (const [condition, rows] of Object.entries(expected.answers)) {
    const text = condition === "height" ? "`place/height` == 6" : condition;
    const found = await table.where(text).read({ field: "n" });
    assert.deepEqual(Array.from(found as BigInt64Array, Number), rows, condition);
  }
  assert.throws(() => table.where("tmp > 2"), /no column 'tmp'/);
  assert.throws(
    () => table.where("x; drop"),
    (error) => isEngineError(error, "ExpressionSyntax"),
  );
});

test("steps and slices", async () => {
  const table = await openTable(path("many.h5"), "/t");
  assert.deepEqual(Array.from((await table.read({ step: 2880, field: "x" })) as Float64Array), expected.steps);
  assert.deepEqual(
    Array.from((await table.slice(-5).read({ field: "n" })) as BigInt64Array, Number),
    [123_451, 123_452, 123_453, 123_454, 123_455],
  );
  assert.deepEqual(
    Array.from((await table.read({ start: 2002, stop: 1998, step: -1, field: "n" })) as BigInt64Array, Number),
    [2002, 2001, 2000, 1999],
  );
});

test("more than 2^31 rows, most of them never written", async () => {
  const table = await openTable(path("sparse.h5"), "/t");
  assert.equal(table.nrows, 2 ** 31 + 5_000_000);
  assert.equal(table.reader, "own");
  const last = (await table.read({ start: -11 })).toRows();
  assert.deepEqual(
    last.map((row) => row["n"]),
    [0n, 0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n],
  );
  assert.equal((await table.at(2 ** 31))["n"], 3n);
  const tail = table.slice(2 ** 31 - 1000);
  assert.equal(await tail.col("n").sum(), 48n);
});

test("elements behind 4 GiB", async () => {
  const h5 = await openFile(path("far.h5"));
  const array = await h5.getNode("/before", undefined, "Array");
  assert.deepEqual(await array.read({ start: -2 }), Float64Array.of(0, 5));
  const table = await h5.getNode("/t", undefined, "Table");
  assert.equal(await table.col("n").sum(), (4999n * 5000n) / 2n);
  assert.ok(h5.getFilesize() > 2 ** 32);
  await h5.close();
});

test("chunks that were never written hold the fill value", async () => {
  const h5 = await openFile(path("holes.h5"));
  const array = await h5.getNode("/u", undefined, "CArray");
  assert.equal(await array.column.sum(), -5 * 99 + 1);
  assert.equal((await h5.getNode("/t", undefined, "Table")).nrows, 0);
  await h5.close();
});

test("a file that is written to, replaced or gone under an open table is noticed", async () => {
  const file = path("changing.h5");
  const changed = (error: unknown): boolean => isEngineError(error, "SourceChanged");
  copyFileSync(path("many.h5"), file);
  const grown = await openTable(file, "/t");
  await grown.col("n").sum();
  appendFileSync(file, "x");
  await assert.rejects(grown.col("n").sum(), changed);
  await assert.rejects(grown.read({ stop: 5 }), changed);
  const touched = await openTable(file, "/t");
  utimesSync(file, 1, 1);
  await assert.rejects(touched.read({ stop: 5 }), changed);
  const replaced = await openTable(file, "/t");
  copyFileSync(path("one.h5"), path("other.h5"));
  renameSync(path("other.h5"), file);
  await assert.rejects(replaced.col("n").sum(), changed);
  const gone = await openTable(file, "/t");
  rmSync(file);
  await assert.rejects(gone.col("n").sum(), (error) => isEngineError(error, "FileMissing"));
});

test("a table is what it is asked to be", async () => {
  await assert.rejects(
    openTable(path("many.h5"), "/t", { x: "int64" }),
    /column 'x' of table '\/t' is float64, not int64/,
  );
  await assert.rejects(openTable(path("many.h5"), "/"), /is no table: \/ \(RootGroup\)/);
  const table = await openTable(path("many.h5"), "/t");
  assert.throws(() => table.col("nn"), /no column 'nn'; did you mean 'n'\?/);
});
