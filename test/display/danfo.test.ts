import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { toBundle } from "../../display/index.js";

interface Danfo {
  readonly DataFrame: new (data: object) => object;
  readonly Series: new (data: readonly unknown[]) => object;
}

test("danfo.js's own DataFrames and Series are tables with all their rows counted", async () => {
  const danfo = createRequire(import.meta.url)("danfojs-node") as Danfo;
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const frame = new danfo.DataFrame({ n: numbers, "<s>": numbers.map((n) => `<${n}>`) });
  const bundle = await toBundle(frame);
  const lines = String(bundle["text/plain"]).split("\n");
  assert.match(lines[0], /^ +n +<s>$/);
  assert.match(lines[1], /^0 +0 +<0>$/);
  assert.match(lines[6], /^…/);
  assert.match(lines[11], /^99 +99 +<99>$/);
  assert.equal(lines.at(-1), "100 rows × 2 columns");
  assert.ok(!String(bundle["text/html"]).includes("<s>"));
  const series = await toBundle(new danfo.Series([1.5, 2.5]));
  assert.match(String(series["text/plain"]), /1 +2\.5\n\n2 rows × 1 column$/);
});
