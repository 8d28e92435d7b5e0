import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { notebookOf, type Output } from "../support/notebook.js";
import { type Finished, python, run } from "../support/run.js";

const PARAMETERS = 'let n = 1;\nlet ratio = 0.5;\nlet name = "nobody";\nlet verbose = false;';
const USE = "[n + 1, ratio, name, verbose]";

interface Cell {
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: readonly string[];
  readonly outputs: readonly Output[];
}

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "papermill "));
  const notebook = JSON.parse(notebookOf([PARAMETERS, USE]));
  notebook.cells[0].metadata = { tags: ["parameters"] };
  writeFileSync(join(folder, "in.ipynb"), JSON.stringify(notebook));
});

after(() => rmSync(folder, { recursive: true, force: true }));

function papermill(...args: readonly string[]): Finished {
  return run(python, ["-m", "papermill", "--no-progress-bar", ...args], { cwd: folder });
}

const cellsOf = (name: string): Cell[] => JSON.parse(readFileSync(join(folder, name), "utf8")).cells;
const lastResult = (name: string): string =>
  [cellsOf(name).at(-1)?.outputs.at(-1)?.data?.["text/plain"]].flat().join("");

test("papermill executes a notebook with its own parameters", () => {
  const done = papermill("in.ipynb", "plain.ipynb");
  assert.equal(done.status, 0, done.stderr);
  assert.equal(lastResult("plain.ipynb"), "[ 2, 0.5, 'nobody', false ]");
});

test("parameters of the command line go through papermill's C# form, which is TypeScript for numbers, texts and booleans", () => {
  const yaml = '{ n: 41, ratio: -1.5e-3, name: "Zoë\'s \\"quoted\\" \\\\ line\\nnext", verbose: true }';
  const done = papermill("in.ipynb", "given.ipynb", "--language", ".net-csharp", "-y", yaml);
  assert.equal(done.status, 0, done.stderr);
  const injected = cellsOf("given.ipynb").find(({ metadata }) => metadata.tags?.includes("injected-parameters"));
  assert.equal(injected?.source[1], "var n = 41;\n");
  const expected = JSON.stringify(`[ 42, -0.0015, \`Zoë's "quoted" \\\\ line\\nnext\`, true ]`);
  assert.equal(JSON.stringify(lastResult("given.ipynb").replace(/\s+/g, " ")), expected);
});

test("without that option papermill itself refuses parameters: it has no translator for TypeScript", () => {
  const done = papermill("in.ipynb", "refused.ipynb", "-p", "n", "5");
  assert.equal(done.status, 1);
  assert.match(
    done.stderr,
    /No parameter translator functions specified for kernel 'tslab-bigdata' or language 'typescript'/,
  );
  assert.equal(existsSync(join(folder, "refused.ipynb")), false);
});

test("a parameter that the notebook's types refuse fails the run and names the place", () => {
  const strict = readFileSync(join(folder, "in.ipynb"), "utf8").replace(USE, "n.toFixed(1)");
  writeFileSync(join(folder, "strict.ipynb"), strict);
  const failed = papermill("strict.ipynb", "failed.ipynb", "--language", ".net-csharp", "-r", "n", "text");
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /Property 'toFixed' does not exist on type 'string'/);
  assert.equal(cellsOf("failed.ipynb").at(-1)?.outputs.at(-1)?.ename, "TypeScriptError");
});
