import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  column,
  type EngineError,
  type ErrorCode,
  fromFile,
  isEngineError,
  memmap,
  range,
  toFile,
} from "../../index.js";
import { python } from "../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "write "));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const coded =
  (code: ErrorCode, words: RegExp) =>
  (error: unknown): error is EngineError =>
    isEngineError(error, code) && words.test(error.message);

test("a new map is sparse, reads as zeros, and takes elements, fills and other columns", async () => {
  const map = await memmap(at("new"), { mode: "w+", dtype: ">f4", shape: 1_000_003 });
  assert.equal(statSync(at("new")).size, 4_000_012);
  assert.ok(statSync(at("new")).blocks * 512 < 100_000);
  assert.equal(await map.sum(), 0);
  map.set(0, 1.5);
  map.set(-1, -2);
  await map.fill(3, 10, 12);
  await map.assign(new Int16Array([7, 8, 9]), 20);
  await toFile(map, at("twin"));
  await map.assign((await memmap(at("twin"), { dtype: ">f4" })).slice(20, 23, 2), 30);
  await map.flush();
  assert.equal(await map.sum(), 1.5 - 2 + 6 + 24 + 16);
  map.close();
  assert.deepEqual(
    python(
      "import numpy as np, sys, json; a = np.fromfile(sys.argv[1], '>f4'); print(json.dumps([[int(i), float(a[i])] for i in a.nonzero()[0]]))",
      at("new"),
    ),
    [
      [0, 1.5],
      [10, 3],
      [11, 3],
      [20, 7],
      [21, 8],
      [22, 9],
      [30, 7],
      [31, 9],
      [1_000_002, -2],
    ],
  );
});

test("copies larger than a batch are the source's bytes, for any workers, shifted and converted", async () => {
  const source = Float64Array.from({ length: 300_001 }, (_, i) => i / 7 - 1000);
  writeFileSync(at("f8"), new Uint8Array(source.buffer));
  const from = await memmap(at("f8"), { dtype: "f8" });
  for (const workers of [0, 1, 3]) {
    const to = await memmap(at("i2"), { mode: "w+", dtype: ">i2", shape: 300_004, offset: 6 });
    await to.assign(from, 3, { workers, chunk: 9973 });
    const same = python<boolean>(
      "import numpy as np, sys, json; a=np.fromfile(sys.argv[1]); b=np.fromfile(sys.argv[2],'>i2')[6:]; print(json.dumps(bool((a.astype('i4').astype('i2')==b).all())))",
      at("f8"),
      at("i2"),
    );
    assert.equal(same, true);
  }
});

test("a copy-on-write map changes in memory only, for elements and for scans on other threads", async () => {
  writeFileSync(
    at("c"),
    Uint8Array.from({ length: 20_000 }, (_, i) => i % 250),
  );
  const before = readFileSync(at("c"));
  const map = await memmap(at("c"), { mode: "c" });
  map.set(4095, 255);
  await map.fill(251, 8190, 8195);
  await map.assign(new Uint8Array([252, 253]), 19_998);
  assert.equal(map.at(4095), 255);
  for (const workers of [0, 2]) {
    const { counts } = await map.histogram({ bins: 5, range: [251, 256], workers });
    assert.deepEqual([...counts], [5, 1, 1, 0, 1]);
  }
  const scanning = map.histogram({ bins: 1, range: [251, 252], workers: 2 });
  map.set(8190, 0);
  await map.fill(7, 0, 20_000);
  assert.deepEqual([...(await scanning).counts], [6]);
  assert.equal(await map.sum({ workers: 2 }), 7 * 20_000);
  assert.deepEqual(readFileSync(at("c")), before);
});

test("a copy-on-write map takes values as a writable one does: cut off, wrapped around, in its byte order", async () => {
  const values = column(Float64Array.from({ length: 70_001 }, (_, i) => i - 0.5));
  const rows: string[] = [];
  for (const mode of ["r+", "c"] as const) {
    const path = at(`values ${mode}`);
    (await memmap(path, { mode: "w+", dtype: ">i2", shape: 80_000 })).close();
    const map = await memmap(path, { mode, dtype: ">i2" });
    await map.assign(values, 9000);
    rows.push(String(await map.slice(8998, 79_001).toArray()));
    map.close();
  }
  assert.equal(rows[0], rows[1]);
});

