import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { copyNotebook, executeNotebook } from "../support/notebook.js";
import { root } from "../support/repo.js";

const folder = mkdtempSync(join(tmpdir(), "run twice "));
after(() => rmSync(folder, { recursive: true, force: true }));

interface StoredNotebook {
  cells: { readonly id: string }[];
}

for (const name of readdirSync(join(root, "notebooks")).filter((entry) => entry.endsWith(".ipynb"))) {
  test(`${name} runs again in the same kernel, over the files of its first run`, () => {
    const path = copyNotebook(name, folder);
    const notebook: StoredNotebook = JSON.parse(readFileSync(path, "utf8"));
    const again = notebook.cells.map((cell) => ({ ...cell, id: `${cell.id}-again` }));
    notebook.cells.push(...again);
    writeFileSync(path, JSON.stringify(notebook));
    const cells = executeNotebook(path, join(folder, "executed.ipynb"), { env: { BIGDATA_SCALE: "144000" } });
    const outputs = cells.flatMap((cell) => cell.outputs);
    assert.deepEqual(
      outputs.filter(({ output_type, name: stream }) => output_type === "error" || stream === "stderr"),
      [],
    );
  });
}
