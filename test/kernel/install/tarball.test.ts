import assert from "node:assert/strict";
import { before, test } from "node:test";
import { productSources } from "../../support/repo.js";
import { run } from "../../support/run.js";

interface Packed {
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let packed: Packed;
let paths: Set<string>;

before(() => {
  const done = run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"]);
  assert.equal(done.status, 0, done.stderr);
  [packed] = JSON.parse(done.stdout) as [Packed];
  paths = new Set(packed.files.map(({ path }) => path));
});

test("the tarball holds every module of the product, with its types", () => {
  const missing = productSources()
    .filter(({ room }) => room !== "lab")
    .flatMap(({ path }) => [".js", ".d.ts"].map((end) => `dist/${path.replace(/\.ts$/, end)}`))
    .filter((path) => !paths.has(path));
  assert.deepEqual(missing, []);
});

test("it holds the WebAssembly, the labextension, the licence, the manual and the templates", () => {
  for (const path of ["engine/simd/kernels.wasm", "engine/simd/random.wasm"])
    assert.ok(paths.has(`dist/${path}`), path);
  for (const path of ["LICENSE", "README.md", "CHANGELOG.md", "package.json"]) assert.ok(paths.has(path), path);
  assert.ok([...paths].some((path) => path.startsWith("nbconvert/")));
});

test("it holds nothing else: no tests, benchmarks, fixtures, notebooks, set-up or build information", () => {
  const allowed =
    /^(dist\/(index|contract|engine|mapreduce|figures|view|display|magics|kernel|lab|labextension)\b|nbconvert\/)/;
  const top = new Set(["LICENSE", "README.md", "CHANGELOG.md", "package.json"]);
  const strange = [...paths].filter((path) => !top.has(path) && !allowed.test(path));
  assert.deepEqual(strange, []);
  assert.deepEqual(
    [...paths].filter((path) => /\.tsbuildinfo$|fixtures|\.test\.|node_modules|\.ipynb$/.test(path)),
    [],
  );
});

test("the command is executable, and the whole stays small", () => {
  const command = packed.files.find(({ path }) => path === "dist/kernel/install/cli.js");
  assert.equal((command?.mode ?? 0) & 0o111, 0o111);
  assert.ok(packed.unpackedSize < 2 ** 25, `${packed.unpackedSize} bytes`);
});
