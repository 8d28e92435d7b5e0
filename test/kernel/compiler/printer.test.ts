import assert from "node:assert/strict";
import { test } from "node:test";
import { createCopyingPrinter } from "../../../kernel/compiler/printer.js";
import { loadTypeScript } from "../../../kernel/typescript.js";

const { ts } = loadTypeScript();
const options = { newLine: ts.NewLineKind.LineFeed };
const declarations = [
  'import fs, { readFileSync as read } from "node:fs";',
  "/** How many. */",
  "declare const count: number;",
  'declare let first: string, second: { a: 1; "b c": 2; };',
  "declare function f(a: number, ...rest: string[]): Promise<void>;",
  "declare class K<T> extends Map<string, T> {",
  "    #hidden;",
  "    constructor(); /* behind */",
  "}",
  "interface Shape {",
  "    area(): number;",
  "}",
  "type Either<A> = A | undefined;",
  "declare enum Color {",
  "    Red = 0",
  "}",
].join("\n");

const parse = (text: string, name = "declarations.d.ts") =>
  ts.createSourceFile(name, `export {};\n${text}\n`, ts.ScriptTarget.Latest, true);

test("declarations are printed as TypeScript prints them", () => {
  const file = parse(declarations);
  assert.equal(
    createCopyingPrinter(ts)(options).printFile(file),
    ts.createPrinter(options).printFile(parse(declarations)),
  );
});

test("names that were taken out of a statement are gone", () => {
  const file = parse('declare let first: string, second: number;\nimport fs, { read } from "node:fs";');
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      const list = statement.declarationList as { declarations: typeof statement.declarationList.declarations };
      list.declarations = ts.factory.createNodeArray(list.declarations.slice(1));
    } else if (ts.isImportDeclaration(statement)) {
      delete (statement.importClause as { name?: unknown }).name;
    }
  }
  assert.equal(
    createCopyingPrinter(ts)(options).printFile(file),
    'export {};\ndeclare let second: number;\nimport { read } from "node:fs";\n',
  );
});

test("other files are left to TypeScript", () => {
  assert.equal(
    createCopyingPrinter(ts)(options).printFile(parse("const   a = 1", "cell.ts")),
    "export {};\nconst a = 1;\n",
  );
});
