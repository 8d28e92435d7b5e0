import assert from "node:assert/strict";
import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { aggregate } from "../../../engine/aggregate.js";
import { sum } from "../../../engine/aggregates/sum.js";
import { readCsv } from "../../../engine/csv/read-csv.js";
import type { ScanReport } from "../../../engine/options.js";
import { inCell } from "../../support/ambient.js";
import { csvFiles } from "../../support/csv.js";

const GOOD = Array.from({ length: 5000 }, (_, i) => `${i},${i / 4}\n`).join("");

test("ragged rows and bad values stop with file and line, are left out, or become null: counted, the first ones shown", async (t) => {
  const folder = csvFiles(t, { "a.csv": `a,b\n${GOOD}7\n1,2,3\n${GOOD}8,oops\n`, "b.csv": `a,b\n${GOOD}x,1\n` });
  const types = { a: "int64", b: "float64" } as const;
  for (const reader of ["own", "duckdb"] as const) {
    const a = await readCsv(join(folder, "a.csv"), { types, reader });
    await assert.rejects(a.rows(), {
      code: "CorruptData",
      message: `'${join(folder, "a.csv")}', line 5002: 1 field where there are 2 columns; give its type, or onError: "skip" or "null" to go on without it`,
    });
    const b = await readCsv(join(folder, "b.csv"), { types, reader });
    await assert.rejects(b.rows(), /b.csv', line 5002: column 'a' holds 'x', which is no int64; give its type/);
    let report: ScanReport | undefined;
    const onReport = (each: ScanReport): void => {
      report = each;
    };
    const skipped = await readCsv(join(folder, "*.csv"), { types, reader, onError: "skip" });
    assert.deepEqual(await aggregate(skipped, { s: sum("a") }, { onReport }), { s: 3n * 12_497_500n });
    assert.equal(report!.problems!.count, 4);
    assert.deepEqual(
      report!.problems!.first.map(({ file, line, why }) => `${file.at(-5)} ${line} ${why}`),
      [
        "a 5002 1 field where there are 2 columns",
        "a 5003 3 fields where there are 2 columns",
        "a 10004 column 'b' holds 'oops', which is no float64",
        "b 5002 column 'a' holds 'x', which is no int64",
      ],
    );
    const nulled = await readCsv(join(folder, "*.csv"), { types, reader, onError: "null" });
    assert.deepEqual(await aggregate(nulled, { s: sum("a") }, { onReport }), { s: 3n * 12_497_500n + 7n + 1n + 8n });
    assert.equal(report!.problems!.count, 3);
    assert.equal(await nulled.count({ onReport }), 15_004);
  }
});

test("without a report the bad rows are shown under the cell", async (t) => {
  const folder = csvFiles(t, { "a.csv": "a,b\n1,2\n3\n" });
  const table = await readCsv(join(folder, "a.csv"), { onError: "skip" });
  const { recorded, value } = await inCell(() => table.count());
  assert.equal(value, 1);
  assert.equal(
    recorded.shown[0]!.bundle["text/plain"],
    `1 bad row or value:\n  ${join(folder, "a.csv")}, line 3: 1 field where there are 2 columns`,
  );
});

test("lines of gigabytes are refused, wherever they are", async (t) => {
  const folder = csvFiles(t, { "zeros.csv": "", "later.csv": `a,b\n${GOOD}` });
  truncateSync(join(folder, "zeros.csv"), 10 * 2 ** 30);
  await assert.rejects(readCsv(join(folder, "zeros.csv")), {
    code: "CorruptData",
    message: /zeros.csv' has a line of more than 2097152 bytes at its beginning; is it a text file with line ends/,
  });
  truncateSync(join(folder, "later.csv"), 10 * 2 ** 30);
  const later = await readCsv(join(folder, "later.csv"), { header: true });
  await assert.rejects(later.count(), /later.csv' has a line of more than 2097152 bytes at byte \d+/);
});

test("what is missing, empty or of other columns is said", async (t) => {
  const folder = csvFiles(t, {
    "a.csv": "a,b\n1,2\n",
    "b.csv": "a,c\n1,2\n",
    "c.csv": "a,b,c\n1,2,3\n",
    "empty.csv": "",
    "blank.csv": "\n\n",
    "more.csv": "3,4\n",
  });
  const at = (name: string): string => join(folder, name);
  await assert.rejects(readCsv(at("x*.csv")), { code: "FileMissing" });
  await assert.rejects(readCsv(at("nothing.csv")), { code: "FileMissing" });
  await assert.rejects(readCsv(folder), /is a directory; name its files/);
  await assert.rejects(readCsv(at("empty.csv")), /is a file without any line; give 'names' to read it as no rows/);
  assert.equal(await (await readCsv(at("empty.csv"), { names: ["a"] })).count(), 0);
  const some = await readCsv([at("empty.csv"), at("a.csv"), at("blank.csv"), at("more.csv")]);
  assert.deepEqual(await some.toRows(), [
    { a: 1n, b: 2n },
    { a: 3n, b: 4n },
  ]);
  await assert.rejects(
    readCsv([at("a.csv"), at("b.csv")]),
    /columns differ between files: '.*a.csv' has 'a', 'b', '.*b.csv' begins with 'a', 'c'/,
  );
  await assert.rejects(readCsv([at("a.csv"), at("c.csv")]), /columns differ between files/);
  await assert.rejects(readCsv(at("a.csv"), { types: { bb: "int64" } }), /'bb', which is no column; did you mean 'b'/);
  await assert.rejects(readCsv(at("a.csv"), { delimiter: "ab" }), /'delimiter' must be one ASCII character, got "ab"/);
  await assert.rejects(readCsv(at("a.csv"), { onError: "drop" as "skip" }), /'onError' must be/);
  await assert.rejects(readCsv(at("a.csv"), { encoding: "klingon" }), /unknown encoding 'klingon'/);
  await assert.rejects(readCsv(at("a.csv"), { headers: true } as object), /did you mean 'header'/);
});

test("hostile column names are names and nothing else", async (t) => {
  const names = ["__proto__", "constructor", "a b", "x;drop table y", "ünï", "", "a b", "toString"];
  const folder = csvFiles(t, { "h.csv": `${names.join(",")}\n1,2,3,4,5,6,7,8\n` });
  for (const reader of ["own", "duckdb"] as const) {
    const table = await readCsv(join(folder, "h.csv"), { reader, types: { toString: "float64" } });
    assert.deepEqual(table.colnames, [
      "__proto__",
      "constructor",
      "a b",
      "x;drop table y",
      "ünï",
      "column5",
      "a b_1",
      "toString",
    ]);
    assert.equal(await table.col("__proto__").sum(), 1n);
    assert.equal(await table.col("x;drop table y").sum(), 4n);
    assert.equal(await table.col("toString").sum(), 8);
  }
});

test("damaged gzip files, other archives and files that change are errors", async (t) => {
  const packed = gzipSync(`a,b\n${GOOD}`);
  const folder = csvFiles(t, {
    "cut.csv.gz": packed.subarray(0, packed.length - 100),
    "zip.csv": Buffer.from("504b030414000000", "hex"),
    "live.csv": `a,b\n${GOOD}`,
  });
  await assert.rejects(
    readCsv(join(folder, "cut.csv.gz")).then((table) => table.count()),
    { code: "TruncatedFile" },
  );
  await assert.rejects(readCsv(join(folder, "zip.csv")), /is a zip file; unpack it/);
  const live = await readCsv(join(folder, "live.csv"));
  appendFileSync(join(folder, "live.csv"), "1,2\n");
  await assert.rejects(live.count(), { code: "SourceChanged" });
  writeFileSync(join(folder, "live.csv"), "a,b\n");
  await assert.rejects(live.count(), { code: "TruncatedFile" });
});

test("an abort stops a pass over files", async (t) => {
  const folder = csvFiles(t, { "a.csv": `a,b\n${GOOD.repeat(20)}` });
  const table = await readCsv(join(folder, "a.csv"));
  const controller = new AbortController();
  const work = table.col("b").sum({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assert.rejects(work, /enough/);
});
