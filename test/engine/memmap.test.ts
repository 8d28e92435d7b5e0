import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isEngineError, memmap, type ScanReport } from "../../index.js";
import { python } from "../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "memmap "));
after(() => rmSync(folder, { recursive: true }));

const file = (name: string, bytes: Uint8Array | number): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof bytes === "number" ? new Uint8Array(bytes) : bytes);
  return path;
};

const DTYPES = [
  "bool",
  "<i1",
  ">i2",
  "<i4",
  ">i8",
  "u1",
  "<u2",
  ">u4",
  "<u8",
  "<f2",
  ">f2",
  ">f4",
  "<f4",
  "<f8",
  ">f8",
];

for (const dtype of DTYPES)
  test(`${dtype}: elements and statistics equal NumPy's`, async () => {
    const path = join(folder, `${dtype.replace(/\W/, dtype.startsWith(">") ? "b" : "l")}.bin`);
    const judge = python<{ [name: string]: number & number[] }>(
      `
import numpy as np, sys, json, math
from fractions import Fraction
path, dtype = sys.argv[1:]
rng = np.random.default_rng(7)
a = (rng.standard_normal(10007) * (40 if np.dtype(dtype).kind != "b" else 1)).astype(np.int64 if np.dtype(dtype).kind in "iu" else float)
a = (np.abs(a) if np.dtype(dtype).kind == "u" else a.clip(-100, 100))
a = (a > 0).astype(dtype) if np.dtype(dtype).kind == "b" else a.astype(dtype)
a.tofile(path)
f = a.astype(float)
h, e = np.histogram(a.astype({"b": np.uint8}.get(a.dtype.kind, np.float32 if a.dtype.itemsize == 2 and a.dtype.kind == "f" else a.dtype)), 17)
print(json.dumps(dict(at=float(a[-3]), sum=math.fsum(f), mean=float(sum(Fraction(x) for x in f.tolist()) / len(f)), var=float(f.var()),
  min=float(a.min()), max=float(a.max()), argmin=int(a.argmin()), argmax=int(a.argmax()),
  q=np.quantile(f, [0, .1, .5, .99, 1]).tolist(), counts=h.tolist(), edges=e.astype(float).tolist())))`,
      path,
      dtype,
    );
    const map = await memmap(path, { dtype });
    assert.equal(map.length, 10_007);
    assert.equal(Number(map.at(-3)), judge["at"]);
    for (const [workers, chunk] of [
      [0, undefined],
      [1, 10_007],
      [2, 999],
      [4, 4096],
    ] as const) {
      const options = chunk === undefined ? { workers } : { workers, chunk };
      assert.equal(Number(await map.sum(options)), judge["sum"]);
      assert.equal(await map.mean(options), judge["mean"]);
      assert.ok(Math.abs((await map.var(options)) / judge["var"]! - 1) < 1e-13);
      assert.equal(Number(await map.min(options)), judge["min"]);
      assert.equal(Number(await map.max(options)), judge["max"]);
      assert.equal(await map.argmin(options), judge["argmin"]);
      assert.equal(await map.argmax(options), judge["argmax"]);
      assert.deepEqual(await map.quantile([0, 0.1, 0.5, 0.99, 1], options), judge["q"]);
      const { counts, edges } = await map.histogram({ bins: 17, ...options });
      assert.deepEqual([...counts], judge["counts"]);
      assert.deepEqual([...edges], judge["edges"]);
    }
    map.close();
  });

test("higher moments are the same bits for every chunk size and number of workers", async () => {
  const path = file(
    "moments.bin",
    new Uint8Array(Float64Array.from({ length: 50_001 }, (_, i) => Math.sin(i * i)).buffer),
  );
  const map = await memmap(path, { dtype: "float64" });
  const expected = [await map.var({ workers: 0 }), await map.skew({ workers: 0 }), await map.kurt({ workers: 0 })];
  for (const workers of [1, 2, 3, 4])
    for (const chunk of [777, 4096, 5000, 8192, 100_000]) {
      const options = { workers, chunk };
      assert.deepEqual([await map.var(options), await map.skew(options), await map.kurt(options)], expected);
    }
});

