import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { rowsSource } from "../../../engine/sources/rows.js";
import { column, memmap, Rows, range, sql, Table, zip } from "../../../index.js";
import { inCell } from "../../support/ambient.js";
import { mixedRows } from "../../support/rows.js";

const folder = mkdtempSync(join(tmpdir(), "sql "));
after(() => rmSync(folder, { recursive: true }));

const rows = new Rows(mixedRows(50_003));

test("files of all kinds are tables", async () => {
  writeFileSync(join(folder, "a.csv"), "town,temp\nx,1.5\ny,2.5\n");
  writeFileSync(join(folder, "b.json"), '{"town": "x", "pop": 7}\n{"town": "z", "pop": null}\n');
  const joined = await sql(
    `SELECT town, temp, pop FROM '${folder}/a.csv' FULL JOIN '${folder}/b.json' USING (town) ORDER BY town`,
  );
  assert.deepEqual(joined.toRows(), [
    { town: "x", temp: 1.5, pop: 7n },
    { town: "y", temp: 2.5, pop: null },
    { town: "z", temp: null, pop: null },
  ]);
  const { value } = await inCell(() => sql("FROM 'a.csv' LIMIT 1"), { directory: folder });
  assert.deepEqual(value.toRows(), [{ town: "x", temp: 1.5 }]);
});

test("rows, tables, conditions, columns and memory maps are tables by name, with all their types", async () => {
  const table = new Table({ source: rowsSource(rows) });
  const all = await sql("SELECT * FROM rows", { tables: { rows } });
  assert.deepEqual(all.toRows(), rows.toRows());
  const some = await sql("SELECT * FROM t", {
    tables: { t: table.where("(x > 7) & (code == 'fr')").select(["text", "x"]) },
  });
  assert.deepEqual(
    some.toRows(),
    rows
      .toRows()
      .filter(({ x, code }) => (x as number) > 7 && code === "fr")
      .map(({ text, x }) => ({ text, x })),
  );
  const path = join(folder, "points.bin");
  const map = await memmap(path, { dtype: "float32", mode: "w+", shape: 300_000 });
  await map.fill(0.5);
  const found = await sql("SELECT count(*) n, sum(value) s FROM m", { tables: { m: map } });
  assert.deepEqual(found.at(0), { n: 300_000n, s: 150_000 });
  map.close();
  const zipped = zip({ i: range(100_000), half: range(100_000).map("value / 2") });
  const joined = await sql("SELECT sum(half) s FROM z JOIN c ON z.i = c.value", {
    tables: { z: zipped, c: column([3, 5, 99_999]) },
  });
  assert.equal(joined.at(0)["s"], (3 + 5 + 99_999) / 2);
  const self = await sql("SELECT count(*) n FROM z a JOIN z b ON a.i = b.half", { tables: { z: zipped } });
  assert.equal(self.at(0)["n"], 50_000n);
});

test("in a notebook variables are tables; tables of the database come first", async () => {
  const variables = () => [
    { name: "weather", type: "", value: rows },
    { name: "seven", type: "", value: 7 },
  ];
  await inCell(
    async () => {
      assert.deepEqual((await sql("SELECT max(wide) m FROM weather")).at(0), { m: 50_002n * 1_000_000_007n });
      await assert.rejects(sql("SELECT * FROM wether"), {
        code: "Sql",
        message: /Table with name wether does not exist[\s\S]*did you mean 'weather'\?$/,
      });
      await assert.rejects(sql("SELECT * FROM seven"), {
        code: "Sql",
        message: /Table with name seven does not exist/,
      });
      await sql("CREATE OR REPLACE TABLE weather AS SELECT 1 AS own");
      assert.deepEqual((await sql("FROM weather")).toRows(), [{ own: 1 }]);
      await sql("DROP TABLE weather");
      assert.equal((await sql("FROM weather")).length, rows.length);
    },
    { session: { variables } },
  );
});

