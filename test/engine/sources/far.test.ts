import assert from "node:assert/strict";
import { test } from "node:test";
import { type Offer, offer, stretchesOf } from "../../../engine/sources/far.js";
import { memorySource } from "../../../engine/sources/memory.js";
import {
  aggregate,
  column,
  count,
  max,
  mean,
  median,
  norm,
  Rows,
  range,
  type ScanOptions,
  type ScanReport,
  std,
  sum,
  zip,
} from "../../../index.js";
import { seeded } from "../../support/random.js";

const N = 1_500_001;
const random = seeded(5);
const x = Float64Array.from({ length: N }, () => random() * 10 - 5);
const y = BigInt64Array.from({ length: N }, (_, i) => BigInt(i) * 3n);
const keys = Int8Array.from({ length: N }, (_, i) => i % 5);

const SPLITS: readonly ScanOptions[] = [
  {},
  { workers: 1, chunk: 100_003 },
  { workers: 2 },
  { workers: 3, chunk: 99_999, kernels: "js" },
  { workers: 4, chunk: 7 * 4096 },
];

test("large arrays in memory are scanned by the workers, with the results of the caller's thread", async () => {
  const table = zip({ k: column(keys), x: column(x), y: column(y) });
  const wanted = { m: mean("x"), s: std("x"), q: median("x"), t: sum("y"), n: count() };
  const here = await aggregate(table, wanted, { by: "k", workers: 0 });
  const views = [column(x).slice(3, -5, 7), column(x).slice(undefined, undefined, -1), column(y).slice(1000)];
  const expected = await Promise.all(views.map((view) => view.sum({ workers: 0 })));
  for (const options of SPLITS) {
    const reports: ScanReport[] = [];
    const there = await aggregate(table, wanted, { by: "k", ...options, onReport: (r) => void reports.push(r) });
    assert.deepEqual(there.toRows(), here.toRows());
    assert.ok(reports[0]!.workers > 0);
    // a thread that has met a million values of the median looks at them once more
    assert.ok([N, 2 * N].includes(reports[0]!.counters.rows), `${reports[0]!.counters.rows} rows`);
    assert.deepEqual(await Promise.all(views.map((view) => view.sum(options))), expected);
    assert.equal(
      await column(x).map("value * 2").rolling(3).mean().max(options),
      await column(x).map("value * 2").rolling(3).mean().max({ workers: 0 }),
    );
  }
});

test("rows with text, nulls and vectors reach the workers as they are", async () => {
  const rows = 700_001;
  const words = ["", "a", "bcd", "ä€"];
  const texts = Array.from({ length: rows }, (_, i) => words[i % 4]!);
  const encoded = Buffer.from(texts.join(""));
  const offsets = new Int32Array(rows + 1);
  texts.forEach((word, i) => {
    offsets[i + 1] = offsets[i]! + Buffer.byteLength(word);
  });
  const validity = Uint8Array.from({ length: (rows + 7) >> 3 }, () => Math.floor(random() * 256));
  const data = new Rows({
    length: rows,
    columns: [
      { name: "word", type: "string", shape: [], values: encoded, offsets },
      { name: "v", type: "float32", shape: [], values: Float32Array.from({ length: rows }, random), validity },
    ],
  });
  const wanted = { n: count("v"), s: sum("v"), top: max("v") };
  const here = await aggregate(data, wanted, { by: "word", workers: 0 });
  assert.deepEqual(here.col("word"), words);
  for (const options of SPLITS)
    assert.deepEqual(
      (await aggregate(data, wanted, { by: "word", where: "v >= 0", ...options })).toRows(),
      here.toRows(),
    );
});

test("arrays in shared memory are read where they are; made values use the workers too", async () => {
  const shared = new Float64Array(new SharedArrayBuffer(N * 8));
  shared.set(x);
  const reports: ScanReport[] = [];
  const onReport = (report: ScanReport): void => void reports.push(report);
  assert.equal(await column(shared).sum({ onReport }), await column(x).sum());
  assert.equal(await range(3_000_000).sum({ onReport }), (3_000_000 * 2_999_999) / 2);
  await norm.rvs({ size: 2_000_000, seed: 1 }).mean({ onReport });
  await column(new Float64Array(1000)).mean({ onReport });
  assert.deepEqual(
    reports.map(({ workers }) => workers > 0),
    [true, true, true, false],
  );
  assert.deepEqual(offer(memorySource(shared, "float64").descriptor).descriptor.options["values"], shared);
});

test("the caller's thread has its turns while workers read its memory, and no second copy is made", async () => {
  const before = process.memoryUsage.rss();
  const big = new Float64Array(24_000_000).fill(1.5);
  let turns = 0;
  let most = 0;
  let over = false;
  const turn = (): void => {
    turns++;
    most = Math.max(most, process.memoryUsage.rss());
    if (!over) setImmediate(turn);
  };
  turn();
  assert.equal(await column(big).sum(), 36_000_000);
  over = true;
  // 366 windows are filled; each turn may fill a few
  assert.ok(turns > 60, `${turns} turns`);
  assert.ok(most - before < big.byteLength + 120e6, `${(most - before) / 1e6} MB`);
});

test("a stretch is read ahead, beyond a window in pieces, and not at all once the offer has ended", async () => {
  const values = Float64Array.from({ length: 200_000 }, (_, i) => i);
  const { Worker } = await import("node:worker_threads");
  const offered: Offer = offer(memorySource(values, "float64").descriptor);
  const served = offered.serve();
  const url = new URL("../../../engine/sources/far.js", import.meta.url).href;
  const script = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(${JSON.stringify(url)}).then(({ stretchesOf }) => {
      const read = stretchesOf(workerData.values);
      const sum = (a) => a.reduce((s, v) => s + v, 0);
      parentPort.postMessage([sum(read(5, 10)), sum(read(10, 60000)), sum(read(0, 200000)), sum(read(199990, 200000))]);
    });`;
  const worker = new Worker(script, { eval: true, workerData: offered.descriptor.options });
  const sums = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const of = (a: number, b: number): number => ((b - a) * (a + b - 1)) / 2;
  assert.deepEqual(sums, [of(5, 10), of(10, 60_000), of(0, 200_000), of(199_990, 200_000)]);
  offered.end();
  await served;
  await worker.terminate();
  const read = stretchesOf(offered.descriptor.options["values"] as unknown as Parameters<typeof stretchesOf>[0]);
  assert.throws(() => read(0, 1), /is over; run it again/);
});
