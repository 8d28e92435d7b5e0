// biome-ignore-all lint/suspicious/noTemplateCurlyInString: emitted code holds placeholders
import assert from "node:assert/strict";
import { test } from "node:test";
import { expandCell } from "../../magics/index.js";

const PRELUDE = 'import * as $bigdata from "tslab-bigdata"; ';

const CASES: readonly (readonly [string, string])[] = [
  [
    "%%mapper temps --uses a,b\nyield [line, a + b];",
    'const temps = $bigdata.mapper(function* (line: string, context: $bigdata.LineContext) {\nyield [line, a + b];\n}, { name: "temps", uses: { a, b } });',
  ],
  [
    "%%mapper\nyield [line, await f(line)];",
    'const mapper = $bigdata.mapper(async function* (line: string, context: $bigdata.LineContext) {\nyield [line, await f(line)];\n}, { name: "mapper" });',
  ],
  [
    "%%mapper warm --rows tab\nif (row.temp > 20) yield [row.year, row.temp];",
    'const warm = $bigdata.mapper(function* (row: $bigdata.ItemOf<typeof tab>, context: $bigdata.LineContext) {\nif (row.temp > 20) yield [row.year, row.temp];\n}, { name: "warm" });',
  ],
  [
    "%mapreduce --input {tab} --mapper warm --reducer r",
    "await $bigdata.display(await $bigdata.mapReduce({ input: tab, mapper: warm, reducer: r }));",
  ],
  [
    "%%reducer sums --after temps\nyield [key, 1];",
    'const sums = $bigdata.reducer(function* (key: $bigdata.KeyOf<typeof temps>, values: Iterable<$bigdata.ValueOf<typeof temps>>) {\nyield [key, 1];\n}, { name: "sums" });',
  ],
  [
    "%%combiner --key number --value [number, number]\nyield [key, [1, 2]];",
    'const combiner = $bigdata.combiner(function* (key: number, values: Iterable<[number, number]>) {\nyield [key, [1, 2]];\n}, { name: "combiner" });',
  ],
  [
    "%mapreduce --input 'data/*.csv' --engine local",
    'await $bigdata.display(await $bigdata.mapReduce({ input: "data/*.csv", mapper: mapper, reducer: reducer, engine: $bigdata.local() }));',
  ],
  [
    "%mapreduce means = --input {files} --mapper m --reducer r --engine cluster --reduces 2 --strict",
    "const means = await $bigdata.mapReduce({ input: files, mapper: m, reducer: r, engine: cluster, reduces: 2, strict: true });",
  ],
  [
    "%hdf5 tab = data/weather.h5t:/a/weather",
    'const tab = await $bigdata.openTable("data/weather.h5t", "/a/weather");',
  ],
  [
    "%hdf5 tab = {folder}/weather.h5t:/weather",
    "const tab = await $bigdata.openTable(`${folder}/weather.h5t`, `/weather`);",
  ],
  ["%hdf5 file = data/weather.h5t", 'const file = await $bigdata.openFile("data/weather.h5t");'],
  ["%slice rows = tab[100000:100010]", "const rows = await $bigdata.slice(tab, { start: 100000, stop: 100010 });"],
  ['%slice t = tab[::2880]["temp"]', 'const t = await $bigdata.slice(tab, { step: 2880 }, "temp");'],
  ['%slice t = tab["temp"][::2880]', 'const t = await $bigdata.slice(tab, { step: 2880 }, "temp");'],
  ['%slice p = tab["precip"]', 'const p = await $bigdata.slice(tab, {}, "precip");'],
  ["%slice tab[-5:]", "await $bigdata.display(await $bigdata.slice(tab, { start: -5 }));"],
  [
    `%slice two = tabs[0][{n}:n + 10][ "temp", 'year' ]`,
    'const two = await $bigdata.slice((tabs[0]), { start: n, stop: n + 10 }, ["temp","year"]);',
  ],
  ["%slice row = tab[-1]", "const row = await tab.at(-1);"],
  ['%slice x = tab[5]["temp"]', 'const x = (await tab.at(5))["temp"];'],
  [
    "%%sql top\nSELECT *\nFROM weather -- {not}\nWHERE temp > {low} AND name = '{x}'\n",
    `const top = await $bigdata.sql("SELECT *\\nFROM weather -- {not}\\nWHERE temp > $p1 AND name = '{x}'", { parameters: { p1: (\n\n\nlow) } });\n`,
  ],
  [
    "%%sql --database weather.duckdb --read-only\nSELECT {'a': 1}, {a: [1]}, {} AS s, {f({ a: 1 })} AS v",
    'await $bigdata.display(await $bigdata.sql("SELECT {\'a\': 1}, {a: [1]}, {} AS s, $p1 AS v", { database: "weather.duckdb", readOnly: true, parameters: { p1: (\nf({ a: 1 })) } }));',
  ],
  ["%hdfs put data/*.csv weather/", 'await $bigdata.display(await $bigdata.hdfs().put("data/*.csv", "weather/"));'],
  ["%hdfs files = ls", "const files = await $bigdata.hdfs().ls();"],
  ["%hdfs cat out/part-00000 --user me", 'console.log(await $bigdata.hdfs({ user: "me" }).cat("out/part-00000"));'],
  ["%hdfs rm -r out", 'await $bigdata.hdfs().rm("out", { recursive: true });'],
  [
    "%emr create --bucket s3://b/p --name n --count 4",
    'await $bigdata.display(await $bigdata.emr({ bucket: "s3://b/p" }).create({ groups: [{ role: "MASTER", type: "m5.xlarge", count: 1 }, { role: "CORE", type: "m5.xlarge", count: 4 }], name: "n" }));',
  ],
  [
    "%emr resize core 5 --cluster j-1",
    'await $bigdata.display(await $bigdata.emr({ cluster: "j-1" }).resize("core", 5));',
  ],
  ["%emr terminate --cluster {id}", "await $bigdata.emr({ cluster: id }).terminate();"],
];

test("magics of map and reduce become typed calls", () => {
  for (const [cell, expected] of CASES) {
    const { code, diagnostics } = expandCell(cell);
    assert.deepEqual(diagnostics, [], cell);
    assert.equal(code, PRELUDE + expected, cell);
  }
});

const WRONG: readonly (readonly [string, string])[] = [
  ["%hdfs put data/*.csv", "%hdfs put needs files and path; path is missing"],
  ["%hdfs ls a b", "%hdfs ls takes path?"],
  ["%hdfs ls -r a", "only %hdfs rm takes --recursive"],
  ["%emr resize core many", "'many' is no whole number"],
];

test("verbs say what they lack", () => {
  for (const [cell, message] of WRONG) assert.equal(expandCell(cell).diagnostics[0]?.message, message, cell);
});