test("rows of the same file are assigned as NumPy assigns them, overlapping, stepped, converted, through another map", async () => {
  const rows = 300_007;
  for (const [name, dtype] of [
    ["in memory", "<i4"],
    ["beside the file", ">f8"],
  ] as const) {
    const n = name === "in memory" ? rows : 5_000_011;
    const map = await memmap(at(name), { mode: "w+", dtype, shape: n });
    await map.assign(
      range(n).map((x) => (x * 7) % 1000, { dtype: "int32" }),
      0,
    );
    const other = await memmap(at(name), { dtype });
    await map.assign(map.slice(0, n - 5), 5);
    await map.assign(map.slice(undefined, undefined, -1));
    await map.assign((await memmap(at(name), { dtype: "u1" })).slice(0, 100_000, 3), 17, { workers: 3, chunk: 999 });
    await map.assign(map.slice(10, 1000).map("value * 2 + 1"), 11);
    const same = python<boolean>(
      `
import numpy as np, sys, json
n = int(sys.argv[2]); a = (np.arange(n) * 7 % 1000).astype(sys.argv[3])
a[5:] = a[:-5].copy(); a[:] = a[::-1].copy(); b = a.view("u1")[0:100000:3].copy(); a[17:17 + len(b)] = b; a[11:1001] = a[10:1000].copy() * 2.0 + 1
print(json.dumps(bool((a == np.fromfile(sys.argv[1], sys.argv[3])).all())))`,
      at(name),
      String(n),
      dtype,
    );
    assert.equal(same, true);
    await assert.rejects(other.mean(), coded("SourceChanged", /was written to since it was opened; open it again/));
    assert.equal(await map.count(), n);
    map.close();
  }
  assert.deepEqual(
    readdirSync(folder).filter((file) => file.includes("aside")),
    [],
  );
});

test("axes in C order, NumPy's index errors, and positions", async () => {
  const map = await memmap(at("nd"), { mode: "w+", dtype: "i4", shape: [3, 4, 5] });
  await map.assign(Int32Array.from({ length: 60 }, (_, i) => i));
  assert.equal(map.at(2, -1, 3), 58);
  assert.equal(map.at(-1), 59);
  assert.throws(() => map.at(0, 4, 0), coded("OutOfBounds", /^index 4 is out of bounds for axis 1 with size 4$/));
  assert.throws(() => map.at(1, 1), coded("OutOfBounds", /3-dimensional, but 2/));
});

test("refusals: read-only, bounds, room, shape, mode, use after close", async () => {
  writeFileSync(at("r"), new Uint8Array(10));
  const map = await memmap(at("r"));
  assert.throws(() => map.set(0, 1), coded("ReadOnly", /assignment destination is read-only.*"r\+"/));
  await assert.rejects(map.fill(1), coded("ReadOnly", /read-only/));
  const open = await memmap(at("r"), { mode: "r+" });
  assert.throws(() => open.set(0, 256), coded("InvalidArgument", /^integer 256 out of bounds for uint8$/));
  assert.throws(() => open.set(0, Number.NaN), coded("InvalidArgument", /NaN/));
  assert.throws(() => open.set(10, 1), coded("OutOfBounds", /index 10 is out of bounds for axis 0 with size 10/));
  await assert.rejects(open.assign(new Uint8Array(4), 7), coded("FileSize", /could not broadcast 4 elements into 3/));
  await assert.rejects(memmap(at("x"), { mode: "w+" }), coded("InvalidArgument", /shape must be given/));
  await assert.rejects(memmap(at("x"), { mode: "a" as "r" }), coded("InvalidArgument", /mode must be one of/));
  await assert.rejects(memmap(at("r"), { shape: [2, -1] }), coded("InvalidArgument", /got -1/));
  open[Symbol.dispose]();
  assert.throws(() => open.set(0, 1), coded("Closed", /was closed/));
  await assert.rejects(open.mean(), coded("Closed", /was closed/));
});

test("toFile writes the column's own bytes; fromFile reads them as np.fromfile", async () => {
  const values = python<number[]>(
    "import numpy as np, sys, json; a=(np.arange(50001)*0.5).astype('>f8'); a.tofile(sys.argv[1]); print(json.dumps([float(a[-1])]))",
    at("be"),
  );
  const map = await memmap(at("be"), { dtype: ">f8" });
  await toFile(map, at("copy"));
  await map.slice(1, undefined, 7).toFile(at("steps"));
  assert.deepEqual(readFileSync(at("copy")), readFileSync(at("be")));
  const back = await fromFile(at("steps"), { dtype: ">f8", offset: 8 });
  assert.deepEqual([back.length, back[0], back.at(-1)], [7142, 4, 0.5 * (1 + 7 * 7142)]);
  assert.equal((await fromFile(at("be"), { dtype: ">f8" })).at(-1), values[0]);
  assert.equal((await fromFile(at("be"), { dtype: "i4", count: 3 })).length, 3);
  await assert.rejects(fromFile(at("none")), coded("FileMissing", /no such file/));
  await assert.rejects(fromFile(at("be"), { offset: 1e9 }), coded("FileSize", /beyond the end/));
});

test("an aborted or failing toFile leaves the earlier file and no other", async () => {
  writeFileSync(at("kept"), "before");
  const controller = new AbortController();
  const long = column(new Float64Array(4_000_000));
  const work = long.toFile(at("kept"), { signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(work, { name: "AbortError" });
  assert.equal(readFileSync(at("kept"), "utf8"), "before");
  await assert.rejects(long.toFile(at("no/such/folder")), coded("FileMissing", /no such file or directory/));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes("partial")),
    [],
  );
});
