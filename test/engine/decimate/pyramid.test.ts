import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { column } from "../../../engine/column.js";
import { PYRAMID_ROWS } from "../../../engine/decimate/block-table.js";
import { extremesOfBins } from "../../../engine/decimate/extremes-of.js";
import { forgetPyramids, tableOf } from "../../../engine/decimate/pyramid.js";
import { PYRAMID_CACHE_VARIABLE, PYRAMID_LIMIT_VARIABLE } from "../../../engine/decimate/pyramid-file.js";
import { binsFromTable, snappedEdges } from "../../../engine/decimate/table-bins.js";
import { rowsFromTable } from "../../../engine/decimate/table-rows.js";
import { thin } from "../../../engine/decimate/thin.js";
import type { ScanReport } from "../../../engine/options.js";
import { type MemmapArray, memmap } from "../../../index.js";

const folder = mkdtempSync(join(tmpdir(), "pyramid-"));
const cache = join(folder, "cache");
process.env[PYRAMID_CACHE_VARIABLE] = cache;
after(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  forgetPyramids();
  rmSync(cache, { recursive: true, force: true });
});

const ROWS = 300 * PYRAMID_ROWS + 1234;
/** Noise with a hole of NaN, a block of nothing but NaN, and the extremes in single rows. */
const values = Float64Array.from({ length: ROWS }, (_, row) => {
  if ((row > 50_000 && row < 50_100) || (row >= 40 * PYRAMID_ROWS && row < 42 * PYRAMID_ROWS + 5)) return Number.NaN;
  return row === 777_777 ? 9 : row === 888_888 ? -9 : Math.sin(row / 90_000) + ((row * 7919) % 101) / 500;
});
const ascending = Float64Array.from(values, (_, row) => Math.floor(row / 3) * 0.5);

/** A file that was last written to a minute ago. */
async function saved(name: string, data: Float64Array): Promise<MemmapArray<"float64">> {
  const path = join(folder, name);
  writeFileSync(path, data);
  const before = new Date(Date.now() - 60_000);
  utimesSync(path, before, before);
  return memmap(path, { dtype: "float64" });
}

test("the table holds each block's extremes, whatever chunks and workers", async () => {
  const y = await saved("y", values);
  const expected = (await tableOf(column(values), {})).table;
  assert.equal(expected.sorted, false);
  assert.equal(expected.min.length, 301);
  for (const block of [0, 12, 40, 42, 300]) {
    const part = values.slice(block * PYRAMID_ROWS, (block + 1) * PYRAMID_ROWS);
    const valid = part.filter((value) => !Number.isNaN(value));
    assert.equal(expected.min[block], valid.length === 0 ? Number.NaN : Math.min(...valid));
    assert.equal(part[expected.argmax[block]], valid.length === 0 ? undefined : Math.max(...valid));
    assert.equal(expected.first[block] === 65_535, valid.length === 0);
  }
  for (const workers of [0, 1, 2]) {
    for (const chunk of [997, 100_000]) {
      forgetPyramids();
      rmSync(cache, { recursive: true, force: true });
      assert.deepEqual(
        (await tableOf(y, { workers, chunk })).table,
        expected,
        `${workers} workers, chunks of ${chunk}`,
      );
    }
  }
});

test("bins from the table are those of a pass, wherever their edges lie", async () => {
  const y = column(values);
  const { table } = await tableOf(y, {});
  for (const edges of [
    [0, ROWS],
    [0, PYRAMID_ROWS, 5 * PYRAMID_ROWS, ROWS],
    [17, 4095, 4096, 4097, 9000, 9001, 100_000, 163_840, 172_040, 1_000_000, ROWS - 1],
    [50_010, 50_020, 50_200],
    [ROWS - 1300, ROWS - 1200, ROWS],
  ].map((rows) => Float64Array.from(rows))) {
    assert.deepEqual(
      { ...(await binsFromTable(y, table, edges, {})), edges: undefined },
      { ...(await extremesOfBins(y, [edges], {}, "test"))[0], edges: undefined },
    );
  }
});

test("edges move to blocks only where bins are wide, by a sixteenth of them at most", () => {
  const edges = Float64Array.of(5, 40_000, 80_000, 82_000, 84_000, 200_001);
  assert.deepEqual([...snappedEdges(edges)], [5, 10 * PYRAMID_ROWS, 80_000, 82_000, 84_000, 200_001]);
});

test("rows of a sorted column are found by reading the blocks of the edges", async () => {
  const x = column(ascending);
  const { table } = await tableOf(x, {});
  assert.equal(table.sorted, true);
  const edges = Float64Array.of(-1, 0, 0.25, 0.5, 341, 341.5, 5000.1, 204_800, ascending[ROWS - 1], 1e9);
  const judged = edges.map((edge) => ascending.filter((value) => value <= edge).length);
  assert.deepEqual((await rowsFromTable(x, table, edges)).rows, judged);
});

