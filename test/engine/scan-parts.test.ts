import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  aggregate,
  column,
  correlation,
  count,
  distinct,
  extent,
  histogram,
  histogram2d,
  isEngineError,
  mean,
  median,
  memmap,
  quantiles,
  type ScanReport,
  sample,
  topK,
  zip,
} from "../../index.js";
import { python } from "../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "parts "));
after(() => rmSync(folder, { recursive: true }));

interface Part {
  readonly key: number;
  readonly median: number;
  readonly q: number[];
  readonly counts: number[];
  readonly edges: number[];
  readonly auto: number[];
  readonly both: number[][];
}

const JUDGE = `
import numpy as np, pandas as pd, sys, json
rng = np.random.default_rng(12)
n = 30011
k = rng.integers(-3, 9, n).astype("i2"); x = rng.standard_normal(n) * 10.0 ** rng.integers(-2, 2, n); y = rng.integers(-40, 40, n).astype("i4")
k.tofile(sys.argv[1] + "/k"); x.tofile(sys.argv[1] + "/x"); y.tofile(sys.argv[1] + "/y")
def part(key, x, y):
    c, e = np.histogram(x, 7)
    return dict(key=int(key), median=float(np.median(x)), q=np.quantile(x, [0, .1, .9]).tolist(), counts=c.tolist(), edges=e.tolist(),
      auto=np.histogram(y, "auto")[0].tolist(), both=np.histogram2d(x, y, 3)[0].tolist())
f = pd.DataFrame(dict(k=k, x=x, y=y))
groups = [part(key, g.x.to_numpy(), g.y.to_numpy()) for key, g in f.groupby("k")]
assert [g["median"] for g in groups] == f.groupby("k").x.median().tolist()
chunks = [part(i, x[i:i + 7000], y[i:i + 7000]) for i in range(0, n, 7000)]
print(json.dumps([groups, chunks]))`;

const [groups, chunks] = python<[Part[], Part[]]>(JUDGE, folder);
const table = async () =>
  zip({
    k: await memmap(join(folder, "k"), { dtype: "i2" }),
    x: await memmap(join(folder, "x"), { dtype: "f8" }),
    y: await memmap(join(folder, "y"), { dtype: "i4" }),
  });
const wanted = {
  m: median("x"),
  q: quantiles("x", { q: [0, 0.1, 0.9] }),
  h: histogram("x", { bins: 7 }),
  a: histogram("y", { bins: "auto" }),
  b: histogram2d("x", "y", { bins: 3 }),
  n: count("x"),
};
const OPTIONS = [
  { workers: 0 },
  { workers: 1, chunk: 997 },
  { workers: 2, chunk: 4096 },
  { workers: 3 },
  { workers: 4, chunk: 10_001 },
];

test("aggregates of several passes by group are NumPy's of each group, for any chunk and workers", async () => {
  const source = await table();
  for (const options of OPTIONS) {
    const found = await aggregate(source, wanted, { by: "k", ...options });
    assert.deepEqual(
      found.toRows().map(({ k, m, q, h, a, b }) => ({
        key: k,
        median: m,
        q,
        counts: [...h.counts],
        edges: [...h.edges],
        auto: [...a.counts],
        both: [0, 1, 2].map((i) => [...b.counts.slice(i * 3, i * 3 + 3)]),
      })),
      groups,
    );
  }
});

test("aggregates of several passes by chunk are NumPy's of each chunk; each chunk is read only as often as it needs", async () => {
  const source = await table();
  for (const options of [{ workers: 0 }, { workers: 1 }, { workers: 3, kernels: "js" as const }]) {
    const found = await aggregate(source, wanted, { perChunk: 7000, ...options });
    chunks.forEach((part, i) => {
      assert.deepEqual(
        [found.m[i], found.q[i], [...found.h[i]!.counts], [...found.h[i]!.edges], [...found.a[i]!.counts]],
        [part.median, part.q, part.counts, part.edges, part.auto],
      );
      assert.deepEqual([...found.b[i]!.counts], part.both.flat());
    });
    assert.deepEqual(found.n, [7000, 7000, 7000, 7000, 2011]);
  }
  const reports: ScanReport[] = [];
  const bytes = await memmap(join(folder, "y"), { dtype: "u1" });
  await bytes.filter("value < 250").histogram({ bins: 3, perChunk: 50_000, onReport: (r) => void reports.push(r) });
  await bytes.histogram({ bins: 3, perChunk: 50_000, onReport: (r) => void reports.push(r) });
  assert.deepEqual(
    reports.map(({ counters }) => [counters.passes, counters.morsels]),
    [
      [2, 6],
      [1, 3],
    ],
  );
});

