import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { oneByte } from "../../kernel/one-byte.js";

const run = (text: string): unknown => vm.runInThisContext(oneByte(Buffer.from(text)));

test("ASCII stays as it is", () => {
  for (const text of ["", "a", "const a = '\\\\n';\r\n// b"]) assert.equal(oneByte(Buffer.from(text)), text);
});

test("other characters become escapes that mean the same", () => {
  assert.equal(oneByte(Buffer.from("// it’s\n'é→'")), "// it\\u2019s\n'\\u00e9\\u2192'");
  assert.equal(run("'it’s é → ß'"), "it’s é → ß");
  assert.equal(run("`it’s →`"), "it’s →");
  assert.equal(run("/^[à-ü]+$/.test('éü')"), true);
  assert.equal(run("const größe = 3; größe + 1"), 4);
  assert.equal(run("/* ’ */ 1 // →"), 1);
});

test("text that escapes could change keeps its characters", () => {
  for (const text of ["'\\é'", "'😀'", "const 𝒂 = 1"]) assert.equal(oneByte(Buffer.from(text)), text);
  assert.equal(run("'\\é😀'"), "é😀");
});
