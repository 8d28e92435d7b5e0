import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { RowsParts } from "../../../contract/index.js";
import { type DuckDB, openDuckDB, type QueryOptions } from "../../../engine/native/duckdb.js";
import { rowsBuilder } from "../../../engine/rows/builder.js";
import { schemaOf } from "../../../engine/rows/layout.js";
import type { Feed } from "../../../engine/sql/feed.js";
import { EngineError, Rows } from "../../../index.js";
import { mixedRows } from "../../support/rows.js";

const folder = mkdtempSync(join(tmpdir(), "duckdb "));
const db = await openDuckDB();
after(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

async function rowsOf(sql: string, options?: QueryOptions, from: DuckDB = db): Promise<Rows> {
  const found = await from.query(sql, options);
  const builder = rowsBuilder(found.columns);
  for (let parts = await found.next(); parts !== undefined; parts = await found.next())
    builder.append(parts.columns, parts.length);
  return new Rows(builder.finish());
}

/** A feed of pieces whose sizes do not divide DuckDB's chunks; it notes what is opened. */
function feedOf(parts: RowsParts, piece: number, opened: (readonly number[])[] = []): Feed {
  const rows = new Rows(parts);
  return {
    columns: schemaOf(parts.columns),
    rows: parts.length,
    open(columns) {
      opened.push(columns);
      let at = 0;
      return {
        next() {
          if (at >= rows.length) return undefined;
          const cut = rows.slice(at, at + piece);
          at += piece;
          return { length: cut.length, columns: columns.map((column) => cut.columns[column]!) };
        },
      };
    },
  };
}

test("every type of DuckDB becomes a column", async () => {
  const rows =
    await rowsOf(`SELECT true b, 1::TINYINT i1, 2::USMALLINT u2, 3 i4, 4::BIGINT i8, 5::UBIGINT u8, 1.5::FLOAT f4,
    2.5::DOUBLE f8, 0.1::DECIMAL(4, 2) d1, -12345678901234567890.125::DECIMAL(30, 3) d2, 6::HUGEINT h, 'ünï' s,
    'a text of more than twelve bytes' long, 'ab'::BLOB bytes, 'y'::ENUM('x', 'y') e, DATE '1969-12-31' AS "day",
    TIMESTAMP '2020-01-02 03:04:05.123456' us, TIMESTAMP_NS '2020-01-02 03:04:05.123456789' ns,
    [1.5, 2.5]::DOUBLE[2] v, [1, 2] list, {'a': 1} st, INTERVAL 3 DAY iv, NULL n`);
  assert.deepEqual(
    Object.fromEntries(
      rows.schema.map(({ name, type, shape }) => [name, shape.length === 0 ? type : `${type}[${shape}]`]),
    ),
    {
      b: "bool",
      i1: "int8",
      u2: "uint16",
      i4: "int32",
      i8: "int64",
      u8: "uint64",
      f4: "float32",
      f8: "float64",
      d1: "float64",
      d2: "float64",
      h: "int64",
      s: "string",
      long: "string",
      bytes: "binary",
      e: "string",
      day: "timestamp[s]",
      us: "timestamp[us]",
      ns: "timestamp[ns]",
      v: "float64[2]",
      list: "string",
      st: "string",
      iv: "string",
      n: "int32",
    },
  );
  assert.deepEqual(rows.at(0), {
    b: true,
    i1: 1,
    u2: 2,
    i4: 3,
    i8: 4n,
    u8: 5n,
    f4: 1.5,
    f8: 2.5,
    d1: 0.1,
    d2: Number("-12345678901234567890.125"),
    h: 6n,
    s: "ünï",
    long: "a text of more than twelve bytes",
    bytes: new Uint8Array([97, 98]),
    e: "y",
    day: -86_400n,
    us: 1577934245123456n,
    ns: 1577934245123456789n,
    v: Float64Array.of(1.5, 2.5),
    list: "[1, 2]",
    st: "{'a': 1}",
    iv: "3 days",
    n: null,
  });
  await assert.rejects(rowsOf("SELECT 170141183460469231731687303715884105727::HUGEINT AS far"), {
    code: "InvalidArgument",
    message: /column 'far' holds 170141183460469231731687303715884105727, which does not fit int64; write CAST/,
  });
});

test("rows from elsewhere are tables, read by the columns asked for, in order", async () => {
  const parts = mixedRows(10_007);
  const opened: (readonly number[])[] = [];
  await db.register('a "table"', feedOf(parts, 997, opened));
  const all = await rowsOf('SELECT * FROM "a ""table"""');
  assert.deepEqual(all.toRows(), new Rows(parts).toRows());
  const some = await rowsOf('SELECT code, sum(small) s, count(wide) n FROM "a ""table""" GROUP BY ALL ORDER BY ALL');
  assert.deepEqual(some.length, 3);
  assert.deepEqual(opened[0], [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual([...opened[1]!].sort(), [1, 5, 6]);
  assert.deepEqual((await rowsOf('SELECT count(*) n FROM "a ""table"""')).at(0), { n: 10_007n });
  await db.unregister('a "table"');
  await assert.rejects(rowsOf('SELECT * FROM "a ""table"""'), {
    code: "Sql",
    message: /^Catalog Error: Table with name a "table" does not exist!/,
  });
});

test("a feed's own error comes back as it was", async () => {
  const failing: Feed = {
    columns: schemaOf(mixedRows(1).columns),
    rows: undefined,
    open: () => ({
      next() {
        throw new EngineError("SourceChanged", "'x.bin' was written to since it was opened; open it again");
      },
    }),
  };
  await db.register("failing", failing);
  await assert.rejects(rowsOf("SELECT * FROM failing"), { code: "SourceChanged", message: /^'x.bin' was written to/ });
  assert.deepEqual((await rowsOf("SELECT 1 AS one")).at(0), { one: 1 });
});

test("parameters are values, whatever they hold", async () => {
  const found = await rowsOf(
    "SELECT $text AS t, $n AS n, $wide AS w, $day AS d, $x AS x, $none AS z, list_contains($list, 'b') AS l",
    {
      parameters: {
        text: "'; DROP TABLE x; --",
        n: 3,
        wide: 2n ** 40n,
        day: new Date(1000),
        x: 0.5,
        none: null,
        list: ["a", "b"],
      },
    },
  );
  assert.deepEqual(found.at(0), {
    t: "'; DROP TABLE x; --",
    n: 3,
    w: 2n ** 40n,
    d: 1_000_000n,
    x: 0.5,
    z: null,
    l: true,
  });
  assert.deepEqual((await rowsOf("SELECT ? + ? AS s", { parameters: [1, 2] })).at(0), { s: 3 });
  await assert.rejects(rowsOf("SELECT $a", { parameters: { b: 1 } }), {
    code: "InvalidArgument",
    message: "the query's parameter $a has no value; give parameters: { a: … }",
  });
  await assert.rejects(rowsOf("SELECT $temp", { parameters: { temp: 1, tmp: 2 } }), {
    code: "InvalidArgument",
    message: "the query has no parameter $tmp; did you mean 'temp'?; it has $temp",
  });
  const script = "CREATE OR REPLACE TABLE p AS SELECT $a AS x; INSERT INTO p SELECT $b; FROM p ORDER BY x";
  assert.deepEqual((await rowsOf(script, { parameters: { a: 1, b: 2 } })).toRows(), [{ x: 1 }, { x: 2 }]);
});

test("errors keep DuckDB's words and the place", async () => {
  await assert.rejects(rowsOf("SELEC 1"), {
    code: "Sql",
    name: "SQLError",
    message: /^Parser Error: syntax error at or near "SELEC"\n\nLINE 1: SELEC 1\n {8}\^/,
  });
  await assert.rejects(rowsOf("SELECT tmp FROM (SELECT 1 AS temp)"), {
    code: "Sql",
    message: /Referenced column "tmp" not found[\s\S]*"temp"[\s\S]*\^/,
  });
  await assert.rejects(rowsOf("SELECT * FROM 'nowhere/*.csv'"), {
    code: "FileMissing",
    message: /No files found that match the pattern "nowhere\/\*\.csv"/,
  });
  writeFileSync(join(folder, "bad.parquet"), "this is not what its name says");
  await assert.rejects(rowsOf(`FROM '${join(folder, "bad.parquet")}'`), { code: "CorruptData" });
});

test("an abort stops a query in the middle, and the connection lives on", async () => {
  const stop = new AbortController();
  const running = rowsOf("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b", {
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(new Error("enough")), 30);
  await assert.rejects(running, { message: "enough" });
  const streamed = await db.query("FROM range(100000000)", { signal: AbortSignal.timeout(60_000) });
  assert.equal((await streamed.next())?.length, 2048);
  assert.deepEqual((await rowsOf("SELECT 1 AS one")).at(0), { one: 1 });
});

test("work that does not fit the memory limit goes to the disk, or is refused in words", async () => {
  const small = await openDuckDB({ memory: 64 << 20, threads: 1 });
  const sorted = await rowsOf(
    "SELECT count(*) n FROM (SELECT * FROM range(8000000) t(i) ORDER BY hash(i) LIMIT 7999999)",
    {},
    small,
  );
  assert.deepEqual(sorted.at(0), { n: 7_999_999n });
  await assert.rejects(rowsOf("SELECT list(i) FROM range(40000000) t(i)", {}, small), {
    code: "OutOfMemory",
    message: /^Out of Memory Error/,
  });
  small.close();
});

test("a database file lasts, and two connections of one process share it", async () => {
  const path = join(folder, "lasting.duckdb");
  const first = await openDuckDB({ path });
  await rowsOf("CREATE TABLE t AS SELECT 42 AS x", {}, first);
  const second = await openDuckDB({ path });
  assert.deepEqual((await rowsOf("FROM t", {}, second)).at(0), { x: 42 });
  first.close();
  second.close();
  await assert.rejects(openDuckDB({ path: join(folder, "none.duckdb"), readOnly: true }), { code: "FileMissing" });
});
