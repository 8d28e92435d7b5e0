import assert from "node:assert/strict";
import { test } from "node:test";
import { reachedDeclarations } from "../../../kernel/compiler/reached.js";
import { loadTypeScript } from "../../../kernel/typescript.js";

const { ts } = loadTypeScript();
const reached = (before: string, after: string, ...missing: string[]): string =>
  reachedDeclarations(ts, before, after, new Set(missing));

test("a cell that reached all its names declares them all", () => {
  const after = "declare const a: number, b: string;\n";
  assert.equal(reached("declare let a: boolean;\n", after), after);
});

test("names without a value are what earlier cells declared, or nothing", () => {
  const before = "declare let a: boolean;\ndeclare class K {\n    old: 1;\n}\ndeclare const kept: 1;\n";
  const after =
    "interface Shape {\n    x: number;\n}\n/** The first. */\ndeclare const a: number, b: string;\n" +
    "declare class K {\n    young: 2;\n}\ndeclare function f(): void;\ndeclare const kept: 1;\n";
  assert.equal(
    reached(before, after, "a", "K", "f"),
    "interface Shape {\n    x: number;\n}\n/** The first. */\ndeclare const b: string;\ndeclare const kept: 1;\n" +
      "declare let a: boolean;\ndeclare class K {\n    old: 1;\n}\n",
  );
});

test("types and imports are declared whatever was reached", () => {
  const after = 'import { sep } from "node:path";\ntype Id = string;\ndeclare enum Color {\n    Red = 0\n}\n';
  assert.equal(reached("", after, "Color"), 'import { sep } from "node:path";\ntype Id = string;\n');
});
