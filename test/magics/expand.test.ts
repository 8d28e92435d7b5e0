// biome-ignore-all lint/suspicious/noTemplateCurlyInString: emitted code and shell text hold placeholders
import assert from "node:assert/strict";
import { test } from "node:test";
import { expandCell, toCellPosition, toCodePosition } from "../../magics/index.js";

const PRELUDE = 'import * as $bigdata from "tslab-bigdata"; ';

/** The TypeScript of a cell whose first line is a magic, without the import. */
function emitted(cell: string): string {
  const { code, diagnostics } = expandCell(cell);
  assert.deepEqual(diagnostics, []);
  assert.ok(code.startsWith(PRELUDE), code);
  return code.slice(PRELUDE.length);
}

function messages(cell: string): [string, string][] {
  return expandCell(cell).diagnostics.map(({ span, message }) => [cell.slice(span.start, span.end), message]);
}

const CASES: readonly (readonly [string, string])[] = [
  ["%memmap x = data/points.bin", 'const x = await $bigdata.memmap("data/points.bin");'],
  [
    "%memmap x = p.bin --dtype=>f8 --mode r+ --shape 10,3 --offset 16",
    'const x = await $bigdata.memmap("p.bin", { dtype: ">f8", mode: "r+", shape: [10,3], offset: 16 });',
  ],
  ['%memmap x = "with blank/{name}.bin"', "const x = await $bigdata.memmap(`with blank/${name}.bin`);"],
  ["%memmap x = {paths[0]} --offset {n + 1}", "const x = await $bigdata.memmap((paths[0]), { offset: (n + 1) });"],
  ["%memmap x = 'a{b}$`.bin'", 'const x = await $bigdata.memmap("a{b}$`.bin");'],
  ["%memmap x = {{a}}{b}`${{c", "const x = await $bigdata.memmap(`{a}${b}\\`\\${c`);"],
  [
    "%fromfile x = a.bin --dtype int32 --count 1e3",
    'const x = await $bigdata.fromFile("a.bin", { dtype: "int32", count: 1e3 });',
  ],
  ["%tofile x.slice(0, 10) a.bin", 'await $bigdata.toFile((x.slice(0, 10)), "a.bin");'],
  [
    "%hist data --bins 100 --density --curve {(x) => burr.pdf(x, 10.8, 4.2)}",
    "await $bigdata.display($bigdata.hist(data, { bins: 100, density: true, curve: ((x) => burr.pdf(x, 10.8, 4.2)) }));",
  ],
  [
    "%hist fig = data -b 20 --range -1.5, 10 // note",
    "const fig = $bigdata.hist(data, { bins: 20, range: [-1.5, 10] });",
  ],
  [
    "%plot { data: [{ y: a --b }] } --title 'two words' --time ns --time-zone Europe/Berlin --range-slider --x-log",
    'await $bigdata.display($bigdata.plot({ data: [{ y: a --b }] }, { rangeSlider: true, title: "two words", xLog: true, time: "ns", timeZone: "Europe/Berlin" }));',
  ],
  ["%plot a - --b", "await $bigdata.display($bigdata.plot(a - --b));"],
  ["%plot --y-log one --decimate m4", 'await $bigdata.display($bigdata.plot(one, { decimate: "m4", yLog: true }));'],
  ["%plot fig;", "await $bigdata.display($bigdata.plot(fig));"],
  [
    "%aggregate s = data mean, max(temp), q=quantiles(temp, [0.5])",
    'const s = await $bigdata.aggregate(data, { mean: $bigdata.mean(), max_temp: $bigdata.max("temp"), q: $bigdata.quantiles("temp", [0.5]) });',
  ],
  [
    '%aggregate t count --by region, year --where "temp > {low}"',
    'await $bigdata.display(await $bigdata.aggregate(t, { count: $bigdata.count() }, { by: ["region","year"], where: `temp > ${low}` }));',
  ],
  ["%describe data", "await $bigdata.display(await data.describe());"],
  ["%time f(1)", "await $bigdata.time(() => (f(1)));"],
  [`%time /'[(]/.test("it's (")`, `await $bigdata.time(() => (/'[(]/.test("it's (")));`],
  ["%time x = await f()", "const x = await $bigdata.time(async () => (await f()));"],
  ["%time const { a } = f()", "const { a } = await $bigdata.time(() => (f()));"],
  ["%time for (const x of y) f(x)", "await $bigdata.time(async () => { for (const x of y) f(x) });"],
  ["%timeit -n 10 -r 3 f()", "await $bigdata.display(await $bigdata.timeit(() => (f()), { number: 10, repeat: 3 }));"],
  ["%memory", "await $bigdata.display($bigdata.memory());"],
  ["%cd", "await $bigdata.changeDirectory();"],
  ["%env A={x}", "await $bigdata.environment(`A=${x}`);"],
  ["!awk '{print $1}' {file} ${HOME} {a,b} {}", "await $bigdata.shell(`awk '{print $1}' ${file} \\${HOME} {a,b} {}`);"],
  ["%npm install lodash", 'await $bigdata.npm("install lodash");'],
];

