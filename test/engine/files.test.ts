import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readParallel } from "../../engine/read-parallel.js";
import { fromFile, memmap } from "../../index.js";
import { python } from "../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "files "));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "points");

const hash = (values: ArrayBufferView): string =>
  createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");

test("files of several reads are NumPy's bytes, whatever order and width they are stored in, and the thread has its turns", async () => {
  const cases = [
    { dtype: "<f8", offset: 0 },
    { dtype: ">f8", offset: 3 },
    { dtype: ">i2", offset: 16 },
    { dtype: "u1", offset: 1, count: 41_000_001 },
    { dtype: ">f2", offset: 0, count: 9_000_001 },
  ];
  const judged = python<{ readonly hash: string; readonly length: number }[]>(
    `
import hashlib, json, sys, numpy as np
path, cases = sys.argv[1], json.loads(sys.argv[2])
np.random.default_rng(2).integers(0, 2**16, 25_000_003, dtype="u2").tofile(path)
out = []
for c in cases:
    a = np.fromfile(path, c["dtype"], c.get("count", -1), offset=c["offset"])
    a = a.astype("f4") if c["dtype"] == ">f2" else a.astype(a.dtype.newbyteorder("="))
    if c["dtype"] == ">f2": a[np.isnan(a)] = 7
    out.append(dict(hash=hashlib.sha256(a.tobytes()).hexdigest(), length=len(a)))
print(json.dumps(out))`,
    path,
    JSON.stringify(cases),
  );
  for (const [i, { dtype, ...options }] of cases.entries()) {
    let turns = 0;
    const turn = setInterval(() => turns++, 1);
    const values = await fromFile(path, { dtype: dtype as "<f8", ...options });
    clearInterval(turn);
    if (dtype === ">f2") for (let at = 0; at < values.length; at++) if (Number.isNaN(values[at])) values[at] = 7;
    assert.ok(turns > 0, dtype);
    assert.deepEqual({ hash: hash(values), length: values.length }, judged[i], dtype);
    if (dtype !== "<f8") continue;
    assert.equal(hash(await (await memmap(path, { dtype: "<f8", shape: values.length })).toArray()), judged[i]!.hash);
  }
});

test("a file that ends while it is read, and one that cannot be read, are said so once all reads are over", async () => {
  writeFileSync(path, new Uint8Array(40_000_000));
  const fd = openSync(path, "r");
  const bytes = new Uint8Array(100_000_000);
  await assert.rejects(readParallel(fd, path, bytes, 0), { code: "TruncatedFile", message: /ends at byte 40000000/ });
  closeSync(fd);
  const writing = openSync(path, "a");
  await assert.rejects(readParallel(writing, path, bytes, 0), { code: "FileAccess", message: /cannot read/ });
  closeSync(writing);
});
