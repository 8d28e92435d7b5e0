import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { DecimateMethod, TypedArray } from "../../../contract/index.js";
import { column } from "../../../engine/column.js";
import { decimate } from "../../../engine/decimate/decimate.js";
import { thin } from "../../../engine/decimate/thin.js";
import type { ScanReport } from "../../../engine/options.js";
import { memmap } from "../../../engine/sources/memmap.js";
import { root } from "../../support/repo.js";
import { python, run } from "../../support/run.js";

const folder = mkdtempSync(join(tmpdir(), "decimate-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers in [0, 1) from a fixed seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const ROWS = 100_003;
const next = generator(7);
let level = 0;
const walk = Float64Array.from({ length: ROWS }, () => {
  level += next() - 0.5;
  return level;
});
let at = 0;
const irregular = Float64Array.from({ length: ROWS }, () => {
  at += next() < 0.001 ? 500 * next() : next();
  return at;
});

function saved(name: string, values: TypedArray): string {
  const path = join(folder, name);
  writeFileSync(path, values);
  return path;
}

function tsdownsample(...args: string[]): Record<string, number[]> {
  const done = run(python, [join(root, "test/fixtures/kept_rows.py"), ...args]);
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

test("rows are tsdownsample's, index for index", async () => {
  const integers = Int32Array.from(walk, (value) => Math.round(value * 3));
  const single = Float32Array.from(walk);
  for (const [values, dtype, keys] of [
    [column(walk), "float64", saved("walk.bin", walk)],
    [column(single), "float32", saved("single.bin", single)],
    [column(integers), "int32", saved("integers.bin", integers)],
  ] as const) {
    for (const [name, judged] of Object.entries(tsdownsample(keys, dtype))) {
      const [method, points] = name.split(" ");
      const rows = await decimate(values, { method: method as DecimateMethod, points: Number(points) });
      assert.deepEqual([...new Set(rows)], judged, `${name} of ${dtype}`);
    }
  }
});

test("with irregular x minmax and m4 are tsdownsample's", async () => {
  const data = { x: column(irregular), y: column(walk) };
  const judged = tsdownsample(saved("walk.bin", walk), "float64", saved("x.bin", irregular));
  for (const method of ["minmax", "m4"] as const) {
    for (const points of [40, 100, 1480]) {
      assert.deepEqual(
        [...(await decimate(data, { method, points }))],
        judged[`${method} ${points}`],
        `${method} ${points}`,
      );
    }
  }
});

test("no row depends on chunks, workers or where the values lie", async () => {
  const y = await memmap(saved("walk.bin", walk), { dtype: "float64" });
  const x = await memmap(saved("x.bin", irregular), { dtype: "float64" });
  for (const method of ["minmax", "m4", "lttb", "minmaxlttb", "stride", "random"] as const) {
    for (const [file, memory] of [
      [y, column(walk)],
      [
        { x, y },
        { x: column(irregular), y: column(walk) },
      ],
    ] as const) {
      const expected = await decimate(memory, { method, points: 500 });
      for (const workers of [0, 1, 2]) {
        for (const chunk of [997, 40_000]) {
          const rows = await decimate(file, { method, points: 500, workers, chunk });
          assert.deepEqual(rows, expected, `${method}, ${workers} workers, chunks of ${chunk}`);
        }
      }
    }
  }
});

test("minmax takes one pass over y and one over x, and reads every byte once", async () => {
  const y = await memmap(saved("walk.bin", walk), { dtype: "float64" });
  const x = await memmap(saved("x.bin", irregular), { dtype: "float64" });
  const reports: ScanReport[] = [];
  await decimate({ x, y }, { points: 100, workers: 2, onReport: (report) => reports.push(report) });
  assert.deepEqual(
    reports.map(({ counters }) => [counters.passes, counters.rows, counters.bytes]),
    [
      [1, ROWS, ROWS * 8],
      [1, ROWS, ROWS * 8],
    ],
  );
});

test("the least and the greatest value are always kept", async () => {
  for (const method of ["minmax", "m4"] as const) {
    const rows = await decimate(column(walk), { method, points: 12 });
    assert.ok(rows.includes(walk.indexOf(walk.reduce((a, b) => Math.min(a, b)))));
    assert.ok(rows.includes(walk.indexOf(walk.reduce((a, b) => Math.max(a, b)))));
    assert.ok(rows.length <= 12);
  }
});

test("NaN is never kept, and interrupts the line where it stands between two bins", async () => {
  const gappy = walk.slice(0, 10_000).map((value, row) => (row >= 4000 && row < 6000 ? Number.NaN : value));
  for (const method of ["minmax", "m4"] as const) {
    const { rows, breaks } = await thin(column(gappy), undefined, { method, points: 400 });
    assert.ok(rows.every((row) => !Number.isNaN(gappy[row])));
    assert.equal(breaks.length, 1);
    assert.ok(rows[breaks[0]] < 4000 && rows[breaks[0] + 1] >= 6000);
  }
  const infinite = Float64Array.from({ length: 1000 }, (_, row) => (row === 500 ? Number.POSITIVE_INFINITY : row % 7));
  assert.ok((await decimate(column(infinite), { points: 40 })).includes(500), "infinities are values");
  const none = await decimate(column(new Float64Array(1000).fill(Number.NaN)), { points: 40 });
  assert.equal(none.length, 0);
});

test("a view keeps one neighbour on each side", async () => {
  const rows = await decimate(column(walk), { points: 100, range: [20_000.5, 80_000] });
  assert.deepEqual([rows[0], rows.at(-1)], [20_000, 80_001]);
  const few = await decimate(column(walk), { points: 100, range: [10, 12] });
  assert.deepEqual([...few], [9, 10, 11, 12, 13]);
  const start = irregular.findIndex((value) => value >= 1000);
  const stop = irregular.findIndex((value) => value > 1020);
  const byX = await decimate({ x: column(irregular), y: column(walk) }, { points: 1000, range: [1000, 1020] });
  assert.deepEqual(
    [...byX],
    Array.from({ length: stop - start + 2 }, (_, k) => start - 1 + k),
  );
  const empty = await decimate(column(walk), { range: [-50, -10] });
  assert.deepEqual([...empty], [0]);
});

test("x that falls is told, and thinned by row numbers in both directions", async () => {
  const angle = Float64Array.from({ length: 20_000 }, (_, row) => row / 500);
  const x = column(angle.map(Math.cos));
  const y = column(angle.map(Math.sin));
  const { rows, sorted } = await thin(y, x, { points: 200 });
  assert.equal(sorted, false);
  assert.ok(rows.length > 100 && rows.length <= 400);
  assert.deepEqual(rows, rows.slice().sort());
});

test("edge cases: no row, one row, constant, duplicate x", async () => {
  assert.equal((await decimate(column([]))).length, 0);
  assert.deepEqual([...(await decimate(column([5])))], [0]);
  const constant = column(new Float64Array(10_000));
  assert.ok((await decimate(constant, { points: 8 })).length <= 8);
  const same = column(new Float64Array(10_000).fill(3));
  const rows = await decimate({ x: same, y: column(walk.slice(0, 10_000)) }, { points: 8 });
  assert.equal(rows.length, 2, "one column of the raster holds everything");
});

test("random rows are a sample without replacement that the seed decides", async () => {
  const rows = await decimate(column(walk), { method: "random", points: 1000, seed: 3 });
  assert.equal(new Set(rows).size, 1000);
  assert.deepEqual(rows, await decimate(column(walk), { method: "random", points: 1000, seed: 3 }));
  assert.notDeepEqual(rows, await decimate(column(walk), { method: "random", points: 1000, seed: 4 }));
  const tenths = [...rows].map((row) => Math.floor((row / ROWS) * 10));
  const counts = Array.from({ length: 10 }, (_, tenth) => tenths.filter((value) => value === tenth).length);
  // Chi-square with 9 degrees of freedom stays below 27.9 in 999 of 1,000 samples.
  assert.ok(counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0) < 27.9, counts.join(" "));
});

test("wrong options are named", async () => {
  const y = column(walk);
  await assert.rejects(
    decimate(y, { method: "minmaxx" as never }),
    /unknown method 'minmaxx': one of minmax, .*did you mean 'minmax'/,
  );
  await assert.rejects(decimate(y, { points: 3 }), /'points' must be a whole number from 4 on, got 3/);
  await assert.rejects(decimate(y, { range: [2, 1] }), /'range' must be \[low, high\], got \[2, 1\]/);
  await assert.rejects(decimate({ x: column([1, 2]), y }), /x has 2 rows and y has 100003/);
});
