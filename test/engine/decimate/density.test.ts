import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { column } from "../../../engine/column.js";
import { density } from "../../../engine/decimate/density.js";
import { memmap } from "../../../engine/sources/memmap.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "density-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 50_021;
// Sixteenths are exact in every step, so that NumPy's edges and our arithmetic meet the same cells.
const x = Float64Array.from({ length: ROWS }, (_, row) => ((row * 7919) % 1024) / 16);
const y = Float64Array.from({ length: ROWS }, (_, row) => (((row * 104_729) % 512) / 16) ** 2);
writeFileSync(join(folder, "x.bin"), x);
writeFileSync(join(folder, "y.bin"), y);

const judged = python<number[][]>(
  `import json, sys, numpy as np
x, y = np.fromfile(sys.argv[1]), np.fromfile(sys.argv[2])
print(json.dumps(np.histogram2d(y, x, bins=(32, 64), range=((0, 1024), (0, 64)))[0].tolist()))`,
  join(folder, "x.bin"),
  join(folder, "y.bin"),
);

test("counts are numpy.histogram2d's, whatever chunks and workers", async () => {
  const xs = await memmap(join(folder, "x.bin"), { dtype: "float64" });
  const ys = await memmap(join(folder, "y.bin"), { dtype: "float64" });
  const options = { cells: [64, 32], xRange: [0, 64], yRange: [0, 1024] } as const;
  for (const workers of [0, 1, 2]) {
    for (const chunk of [997, 20_000]) {
      const raster = await density(xs, ys, { ...options, workers, chunk });
      assert.deepEqual([...raster.counts], judged.flat());
      assert.equal(raster.inside, ROWS);
    }
  }
  assert.deepEqual([...(await density(column(x), column(y), options)).counts], judged.flat());
});

test("ranges come from the data, and log axes have cells of equal width in the exponent", async () => {
  const raster = await density(column(x), column(y), { cells: [4, 3] });
  assert.deepEqual([raster.x.low, raster.x.high], [0, 1023 / 16]);
  assert.equal(raster.inside, ROWS);
  const powers = column([1, 10, 100, 1000, 0, -5, Number.NaN]);
  const log = await density(powers, column([1, 1, 1, 1, 1, 1, 1]), { cells: [3, 1], xLog: true, xRange: [1, 1000] });
  assert.deepEqual([...log.counts], [1, 1, 2], "the highest value belongs to the last cell");
  assert.equal(log.inside, 4);
});

test("wrong input is named", async () => {
  await assert.rejects(density(column([1, 2]), column([1])), /x has 2 rows and y has 1/);
  await assert.rejects(density(column([1]), column([1]), { cells: [0, 1] }), /'cells' must be whole numbers.*got 0/);
});

test("infinities do not stretch the raster, and lie outside it", async () => {
  const x = Float64Array.from({ length: 20_000 }, (_, row) => (row === 77 ? Number.POSITIVE_INFINITY : row % 50));
  const y = x.map((value, row) => (row === 99 ? Number.NEGATIVE_INFINITY : value / 2));
  const raster = await density(column(x), column(y), { cells: [5, 5] });
  assert.deepEqual([raster.x.low, raster.x.high, raster.y.low, raster.y.high], [0, 49, 0, 24.5]);
  assert.equal(raster.inside, 19_998);
});
