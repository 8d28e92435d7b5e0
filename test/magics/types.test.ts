import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import type { MagicDeclaration, MagicParameter } from "../../contract/index.js";
import * as bigdata from "../../index.js";
import { AGGREGATES } from "../../magics/families/numbers.js";
import { declarations, expandCell } from "../../magics/index.js";
import { root } from "../support/repo.js";

/** What examples and samples refer to. */
const IMPORTS = `import { type JobFunction, type MapperFunction, type MemmapArray, type Table } from "tslab-bigdata"; type text = string; declare const text: string; `;
const SCOPE: { readonly [name: string]: string } = {
  data: 'MemmapArray<"float64">',
  tab: 'Table<{ temp: "float64"; year: "int64" }>',
  a: "MapperFunction<string, number> & JobFunction<string, number, string, number>",
  temps: "MapperFunction<string, number>",
  averages: "JobFunction<string, number, string, number>",
  mapper: "MapperFunction<string, number>",
  reducer: "JobFunction<string, number, string, number>",
};

/** The scope of a cell, without what it declares itself. */
function scopeOf(code: string): string {
  const names = Object.keys(SCOPE).filter((name) => !code.includes(`const ${name} = `));
  return IMPORTS + names.map((name) => `declare const ${name}: ${SCOPE[name]}; `).join("");
}

/** Values for a parameter that the magic must accept. */
function samples(parameter: MagicParameter): readonly string[] {
  if (parameter.type === "boolean") return [""];
  if (parameter.choices) return parameter.choices;
  // a type, which the example's code must fit
  if (parameter.name === "value") return ["number"];
  if (parameter.name === "rows") return ["tab"];
  const byType = {
    integer: "3",
    number: "1.5",
    json: "1,2",
    string: "text",
    path: "a.bin",
    identifier: "a",
    expression: "{(x) => x}",
  };
  return [byType[parameter.type]];
}

/** The example of a magic, and the example with each option in turn. */
function cellsOf(declaration: MagicDeclaration): string[] {
  const cells = [declaration.example];
  const [first, ...rest] = declaration.example.split("\n");
  for (const parameter of declaration.parameters.filter(({ positional }) => !positional)) {
    for (const sample of samples(parameter)) {
      if (first.includes(` --${parameter.name}`) || (parameter.short && first.includes(` -${parameter.short} `)))
        continue;
      // with --rows the code takes a row instead of a line
      const body = parameter.name === "rows" ? ["yield [row.year, row.temp];"] : rest;
      const option = `--${parameter.name}${sample === "" ? "" : ` ${sample}`}`;
      const name = `%${declaration.name}`;
      cells.push(
        [first.replace(name, declaration.target === "required" ? name : `${name} ${option}`), ...body].join("\n"),
      );
      if (declaration.target === "required") cells[cells.length - 1] += ` ${option}`;
    }
  }
  return cells;
}

test("every magic's example and every option of it is a call that the library's types accept", () => {
  const folder = mkdtempSync(join(tmpdir(), "magics-"));
  const cells = declarations.flatMap(cellsOf);
  const files = cells.map((cell, index) => {
    const { code, diagnostics } = expandCell(cell);
    assert.deepEqual(diagnostics, [], cell);
    const path = join(folder, `cell${index}.ts`);
    writeFileSync(path, `${scopeOf(code)}${code}\nexport {};`);
    return path;
  });
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    target: ts.ScriptTarget.ES2022,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    baseUrl: root,
    paths: { "tslab-bigdata": ["dist/index.d.ts"] },
  });
  const wrong = files.flatMap((path, index) =>
    [
      ...program.getSyntacticDiagnostics(program.getSourceFile(path)),
      ...program.getSemanticDiagnostics(program.getSourceFile(path)),
    ].map(({ messageText }) => `${cells[index]}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`),
  );
  rmSync(folder, { recursive: true });
  assert.deepEqual(wrong, []);
});

test("the aggregates of %aggregate are the library's", () => {
  for (const name of AGGREGATES) assert.equal(typeof Reflect.get(bigdata, name), "function", name);
});

test("declarations are whole", () => {
  const names = declarations.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { name, summary, parameters } of declarations) {
    assert.match(summary, /^[^A-Z].*[^.]$/s, name);
    const options = parameters.map((parameter) => parameter.name);
    assert.equal(new Set(options).size, options.length, name);
    assert.ok(parameters.filter(({ rest }) => rest).length <= 1, name);
    const lastPositional = parameters.filter(({ positional }) => positional).at(-1);
    assert.ok(
      parameters.every((parameter) => !parameter.rest || parameter === lastPositional),
      `${name}: rest comes last`,
    );
  }
});
