import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FUNCTION_NAMES } from "../../../engine/expr/functions.js";
import { parse } from "../../../engine/expr/parse.js";
import { root } from "../../support/repo.js";

const page = readFileSync(join(root, "docs", "expressions.md"), "utf8");

test("the reference page names every function, and no other", () => {
  const [, list] = /\*\*Functions\*\*:([^*]*?)\n\n/.exec(page)!;
  assert.deepEqual(
    [...list!.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    FUNCTION_NAMES,
  );
});

test("every expression and constant of the reference page is read", () => {
  const quoted = [...page.matchAll(/(?:where: |filter\(|map\()"([^"]+)"/g)].map(([, text]) => text!);
  const [, constants] = /\*\*Constants\*\*: ([\s\S]*?)\. A column/.exec(page)!;
  const texts = [...quoted, ...[...constants!.matchAll(/`([^`]+)`/g)].map(([, text]) => text!)];
  assert.ok(texts.length > 15);
  for (const text of [...texts, "`total emissions` > 0", "(a > 1) & (b < 2)", "a > 1 && b < 2"])
    assert.doesNotThrow(() => parse(text), text);
});
