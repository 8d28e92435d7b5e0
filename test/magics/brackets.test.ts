// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells hold templates
import assert from "node:assert/strict";
import { test } from "node:test";
import { createBrackets } from "../../magics/scan/brackets.js";
import { cutCell, type Names } from "../../magics/scan/cut.js";
import { skipBracket } from "../../magics/scan/lexer.js";

const names: Names = { isMagic: () => true, isVariable: () => false };

test("ends are those of a search from each bracket alone", () => {
  const texts = [
    "{ (a[1]) { b: '}' } `${ { c: 1 } }` }",
    "%plot {\n%plot {\n}\n",
    "((((",
    "{ [ ( } ] )",
    "{ it's }\n[ 1 ]",
    "{ `open [ 1 ]",
    "{ /* open [ 1 ]",
    "{ /[}]/ } / 2 / [ 3 ]",
  ];
  for (const text of texts) {
    const brackets = createBrackets(text);
    for (let at = 0; at < text.length; at++)
      if ("([{".includes(text[at] ?? "")) assert.equal(brackets.end(at), skipBracket(text, at), `${text} at ${at}`);
  }
});

/** Tokens that are read to find the ends of the magics of a cell. */
function work(line: string, count: number): number {
  const text = line.repeat(count);
  const brackets = createBrackets(text);
  const pieces = cutCell(text, names, brackets);
  assert.ok(pieces.length >= count / 2, `${pieces.length} pieces`);
  return brackets.tokens;
}

for (const line of [
  "%plot {\n",
  "%time f(\n",
  "%memmap x = [{(\n",
  "%plot { a: [1, 2\n",
  "%plot {}\n",
  "%hist { it's\n",
]) {
  test(`work grows as the number of half-typed magics does: ${JSON.stringify(line)}`, () => {
    const few = work(line, 300);
    assert.ok(few > 0);
    assert.ok(work(line, 3000) <= 10.1 * few, `${few} → ${work(line, 3000)}`);
  });
}
