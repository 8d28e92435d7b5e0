// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells hold templates
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { createLexer } from "../../magics/scan/lexer.js";
import { root, sourcesOf } from "../support/repo.js";

/** Strings, templates and regular expressions by TypeScript's own parser; templates as a whole. */
function judged(text: string, name: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const found: { start: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const add = (kind: string): void =>
      void found.push({ start: node.getStart(file), text: `${kind} ${node.getStart(file)}-${node.end}` });
    if (
      ts.isTemplateExpression(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isTemplateLiteralTypeNode(node)
    ) {
      add("template");
      return;
    }
    if (ts.isStringLiteral(node)) add("string");
    else if (ts.isRegularExpressionLiteral(node)) add("regex");
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.sort((a, b) => a.start - b.start).map((each) => each.text);
}

function ours(text: string): { tokens: string[]; depth: number } {
  const lexer = createLexer(text);
  const tokens: string[] = [];
  for (let token = lexer.next(); token; token = lexer.next()) {
    if (["string", "template", "regex"].includes(token.kind)) tokens.push(`${token.kind} ${token.start}-${token.end}`);
  }
  return { tokens, depth: lexer.depth };
}

test("strings, templates and regular expressions are where TypeScript's parser finds them", () => {
  const packages = [
    "acorn/dist/acorn.js",
    "tslab/dist/converter.js",
    "apache-arrow/Arrow.dom.js",
    "d3-format/dist/d3-format.js",
  ];
  const foreign = packages.map((path) => ({ path, text: readFileSync(join(root, "node_modules", path), "utf8") }));
  const own = sourcesOf(["contract", "engine", "figures", "display", "magics", "kernel", "test"]);
  let tokens = 0;
  for (const { path, text } of [...own, ...foreign]) {
    const found = ours(text);
    assert.deepEqual(found.tokens, judged(text, path), path);
    assert.equal(found.depth, 0, path);
    tokens += found.tokens.length;
  }
  assert.ok(tokens > 5000, `only ${tokens} tokens were compared`);
});

test("what looks alike is told apart", () => {
  const cells = [
    "a / b / c",
    "x = /a[/]b/g.test(y)",
    "i++ / 2 / 3",
    "if (a) /b/.exec(c)",
    "f(a) / 2 / g",
    "[1] / 2 / 3",
    "({}) / 2 / 3",
    "{ a }\n/b/.exec(c)",
    "x = { a: 1 } / 2 / 3",
    "return1 / 2 / 3",
    "a.return / 2 / 3",
    "x! / 2 / 3",
    "() => /a/",
    "`${`${/`/}`}` / 2 / 3",
    "`a${{ b: '}' }.b}c`",
    "'a\\'b' + \"c\\\"d\"",
    "1 / 2 / 3",
    "0x1f / 2 / 3",
    ".5 / 2 / 3",
    "1n / 2n / 3",
    "typeof /a/",
    "a ? /b/ : /c/",
    "type A = `a${string}`",
    "const \\u0061 = 'b'",
    "x = a => /b/",
    "'line \\\n goes on'",
    "this / 2 / 3",
    "#!/usr/bin/env node\n/a/.x",
  ];
  for (const cell of cells) assert.deepEqual(ours(cell).tokens, judged(cell, "cell.ts"), cell);
});

test("half-typed text ends somewhere", () => {
  for (const cell of ["`a${", "'a", '"a\nb', "/* a", "/a", "((", "`${`", "a\\", "}", ")]}", "\ud83d", "é = 'ü'"]) {
    const lexer = createLexer(cell);
    let last = 0;
    for (let token = lexer.next(); token; token = lexer.next()) {
      assert.ok(token.end > last, cell);
      last = token.end;
    }
    assert.ok(last <= cell.length, cell);
  }
});
