import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { aggregate, count, max, mean, type ParquetTable, readParquet, std, sum, toParquet } from "../../../index.js";
import { fixture } from "../../support/fixture.js";

interface Written {
  readonly files: readonly string[];
  readonly columns: { readonly [name: string]: { readonly type: string; readonly values: readonly unknown[] } };
}

const folder = mkdtempSync(join(tmpdir(), "parquet-kinds-"));
let written: Written;

before(() => {
  written = fixture("parquet_kinds.py", folder);
});
after(() => rmSync(folder, { recursive: true }));

const own = (name: string): Promise<ParquetTable> => readParquet(join(folder, name), { reader: "own" });

/** A cell as the fixture writes it. */
function shown(cell: unknown): unknown {
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString("hex");
  return typeof cell === "bigint" ? String(cell) : cell;
}

/** A value of the fixture as a cell of a column would be shown: small integers are numbers. */
function expected(type: string, value: unknown): unknown {
  return value !== null && /^u?int(8|16|32)$/.test(type) ? Number(value) : value;
}

test("every kind, codec, encoding and page version gives pyarrow's values", async () => {
  assert.ok(written.files.length > 20);
  for (const file of written.files) {
    const table = await readParquet(join(folder, file));
    assert.deepEqual(table.reader, { path: "parquet", chosen: "own" }, file);
    const rows = (await table.read()).toRows();
    for (const [name, { type, values }] of Object.entries(written.columns)) {
      assert.equal(table.schema.find((column) => column.name === name)?.type, type, `${file}: ${name}`);
      const found = rows.map((row) => shown(row[name]));
      assert.deepEqual(
        found,
        values.map((value) => expected(type, value)),
        `${file}: ${name}`,
      );
    }
  }
});

test("DuckDB gives the same schema and the same rows", async () => {
  for (const file of written.files.filter((_, i) => i % 5 === 0)) {
    const table = await own(file);
    const other = await readParquet(join(folder, file), { reader: "duckdb" });
    assert.deepEqual(other.reader, { path: "parquet", chosen: "duckdb", reason: "asked for" });
    assert.deepEqual(table.schema, other.schema);
    for (const [start, stop, step] of [
      [0, 2311, 1],
      [255, 1003, 7],
      [2300, 2311, 1],
    ] as const)
      assert.deepEqual(
        (await table.slice(start, stop, step).read()).toRows(),
        (await other.slice(start, stop, step).read()).toRows(),
        file,
      );
    assert.deepEqual(await table.at(1234), await other.at(1234));
  }
});

test("aggregates, conditions and groups are those of DuckDB's rows, whatever the chunks and workers", async () => {
  const asked = {
    a: mean("float64 some"),
    b: std("float32 required"),
    c: sum("int64 whole"),
    d: count("bool runs"),
    e: max("int64 some"),
    f: sum("uint8 some"),
  };
  for (const file of ["snappy-1.0-dictionary.parquet", "zstd-2.0-plain.parquet", "dictionary-given-up.parquet"]) {
    const table = await own(file);
    const other = await readParquet(join(folder, file), { reader: "duckdb" });
    const judged = await aggregate(other, asked);
    for (const options of [{}, { workers: 0 }, { workers: 2, chunk: 100 }, { workers: 1, chunk: 777 }])
      assert.deepEqual(await aggregate(table, asked, options), judged, file);
    const condition = "(`int8 some` > 3) & (`text required` != 'a')";
    for (const chunk of [50, 1000]) {
      assert.deepEqual(
        await aggregate(table.where(condition), asked, { chunk }),
        await aggregate(other.where(condition), asked),
        file,
      );
      const [mine, theirs] = await Promise.all(
        [table, other].map((each) =>
          aggregate(each, { n: count(), m: mean("float64 some") }, { by: "text some", chunk }),
        ),
      );
      assert.deepEqual(mine!.toRows(), theirs!.toRows(), file);
    }
  }
});

test("rows in any order: a reader goes back and forth", async () => {
  const table = await own("gzip-1.0-dictionary.parquet");
  const values = written.columns["int64 some"]!.values;
  for (const row of [2310, 0, 1500, 1499, 300, 299, 301, 2000, 1])
    assert.equal(shown((await table.at(row))["int64 some"]), values[row], String(row));
  const rows = await table.select(["int64 some", "text some"]).read({ start: 2310, stop: 0, step: -97 });
  assert.deepEqual(
    rows.toRows().map((row) => shown(row["int64 some"])),
    Array.from({ length: rows.length }, (_, i) => values[2310 - 97 * i]),
  );
});

test("what toParquet writes is read by our own reader", async () => {
  const path = join(folder, "written.parquet");
  const table = await own("none-1.0-plain.parquet");
  const columns = ["float64 some", "int64 required", "text some", "bool whole", "us some", "uint16 runs", "date all"];
  const kept = columns.filter((name) => written.columns[name] !== undefined);
  await toParquet(table.select(kept), path);
  const again = await readParquet(path);
  assert.deepEqual(again.reader, { path: "parquet", chosen: "own" });
  assert.deepEqual((await again.read()).toRows(), (await table.select(kept).read()).toRows());
});
