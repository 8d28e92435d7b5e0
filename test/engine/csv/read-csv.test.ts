import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { aggregate } from "../../../engine/aggregate.js";
import { count } from "../../../engine/aggregates/count.js";
import { argmax, max, min } from "../../../engine/aggregates/extremes.js";
import { kurt, skew, std, variance } from "../../../engine/aggregates/moments.js";
import { sample } from "../../../engine/aggregates/sample.js";
import { mean, sum } from "../../../engine/aggregates/sum.js";
import { readCsv } from "../../../engine/csv/read-csv.js";
import { sniff } from "../../../engine/csv/sniff.js";
import { csvSource } from "../../../engine/csv/source.js";
import { ScanTable } from "../../../engine/lazy-table.js";
import type { ScanReport } from "../../../engine/options.js";
import { csvFiles } from "../../support/csv.js";
import { seeded } from "../../support/random.js";

/** Rows with numbers that need all their digits, an integer, a text and a gap now and then. */
function lines(from: number, to: number): string {
  const random = seeded(from + 1);
  const row = (i: number): string =>
    `${i},${random() * 100 - 50},${["de", "fr", "ünï"][i % 3]},${i % 7 === 0 ? "" : i % 5}`;
  return Array.from({ length: to - from }, (_, i) => `${row(from + i)}\n`).join("");
}

const HEADER = "id,x,land,k\n";

test("several files in natural order, each with its header, are one table", async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [`${i}.csv`, HEADER + lines(i * 100, i * 100 + 100)]),
  );
  const folder = csvFiles(t, files);
  const table = await readCsv(join(folder, "*.csv"));
  assert.deepEqual(
    table.schema.map(({ name, type }) => [name, type]),
    [
      ["id", "int64"],
      ["x", "float64"],
      ["land", "string"],
      ["k", "int64"],
    ],
  );
  assert.deepEqual(table.reader, { path: "csv", chosen: "own" });
  assert.equal(await table.count(), 1100);
  const ids = (await table.read({ field: "id" })) as BigInt64Array;
  assert.deepEqual(
    [...ids],
    Array.from({ length: 1100 }, (_, i) => BigInt(i)),
  );
  const rows = await table.where("(id >= 1050) & (land == 'ünï')").toRows();
  assert.deepEqual(rows[0], { id: 1052n, x: rows[0]!["x"], land: "ünï", k: 2n });
  assert.equal(rows.length, 16);
});

test("no result depends on parts, workers or the way rows are split", async (t) => {
  const folder = csvFiles(t, { "a.csv": HEADER + lines(0, 30_000), "b.csv": HEADER + lines(30_000, 50_001) });
  const sniffed = await sniff([join(folder, "a.csv"), join(folder, "b.csv")], {});
  const wanted = {
    n: count("k"),
    s: sum("x"),
    m: mean("x"),
    v: variance("x"),
    d: std("x", { ddof: 1 }),
    g: skew("x"),
    u: kurt("x"),
    least: min("x"),
    most: max("x"),
    at: argmax("x"),
    some: sample("id", { n: 5, seed: 3 }),
  };
  const results = [];
  for (const [bytes, workers] of [
    [4 << 20, 1],
    [10_007, 2],
    [997, 0],
    [65_536, 2],
  ] as const) {
    const table = new ScanTable({ source: csvSource(sniffed, "own", bytes) });
    results.push(await aggregate(table, wanted, { workers }));
  }
  for (const other of results.slice(1)) assert.deepEqual(other, results[0]);
  const values = (await (
    await readCsv([join(folder, "a.csv"), join(folder, "b.csv")])
  ).read({ field: "x" })) as Float64Array;
  assert.equal(results[0]!.at, values.indexOf(results[0]!.most));
  assert.equal(results[0]!.n, 50_001 - 7143);
  const average = values.reduce((total, x) => total + x, 0) / values.length;
  const spread = values.reduce((total, x) => total + (x - average) ** 2, 0) / values.length;
  assert.ok(Math.abs(results[0]!.v - spread) < 1e-9 * spread);
});

