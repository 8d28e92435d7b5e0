import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { RowProblems } from "../../../contract/index.js";
import { aggregate } from "../../../engine/aggregate.js";
import { count } from "../../../engine/aggregates/count.js";
import { std } from "../../../engine/aggregates/moments.js";
import { mean, sum } from "../../../engine/aggregates/sum.js";
import type { CsvReadOptions } from "../../../engine/csv/options.js";
import { readCsv } from "../../../engine/csv/read-csv.js";
import { csvFiles } from "../../support/csv.js";
import { seeded } from "../../support/random.js";

type Content = string | Uint8Array;

/** Files and options whose rows both readers must give alike. */
const CASES: { readonly [name: string]: readonly [content: Content, options?: CsvReadOptions] } = {
  "plain numbers": ["a,b\n1,2.5\n-3,1e-7\n+4,.5\n"],
  "special floats": [
    "a,x\n1,nan\n2,-inf\n3,Infinity\n4,1e400\n5,-1e-400\n6,5e-324\n7,-0\n",
    { types: { x: "float64" } },
  ],
  "long decimals": [`a,x\n1,0.${"3".repeat(60)}\n2,${"9".repeat(40)}\n3,00000000000000000000000000001.5\n`],
  blanks: ["a,b,c\n 1 ,\t2.5, x \n3,4,y\n"],
  "empty fields": ["a,b,c\n,,\n1,,x\n,2.5,\n"],
  "null words": ["a,b,c\nNA,NA,NA\n1,2.5,null\n-999,3,x\n", { nullWords: ["NA", "-999", "null"] }],
  "narrow types": ["a,b,c,d\n1,2,3,1.1\n-128,255,65535,1e300\n", { types: { a: "i1", b: "u1", c: "u2", d: "f4" } }],
  "all integers": ["a,b\n9223372036854775807,-9223372036854775808\n007,0\n"],
  booleans: ["a,b\ntrue,1\nFALSE,2\n,3\n"],
  dates: ["day,x\n2020-02-29,1\n1969-12-31,2\n,3\n"],
  times: ["at,x\n2020-01-02T03:04:05.678901,1\n2020-01-02 03:04:05,2\n2020-01-02T03:04:05+02:00,3\n2021-06-01,4\n"],
  texts: ["name,n\nünï,1\n日本,2\nplain text,3\n"],
  "no header": ["1,2\n3,4\n"],
  "CRLF and no final line end": ["a,b\r\n1,x\r\n2,y"],
  "blank lines": ["\na,b\n1,2\n\n\n3,4\n\n"],
  "one column with blank lines": ["a\n1\n\n3\n"],
  tabs: ["a\tb\n1\t2\n3\t4\n"],
  gzip: [gzipSync("a,b\n1,x\n2,y\n")],
  "byte order mark": ["\ufeffa,b\n1,x\n2,y\n"],
  "Latin-1": [Buffer.from("a,b\n1,ä\n2,ö\n", "latin1"), { encoding: "latin1" }],
  "UTF-16": [Buffer.from("\ufeffa,b\n1,ä\n2,日\n", "utf16le")],
  "only a header": ["a,b\n", { types: { a: "int64", b: "float64" } }],
  "nulls for what is bad": [
    "a,b,c\n1,x,2\n2,3\n4,5,6,7\nz,8,9\n",
    { types: { a: "int64", b: "int64" }, onError: "null" },
  ],
  "bad rows left out": [
    "a,b,c\n1,x,2\n2,3\n4,5,6,7\nz,8,9\n10,11,12\n",
    { types: { a: "int64", b: "int64" }, onError: "skip" },
  ],
};

for (const [name, [content, options = {}]] of Object.entries(CASES)) {
  test(`both readers give the same rows: ${name}`, async (t) => {
    const folder = csvFiles(t, { "a.csv": content });
    const found = [];
    for (const reader of ["own", "duckdb"] as const) {
      const table = await readCsv(join(folder, "a.csv"), { ...options, reader });
      assert.equal(table.reader.chosen, reader);
      let problems: RowProblems | undefined;
      const n = await aggregate(table, { n: count() }, { onReport: (report) => (problems = report.problems) });
      found.push({ schema: table.schema, rows: await table.toRows(), n: await table.count(), of: n, problems });
    }
    assert.deepEqual(found[1], found[0]);
    assert.equal(found[0]!.rows.length, found[0]!.n);
  });
}

test("both readers give the same aggregates over several files", async (t) => {
  const random = seeded(5);
  const lines = Array.from({ length: 6000 }, (_, i) => `${i},${random() * 1e3 - 500},${["a", "b", ""][i % 3]}\n`);
  const folder = csvFiles(t, {
    "0.csv": `id,x,k\n${lines.slice(0, 2500).join("")}`,
    "1.csv": `id,x,k\n${lines.slice(2500).join("")}`,
  });
  const wanted = { n: count("k"), s: sum("id"), m: mean("x"), d: std("x") };
  const results = [];
  for (const [reader, workers] of [
    ["own", 2],
    ["duckdb", 2],
    ["duckdb", 0],
  ] as const) {
    const table = await readCsv(join(folder, "*.csv"), { reader });
    const groups = await aggregate(table, wanted, { by: "k", workers, where: "x > -300" });
    results.push([
      await aggregate(table, wanted, { workers }),
      groups.toRows(),
      await table.col("x").argmin({ workers }),
    ]);
  }
  assert.deepEqual(results[1], results[0]);
  assert.deepEqual(results[2], results[0]);
});

test("quotes go to DuckDB, which says so: delimiters, quotes and line ends in fields", async (t) => {
  const folder = csvFiles(t, {
    "q.csv": 'id,"the, name",note\n1,"x, ""y""",2.5\n2,"two\nlines",\n3,plain,7\n',
    "t.csv": "day,x\n2020-01-02,1\n",
  });
  const table = await readCsv(join(folder, "q.csv"));
  assert.deepEqual(table.reader, { path: "csv", chosen: "duckdb", reason: `quotes in '${join(folder, "q.csv")}'` });
  assert.deepEqual(await table.toRows(), [
    { id: 1n, "the, name": 'x, "y"', note: 2.5 },
    { id: 2n, "the, name": "two\nlines", note: null },
    { id: 3n, "the, name": "plain", note: 7 },
  ]);
  const times = await readCsv(join(folder, "t.csv"));
  assert.equal(times.reader.reason, "column 'day' holds times");
  await assert.rejects(
    (await readCsv(join(folder, "q.csv"), { reader: "own" })).rows(),
    /q.csv', line 2: a quote, of which the samples had none; read the files with reader: "duckdb"/,
  );
});
