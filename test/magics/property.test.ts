// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells hold templates
import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { type Expansion, expandCell, toCellPosition, toCodePosition } from "../../magics/index.js";
import { seeded } from "../support/random.js";
import { sourcesOf } from "../support/repo.js";

/** Statements, some of which look like magics where they are none. */
const STATEMENTS = [
  "const a = 1",
  "let b = a % c;",
  "f(\n%lsmagic\n)",
  "x = `\n%lsmagic\n${`\n%%time`}\n!ls`",
  "/*\n%lsmagic\n*/",
  "// %time a",
  "if (a) {\n  b()\n}",
  "const o = {\n  p: [\n    1,\n  ],\n}",
  "a\n  .map((x) => x % 2)\n  .filter(Boolean)",
  "const r = /%`\"'/g",
  "'\\\n%lsmagic'",
  "label: for (;;) { break label }",
  "class A { #p = 1; get q() { return this.#p } }",
  "a\n% b",
  "a %\nlsmagic;",
  "!a",
  "!!b;",
  "type T = Array<{ p: string }>",
  "const t = tag`%time ${a} `",
  "x++\ny",
  "await g('%lsmagic')",
  ";(() => {\n  %lsmagic\n}).toString",
  "export const e = 1;",
  "import * as z from 'z'",
  "const u = 'ü😀'",
  "//%nothing at all",
  "a = b\n/c/g.exec(d)",
  ";[\n%lsmagic\n]",
  "const deep = ((((((((1))))))))",
  "for await (const l of m) n(l)",
  "function* g() { yield /a/ }",
  "a ??= b ? c : d",
  "\t",
  "",
];

const MAGICS = [
  "%memory",
  "%memmap x = data.bin --dtype float64",
  "%hist data --bins 10 --curve {(x) => `${x}`}",
  "//%memory",
  "!ls -l",
  "%time f(1, 'a')",
  "%plot {\n  data: [],\n}",
  "%pwd // why",
  "%timeit -n 1 a % b",
  "%hist?",
  "%env A=1",
  "%memmap y = {paths[0]}\\\n  --dtype f8",
  "  %who",
];

/** Earlier cells declared `a`, so that `!a` is a negation. */
function expand(text: string): Expansion {
  return expandCell(text, { variables: ["a"] });
}

const LINE_ENDS = ["\n", "\n", "\n", "\r\n"];

interface Cell {
  readonly text: string;
  /** Each part with where it begins. */
  readonly parts: readonly { readonly text: string; readonly start: number; readonly isMagic: boolean }[];
}

function randomCell(random: () => number, withMagics: boolean): Cell {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)];
  const lineEnd = pick(LINE_ENDS);
  const parts: { text: string; start: number; isMagic: boolean }[] = [];
  let text = "";
  const count = Math.floor(random() * 8);
  for (let index = 0; index < count; index++) {
    const isMagic = withMagics && random() < 0.4;
    const part = pick(isMagic ? MAGICS : STATEMENTS).replaceAll("\n", lineEnd);
    parts.push({ text: part, start: text.length, isMagic });
    // Code in front of code keeps its semicolon, so that each part is a statement of its own.
    text += `${part}${isMagic || /^$|[;\s]$|^\/\/|\*\/$/.test(part) ? "" : random() < 0.3 && index + 1 < count ? "" : ";"}${lineEnd}`;
  }
  return { text, parts };
}

const lines = (text: string): number => text.split("\n").length;

/** What holds for every expansion. */
function checkSegments(cell: string, expansion: Expansion): void {
  const { code, segments } = expansion;
  assert.equal(segments.map((each) => code.slice(each.code.start, each.code.end)).join(""), code, cell);
  let end = 0;
  for (const segment of segments) {
    assert.equal(segment.code.start, end);
    end = segment.code.end;
    if (!segment.verbatim) continue;
    assert.equal(code.slice(segment.code.start, segment.code.end), cell.slice(segment.cell.start, segment.cell.end));
    // One-to-one stretches lie on the line where the user wrote them.
    assert.equal(lines(code.slice(0, segment.code.start)), lines(cell.slice(0, segment.cell.start)), cell);
  }
}

