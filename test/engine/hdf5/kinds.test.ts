import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { aggregate } from "../../../engine/aggregate.js";
import { sum } from "../../../engine/aggregates/sum.js";
import { openFile, openTable } from "../../../engine/hdf5/open.js";
import type { H5Table } from "../../../engine/hdf5/table.js";
import type { ReaderName } from "../../../engine/hdf5/tree.js";
import { fixture } from "../../support/fixture.js";
import { elements, plainCells } from "../../support/hdf5.js";

interface Kinds {
  readonly values: { readonly [column: string]: string | readonly string[] };
  readonly files: readonly string[];
  readonly shapes: { readonly [column: string]: readonly number[] };
}

const ROWS = 1000;
const folder = mkdtempSync(join(tmpdir(), "hdf5-kinds-"));
let kinds: Kinds;

before(() => {
  kinds = fixture<Kinds>("hdf5_kinds.py", folder, String(ROWS));
});
after(() => rmSync(folder, { recursive: true }));

/** Ways that our own reader leaves to the library, and why. */
const ELSEWHERE: { readonly [way: string]: RegExp } = {
  "blosc-bits": /shuffled bits/,
  bzip2: /filter 307/,
  "h5py-bitshuffle": /filter 32008/,
  "h5py-latest": /superblock version/,
  "h5py-latest-contiguous": /superblock version/,
  "h5py-latest-fixed": /superblock version/,
  "h5py-lz4": /filter 32004/,
  "h5py-lzf": /filter 32000/,
  "h5py-zstd": /filter 32015/,
};

async function check(way: string, reader: ReaderName | undefined): Promise<void> {
  const h5 = await openFile(join(folder, `${way}.h5`), "r", reader === undefined ? {} : { reader });
  const table = (await h5.getNode("/t")) as H5Table;
  const rows = way === "h5py-compact" ? 7 : ROWS;
  assert.equal(table.nrows, rows);
  const reason = ELSEWHERE[way];
  if (reader !== undefined) assert.equal(table.reader, reader);
  else if (reason === undefined) assert.equal(table.reader, "own");
  else assert.match(table.reader, reason);
  assert.deepEqual(table.colnames, Object.keys(kinds.values));
  for (const [start, stop] of [
    [0, rows],
    [1, 5],
    [96, 98],
    [rows - 3, rows],
    [3, 3],
  ] as const) {
    const read = await table.read({ start, stop });
    for (const [name, expected] of Object.entries(kinds.values)) {
      const column = read.columns.find((each) => each.name === name)!;
      assert.deepEqual(
        plainCells(column, read.length),
        elements(column, expected, start, Math.min(stop, rows)),
        `${way}, ${name}, rows ${start} to ${stop}`,
      );
    }
  }
  await h5.close();
}

test("every kind of column, stored in every way", async () => {
  for (const file of kinds.files) await check(file.replace(".h5", ""), undefined);
});

test("vectors have no statistics, but elements", async () => {
  const table = await openTable(join(folder, "blosc-lz4.h5"), "/t");
  await assert.rejects(table.col("vector").mean(), /'mean' needs one value a row, column 'vector' has float64\[3\]/);
  await assert.rejects(aggregate(table, { a: sum("i4"), b: sum("matrix") }), /column 'matrix' has int16\[2, 2\]/);
  assert.equal(await table.col("vector").count(), ROWS);
  const [column] = (await table.select(["vector"]).read()).columns;
  assert.deepEqual(await table.col("vector").toArray(), column!.values);
});

test("the HDF5 library reads the same", async () => {
  for (const file of kinds.files) {
    const way = file.replace(".h5", "");
    // the library's plugins come without zlib
    if (/blosc2?-zlib/.test(way)) await assert.rejects(check(way, "h5wasm"), /filter 3200?2?[16]\) and its codec zlib/);
    else await check(way, "h5wasm");
  }
});

test("a forced reader says what it does not read", async () => {
  for (const [way, reason] of Object.entries(ELSEWHERE)) {
    await assert.rejects(async () => {
      const h5 = await openFile(join(folder, `${way}.h5`), "r", { reader: "own" });
      await h5.getNode("/t");
    }, reason);
  }
});
