import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { apiMarkdown } from "../../setup/api.mjs";
import { root } from "../../setup/stage.mjs";

test("docs/api.md is the page of the doc comments, and no export is without words", () => {
  const page = readFileSync(join(root, "docs/api.md"), "utf8");
  assert.equal(page, apiMarkdown(), "run: node setup/api.mjs");
  const lines = page.split("\n").filter((line) => line.startsWith("- "));
  assert.ok(lines.length > 150, `${lines.length} exports`);
  assert.deepEqual(
    lines.filter((line) => !/^- \[`\w+`\]\(\.\.\/\S+\) \(\w+\): \S/.test(line)),
    [],
  );
});
