import assert from "node:assert/strict";
import { appendFileSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { ProgressUpdate } from "../../../contract/index.js";
import { count } from "../../../engine/aggregates/count.js";
import { extent } from "../../../engine/aggregates/extremes.js";
import { std } from "../../../engine/aggregates/moments.js";
import { mean } from "../../../engine/aggregates/sum.js";
import { decimate } from "../../../engine/decimate/decimate.js";
import { forgetPyramids } from "../../../engine/decimate/pyramid.js";
import { openTable } from "../../../engine/hdf5/open.js";
import { ingest } from "../../../engine/ingest/ingest.js";
import { inCell } from "../../support/ambient.js";
import { csvFiles } from "../../support/csv.js";
import { python } from "../../support/python.js";
import { seeded } from "../../support/random.js";

const HEADER = "id,x,land,k\n";
const LANDS = ["de", "fr", "ünïland"];

function text(from: number, to: number): string {
  const random = seeded(from + 3);
  const row = (i: number): string => `${i},${random() * 100 - 50},${LANDS[i % 3]},${i % 11 === 0 ? "" : i % 5}\n`;
  return HEADER + Array.from({ length: to - from }, (_, i) => row(from + i)).join("");
}

/** Eleven files, whose order by name is another than by number. */
function files(): { [name: string]: string } {
  return Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${i}.csv`, text(i * 3001, (i + 1) * 3001)]));
}

test("files in natural order, rows in file order: PyTables reads what pandas reads from the files", async (t) => {
  const folder = csvFiles(t, files());
  const at = join(folder, "w.h5t");
  const updates: ProgressUpdate[] = [];
  const report = await ingest(join(folder, "*.csv"), `${at}:/data/weather`, {
    filters: "blosc:5",
    chunk: 1000,
    title: "a title",
    workers: 2,
    onProgress: (update) => updates.push(update),
  });
  assert.deepEqual([report.nrows, report.added, report.files, report.known], [33_011, 33_011, 11, 0]);
  assert.equal(report.reader.chosen, "own");
  const same = python<{ equal: boolean; filters: string; title: string; rows: number; chunk: number }>(
    `
import glob, json, sys, warnings
import numpy as np, pandas as pd, tables
folder = sys.argv[1]
frame = pd.concat([pd.read_csv(f'{folder}/{i}.csv') for i in range(11)], ignore_index=True)
h = tables.open_file(folder + '/w.h5t')
t = h.root.data.weather
equal = all([
  np.array_equal(t.col('id'), frame.id), np.array_equal(t.col('x').view('i8'), frame.x.to_numpy().view('i8')),
  np.array_equal(t.col('k'), frame.k, equal_nan=True), [b.decode() for b in t.col('land')] == list(frame.land),
])
print(json.dumps(dict(equal=bool(equal), filters=repr(t.filters), title=t.title, rows=int(t.nrows), chunk=int(t.chunkshape[0]))))
h.close()
`,
    folder,
  );
  assert.deepEqual({ ...same, filters: "" }, { equal: true, filters: "", title: "a title", rows: 33_011, chunk: 1000 });
  assert.match(same.filters, /complevel=5, complib='blosc:?\w*', shuffle=True/);
  for (const { total, done, unit } of updates) assert.ok(unit === "bytes" && done <= total!);
});

test("the table is the same for any number of threads, from gzip, and through DuckDB", async (t) => {
  const folder = csvFiles(t, {
    "a.csv": text(0, 30_000),
    "b.csv.gz": gzipSync(text(0, 30_000)),
    "c.csv": text(0, 30_000).replace(HEADER, '"id","x","land","k"\n').replaceAll("fr", '"fr"'),
  });
  const expected = [];
  for (const [name, workers] of [
    ["a.csv", 0],
    ["a.csv", 2],
    ["b.csv.gz", 1],
    ["c.csv", 1],
  ] as const) {
    const target = join(folder, `${name}-${workers}.h5`);
    const { reader } = await ingest(join(folder, name), `${target}:/t`, { workers, filters: "lz4" });
    assert.equal(reader.chosen, name === "c.csv" ? "duckdb" : "own");
    expected.push(await (await openTable(target, "/t")).toRows());
  }
  assert.equal(expected[0]!.length, 30_000);
  assert.deepEqual(expected[0]![11], {
    id: 11n,
    x: expected[0]![11]!["x"],
    land: "ünïland",
    k: Number.NaN,
  });
  for (const other of expected.slice(1)) assert.deepEqual(other, expected[0]);
});

test("a file's rows are in the table all or not at all; what failed goes on with the first missing file", async (t) => {
  const folder = csvFiles(t, { ...files(), "7.csv": `${text(0, 2000)}1,2\n` });
  const table = `${join(folder, "w.h5")}:/w`;
  await assert.rejects(ingest(join(folder, "*.csv"), table), /7.csv', line 2002: 2 fields where there are 4 columns/);
  const rows = async (): Promise<number> => (await openTable(join(folder, "w.h5"), "/w")).nrows;
  assert.equal(await rows(), 7 * 3001);
  writeFileSync(join(folder, "7.csv"), text(7 * 3001, 8 * 3001));
  const second = await ingest(join(folder, "*.csv"), table);
  assert.deepEqual([second.nrows, second.added, second.files, second.known], [33_011, 12_004, 4, 7]);
  const ids = (await (await openTable(join(folder, "w.h5"), "/w")).read({ field: "id" })) as BigInt64Array;
  assert.deepEqual(
    ids.findIndex((id, i) => id !== BigInt(i)),
    -1,
  );
  const third = await ingest(join(folder, "*.csv"), table);
  assert.deepEqual([third.added, third.files, third.known], [0, 0, 11]);
  appendFileSync(join(folder, "3.csv"), "1,2,de,3\n");
  await assert.rejects(ingest(join(folder, "*.csv"), table), /3.csv' was changed since its rows were stored/);
  assert.equal(await rows(), 33_011);
});

test("an interrupt keeps the files that are done; a table that got none is taken away again", async (t) => {
  const folder = csvFiles(t, files());
  const controller = new AbortController();
  const work = ingest(join(folder, "*.csv"), `${join(folder, "w.h5")}:/w`, { signal: controller.signal });
  setImmediate(() => controller.abort(new Error("enough")));
  await assert.rejects(work, /enough/);
  if (existsSync(join(folder, "w.h5"))) assert.equal((await openTable(join(folder, "w.h5"), "/w")).nrows % 3001, 0);
  const bad = csvFiles(t, { "0.csv": "a,b\n1,2\n3\n" });
  await assert.rejects(ingest(join(bad, "0.csv"), `${join(bad, "n.h5")}:/w`), /line 3: 1 field/);
  assert.deepEqual(readdirSync(bad), ["0.csv"]);
});

test("bad rows are left out and counted; nulls in integers are refused unless they were seen coming", async (t) => {
  const late = `a,b\n${"1,2\n".repeat(400_000)},2\n${"1,2\n".repeat(400_000)}`;
  const folder = csvFiles(t, { "bad.csv": "a,b\n1,2\nx,2\n3\n4,5\n", "late.csv": late });
  const types = { a: "int64", b: "int64" } as const;
  const { value, recorded } = await inCell(() =>
    ingest(join(folder, "bad.csv"), `${join(folder, "w.h5")}:/w`, { onError: "skip", types }),
  );
  assert.equal(value.added, 2);
  assert.deepEqual(
    value.problems.first.map(({ line, why }) => [line, why]),
    [
      [3, "column 'a' holds 'x', which is no int64"],
      [4, "1 field where there are 2 columns"],
    ],
  );
  assert.match(String(recorded.shown[0]!.bundle["text/plain"]), /^2 bad rows or values:/);
  await assert.rejects(
    ingest(join(folder, "late.csv"), `${join(folder, "l.h5")}:/w`),
    /column 'a' \(int64\) has nulls in '.*late.csv', and tables hold none; read it as float64, .* types: \{ "a": "float64" \}/,
  );
  assert.ok(!existsSync(join(folder, "l.h5")));
});

test("what is wrong with target, filters and columns is said before anything is written", async (t) => {
  const folder = csvFiles(t, { "a.csv": "a,b\n1,2\n", "c.csv": "a,c\n1,2\n", "not.h5": "hello" });
  const a = join(folder, "a.csv");
  await assert.rejects(
    ingest(a, join(folder, "w.h5")),
    /expected a file and a table in it, as in "data\/weather.h5t:\/weather"/,
  );
  await assert.rejects(
    ingest(a, `${folder}/w.h5:/w`, { filters: "lz5" }),
    /compression library 'lz5' cannot be written/,
  );
  await assert.rejects(ingest(a, `${folder}/w.h5:/w`, { workers: -1 }), /'workers' must be a number of threads/);
  await assert.rejects(ingest(a, `${folder}/w.h5:/w`, { chunks: 5 } as object), /did you mean 'chunk'/);
  await assert.rejects(ingest(a, `${folder}/not.h5:/w`), { code: "CorruptData" });
  await assert.rejects(ingest(join(folder, "*.tsv"), `${folder}/w.h5:/w`), { code: "FileMissing" });
  assert.ok(!existsSync(join(folder, "w.h5")));
  await ingest(a, `${folder}/w.h5:/w`);
  await assert.rejects(ingest(join(folder, "c.csv"), `${folder}/w.h5:/w`), /has no column 'c'; .*it has a, b/);
});

test("aggregates, a decimated copy and a pyramid are made in the same pass", async (t) => {
  const folder = csvFiles(t, { "0.csv": text(0, 20_000), "1.csv": text(20_000, 40_001) });
  const at = join(folder, "w.h5");
  const before = process.env["BIGDATA_PYRAMID_CACHE"];
  process.env["BIGDATA_PYRAMID_CACHE"] = "off";
  t.after(() => {
    if (before === undefined) delete process.env["BIGDATA_PYRAMID_CACHE"];
    else process.env["BIGDATA_PYRAMID_CACHE"] = before;
  });
  const also = {
    aggregates: { rows: count("x"), average: mean("x"), spread: std("x"), ends: extent("x") },
    decimate: { x: { points: 8 } },
    pyramid: ["x"],
  };
  const report = await ingest(join(folder, "*.csv"), `${at}:/w`, { also });
  const table = await openTable(at, "/w");
  const x = table.col("x");
  const found = { rows: 40_001, average: await x.mean(), spread: await x.std(), ends: await x.extent() };
  assert.deepEqual(report.aggregates, found);
  assert.equal(table.attrs["average"], found.average);
  assert.equal(table.attrs["spread"], found.spread);
  const pyramid = await x.pyramid();
  assert.equal(pyramid.origin, "memory");
  forgetPyramids();
  const built = await x.pyramid();
  assert.equal(built.origin, "built");
  assert.deepEqual({ ...pyramid, origin: "" }, { ...built, origin: "" });
  const copy = await openTable(at, "/w_x");
  const rows = await decimate(x, { points: 8, pyramid: true });
  assert.deepEqual([...((await copy.read({ field: "row" })) as BigInt64Array)].map(Number), [...rows]);
  const values = (await x.toArray()) as Float64Array;
  assert.deepEqual(
    [...((await copy.read({ field: "x" })) as Float64Array)],
    [...rows].map((row) => values[row]!),
  );
  writeFileSync(join(folder, "2.csv"), text(40_001, 41_001));
  const more = await ingest(join(folder, "*.csv"), `${at}:/w`, { also });
  const again = await openTable(at, "/w");
  assert.equal(more.aggregates["rows"], 41_001);
  assert.equal(again.attrs["average"], await again.col("x").mean());
});