test("a database file lasts; the one in memory lasts as long as the session", async () => {
  const database = join(folder, "weather.duckdb");
  await sql("CREATE TABLE hot AS FROM t WHERE x > $least", {
    database,
    tables: { t: rows.select(["x", "code"]) },
    parameters: { least: 100 },
  });
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith("weather")),
    ["weather.duckdb"],
  );
  const kept = rows.toRows().filter(({ x }) => (x as number) > 100);
  assert.equal((await sql("SELECT count(*) n FROM hot", { database, readOnly: true })).at(0)["n"], BigInt(kept.length));
  await assert.rejects(sql("DROP TABLE hot", { database, readOnly: true }), { code: "Sql", message: /read-only/ });
  await sql("CREATE TABLE session_table AS SELECT 1 AS x");
  assert.equal((await sql("FROM session_table")).length, 1);
  writeFileSync(join(folder, "no.duckdb"), "not a database at all");
  await assert.rejects(sql("SELECT 1", { database: join(folder, "no.duckdb") }), {
    message: /not a valid DuckDB database file/,
  });
});

test("results larger than a few chunks come whole and in order", async () => {
  const many = await sql(
    "SELECT i, 'row ' || i AS t, CASE WHEN i % 3 = 0 THEN NULL ELSE i / 2 END AS h FROM range(300000) r(i)",
  );
  assert.equal(many.length, 300_000);
  assert.deepEqual(many.at(299_999), { i: 299_999n, t: "row 299999", h: 149_999.5 });
  assert.equal(await many.col("i").sum(), (299_999n * 300_000n) / 2n);
});

test("hostile names of tables and columns are names", async () => {
  const hostile = new Rows({
    length: 1,
    columns: ['a"; DROP TABLE x; --', "select", "Ünï ☃", "__proto__"].map((name) => ({
      name,
      type: "int32" as const,
      shape: [],
      values: Int32Array.of(7),
    })),
  });
  const found = await sql('SELECT * FROM "t""; DROP TABLE x; --"', { tables: { 't"; DROP TABLE x; --': hostile } });
  assert.deepEqual(found.colnames, hostile.colnames);
  assert.equal(found.col("select").at(0), 7);
});

test("an abort ends a query that reads a table, and the next query runs", async () => {
  const stop = new AbortController();
  const endless = range(2 ** 50);
  setTimeout(() => stop.abort(new Error("enough")), 300);
  await assert.rejects(sql("SELECT sum(value) FROM endless", { tables: { endless }, signal: stop.signal }), {
    message: "enough",
  });
  await assert.rejects(sql("SELECT 1", { signal: AbortSignal.abort(new Error("before")) }), { message: "before" });
  const two = await Promise.all([sql("SELECT 1 AS x"), sql("SELECT 2 AS x")]);
  assert.deepEqual(
    two.map((each) => each.at(0)["x"]),
    [1, 2],
  );
});

test("a file that changed under a table is an error of the query", async () => {
  const path = join(folder, "changing.bin");
  writeFileSync(path, new Float64Array(1000));
  const map = await memmap(path, { dtype: "float64" });
  appendFileSync(path, new Uint8Array(8));
  await assert.rejects(sql("SELECT sum(value) FROM map", { tables: { map } }), { code: "SourceChanged" });
  map.close();
});

test("what is no query, table or option is refused", async () => {
  await assert.rejects(sql(""), { code: "InvalidArgument", message: 'expected a query, as in "SELECT 1", got ""' });
  await assert.rejects(sql("FROM t", { tables: { t: new Date() } }), {
    code: "InvalidArgument",
    message: /table 't' is a Date; expected/,
  });
  await assert.rejects(sql("SELECT 1", { databse: "x" } as never), {
    message: /sql has no option 'databse'; did you mean 'database'\?/,
  });
  await assert.rejects(sql("SELECT * FROM t WHERE tmp > 1", { tables: { t: rows } }), {
    code: "Sql",
    message: /Referenced column "tmp" not found/,
  });
});