test("every method of a column that takes options takes perChunk", async () => {
  const x = column(Float64Array.from({ length: 1000 }, (_, i) => (i * 37) % 101));
  const each = { perChunk: 300 };
  const slices = [0, 300, 600, 900].map((start) => x.slice(start, start + 300));
  const expect = async (found: unknown, one: (slice: typeof x) => Promise<unknown>): Promise<void> =>
    assert.deepEqual(found, await Promise.all(slices.map(one)));
  await expect(await x.count(each), (s) => s.count());
  await expect(await x.sum(each), (s) => s.sum());
  await expect(await x.mean(each), (s) => s.mean());
  await expect(await x.var(each), (s) => s.var());
  await expect(await x.std({ ddof: 1, ...each }), (s) => s.std({ ddof: 1 }));
  await expect(await x.skew(each), (s) => s.skew());
  await expect(await x.kurt(each), (s) => s.kurt());
  await expect(await x.min(each), (s) => s.min());
  await expect(await x.max(each), (s) => s.max());
  await expect(await x.extent(each), (s) => s.extent());
  await expect(await x.median(each), (s) => s.median());
  await expect(await x.quantile(0.3, each), (s) => s.quantile(0.3));
  await expect(await x.quantile([0.3, 1], { method: "hazen", ...each }), (s) =>
    s.quantile([0.3, 1], { method: "hazen" }),
  );
  await expect(await x.distinct(each), (s) => s.distinct());
  await expect(await x.topK(3, each), (s) => s.topK(3));
  await expect(await x.histogram({ bins: 4, ...each }), (s) => s.histogram({ bins: 4 }));
  await expect(await x.describe(each), (s) => s.describe());
  const drawn = await x.sample(5, { seed: 3, ...each });
  assert.deepEqual(
    drawn.map(({ rows }) => rows.length),
    [5, 5, 5, 5],
  );
  const lows = await x.argmin(each);
  assert.ok(lows.every((row, i) => row >= i * 300 && row < (i + 1) * 300));
});

test("chunks have exactly the rows asked for, whatever the chunks of what lies below", async () => {
  const x = column(Float64Array.from({ length: 60_000 }, (_, i) => i));
  const smooth = x.rolling(9001).mean();
  assert.ok(smooth.source.chunkRows > 1);
  assert.deepEqual(await smooth.count({ perChunk: 25_000 }), [25_000, 25_000, 10_000]);
  for (const perChunk of [0, -1, 2.5, Number.NaN])
    await assert.rejects(x.mean({ perChunk }), /'perChunk' must be a positive number of rows/);
});

test("some groups done in one pass and others not, empty groups after a filter, one-pass aggregates beside", async () => {
  const data = zip({
    k: column(Int8Array.of(0, 0, 1, 1, 1)),
    x: column([5, 5, 1, 2, Number.POSITIVE_INFINITY]),
    z: column([1n, 2n ** 62n + 1n, 3n, 4n, 5n]),
  });
  const found = await aggregate(
    data,
    { h: histogram("x", { bins: 2 }), e: extent("x"), m: mean("x") },
    { by: "k", where: "x < 9" },
  );
  assert.deepEqual(
    found.toRows().map(({ h, e, m }) => [[...h.counts], [...h.edges], e, m]),
    [
      [[0, 2], [4.5, 5, 5.5], [5, 5], 5],
      [[1, 1], [1, 1.5, 2], [1, 2], 1.5],
    ],
  );
  await assert.rejects(
    aggregate(data, { h: histogram("x", { bins: 2 }) }, { by: "k" }),
    (error) => isEngineError(error, "InvalidArgument") && /range of \[1, inf\] is not finite/.test(error.message),
  );
  const tops = await aggregate(
    data,
    { t: topK<number>("x", { k: 1 }), d: distinct("z"), s: sample("x", { n: 9 }), r: correlation("x", "x") },
    { by: "k" },
  );
  assert.deepEqual(
    tops.toRows().map(({ t, d, s }) => [t[0]!.value, d, s.rows.length]),
    [
      [5, 2, 2],
      [1, 3, 3],
    ],
  );
});