test("cells without magics come back unchanged", () => {
  const random = seeded(1);
  for (let run = 0; run < 3000; run++) {
    const { text } = randomCell(random, false);
    const { code, segments, diagnostics } = expand(text);
    assert.equal(code, text);
    assert.deepEqual(diagnostics, []);
    assert.ok(segments.every(({ verbatim }) => verbatim));
  }
  for (const { text, path } of sourcesOf(["contract", "engine", "figures", "display", "magics", "kernel", "test"])) {
    assert.equal(expand(text).code, text, path);
  }
});

test("every magic is found, every other line stays, and line numbers are true", () => {
  const random = seeded(2);
  let magics = 0;
  for (let run = 0; run < 3000; run++) {
    const { text, parts } = randomCell(random, true);
    const expansion = expand(text);
    assert.deepEqual(expansion.diagnostics, [], text);
    checkSegments(text, expansion);
    assert.equal(lines(expansion.code), lines(text), text);
    const imports = expansion.code.split('import * as $bigdata from "tslab-bigdata"; ').length - 1;
    assert.equal(imports, parts.some(({ isMagic }) => isMagic) ? 1 : 0, text);
    for (const { start, text: part, isMagic } of parts) {
      const at = toCodePosition(expansion, start + part.length - part.trimStart().length + 1);
      if (isMagic) {
        magics++;
        assert.equal(at, undefined, `${JSON.stringify(part)} in ${JSON.stringify(text)}`);
      } else if (part.trim().length > 1) {
        assert.equal(expansion.code.slice(at! - 1, at! - 1 + part.trim().length), part.trim(), text);
      }
    }
  }
  assert.ok(magics > 3000);
});

test("positions in code go there and back", () => {
  const random = seeded(3);
  for (let run = 0; run < 300; run++) {
    const { text } = randomCell(random, true);
    const expansion = expand(text);
    for (let at = 0; at <= text.length; at++) {
      const inCode = toCodePosition(expansion, at);
      if (inCode === undefined) continue;
      assert.ok(inCode >= 0 && inCode <= expansion.code.length);
      const back = toCellPosition(expansion, inCode);
      // At the very end of a stretch the next one begins.
      assert.ok(
        back === at || expansion.segments.some(({ code }) => code.end === inCode),
        `${at} → ${inCode} → ${back}`,
      );
    }
  }
});

test("magics between the statements of real code are found wherever a statement ends", () => {
  const random = seeded(4);
  let found = 0;
  for (const { path, text } of sourcesOf(["engine", "kernel", "magics"])) {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
    let cell = "";
    let count = 0;
    for (const statement of file.statements) {
      // Without its semicolon, as many notebooks have it.
      cell += random() < 0.5 ? statement.getFullText(file) : statement.getFullText(file).replace(/;$/, "");
      if (random() < 0.5) continue;
      cell += "\n%who";
      count++;
    }
    const { code, diagnostics } = expand(cell);
    assert.deepEqual(diagnostics, [], path);
    assert.equal(code.split("await $bigdata.who();").length - 1 - occurrences(cell), count, path);
    assert.equal(lines(code), lines(cell), path);
    found += count;
  }
  assert.ok(found > 300, `only ${found} magics were put in`);
});

function occurrences(text: string): number {
  return text.split("await $bigdata.who();").length - 1;
}

test("broken and half-typed cells never throw, and always keep their lines", () => {
  const random = seeded(5);
  for (let run = 0; run < 4000; run++) {
    const { text } = randomCell(random, true);
    const cut = text.slice(0, Math.floor(random() * text.length)) + text.slice(Math.floor(random() * text.length));
    const expansion = expand(cut);
    assert.ok(lines(expansion.code) >= lines(cut), cut);
    assert.equal(
      expansion.segments.map(({ code }) => code.end - code.start).reduce((sum, size) => sum + size, 0),
      expansion.code.length,
    );
    for (const { span } of expansion.diagnostics)
      assert.ok(span.start >= 0 && span.start <= span.end && span.end <= cut.length, cut);
  }
});
