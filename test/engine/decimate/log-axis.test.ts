import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { column } from "../../../engine/column.js";
import { thin } from "../../../engine/decimate/thin.js";
import { python } from "../../support/python.js";
import { seeded } from "../../support/random.js";

const ROWS = 60_007;
const BINS = 250;
const folder = mkdtempSync(join(tmpdir(), "log axis-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const next = seeded(11);
const y = Float64Array.from({ length: ROWS }, () => next());
/** Ascending over four powers of ten, and below 0 at first. */
const x = Float64Array.from({ length: ROWS }, (_, row) =>
  row < 100 ? row - 99.5 : 1.0002 ** (row - 100) + next() / 1e6,
).sort();

/** The least and the greatest value of each bin that is equally wide in log10 of x, among the rows above 0, by NumPy. */
const JUDGE = `import sys, json
import numpy as np
folder, bins, low, high = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
x, y = np.fromfile(folder + "/x.bin"), np.fromfile(folder + "/y.bin")
inside = np.flatnonzero((x > 0) & (x >= low) & (x <= high))
first, last = np.log10(x[inside[0]] if low <= 0 else low), np.log10(x[inside[-1]] if np.isinf(high) else high)
edges = 10 ** (first + np.arange(1, bins) * (last - first) / bins)
of = np.searchsorted(edges, x[inside], side="left")
kept = set()
for k in range(bins):
    rows = inside[of == k]
    if len(rows): kept |= {int(rows[np.argmin(y[rows])]), int(rows[np.argmax(y[rows])])}
print(json.dumps({"rows": sorted(kept), "start": int(inside[0]), "inView": len(inside)}))`;

interface Judged {
  readonly rows: readonly number[];
  readonly start: number;
  readonly inView: number;
}

function judged(positions: Float64Array, low = 0, high = Number.POSITIVE_INFINITY): Judged {
  writeFileSync(join(folder, "x.bin"), positions);
  writeFileSync(join(folder, "y.bin"), y);
  return python<Judged>(
    JUDGE,
    folder,
    String(BINS),
    String(low),
    high === Number.POSITIVE_INFINITY ? "inf" : String(high),
  );
}

test("on a log axis bins are equally wide in log10 of x, and rows at or below 0 are left out", async () => {
  const expected = judged(x);
  for (const options of [{}, { chunk: 1013, workers: 1 }, { chunk: 7001, workers: 2 }]) {
    const found = await thin(column(y), column(x), { points: 2 * BINS, log: true, ...options });
    assert.deepEqual([...new Set(found.rows)], expected.rows);
    assert.deepEqual([found.start, found.inView], [expected.start, expected.inView]);
  }
  const linear = await thin(column(y), column(x), { points: 2 * BINS });
  const early = (rows: Iterable<number>): number => [...rows].filter((row) => row < ROWS / 2).length;
  assert.ok(early(expected.rows) > 3 * early(linear.rows), "the low end of the axis has its share");
});

test("a view of a log axis keeps its neighbours", async () => {
  const [low, high] = [3, 500];
  const expected = judged(x, low, high);
  const found = await thin(column(y), column(x), { points: 2 * BINS, log: true, range: [low, high] });
  const last = expected.start + expected.inView - 1;
  assert.deepEqual([...new Set(found.rows)], [expected.start - 1, ...expected.rows, last + 1]);
});

test("row numbers, also from another start and in other steps, stand on a log axis", async () => {
  for (const [start, step] of [
    [0, 1],
    [-50, 0.5],
    [200, 0.01],
  ] as const) {
    const expected = judged(Float64Array.from(y, (_, row) => start + step * row));
    const found = await thin(column(y), undefined, { points: 2 * BINS, log: true, rowX: { start, step } });
    assert.deepEqual([...new Set(found.rows)], expected.rows, `${start} + ${step} · row`);
    assert.equal(found.start, expected.start);
  }
  const falling = await thin(column(y), undefined, { points: 2 * BINS, log: true, rowX: { start: 100, step: -0.01 } });
  assert.deepEqual([falling.start, falling.inView], [0, 10_000]);
});
