import assert from "node:assert/strict";
import { test } from "node:test";
import { completeMagic, declarations, inspectMagic, isMagicComplete } from "../../magics/index.js";

const environment = {
  paths: async (prefix: string): Promise<string[]> =>
    ["data/", "data/points.bin", "with blank.bin", "{odd}.bin"].filter((path) => path.startsWith(prefix)),
  variables: (): string[] => ["data", "density", "head"],
};

/** Completions at the bar, and the text that they replace. */
async function at(cell: string): Promise<{ texts: string[]; replaced: string } | undefined> {
  const position = cell.indexOf("|");
  const text = cell.replace("|", "");
  const found = await completeMagic(text, position, environment);
  return found && { texts: found.matches.map((match) => match.text), replaced: text.slice(found.start, found.end) };
}

test("names of magics", async () => {
  assert.deepEqual(await at("%me|"), { texts: ["memmap", "memory"], replaced: "me" });
  assert.deepEqual(await at("const a = 1\n%mem|map x = a"), { texts: ["memmap", "memory"], replaced: "mem" });
  assert.deepEqual((await at("%%|"))?.texts, [
    "sql",
    "mapper",
    "combiner",
    "reducer",
    "time",
    "timeit",
    "memory",
    "writefile",
    "sh",
  ]);
  assert.equal((await at("%|"))?.texts.length, declarations.filter(({ kind }) => kind !== "cell").length);
  assert.deepEqual(await at("//%hi|"), { texts: ["hist"], replaced: "hi" });
  const signature = (await completeMagic("%memm", 5, environment))?.matches[0].signature;
  assert.equal(signature, "%memmap x = path [--dtype text] [--mode text] [--shape a,b] [--offset n]");
});

test("options, without those already given", async () => {
  assert.deepEqual((await at("%memmap x = a --|"))?.texts, ["--dtype", "--mode", "--shape", "--offset"]);
  assert.deepEqual(await at("%memmap x = a --dtype f8 --m|"), { texts: ["--mode"], replaced: "--m" });
  assert.deepEqual((await at("%memmap x = a --dtype f8 |"))?.texts, ["--mode", "--shape", "--offset"]);
  assert.deepEqual((await at("%memory -|"))?.texts, []);
});

test("values: choices, paths and variables", async () => {
  assert.deepEqual(await at("%memmap x = a --dtype fl|"), { texts: ["float64", "float32", "float16"], replaced: "fl" });
  assert.deepEqual(await at("%memmap x = a --dtype=i|"), {
    texts: ["int64", "int32", "int16", "int8", "i8", "i4", "i2", "i1"],
    replaced: "i",
  });
  assert.deepEqual((await at("%memmap x = a --mode |"))?.texts, ["r", "r+", "w+", "c"]);
  assert.deepEqual(await at("%memmap x = data/p|"), { texts: ["data/points.bin"], replaced: "data/p" });
  assert.deepEqual(await at("%memmap x = w|"), { texts: ['"with blank.bin"'], replaced: "w" });
  assert.deepEqual(await at('%memmap x = "with b|'), { texts: ["with blank.bin"], replaced: "with b" });
  assert.deepEqual(await at("%hist d|"), { texts: ["data", "density"], replaced: "d" });
  assert.deepEqual(await at("%tofile h|"), { texts: ["head"], replaced: "h" });
  assert.deepEqual(await at("%tofile head d|"), { texts: ["data/", "data/points.bin"], replaced: "d" });
  assert.deepEqual(await at("%aggregate data mean, st|"), { texts: ["std"], replaced: "st" });
  assert.deepEqual((await at("%hist |"))?.texts.slice(0, 4), ["data", "density", "head", "--bins"]);
});

test("code is left to TypeScript", async () => {
  for (const cell of [
    "da|",
    "a\n%memory\nda|",
    "%time da|",
    "%hist data.|",
    "%hist data --curve {(x) => bu|}",
    "%%time\nda|",
    "%plot { data: da|",
    "`\n%me|`",
    "%memory\n|",
  ]) {
    assert.equal(await at(cell), undefined, cell);
  }
});

test("a magic in the body of a cell magic completes, the text of a file does not", async () => {
  assert.deepEqual(await at("%%time\n%me|"), { texts: ["memmap", "memory"], replaced: "me" });
  assert.equal(await at("%%writefile a\n%me|"), undefined);
});

test("inspection describes the magic or the option", () => {
  const inspect = (cell: string): string | undefined => {
    const position = cell.indexOf("|");
    return inspectMagic(cell.replace("|", ""), position)?.plain.split("\n")[0];
  };
  assert.equal(inspect("%hi|st data"), "%hist");
  assert.equal(inspect("%hist?|"), "%hist");
  assert.equal(inspect("|%hist data"), undefined);
  assert.equal(inspect("%%wri|tefile a\nb"), "%%writefile");
  assert.equal(inspect("%memmap x = a --dt|ype"), "--dtype");
  assert.equal(inspect("%memmap x = a --dtype fl|"), "%memmap");
  assert.equal(inspect("%hist da|ta"), undefined);
  assert.equal(inspect("%nothi|ng"), undefined);
  assert.equal(inspect("hist|"), undefined);
});

test("completeness", () => {
  const cases: [string, string | undefined][] = [
    ["%memory", "complete"],
    ["%memmap x = a \\", "incomplete"],
    ["%plot {\n  data:", "incomplete"],
    ["%plot {\n}", "complete"],
    ['%memmap x = "a', "incomplete"],
    ["%%time\nf()", "incomplete"],
    ["%%time\nf()\n", "complete"],
    ["%memory\nf(", undefined],
    ["f()", undefined],
    ["!ls \\", "incomplete"],
    ["!ls", "complete"],
    ["%bogus", "complete"],
  ];
  for (const [cell, expected] of cases) assert.equal(isMagicComplete(cell), expected, cell);
});