test("one pass reads each byte once; a histogram without range reads twice", async () => {
  const path = file("bytes.bin", 80_000);
  const map = await memmap(path, { dtype: "float64" });
  const reports: ScanReport[] = [];
  const onReport = (report: ScanReport): void => void reports.push(report);
  await map.mean({ workers: 2, chunk: 3000, onReport });
  await map.histogram({ bins: 3, workers: 2, chunk: 3000, onReport });
  assert.deepEqual(
    reports.map(({ counters }) => counters),
    [
      { passes: 1, rows: 10_000, morsels: 4, bytes: 80_000, reads: 4, decodes: 0 },
      { passes: 2, rows: 20_000, morsels: 8, bytes: 160_000, reads: 8, decodes: 0 },
    ],
  );
});

test("slices with steps see what NumPy's see", async () => {
  const path = file(
    "slice.bin",
    Uint8Array.from({ length: 1000 }, (_, i) => i % 251),
  );
  const map = await memmap(path);
  for (const [start, stop, step] of [
    [5, -3, 7],
    [-1, undefined, -1],
    [990, 10, -13],
    [undefined, undefined, 999],
    [10, 10, 1],
    [-2000, 2000, 1],
  ] as const) {
    const view = map.slice(start, stop, step);
    const judge = python<number[]>(
      "import numpy as np, sys, json; a=np.fromfile(sys.argv[1], np.uint8); print(json.dumps(a[eval('slice('+sys.argv[2]+')')].tolist()))",
      path,
      [start, stop, step].map((x) => x ?? "None").join(","),
    );
    assert.deepEqual([...(await view.toArray())], judge);
    assert.deepEqual(
      judge.map((_, i) => view.at(i)),
      judge,
    );
    assert.equal(
      await view.sum(),
      judge.reduce((sum, x) => sum + x, 0),
    );
  }
  const nested = map.slice(100, 900, 3).slice(200, 20, -2).slice(5);
  assert.deepEqual(
    [...(await nested.toArray())],
    Array.from({ length: 85 }, (_, i) => (100 + 3 * (200 - 2 * (i + 5))) % 251),
  );
});

test("errors say what, where and the way out, in NumPy's words", async () => {
  const path = file("odd.bin", 81);
  const refuses = async (work: () => unknown, code: string, words: RegExp): Promise<void> => {
    await assert.rejects(
      async () => work(),
      (error) => isEngineError(error) && error.code === code && words.test(error.message),
    );
  };
  await refuses(() => memmap(join(folder, "none.bin")), "FileMissing", /none\.bin.*no such file/);
  await refuses(() => memmap(folder), "FileAccess", /is a directory/);
  await refuses(
    () => memmap(path, { dtype: "float64" }),
    "FileSize",
    /81 bytes.*not a multiple|not a multiple.*81 bytes/,
  );
  await refuses(() => memmap(path, { dtype: "flaot64" }), "UnknownDType", /did you mean 'float64'/);
  await refuses(() => memmap(path, { dtype: "complex128" }), "UnknownDType", /pairs/);
  await refuses(() => memmap(path, { offset: 82 }), "FileSize", /offset 82 is beyond the end/);
  await refuses(() => memmap(path, { shape: 82 }), "FileSize", /82 bytes.*has 81/);
  const map = await memmap(path);
  await refuses(() => map.at(81), "OutOfBounds", /^index 81 is out of bounds for axis 0 with size 81$/);
  await refuses(() => map.at(-82), "OutOfBounds", /^index -82 is out of bounds/);
  map.close();
  await refuses(() => map.at(0), "Closed", /was closed/);
});

test("a file that changes under a map is noticed", async () => {
  const path = file("changes.bin", 8000);
  const map = await memmap(path, { dtype: "float64" });
  appendFileSync(path, new Uint8Array(8));
  await assert.rejects(
    map.mean(),
    (error) => isEngineError(error, "SourceChanged") && /grew from 8000 to 8008/.test(error.message),
  );
  truncateSync(path, 16);
  await assert.rejects(map.mean(), (error) => isEngineError(error, "TruncatedFile"));
  assert.throws(
    () => map.at(999),
    (error) => isEngineError(error, "TruncatedFile"),
  );
});
