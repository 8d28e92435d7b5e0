import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { aggregate, column, count, isEngineError, mean, memmap, type ScanReport, sum, zip } from "../../index.js";
import { python } from "../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "lazy "));
after(() => rmSync(folder, { recursive: true }));

test("maps and filters by expression and by function give NumPy's numbers for any chunk and worker", async () => {
  const path = join(folder, "x");
  const judge = python<{ [name: string]: number }>(
    `
import numpy as np, sys, json, math
a = np.random.default_rng(2).standard_normal(30011); a.tofile(sys.argv[1])
b = a * 2 + 1; f = a[(a > 0.5) | (a < -1)]
print(json.dumps(dict(sum=math.fsum(b), max=b.max(), count=len(f), fsum=math.fsum(f), var=f.var(), median=np.median(f), argmin=int(np.where(a == f.min())[0][0]), third=b[::3][7])))`,
    path,
  );
  const x = await memmap(path, { dtype: "float64" });
  for (const options of [{ workers: 0 }, { workers: 2, chunk: 997 }, { workers: 3, chunk: 5000 }]) {
    for (const mapped of [x.map("value * 2 + 1"), x.map((v) => v * k + 1, { uses: { k: 2 } })]) {
      assert.equal(await mapped.sum(options), judge["sum"]);
      assert.equal(await mapped.max(options), judge["max"]);
    }
    for (const some of [x.filter("(value > 0.5) | (value < -1)"), x.filter((v) => v > 0.5 || v < -1)]) {
      assert.equal(await some.count(options), judge["count"]);
      assert.equal(await some.sum(options), judge["fsum"]);
      assert.ok(Math.abs((await some.var(options)) / judge["var"]! - 1) < 1e-13);
      assert.equal(await some.median(options), judge["median"]);
      assert.equal(await some.argmin(options), judge["argmin"]);
    }
  }
  assert.equal((await x.map("value * 2 + 1").slice(0, undefined, 3).toArray())[7], judge["third"]);
});

declare const k: number;

test("functions that name things from outside, wrong expressions and unknown columns are refused before work starts", () => {
  const x = column([1, 2, 3]);
  const refused = (work: () => unknown, words: RegExp): void =>
    assert.throws(work, (error) => isEngineError(error) && words.test(error.message));
  refused(() => x.map((v) => v * k), /'k' from outside.*uses: \{ k \}/);
  refused(() => x.filter("value >"), /./);
  refused(() => x.filter("valeu > 1"), /did you mean 'value'/);
  refused(() => x.filter("value + 1"), /true or false/);
  refused(() => x.map((v) => v, { dtype: "flaot32" as "float32" }), /did you mean 'float32'/);
});

test("a function that throws in a worker ends the scan with its message; the next scan works", async () => {
  const x = await memmap(join(folder, "x"), { dtype: "float64" });
  await assert.rejects(x.map((v) => (v > 3 ? JSON.parse("{") : v)).sum({ workers: 2, chunk: 4096 }), /JSON/);
  assert.equal(await x.count({ workers: 2 }), 30_011);
});

test("one pass serves many aggregates, and each byte is read once", async () => {
  const x = await memmap(join(folder, "x"), { dtype: "float64" });
  const reports: ScanReport[] = [];
  const onReport = (report: ScanReport): void => void reports.push(report);
  const { a, b, n } = await aggregate(
    x,
    { a: mean(), b: sum(), n: count() },
    { workers: 2, chunk: 7001, where: "value > 0", onReport },
  );
  assert.ok(a > 0 && b > 0 && n > 10_000);
  assert.deepEqual(reports[0]!.counters, { passes: 1, rows: 30_011, morsels: 5, bytes: 240_088, reads: 5, decodes: 0 });
});

test("results per chunk come in order, whatever the workers", async () => {
  const x = column(Float64Array.from({ length: 10 }, (_, i) => i));
  const { m, s } = await aggregate(x, { m: mean(), s: sum() }, { perChunk: 4, workers: 2 });
  assert.deepEqual(
    [m, s],
    [
      [1.5, 5.5, 8.5],
      [6, 22, 17],
    ],
  );
});

test("row-aligned columns of different sources make one scan", async () => {
  const a = column([1, 2, 3, 4]);
  const b = column(new Int16Array([10, 20, 30, 40]));
  const both = zip({ a, b });
  assert.equal(await both.map("a * b").sum(), 300);
  const { m } = await aggregate(both, { m: sum("b") }, { where: "a > 2" });
  assert.equal(m, 70);
  assert.throws(() => zip({ a, c: column([1]) }), /a has 4 rows and c has 1/);
  await assert.rejects(aggregate(both, { m: sum("bb") }), /did you mean 'b'/);
});