test("a thinned line from the pyramid keeps every bin's extremes, its gaps, and reads a thousandth", async () => {
  const y = await saved("y", values);
  const options = { points: 60, pyramid: true };
  const first = await thin(y, undefined, options);
  assert.equal(first.pyramid, "built");
  assert.ok(first.rows.includes(777_777) && first.rows.includes(888_888));
  const reports: ScanReport[] = [];
  const second = await thin(y, undefined, { ...options, onReport: (report) => reports.push(report) });
  assert.deepEqual({ ...second, pyramid: "built" }, first);
  assert.equal(second.pyramid, "memory");
  assert.equal(reports.length, 0, "no pass");
  const view = await thin(y, undefined, { ...options, range: [100_000.5, 900_000], onReport: (r) => reports.push(r) });
  assert.deepEqual([view.rows[0], view.rows.at(-1), reports.length], [100_000, 900_001, 0]);
  assert.ok(view.rows.includes(777_777));
  const exact = await thin(y, undefined, { points: 60 });
  assert.equal(exact.pyramid, undefined);
  assert.equal(exact.breaks.length, first.breaks.length);
});

test("x and y are both answered from pyramids", async () => {
  const [x, y] = [await saved("x", ascending), await saved("y", values)];
  const options = { points: 40, pyramid: true } as const;
  await thin(y, x, options);
  const reports: ScanReport[] = [];
  const range = [20_000, 180_000] as const;
  const { rows, sorted } = await thin(y, x, { ...options, range, onReport: (report) => reports.push(report) });
  assert.deepEqual([sorted, reports.length], [true, 0]);
  const exact = await thin(y, x, { points: 40, range });
  assert.deepEqual([rows[0], rows.at(-1)], [exact.rows[0], exact.rows.at(-1)]);
});

test("a pyramid is kept on disk, and read by the next process", async () => {
  const y = await saved("y", values);
  assert.equal((await y.pyramid()).origin, "built");
  assert.equal((await y.pyramid()).origin, "memory");
  forgetPyramids();
  const again = await y.pyramid();
  assert.equal(again.origin, "disk");
  assert.deepEqual(again.min, (await tableOf(column(values), {})).table.min);
  assert.deepEqual([again.rows, again.blockRows], [ROWS, PYRAMID_ROWS]);
  // a slice and an expression are other columns
  assert.equal((await y.slice(1).pyramid()).origin, "built");
  assert.equal((await y.map("value * 2").pyramid()).origin, "built");
  assert.equal(readdirSync(cache).length, 3);
});

test("a stale or broken pyramid is never used", async () => {
  const y = await saved("y", values);
  await y.pyramid();
  const path = join(folder, "y");
  const before = new Date(Date.now() - 30_000);
  utimesSync(path, before, before);
  await assert.rejects(y.pyramid(), /was written to since it was opened/);
  const reopened = await memmap(path, { dtype: "float64" });
  assert.equal((await reopened.pyramid()).origin, "built");
  forgetPyramids();
  for (const name of readdirSync(cache)) {
    const bytes = readFileSync(join(cache, name));
    writeFileSync(join(cache, name), bytes.subarray(0, bytes.length - 8));
  }
  assert.equal((await reopened.pyramid()).origin, "built");
  // written to a moment ago: another write could leave the same time
  forgetPyramids();
  appendFileSync(path, new Uint8Array(8));
  const fresh = await memmap(path, { dtype: "float64" });
  utimesSync(path, new Date(), new Date());
  const now = await memmap(path, { dtype: "float64" });
  assert.equal((await now.pyramid()).origin, "built");
  assert.equal((await now.pyramid()).origin, "built");
  await assert.rejects(fresh.pyramid(), /since it was opened/);
});

test("arrays in memory and functions of the user have a new pyramid each time", async () => {
  const own = column(values);
  assert.equal((await own.pyramid()).origin, "built");
  assert.equal((await own.pyramid()).origin, "built");
  const y = await saved("y", values);
  const doubled = y.map((value) => value * 2);
  await doubled.pyramid();
  assert.equal((await doubled.pyramid()).origin, "built");
});

test("where pyramids lie, and how much they take, is the user's to say", async () => {
  const y = await saved("y", values);
  process.env[PYRAMID_CACHE_VARIABLE] = "beside";
  try {
    await y.pyramid();
    assert.equal(readdirSync(join(folder, ".tslab-bigdata")).length, 1);
    forgetPyramids();
    process.env[PYRAMID_CACHE_VARIABLE] = "off";
    assert.equal((await y.pyramid()).origin, "built");
    process.env[PYRAMID_CACHE_VARIABLE] = cache;
    // one table takes 7 kB here
    process.env[PYRAMID_LIMIT_VARIABLE] = "0.016";
    for (const start of [0, 1, 2, 3]) await y.slice(start).pyramid();
    assert.equal(readdirSync(cache).length, 2);
    process.env[PYRAMID_LIMIT_VARIABLE] = "little";
    await assert.rejects(y.slice(5).pyramid(), /BIGDATA_PYRAMID_CACHE_MB must be a number of megabytes, got 'little'/);
  } finally {
    process.env[PYRAMID_CACHE_VARIABLE] = cache;
    delete process.env[PYRAMID_LIMIT_VARIABLE];
  }
});

test("no row, one row, nothing but NaN", async () => {
  for (const data of [[], [5], [Number.NaN, Number.NaN]]) {
    const { min, rows } = await column(data).pyramid();
    assert.deepEqual([rows, ...min], [data.length, ...(data.length === 0 ? [] : [data[0]])]);
  }
});