test("groups and conditions run over the files in place; only wanted columns are decoded", async (t) => {
  const folder = csvFiles(t, { "a.csv": HEADER + lines(0, 5000) });
  const table = await readCsv(join(folder, "a.csv"));
  let report: ScanReport | undefined;
  const groups = await aggregate(
    table,
    { n: count(), s: sum("id") },
    { by: "land", where: "id < 3000", workers: 1, onReport: (each) => (report = each) },
  );
  assert.deepEqual(groups.toRows(), [
    { land: "de", n: 1000, s: 1_498_500n },
    { land: "fr", n: 1000, s: 1_499_500n },
    { land: "ünï", n: 1000, s: 1_500_500n },
  ]);
  assert.equal(report!.counters.decodes, 2);
  assert.equal(report!.counters.passes, 1);
  assert.equal(report!.counters.rows, 5000);
});

test("gzip, UTF-16, Latin-1, a byte order mark, CRLF and a missing final line end change nothing", async (t) => {
  const text = HEADER + lines(0, 3000);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  const folder = csvFiles(t, {
    "plain.csv": text,
    "packed.csv.gz": gzipSync(text),
    "wide.csv": utf16,
    "latin.csv": Buffer.from(text, "latin1"),
    "mark.csv": `\ufeff${text}`,
    "crlf.csv": text.replaceAll("\n", "\r\n"),
    "short.csv": text.slice(0, -1),
    "packed-latin.csv.gz": gzipSync(Buffer.from(text, "latin1")),
  });
  const expected = await (await readCsv(join(folder, "plain.csv"))).toRows();
  assert.equal(expected.length, 3000);
  for (const name of ["packed.csv.gz", "wide.csv", "mark.csv", "crlf.csv", "short.csv"])
    assert.deepEqual(await (await readCsv(join(folder, name))).toRows(), expected, name);
  for (const name of ["latin.csv", "packed-latin.csv.gz"]) {
    const latin = await readCsv(join(folder, name), { encoding: "latin1" });
    assert.deepEqual(await latin.toRows(), expected, name);
  }
  await assert.rejects(
    readCsv(join(folder, "latin.csv")),
    /is not UTF-8; name its encoding, such as encoding: "latin1"/,
  );
  const both = await readCsv([join(folder, "packed.csv.gz"), join(folder, "crlf.csv")]);
  assert.equal(await both.count({ workers: 2 }), 6000);
});

test("delimiter, header, types and null words are found", async (t) => {
  const folder = csvFiles(t, {
    "a.csv": "1;true;2.5;x;2020-01-02\n2;FALSE;NA;y;2020-01-03\n;;nan;;\n",
    "b.tsv": "name\tplace\nann\tkyiv\nbob\tlima\n",
    "c.csv": "only\n5\n6\n",
    "d.csv": "\n\na,b\n1,2\n\n3,4\n",
  });
  const a = await readCsv(join(folder, "a.csv"), { reader: "own" });
  assert.deepEqual(
    a.schema.map(({ name, type }) => `${name} ${type}`),
    ["column0 int64", "column1 bool", "column2 float64", "column3 string", "column4 timestamp[s]"],
  );
  assert.deepEqual(a.format.nullWords, ["NA"]);
  assert.deepEqual(
    (await a.toRows()).map((row) => Object.values(row)),
    [
      [1n, true, 2.5, "x", 1_577_923_200n],
      [2n, false, null, "y", 1_578_009_600n],
      [null, null, Number.NaN, null, null],
    ],
  );
  const b = await readCsv(join(folder, "b.tsv"));
  assert.deepEqual(await b.toRows(), [
    { name: "ann", place: "kyiv" },
    { name: "bob", place: "lima" },
  ]);
  assert.deepEqual(
    [...((await (await readCsv(join(folder, "c.csv"))).read({ field: "only" })) as BigInt64Array)],
    [5n, 6n],
  );
  assert.deepEqual(await (await readCsv(join(folder, "d.csv"))).toRows(), [
    { a: 1n, b: 2n },
    { a: 3n, b: 4n },
  ]);
  const named = await readCsv(join(folder, "c.csv"), { names: ["x"], header: true, types: { x: "float32" } });
  assert.deepEqual(await named.toRows(), [{ x: 5 }, { x: 6 }]);
});
