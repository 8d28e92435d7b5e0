import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { cacheFile, cacheFolder, loadCached } from "../../kernel/code-cache.js";
import { root } from "../support/repo.js";

const base = mkdtempSync(join(tmpdir(), "code-cache-"));
after(() => rmSync(base, { recursive: true, force: true }));

let count = 0;
let folder: string;
let source: string;
beforeEach(() => {
  folder = join(base, `cache-${++count}`);
  source = join(base, `module-${count}.js`);
  writeFileSync(source, "exports.answer = function answer() { return 42; };\n");
});

/** What a fresh process finds: whether compiled code was used, what the module says, whether it stored. */
function inProcess(...flags: string[]): { isHit: boolean; answer: number; stored: boolean } {
  const script = `
    const { loadCached } = await import(${JSON.stringify(pathToFileURL(join(root, "dist/kernel/code-cache.js")).href)});
    const module = loadCached(${JSON.stringify(source)}, ${JSON.stringify(folder)});
    const answer = module.exports.answer();
    console.log(JSON.stringify({ isHit: module.isHit, answer, stored: module.store() }));`;
  const done = spawnSync(process.execPath, [...flags, "--input-type=module", "-e", script], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

const files = (): string[] => readdirSync(folder);

test("what one process compiled the next one uses, and does not write again", () => {
  assert.deepEqual(inProcess(), { isHit: false, answer: 42, stored: true });
  assert.equal(files().length, 1);
  const before = readFileSync(join(folder, files()[0] ?? ""));
  assert.deepEqual(inProcess(), { isHit: true, answer: 42, stored: false });
  assert.deepEqual(readFileSync(join(folder, files()[0] ?? "")), before);
});

test("other flags of V8 have a file of their own", () => {
  inProcess();
  assert.deepEqual(inProcess("--no-opt"), { isHit: false, answer: 42, stored: true });
  assert.equal(files().length, 2);
  assert.equal(inProcess("--no-opt").isHit, true);
  assert.equal(inProcess().isHit, true);
});

test("a changed module is compiled anew, even when its length is the same", () => {
  inProcess();
  writeFileSync(source, readFileSync(source, "utf8").replace("42", "43"));
  utimesSync(source, new Date(), new Date(Date.now() + 5000));
  assert.deepEqual(inProcess(), { isHit: false, answer: 43, stored: true });
});

for (const [name, damage] of [
  [
    "a flipped byte",
    (bytes: Buffer): Buffer => Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 0xff)]),
  ],
  ["half a file", (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1)],
  ["an empty file", (): Buffer => Buffer.alloc(0)],
  ["another text", (): Buffer => Buffer.from("no code at all")],
] as const) {
  test(`${name} in the cache is ignored and replaced`, () => {
    inProcess();
    const path = join(folder, files()[0] ?? "");
    writeFileSync(path, damage(readFileSync(path)));
    assert.deepEqual(inProcess(), { isHit: false, answer: 42, stored: true });
    assert.equal(inProcess().isHit, true);
    assert.equal(files().length, 1);
  });
}

test("sound data that belongs to another source is rejected by V8 and replaced", () => {
  inProcess();
  const path = join(folder, files()[0] ?? "");
  const bytes = readFileSync(path);
  writeFileSync(source, "exports.answer = function answer() { return 40 + 2 + 0 + 0 + 0; };\n");
  writeFileSync(cacheFile(source, folder), bytes);
  const found = inProcess();
  assert.equal(found.answer, 42);
  assert.equal(found.isHit, false);
  assert.equal(found.stored, true);
});

test("two modules loaded at the same time both store; the file is whole", () => {
  const one = loadCached(source, folder);
  const two = loadCached(source, folder);
  assert.equal(one.store(), true);
  assert.equal(two.store(), true);
  assert.equal(files().length, 1);
  assert.equal(loadCached(source, folder).isHit, true);
});

test("a folder that cannot be made costs only speed", () => {
  writeFileSync(folder, "a file where the folder should be");
  assert.deepEqual(inProcess(), { isHit: false, answer: 42, stored: false });
});

test("a module that throws is not left in require.cache", () => {
  writeFileSync(source, "throw new Error('on purpose');\n");
  assert.throws(() => loadCached(source, folder), /on purpose/);
  writeFileSync(source, "exports.answer = () => 1;\n");
  const { exports } = loadCached(source, folder);
  assert.equal((exports as { answer(): number }).answer(), 1);
});

test("the folder is the user's cache folder", () => {
  mkdirSync(folder);
  assert.equal(cacheFolder({ XDG_CACHE_HOME: folder }), join(folder, "tslab-bigdata"));
  assert.match(cacheFolder({}), /[\\/]\.cache[\\/]tslab-bigdata$/);
});
