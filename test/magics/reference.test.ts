import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { declarations, expandCell, referenceMarkdown } from "../../magics/index.js";
import { root } from "../support/repo.js";

test("docs/magics.md is the declarations' reference page", () => {
  const page = readFileSync(join(root, "docs/magics.md"), "utf8");
  assert.equal(page, referenceMarkdown(), "run: node setup/reference.mjs");
});

test("the page names every magic, option and example", () => {
  const page = referenceMarkdown();
  for (const { name, parameters, example } of declarations) {
    assert.ok(page.includes(`%${name}\n`), name);
    assert.ok(page.includes(example), name);
    for (const parameter of parameters)
      assert.ok(page.includes(parameter.positional ? `| ${parameter.name} |` : `--${parameter.name}`), parameter.name);
  }
});

test("help shows the magic asked for as Markdown and as plain text", () => {
  for (const [cell, expected] of [
    ["%hist?", "Draws a histogram"],
    ["%%time??", "Runs code once"],
    ["%lsmagic", "opens a file of numbers"],
    ["%magic", "is a *magic*"],
  ]) {
    const { code, diagnostics } = expandCell(cell);
    assert.deepEqual(diagnostics, []);
    const bundle = JSON.parse(/bundle\((.*)\)\);$/s.exec(code)?.[1] ?? "") as Record<string, string>;
    assert.ok(bundle["text/markdown"].includes(expected), cell);
    assert.ok(!/```|\*\*[A-Z]/.test(bundle["text/plain"]), bundle["text/plain"]);
  }
});
