import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { isEngineError } from "../../engine/errors.js";
import { linesBefore, readSplit } from "../../mapreduce/read-split.js";
import { splitFiles } from "../../mapreduce/splits.js";

const folder = mkdtempSync(join(tmpdir(), "splits-"));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);

async function linesOf(file: string, splitBytes: number): Promise<string[]> {
  const out: string[] = [];
  for (const split of splitFiles([file], splitBytes))
    await readSplit(split, (lines) => {
      out.push(...lines);
      return undefined;
    });
  return out;
}

const TEXTS: { readonly [name: string]: string } = {
  plain: "one\ntwo\n\nfour\n",
  noEnd: "one\ntwo",
  returns: "one\r\ntwo\r\n",
  only: "\n\n\n",
  utf8: "æøå\n😀😀\nend",
  long: `${"x".repeat(1000)}\ny\n${"z".repeat(333)}`,
  empty: "",
};

for (const [name, text] of Object.entries(TEXTS))
  test(`each line is read once wherever splits are cut: ${name}`, async () => {
    writeFileSync(path(name), text);
    const expected = text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
    for (const splitBytes of [1, 2, 3, 5, 7, 64, 1_000_000])
      assert.deepEqual(await linesOf(path(name), splitBytes), expected, `splits of ${splitBytes}`);
  });

test("lines that cross blocks are whole", async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => `${i} ${"æ".repeat(i % 97)}`);
  writeFileSync(path("many"), lines.join("\n"));
  for (const splitBytes of [99_991, 10_000_000]) assert.deepEqual(await linesOf(path("many"), splitBytes), lines);
});

test("gzip is one split, and a broken one an error", async () => {
  writeFileSync(path("a.gz"), gzipSync("one\ntwo\n"));
  assert.deepEqual(await linesOf(path("a.gz"), 2), ["one", "two"]);
  writeFileSync(path("b.gz"), gzipSync("one\ntwo\n".repeat(999)).subarray(0, 40));
  await assert.rejects(
    linesOf(path("b.gz"), 2),
    (error) => isEngineError(error, "CorruptData") && /b\.gz/.test(error.message),
  );
});

test("lines before a byte are counted, for messages", () => {
  writeFileSync(path("count"), "a\nb\nc\n");
  assert.deepEqual(
    [0, 1, 2, 4, 6].map((at) => linesBefore(path("count"), at)),
    [0, 0, 1, 2, 3],
  );
});

test("a folder or a missing file is named", () => {
  assert.throws(
    () => splitFiles([folder]),
    (error) => isEngineError(error, "FileAccess") && /\/\*'/.test(error.message),
  );
  assert.throws(
    () => splitFiles([path("none")]),
    (error) => isEngineError(error, "FileMissing"),
  );
});
