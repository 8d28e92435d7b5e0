import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createScripts, withoutPrefix } from "../../kernel/cell/scripts.js";
import { createCompiler } from "../../kernel/compiler/compiler.js";
import { completeness } from "../../kernel/compiler/completeness.js";

const folder = mkdtempSync(join(tmpdir(), "compiler-"));
process.chdir(folder);
const compiler = createCompiler(folder);
after(() => {
  compiler.close();
  process.chdir(tmpdir());
  rmSync(folder, { recursive: true });
});

test("the two source maps of a cell lead back to its lines and columns", () => {
  const cell = "interface Gone { a: number }\n\nfunction f(x: number): never {\n  throw new Error(`x`);\n}";
  const { output = "", emitted } = compiler.convert("", cell);
  const line = output.split("\n").findIndex((text) => text.includes("throw")) + 1;
  const column = output.split("\n")[line - 1].indexOf("new Error") + 1;
  const scripts = createScripts();
  scripts.add("Cell[1]", emitted(output), withoutPrefix);
  assert.deepEqual(scripts.locate("Cell[1]", { line, column }), { line: 4, column: 9 });
  assert.equal(scripts.rewrite(`    at f (Cell[1]:${line}:${column})`), "    at f (Cell[1]:4:9)");
  assert.equal(scripts.rewrite(`async Cell[1]:${line}:${column}`), "async Cell[1]:4:9");
  assert.equal(scripts.rewrite("    at g (/other/file.js:3:1)"), "    at g (/other/file.js:3:1)");
});

test("emitted texts name their imports and whether they await", () => {
  const { output = "", emitted } = compiler.convert(
    "",
    'import { join } from "node:path"; import type { Stats } from "node:fs"; const x: Stats | string = join("a");',
  );
  assert.deepEqual(emitted(output).imports, ["node:path"]);
  assert.equal(emitted(output).hasAwait, false);
  const awaits = (code: string): boolean => {
    const done = compiler.convert("", code);
    return done.emitted(done.output ?? "").hasAwait;
  };
  assert.equal(awaits("await 1"), true);
  assert.equal(awaits("for await (const x of [1]) x;"), true);
  assert.equal(awaits("async function f() { await 1; for await (const x of [1]) x; }"), false);
  assert.equal(awaits("const f = async () => await 1; class A { async m() { await 1; } }"), false);
});

test("completeness: an error at the very end asks for more, any other is final", () => {
  const status = (code: string): string => completeness(compiler.ts, code).status;
  for (const code of ["", "1", "if (a) {}", "`a\nb`", "// x", "const a = 1\n"])
    assert.equal(status(code), "complete", code);
  for (const code of ["{", "f(", "`a", "/* a", "a +", "class A {\n", "const x =", "if (a)"])
    assert.equal(status(code), "incomplete", code);
  for (const code of ["}", "'a", "a b", "f(1))", "const 1 = 2"]) assert.equal(status(code), "invalid", code);
  assert.deepEqual(completeness(compiler.ts, "  f(() => {"), { status: "incomplete", indent: "    " });
});
