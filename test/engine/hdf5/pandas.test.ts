import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openFile, openTable } from "../../../engine/hdf5/open.js";
import { fixture } from "../../support/fixture.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-pandas-"));
const ROWS = 500;
let columns: readonly string[];

before(() => {
  ({ columns } = fixture<{ columns: readonly string[] }>("hdf5_pandas.py", folder));
});
after(() => rmSync(folder, { recursive: true }));

test("pandas' table format: blocks of columns, data columns, and what its attributes say of them", async () => {
  const h5 = await openFile(join(folder, "pandas.h5"));
  const { attrs } = await h5.getNode("/tab");
  assert.equal(attrs["pandas_type"], "frame_table");
  assert.deepEqual(attrs["data_columns"], ["temp"]);
  assert.deepEqual(attrs["index_cols"], [[0, "index"]]);
  assert.deepEqual(attrs["non_index_axes"], [[1, ["temp", "count", "name", "city", "kind", "flag"]]]);
  const table = await h5.getNode("/tab/table", undefined, "Table");
  assert.equal(table.reader, "own");
  assert.deepEqual(table.colnames, columns);
  assert.equal(await table.col("temp").sum(), ((ROWS - 1) * ROWS) / 8);
  const texts = table.schema.filter(({ type }) => type === "string").map(({ name }) => name);
  assert.ok(texts.length > 0);
  const rows = await table.read({ start: 3, stop: 5 });
  const [first] = rows.toRows();
  assert.deepEqual(
    texts.flatMap((name) => first![name]).filter((text) => String(text).startsWith("n")),
    ["n3"],
  );
  assert.equal((await table.where("temp >= 124").read()).length, 4);
  await h5.close();
});

test("pandas' fixed format: arrays of blocks", async () => {
  const h5 = await openFile(join(folder, "pandas.h5"));
  const items = await h5.getNode("/fixed/block0_items", undefined, "CArray");
  assert.deepEqual(await items.read(), ["temp"]);
  const values = await h5.getNode("/fixed/block0_values", undefined, "CArray");
  assert.deepEqual(await values.read({ start: 2, stop: 4 }), Float64Array.of(0.5, 0.75));
  const flags = await h5.getNode("/fixed/block2_values", undefined, "CArray");
  assert.deepEqual(await flags.read({ stop: 4 }), Uint8Array.of(1, 0, 0, 1));
  const series = await h5.getNode("/series/values", undefined, "CArray");
  assert.equal(await series.column.max(), 124.75);
  await h5.close();
});

test("texts in vectors, whole and by steps", async () => {
  for (const reader of ["own", "h5wasm"] as const) {
    const table = await openTable(join(folder, "words.h5"), "/t", undefined, { reader });
    const even = [
      ["a", "bb"],
      ["", "dddd"],
    ];
    const odd = [
      ["e", "f"],
      ["g", "hh"],
    ];
    const whole = (await table.read()).toRows();
    assert.deepEqual(
      whole.map((row) => row["w"]),
      Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? even : odd)),
    );
    const steps = (await table.read({ start: 1, stop: 20, step: 9 })).toRows();
    assert.deepEqual(steps, [
      { w: odd, i: 1 },
      { w: even, i: 10 },
      { w: odd, i: 19 },
    ]);
    assert.deepEqual((await table.where("i == 7").read()).toRows(), [{ w: odd, i: 7 }]);
    assert.deepEqual((await table.read({ start: 28 })).slice(1).toRows(), [{ w: odd, i: 29 }]);
  }
});

test("pickles of plain values are read, others are bytes of text", async () => {
  const h5 = await openFile(join(folder, "words.h5"));
  const { attrs } = h5.root;
  assert.deepEqual(JSON.parse(JSON.stringify(attrs["mixed"], (_, v) => (typeof v === "bigint" ? String(v) : v))), {
    a: [1, 2.5, null, true],
    b: [{ 0: 120, 1: 121 }, "é\\n☃"],
    3: String(-(2n ** 70n)),
  });
  assert.match(String(attrs["array"]), /^cnumpy/);
  assert.equal(attrs["sentence"], "Not a pickle.");
  await h5.close();
});
