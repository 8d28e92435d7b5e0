import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isEngineError } from "../../../engine/errors.js";
import { attempt } from "../../../engine/hdf5/library-error.js";
import { openTable } from "../../../engine/hdf5/open.js";
import { loadLibrary } from "../../../engine/native/h5wasm.js";
import { fixture } from "../../support/fixture.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-library-"));

before(() => {
  fixture("hdf5_kinds.py", folder, "150");
});
after(() => rmSync(folder, { recursive: true }));

test("a library that ended is told in our words, and the next one reads", async () => {
  const path = join(folder, "blosc-zlib.h5");
  const first = await loadLibrary();
  const file = first.open(path);
  const { size } = file.dataset("/t");
  // its blosc has no zlib: the instance ends, which is why such files are refused before they come here
  assert.throws(
    () => attempt(path, "'/t'", () => file.read("/t", [0], [10], size * 10, false)),
    (error) => isEngineError(error, "CorruptData") && /gave up at '\/t'/.test(error.message),
  );
  assert.notEqual(await loadLibrary(), first);
  const table = await openTable(join(folder, "h5py-lzf.h5"), "/t");
  assert.match(table.reader, /^h5wasm: filter 32000/);
  assert.equal((await table.read()).length, 150);
});

test("what a failed call left behind is not met again: a file that was mended in its place is read anew", async () => {
  const path = join(folder, "mended.h5");
  const whole = readFileSync(join(folder, "h5py-latest.h5"));
  const damaged = Buffer.from(whole).fill(0x55, whole.length >> 1);
  for (let round = 0; round < 3; round++) {
    writeFileSync(path, damaged);
    await assert.rejects(
      openTable(path, "/t").then((table) => table.read()),
      (error) => isEngineError(error, "CorruptData"),
    );
    writeFileSync(path, whole);
    assert.equal((await (await openTable(path, "/t")).read()).length, 150);
  }
});

test("calls that fail by the thousand wear no library out", async () => {
  const library = await loadLibrary();
  const path = join(folder, "h5py-latest.h5");
  const file = library.open(path);
  for (let i = 0; i < 600; i++)
    assert.throws(
      () => attempt(path, "'/none'", () => file.dataset("/none")),
      (error) => isEngineError(error, "CorruptData"),
    );
  assert.notEqual(await loadLibrary(), library);
  assert.equal((await (await openTable(path, "/t")).read()).length, 150);
});

test("what is no HDF5 file is told by the library as by ours", async () => {
  const path = join(folder, "none.h5");
  const library = await loadLibrary();
  assert.throws(
    () => attempt(path, "the file", () => library.open(`${path}.txt`)),
    (error) => isEngineError(error, "CorruptData"),
  );
});
