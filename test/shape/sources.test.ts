import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { productSources, sourcesOf } from "../support/repo.js";

const LONGEST = 300;

test("no file is longer than 300 lines", () => {
  const files = [...productSources(), ...sourcesOf(["test", "bench", "notebooks"])];
  const long = files.filter(({ text }) => text.split("\n").length - 1 > LONGEST).map(({ path }) => path);
  assert.deepEqual(long, []);
});

test("every export has a doc comment", () => {
  const bare: string[] = [];
  for (const { path, text } of productSources()) {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
    for (const statement of file.statements) {
      const isExported =
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (!isExported || ts.isExportDeclaration(statement)) continue;
      // Overloads share the comment of the first signature.
      const previous = file.statements[file.statements.indexOf(statement) - 1];
      const isOverload =
        previous &&
        ts.isFunctionDeclaration(previous) &&
        ts.isFunctionDeclaration(statement) &&
        previous.name?.text === statement.name?.text;
      const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
      if (!isOverload && !comments.some(({ pos }) => text.startsWith("/**", pos))) {
        bare.push(`${path}:${file.getLineAndCharacterOfPosition(statement.getStart()).line + 1}`);
      }
    }
  }
  assert.deepEqual(bare, []);
});
