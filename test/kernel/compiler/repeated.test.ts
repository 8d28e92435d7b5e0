import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, before, test } from "node:test";
import { type Compiler, createCompiler } from "../../../kernel/compiler/compiler.js";

const folder = mkdtempSync(join(tmpdir(), "repeated-"));
const started = process.cwd();
let compiler: Compiler;
before(() => {
  process.chdir(folder);
  compiler = createCompiler(process.cwd());
  compiler.warmUp();
});
after(() => {
  compiler.close();
  process.chdir(started);
  rmSync(folder, { recursive: true, force: true });
});

test("warming up leaves no declarations behind", () => {
  const { diagnostics } = compiler.convert("", "numbers");
  assert.match(diagnostics[0]?.messageText ?? "", /Cannot find name 'numbers'/);
});

test("a cell that waits to run keeps what is known of it while the compiler warms up", () => {
  const cell = compiler.convert("", "const waited = await Promise.resolve(1); waited");
  compiler.warmUp();
  compiler.convert("", "2 + 2");
  assert.equal(cell.emitted(cell.output ?? "").hasAwait, true);
});

test("a cell that is run again converts alike", () => {
  const first = compiler.convert("", "const a: number[] = [1]; a.length");
  const again = compiler.convert("", "const a: number[] = [1]; a.length");
  assert.equal(again.output, first.output);
  assert.equal(again.declOutput, first.declOutput);
  assert.equal(again.lastExpressionVar, "tsLastExpr");
  assert.deepEqual(again.emitted(again.output ?? ""), first.emitted(first.output ?? ""));
});

test("the same cell after another declaration is checked against that", () => {
  assert.equal(compiler.convert("declare let x: string;\n", "x.toUpperCase()").diagnostics.length, 0);
  const { diagnostics } = compiler.convert("declare let x: number;\n", "x.toUpperCase()");
  assert.match(diagnostics[0]?.messageText ?? "", /'toUpperCase' does not exist on type 'number'/);
});

test("errors are found in every run of a cell", () => {
  for (let run = 0; run < 3; run++) assert.equal(compiler.convert("", "const b: string = 1;").diagnostics.length, 1);
});

test("local modules are found through other local modules, and a changed one is compiled again", () => {
  writeFileSync(join(folder, "deep.ts"), "export const deep: number = 1;\n");
  writeFileSync(join(folder, "near.ts"), 'export { deep } from "./deep";\nimport "./script";\n');
  writeFileSync(join(folder, "script.ts"), "const alone = 1;\n");
  const code = 'import { deep } from "./near";\ndeep';
  const { sideOutputs = [], diagnostics } = compiler.convert("", code);
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(
    sideOutputs.map(({ path }) => path),
    ["deep.js", "near.js", "script.js"].map((name) => join(folder, name)),
  );
  writeFileSync(join(folder, "deep.ts"), "export const deep: number = 22;\n");
  utimesSync(join(folder, "deep.ts"), new Date(), new Date(Date.now() + 5000));
  const changed = compiler.convert("", code);
  const module = changed.sideOutputs?.find(({ path }) => path.endsWith("deep.js"));
  assert.match(module?.data ?? "", /22/);
});

test("a package.json that changes between cells is taken as it is by the next one", () => {
  const manifest = join(folder, "package.json");
  const inside = join(folder, "inside.ts");
  writeFileSync(join(folder, "one.ts"), "export const one: number = 1;\n");
  writeFileSync(inside, 'export { one } from "#one";\n');
  writeFileSync(manifest, JSON.stringify({ type: "module", imports: { "#one": "./one.ts" } }));
  const code = 'import { one } from "./inside";\none';
  assert.deepEqual(compiler.convert("", code).diagnostics, []);
  assert.equal(compiler.convert("", "const found: string = (await import('./inside')).one").diagnostics.length, 1);
  writeFileSync(manifest, JSON.stringify({ type: "module", imports: { "#two": "./one.ts" } }));
  utimesSync(manifest, new Date(), new Date(Date.now() + 5000));
  assert.match(compiler.convert("", `${code};`).diagnostics[0]?.messageText ?? "", /Cannot find module '#one'/);
  writeFileSync(inside, 'export { one } from "#two";\n');
  utimesSync(inside, new Date(), new Date(Date.now() + 9000));
  assert.deepEqual(compiler.convert("", code).diagnostics, []);
  rmSync(manifest);
  assert.equal(compiler.convert("", `${code};;`).diagnostics.length, 1);
});

test("so is one in a folder below", () => {
  mkdirSync(join(folder, "below"));
  const manifest = join(folder, "below", "package.json");
  writeFileSync(manifest, JSON.stringify({ imports: { "#three": "./three.ts" } }));
  writeFileSync(join(folder, "below", "three.ts"), "export const three: number = 3;\n");
  writeFileSync(join(folder, "below", "inside.ts"), 'export { three } from "#three";\n');
  const code = 'import { three } from "./below/inside";\nthree';
  assert.deepEqual(compiler.convert("", code).diagnostics, []);
  writeFileSync(manifest, "{}");
  utimesSync(manifest, new Date(), new Date(Date.now() + 5000));
  assert.match(compiler.convert("", `${code};`).diagnostics[0]?.messageText ?? "", /Cannot find module '#three'/);
});

test("an error in a module two imports away stops the cell", () => {
  writeFileSync(join(folder, "wrong.ts"), 'export const wrong: number = "text";\n');
  writeFileSync(join(folder, "user.ts"), 'export { wrong } from "./wrong";\n');
  const { diagnostics, output } = compiler.convert("", 'import { wrong } from "./user";\nwrong');
  assert.equal(output, undefined);
  assert.equal(diagnostics[0]?.fileName, "wrong.ts");
});
