import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  type Aggregates,
  aggregate,
  argmax,
  argmin,
  count,
  distinct,
  extent,
  histogram,
  kurt,
  max,
  mean,
  median,
  memmap,
  min,
  quantiles,
  reduce,
  type ScanReport,
  sample,
  skew,
  std,
  sum,
  topK,
  variance,
} from "../../index.js";
import { seeded } from "../support/random.js";

const folder = mkdtempSync(join(tmpdir(), "determinism "));
after(() => rmSync(folder, { recursive: true }));

const ROWS = 60_013;
const random = seeded(11);
const values = Array.from({ length: ROWS }, () => Math.floor((random() - 0.3) * 2 ** 30) / 2 ** (8 * random()));

/** Writes the values as they are in each type. */
function fileOf(dtype: string): string {
  const arrays: { readonly [name: string]: () => Uint8Array } = {
    "<f8": () => new Uint8Array(Float64Array.from(values).buffer),
    "<f4": () => new Uint8Array(Float32Array.from(values).buffer),
    "<i8": () => new Uint8Array(BigInt64Array.from(values, (x) => BigInt(Math.round(x)) * 2n ** 31n).buffer),
    ">i2": () => new Uint8Array(Int16Array.from(values).buffer),
    u1: () => Uint8Array.from(values),
  };
  const path = join(folder, dtype.replace(/\W/g, "x"));
  writeFileSync(path, arrays[dtype]!());
  return path;
}

const ALL: Aggregates = {
  count: count(),
  sum: sum(),
  fast: sum({ exact: false }),
  mean: mean(),
  variance: variance({ ddof: 1 }),
  std: std(),
  skew: skew(),
  kurt: kurt(),
  min: min(),
  max: max(),
  argmin: argmin(),
  argmax: argmax(),
  extent: extent(),
  histogram: histogram({ bins: 37 }),
  auto: histogram({ bins: "auto", density: true }),
  given: histogram({ bins: 5, range: [0, 100] }),
  median: median(),
  quantiles: quantiles({ q: [0, 0.01, 0.5, 1], method: "nearest" }),
  sketch: quantiles({ q: [0.5], sketch: true }),
  distinct: distinct(),
  top: topK({ k: 4 }),
  sample: sample({ n: 9, seed: 3 }),
  ordered: reduce({
    init: () => ({ last: "", n: 0 }),
    step: (state, value: number | bigint) => ({ last: String(value), n: state.n + 1 }),
    merge: (a, b) => ({ last: b.n > 0 ? b.last : a.last, n: a.n + b.n }),
    finish: ({ last, n }) => `${last} ${n}`,
  }),
};

for (const dtype of ["<f8", "<f4", "<i8", ">i2", "u1"])
  test(`${dtype}: no result of any aggregate depends on chunks, workers or kernels`, async () => {
    const map = await memmap(fileOf(dtype), { dtype });
    for (const source of [map, map.slice(5, undefined, 3), map.filter("value > 2")]) {
      const expected = await aggregate(source, ALL, { workers: 0 });
      for (const workers of [1, 2, 3, 4])
        for (const chunk of [777, 4096, 50_021]) {
          const kernels = chunk === 4096 ? "js" : "wasm";
          assert.deepEqual(await aggregate(source, ALL, { workers, chunk, kernels }), expected);
        }
    }
    map.close();
  });

test("a scan never keeps the caller's thread: it has a turn between any two pieces of work", async () => {
  const path = join(folder, "turns");
  const map = await memmap(path, { mode: "w+", dtype: "f8", shape: 40_000_000 });
  const reports: ScanReport[] = [];
  for (const workers of [0, 2]) {
    let turns = 0;
    let over = false;
    const turn = (): void => {
      turns++;
      if (!over) setImmediate(turn);
    };
    turn();
    await aggregate(
      map,
      { m: mean(), s: std(), h: histogram({ bins: 50, range: [-1, 1] }) },
      {
        workers,
        onReport: (report) => void reports.push(report),
      },
    );
    over = true;
    // 320 MB: several turns of 8 ms here, and all of the time there
    assert.ok(turns > 5, `${turns} turns with ${workers} workers`);
  }
  assert.deepEqual(
    reports.map(({ workers }) => workers > 0),
    [false, true],
  );
  map.close();
});
