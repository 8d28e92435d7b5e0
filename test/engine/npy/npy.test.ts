import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isEngineError, memmap, openNpy, saveNpy } from "../../../index.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "npy "));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

test("files of versions 1 to 3 and of every dtype open as np.load maps them", async () => {
  const cases = python<{ name: string; dtype: string; shape: number[]; last: number; sum: number }[]>(
    `
import numpy as np, sys, json
from numpy.lib import format
out = []
for dtype in "? i1 u1 <i2 >i2 <u4 >u4 <i8 >f2 <f4 >f4 <f8 >f8".split():
    for version in [(1, 0), (2, 0), (3, 0)]:
        for shape in [(7,), (3, 5), (2, 3, 4), (1, 1)]:
            a = (np.arange(np.prod(shape)) % 2 if dtype == "?" else np.arange(np.prod(shape))).astype(dtype).reshape(shape)
            name = f"{sys.argv[1]}/{len(out)}.npy"
            with open(name, "wb") as f: format.write_array(f, a, version=version)
            out.append(dict(name=name, dtype=a.dtype.name, shape=shape, last=float(a.ravel()[-1]), sum=float(a.sum())))
print(json.dumps(out))`,
    folder,
  );
  for (const { name, dtype, shape, last, sum } of cases) {
    const map = await openNpy(name);
    assert.deepEqual([map.dtype, map.shape, Number(map.at(-1)), Number(await map.sum())], [dtype, shape, last, sum]);
    await saveNpy(at("saved.npy"), map);
    if (name.endsWith("/0.npy")) assert.deepEqual(readFileSync(at("saved.npy")), readFileSync(name));
    const again = await openNpy(at("saved.npy"), { mode: "c" });
    assert.equal(String(again), String(map));
    map.close();
    again.close();
  }
});

test("NumPy loads what saveNpy writes, reshaped", async () => {
  const map = await memmap(at("raw"), { mode: "w+", dtype: "u2", shape: 12 });
  await map.assign(Uint16Array.from({ length: 12 }, (_, i) => i));
  await saveNpy(at("r.npy"), map, { shape: [3, 4] });
  const judge = python<number[][]>(
    "import numpy as np, sys, json; print(json.dumps(np.load(sys.argv[1]).T.tolist()))",
    at("r.npy"),
  );
  assert.deepEqual(judge[0], [0, 4, 8]);
  await assert.rejects(saveNpy(at("r.npy"), map, { shape: [5] }), /cannot reshape array of size 12 into shape \(5\)/);
});

const header = (text: string, version = 1, length = text.length): Uint8Array =>
  Uint8Array.from([
    0x93,
    ...Buffer.from("NUMPY"),
    version,
    0,
    length & 255,
    length >> 8,
    ...(version > 1 ? [0, 0] : []),
    ...Buffer.from(text),
  ]);

for (const [name, bytes, words] of [
  ["empty file", new Uint8Array(0), /magic string/],
  ["another format", Buffer.from("PK\u0003\u0004 and so on"), /magic string/],
  ["version 9", header("{}", 9), /version 9\.0/],
  ["longer than the file", header("{}", 1, 60_000), /length \(60000\) is large/],
  ["ends inside", header("{}", 1, 5000), /ends inside its header/],
  ["code", header("__import__('os').system('true')"), /cannot parse header/],
  ["missing key", header("{'descr': '<f8', 'shape': (3,), }"), /correct keys/],
  ["key twice", header("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"), /cannot parse/],
  ["negative shape", header("{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }"), /cannot parse/],
  [
    "huge shape",
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 99999999), }"),
    /shape is not valid/,
  ],
  ["shape beyond the file", header("{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }"), /takes 32 bytes/],
  ["objects", header("{'descr': '|O', 'fortran_order': False, 'shape': (4,), }"), /'\|O' not understood/],
  ["records", header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (4,), }"), /holds records/],
  ["complex", header("{'descr': '<c16', 'fortran_order': False, 'shape': (4,), }"), /complex/],
  ["Fortran order", header("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2), }"), /Fortran order/],
] as const)
  test(`a hostile header is refused: ${name}`, async () => {
    writeFileSync(at("bad.npy"), bytes);
    await assert.rejects(openNpy(at("bad.npy")), (error) => isEngineError(error) && words.test(error.message));
  });