test("each magic becomes one typed call", () => {
  for (const [cell, code] of CASES) assert.equal(emitted(cell), code, cell);
});

test("the comment form is the same magic", () => {
  for (const [cell, code] of CASES.filter(([cell]) => cell.startsWith("%")))
    assert.equal(emitted(`//${cell}`), code, cell);
});

test("code around magics stays where it is, and only the first magic imports the library", () => {
  const cell = "const a = 1\n%memory\nconst b = 2;\n  %memory\nb";
  const memory = "await $bigdata.display($bigdata.memory());";
  assert.equal(expandCell(cell).code, `const a = 1\n${PRELUDE}${memory}\nconst b = 2;\n  ${memory}\nb`);
});

test("a magic over several lines keeps the lines below it", () => {
  assert.equal(emitted("%plot {\n  data: [],\n}\nx"), "await $bigdata.display($bigdata.plot({\n  data: [],\n}));\nx");
  assert.equal(
    emitted("%memmap x = a.bin \\\n  --dtype f8\nx"),
    'const x = await $bigdata.memmap("a.bin", { dtype: "f8" });\n\nx',
  );
});

test("cell magics", () => {
  assert.equal(
    emitted("%%time\nconst a = 1\n%memory\na"),
    "$bigdata.timeCell(); \nconst a = 1\nawait $bigdata.display($bigdata.memory());\na",
  );
  assert.equal(
    emitted("%%writefile a.txt -a\n%memory\n`"),
    'await $bigdata.writeText("a.txt", "%memory\\n`", { append: true });\n\n',
  );
  assert.equal(emitted("%%sh\necho '{a}'"), "await $bigdata.shell(\"echo '{a}'\");\n");
  assert.equal(
    emitted("%%timeit const n = 3\nawait f(n) // x"),
    "const n = 3; await $bigdata.display(await $bigdata.timeit(async () => {\nawait f(n) // x\n}));",
  );
});

test("what is no magic stays as it is", () => {
  for (const cell of [
    "",
    "a %\nb",
    "a\n% b",
    "const s = `\n%memory\n${`\n%memory`}`",
    "/*\n%memory\n*/",
    "f(\n%memory\n)",
    "let time = 1\nlet b = a\n%time",
    "a\n%other(1)",
    "const r = /[`/]/\nx / y / z",
    "// %memory",
    "//%nothing",
    "!ready(x)",
    "!Number.isNaN(x)",
    "!process.env.A && f()",
    "!await f()",
    "!this",
    "function f(ready: boolean) {\n  !ready && g()\n}",
    "!!x",
    "x!\n!(y)",
    "#!/usr/bin/env node\nx",
  ]) {
    const { code, segments, diagnostics } = expandCell(cell);
    assert.equal(code, cell);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      segments.map(({ verbatim }) => verbatim),
      cell === "" ? [] : [true],
    );
  }
});

test("a magic needs no semicolon on the line before", () => {
  for (const before of [
    "const a = f()",
    "x = y",
    "let a: Array<number>",
    "if (a) { b }",
    "`t`",
    "/r/",
    "i++",
    "x = { a: 1 }",
  ]) {
    assert.match(expandCell(`${before}\n%memory`).code, /memory\(\)/, before);
  }
});

