import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dataOf, executeCells } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { run } from "../support/run.js";

let base: string;
let prefix: string;
let command: string;
let env: NodeJS.ProcessEnv;

before(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "package ")));
  prefix = join(base, "global prefix");
  const packed = run("npm", ["pack", "--json", "--pack-destination", base]);
  assert.equal(packed.status, 0, packed.stderr);
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  // Also where install scripts are blocked.
  const options = ["--global", "--prefix", prefix, "--no-audit", "--no-fund", "--ignore-scripts"];
  const installed = run("npm", ["install", ...options, join(base, filename)], { cwd: base });
  assert.equal(installed.status, 0, installed.stderr);
  command = join(prefix, "bin", "tslab-bigdata");
  const data = join(base, "jupyter", "share", "jupyter");
  env = { JUPYTER_PATH: data, JUPYTER_DATA_DIR: join(base, "data"), JUPYTER_RUNTIME_DIR: join(base, "runtime") };
});

after(() => rmSync(base, { recursive: true, force: true }));

test("the tarball installs globally in an empty prefix, and brings a working kernel", () => {
  const placed = run(command, ["install", "--prefix", join(base, "jupyter")], { cwd: base });
  assert.equal(placed.status, 0, placed.stderr);

  for (const file of ["labextensions/tslab-bigdata/package.json", "nbconvert/templates/tslab-bigdata/conf.json"])
    assert.ok(existsSync(join(base, "jupyter", "share", "jupyter", file)), file);

  const folder = join(base, "notebooks");
  mkdirSync(folder);
  writeFileSync(join(folder, "points.bin"), Float64Array.of(1, 2, 3, 6));
  const cells = [
    "process.argv[1]",
    "%memmap data = points.bin --dtype float64",
    "[data.length, await data.mean()]",
    'import { memmap } from "tslab-bigdata";\nconst column = await memmap("points.bin", { dtype: "float64" });\ncolumn.at(3)',
    "%hist data --bins 2",
    "column.nope",
    '{ using x = { [Symbol.dispose]: () => console.log("closed") }; }',
  ];
  const outputs = executeCells(folder, cells, env);
  const main = dataOf(outputs[0]);
  assert.ok(main.includes(join(prefix, "lib", "node_modules", "tslab-bigdata")), main);
  assert.equal(dataOf(outputs[2]), "[ 4, 3 ]");
  assert.equal(dataOf(outputs[3]), "6");
  assert.equal(Buffer.from(dataOf(outputs[4], "image/png"), "base64").toString("latin1", 1, 4), "PNG");
  assert.match(outputs[5][0].evalue ?? "", /Property 'nope' does not exist on type/);
  assert.match(String(outputs[6][0].text), /closed/);
});

test("what was installed needs nothing of the checkout, and uninstall takes all of it away", () => {
  const own = join(prefix, "lib", "node_modules", "tslab-bigdata");
  const spec = run("grep", ["-rlF", root, own, join(base, "jupyter")]);
  assert.equal(spec.stdout, "");
  const removed = run(command, ["uninstall", "--prefix", join(base, "jupyter")], { cwd: base });
  assert.equal(removed.status, 0, removed.stderr);
  for (const folder of ["kernels", "labextensions", "nbconvert/templates"])
    assert.deepEqual(readdirSync(join(base, "jupyter", "share", "jupyter", folder)), []);
});
