import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isEngineError } from "../../engine/errors.js";
import { aggregate, combiner, type JobReport, mapper, mapReduce, mean, reducer } from "../../index.js";
import { averaged, scratch, temps, writeWeather } from "./support.js";

const folder = scratch();
writeWeather(join(folder, "0.csv"), 4_001);
writeWeather(join(folder, "10.csv"), 999, 5_000);
const input = join(folder, "*.csv");

test("plain functions, and a result of rows sorted by key", async () => {
  const rows = await mapReduce({
    input,
    mapper: function* (line) {
      const [country, , , , , temp] = line.split(",");
      if (country !== "country") yield [country!, Number(temp)];
    },
    reducer: function* (country, temperatures) {
      let [n, sum] = [0, 0];
      for (const temperature of temperatures) {
        n++;
        sum += temperature;
      }
      yield [country, { n, mean: sum / n }];
    },
  });
  assert.deepEqual(rows.colnames, ["key", "n", "mean"]);
  assert.deepEqual(
    [...rows].map(({ key }) => key),
    ["DK", "FI", "NO", "SE"],
  );
  assert.equal(
    [...rows].reduce((sum, { n }) => sum + Number(n), 0),
    5000,
  );
});

test("functions made before, and what they use", async () => {
  const rows = await mapReduce({ input, mapper: temps, reducer: averaged });
  assert.deepEqual(rows.colnames, ["key", "value"]);
  const limit = 30;
  const warm = await mapReduce({
    input,
    mapper: (line) => (Number(line.split(",")[5]) > limit ? [["warm", 1]] : []),
    combiner: (key, values) => [[key, [...values].reduce((a, b) => a + b, 0)]],
    reducer: (key, values) => [[key, [...values].reduce((a, b) => a + b, 0)]],
    uses: { limit },
  });
  assert.equal(warm.length, 1);
  assert.ok(Number(warm.at(0)["value"]) > 2000);
});

test("columns take the types of the values", async () => {
  const path = join(folder, "kinds.txt");
  writeFileSync(path, "a\nb\n");
  const kinds = mapper((line) => [
    [[line, 1], line === "a" ? { flag: true, big: 1n, text: "x", list: [1] } : { flag: false, big: 2n }],
  ]);
  const same = reducer((key: unknown, values: Iterable<unknown>) => [...values].map((value) => [key, value] as const));
  const rows = await mapReduce({ input: path, mapper: kinds as never, reducer: same as never });
  assert.deepEqual(
    rows.schema.map(({ name, type }) => `${name}:${type}`),
    ["key_0:string", "key_1:float64", "flag:bool", "big:int64", "text:string", "list:string"],
  );
  assert.deepEqual(rows.at(1), { key_0: "b", key_1: 1, flag: false, big: 2n, text: null, list: null });
  assert.equal(rows.at(0)["list"], "[1]");
});

test("a result can be aggregated again", async () => {
  const rows = await mapReduce({ input, mapper: temps, reducer: averaged });
  const { m } = await aggregate(rows, { m: mean("value") });
  assert.ok(m > 29 && m < 31);
});

test("the report counts what was done, and the output folder holds the parts", async () => {
  const reports: JobReport[] = [];
  const output = join(folder, "out");
  const rows = await mapReduce({
    input,
    mapper: temps,
    reducer: averaged,
    output,
    onReport: (report) => reports.push(report),
  });
  assert.equal(rows.length, 0);
  assert.deepEqual(readdirSync(output).sort(), ["_SUCCESS", "part-00000"]);
  const [report] = reports;
  assert.deepEqual([report!.engine, report!.inputFiles, report!.lines, report!.groups], ["local", 2, 5002, 4]);
});

test("a wrong function, role or option is refused before anything runs", async () => {
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ input, mapper: averaged, reducer: averaged }, /'mapper' must be a function.*got the reducer averaged/],
    [{ input, mapper: temps, reducer: 1 }, /'reducer' must be a function/],
    [{ input, mapper: temps, reducer: averaged, reduces: 0 }, /'reduces' must be a positive integer/],
    [{ input, mapper: temps, reducer: averaged, outptu: "x" }, /no option 'outptu'; did you mean 'output'/],
  ];
  for (const [options, message] of wrong)
    await assert.rejects(
      mapReduce(options as never),
      (error) => isEngineError(error, "InvalidArgument") && message.test(error.message),
    );
  const free = Math.random();
  assert.throws(() => combiner((key: string) => [[key, free]]), /combiner cannot travel.*'free'/);
});

test("an aborted signal stops a job before it starts", async () => {
  await assert.rejects(
    mapReduce({ input, mapper: temps, reducer: averaged, signal: AbortSignal.abort(new Error("no")) }),
    /^Error: no$/,
  );
});