test("magics stand in blocks and function bodies too; the import is at the cell's start then", () => {
  const memory = "await $bigdata.display($bigdata.memory());";
  for (const [before, behind] of [
    ["for (const a of b) {\n  ", "\n}\na"],
    ["if (a) {\n  f({\n    a,\n  })\n  ", "\n}"],
    ["const f = async () => {\n", "\n}"],
    ["async function f(): Promise<void> {\n  a()\n", "\n  return\n}"],
    ["try {\n", "\n} catch {}"],
    ["{\n", "\n}\n/a/g.exec(b)"],
  ]) {
    const { code, diagnostics } = expandCell(`${before}%memory${behind}`);
    assert.deepEqual(diagnostics, []);
    assert.equal(code, `${PRELUDE}${before}${memory}${behind}`);
    const second = `${before}%memory${behind}\n%memory`;
    assert.equal(expandCell(second).code, `${PRELUDE}${before}${memory}${behind}\n${memory}`);
  }
  for (const cell of [
    "const a = {\n%memory\n}",
    "class A {\n%memory\n}",
    "interface A {\n%memory\n}",
    "f({\n%memory\n})",
    "{\n%%time\n}",
  ]) {
    assert.equal(expandCell(cell).code, cell);
  }
});

test("half-typed and hostile cells keep their lines and come to an end", () => {
  for (const cell of [
    "%plot {\n".repeat(500),
    "%plot ((((((((((((((((\n".repeat(200),
    "`${".repeat(5000),
    "%hist {".repeat(2000),
    "(".repeat(1e5),
  ]) {
    assert.equal(expandCell(cell).code.split("\n").length, cell.split("\n").length);
  }
});

test("a variable decides between a command and a negation", () => {
  assert.equal(expandCell("!done", { variables: ["done"] }).code, "!done");
  assert.equal(emitted("!done"), 'await $bigdata.shell("done");');
  assert.equal(expandCell("const done = 1;\n!done").code, "const done = 1;\n!done");
});

test("wrong magics are named with what was expected, at their place", () => {
  const cases: [string, string, RegExp][] = [
    ["%hsit data", "%hsit", /unknown magic %hsit; did you mean %hist\?.*%lsmagic/],
    ["const a = f()\n%hsit data --bins 3", "%hsit", /did you mean %hist/],
    ["%", "%", /name is expected/],
    ["%%memmap x = y", "%%memmap", /%memmap does/],
    ["%memmap x = a --dtyp f8", "--dtyp", /no option '--dtyp'; did you mean --dtype\? Expected: --dtype, --mode/],
    ["%memmap x = a --mode rw", "rw", /--mode does not know 'rw'.*Expected one of: r, r\+, w\+, c/],
    ["%memmap x = a --offset 1.5", "1.5", /--offset expects a whole number, not '1.5'/],
    ["%memmap x = a --dtype", "--dtype", /--dtype needs a value: float64/],
    ["%memmap x = a --dtype f8 --dtype f4", "--dtype", /given twice/],
    ["%memmap a.bin", "%memmap", /needs a variable: %memmap x = …/],
    ["%memmap x =", "%memmap", /needs a path/],
    ["%memmap x = a b", "b", /unexpected 'b': %memmap takes 'path', --dtype/],
    ["%memory now", "now", /%memory takes nothing/],
    ["%memory x = 1", "1", /unexpected '1'/],
    ['%memmap x = "a', '"a', /" is never closed/],
    ["%hist {a", "{a", /{ is never closed/],
    ["%time f((1)", "((1)", /\( is never closed/],
    ["%plot {\n  data: [", "{", /{ is never closed/],
    ["%memmap x = a{b --dtype f8", "a{b --dtype f8".slice(1), /{ is never closed/],
    ["%aggregate data maen", "maen", /unknown aggregate 'maen'; did you mean 'mean'/],
  ];
  for (const [cell, place, message] of cases) {
    const found = messages(cell);
    assert.equal(found.length, 1, `${cell}: ${JSON.stringify(found)}`);
    assert.equal(found[0][0], place, cell);
    assert.match(found[0][1], message);
  }
});

test("positions go both ways in code and in arguments", () => {
  const cell = "a\n%hist data --curve {(x) => pdf(x)}\nb";
  const expansion = expandCell(cell);
  for (const word of ["data", "pdf", "b"]) {
    const inCell = word === "b" ? cell.length - 1 : cell.indexOf(word);
    const inCode = word === "b" ? expansion.code.length - 1 : expansion.code.lastIndexOf(word);
    assert.equal(toCodePosition(expansion, inCell), inCode, word);
    assert.equal(toCellPosition(expansion, inCode), inCell, word);
    assert.equal(toCellPosition(expansion, inCode + 1), inCell + 1, word);
  }
  assert.equal(toCodePosition(expansion, cell.indexOf("hist")), undefined);
  assert.equal(toCellPosition(expansion, expansion.code.indexOf("import")), cell.indexOf("%hist"));
});
