import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { aggregate, count, type MemmapArray, memmap, type ScanReport, zip } from "../../../index.js";
import "../../support/two-cores.js";

const folder = mkdtempSync(join(tmpdir(), "priority "));
after(() => rmSync(folder, { recursive: true }));

const ROWS = 6_000_000;
const map: MemmapArray<"float64"> = await memmap(join(folder, "x"), { mode: "w+", dtype: "float64", shape: ROWS });
await map.assign(
  Float64Array.from({ length: 1000 }, (_, i) => i),
  5_000_000,
);
const sumOfMap = 499_500;
after(() => map.close());

/** As slow as it takes for a zoom to come in between. */
const slow = (x: number): number => {
  let y = x;
  for (let i = 0; i < 40; i++) y = Math.cos(y);
  return y < 2 ? x : 0;
};

test("a zoom's scan goes before a cell's that holds all threads, which then ends with every row counted once", async () => {
  const order: string[] = [];
  const reports: ScanReport[] = [];
  let started: () => void = () => {};
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const cells = [1, 2].map((cell) =>
    map
      .map(slow)
      .sum({ chunk: 20_000, onProgress: () => started(), onReport: (report) => void reports.push(report) })
      .then((sum) => {
        order.push(`cell ${cell}`);
        return sum;
      }),
  );
  await running;
  const controller = new AbortController();
  for (const zoom of [1, 2, 3]) {
    const n = await map.slice(0, 2_000_000).count({ priority: "refine", signal: controller.signal });
    assert.equal(n, 2_000_000);
    order.push(`zoom ${zoom}`);
  }
  assert.deepEqual(await Promise.all(cells), [sumOfMap, sumOfMap]);
  assert.deepEqual(order.slice(0, 3), ["zoom 1", "zoom 2", "zoom 3"]);
  for (const { counters, workers } of reports) {
    assert.deepEqual([counters.rows, counters.morsels, counters.passes], [ROWS, 300, 1]);
    assert.ok(workers >= 1);
  }
});

test("interrupted work by group and in several passes has the results of work left alone", async () => {
  const data = zip({ k: map.map((_x, row) => row % 7), x: map.map(slow) });
  const wanted = { n: count(), h: { kind: "histogram", columns: ["x"], options: { bins: 3 } } };
  const alone = await aggregate(data, wanted, { by: "k", where: "x >= 0" });
  const shared = aggregate(data, wanted, { by: "k", where: "x >= 0", chunk: 30_011 });
  let zooms = 0;
  let over = false;
  void shared.finally(() => {
    over = true;
  });
  while (!over) {
    await map.slice(0, 300_000).count({ priority: "refine" });
    zooms++;
  }
  assert.ok(zooms > 1);
  assert.deepEqual((await shared).toRows(), alone.toRows());
});

test("an aborted scan that waits for a thread ends at once", async () => {
  const cell = map.map(slow).sum({ chunk: 3_000_000 });
  const waits = new AbortController();
  const waiting = map.sum({ signal: waits.signal, workers: 2 });
  setTimeout(() => waits.abort(new Error("no longer wanted")), 20);
  const first = await Promise.race([cell.then(() => "cell"), waiting.catch((error: Error) => error.message)]);
  assert.equal(first, "no longer wanted");
  assert.equal(await cell, sumOfMap);
});
