import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { isEngineError } from "../../../engine/errors.js";
import { filesOf, isPattern } from "../../../engine/native/glob.js";

const folder = mkdtempSync(join(tmpdir(), "glob-"));
after(() => rmSync(folder, { recursive: true }));
for (const name of ["10.csv", "9.csv", "0.csv", "1.csv", "a b.csv", ".hidden.csv", "notes.txt", "[x].csv"])
  writeFileSync(join(folder, name), "");

const names = (pattern: string | readonly string[]): string[] => filesOf(pattern).map((path) => basename(path));

test("files come in natural order, hidden ones left out", () => {
  assert.deepEqual(names(join(folder, "*.csv")), ["[x].csv", "0.csv", "1.csv", "9.csv", "10.csv", "a b.csv"]);
  assert.deepEqual(names(join(folder, "{10,9}.csv")), ["9.csv", "10.csv"]);
});

test("patterns keep their order, and a file named twice comes once", () => {
  const pattern = join(folder, "*0.csv");
  assert.deepEqual(names([join(folder, "9.csv"), pattern, join(folder, "9.csv")]), ["9.csv", "0.csv", "10.csv"]);
});

test("a file whose name looks like a pattern is that file", () => {
  assert.equal(isPattern(join(folder, "[x].csv")), false);
  assert.deepEqual(names(join(folder, "[x].csv")), ["[x].csv"]);
});

test("a pattern without files is an error that names it; a plain path is left to who opens it", () => {
  assert.throws(
    () => filesOf(join(folder, "*.tsv")),
    (error) => isEngineError(error, "FileMissing") && error.message.includes("*.tsv"),
  );
  assert.deepEqual(names(join(folder, "none.csv")), ["none.csv"]);
  for (const none of ["", []])
    assert.throws(
      () => filesOf(none),
      (error) => isEngineError(error, "InvalidArgument"),
    );
});
