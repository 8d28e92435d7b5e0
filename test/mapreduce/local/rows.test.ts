import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isEngineError } from "../../../engine/errors.js";
import {
  aggregate,
  hadoop,
  type ItemOf,
  type JobReport,
  local,
  mapper,
  mapReduce,
  max,
  memmap,
  openTable,
  readCsv,
  readParquet,
  rows as rowsOf,
} from "../../../index.js";
import { python } from "../../support/python.js";
import { averaged, scratch } from "../support.js";

const folder = scratch();
const SIZE = 600_011;

/** The same rows as an HDF5 table, Parquet, CSV and a file of numbers, and their means by town. */
const judge = python<{ readonly [what: string]: { readonly [key: string]: number } }>(
  `
import json, sys
import numpy, pandas, pyarrow, pyarrow.parquet, tables
folder, n = sys.argv[1], int(sys.argv[2])
i = numpy.arange(n)
temp = (i * 7919 % 1009) / 8 - 20
frame = pandas.DataFrame({"town": i * 31 % 7, "name": ["t%d" % t for t in i * 31 % 7], "temp": temp})
with tables.open_file(folder + "/weather.h5t", "w") as file:
    records = numpy.rec.fromarrays([frame.town.to_numpy("i4"), temp, numpy.stack([i, i + 1], 1)], dtype=[("town", "i4"), ("temp", "f8"), ("pair", "i8", 2)])
    file.create_table("/", "weather", records, filters=tables.Filters(1, "blosc"))
pyarrow.parquet.write_table(pyarrow.Table.from_pandas(frame), folder + "/weather.parquet", row_group_size=70001)
frame[:50021].to_csv(folder + "/weather.csv", index=False)
temp.tofile(folder + "/temp.bin")
warm = frame[frame.temp > 50]
print(json.dumps({
    "means": {str(k): v for k, v in frame.groupby("town").temp.mean().items()},
    "names": frame.groupby("name").temp.mean().to_dict(),
    "few": frame[:50021].groupby("name").temp.mean().to_dict(),
    "warm": {str(k): v for k, v in warm.groupby("town").temp.mean().items()},
    "colder": int((temp < 0).sum()),
}))`,
  folder,
  String(SIZE),
);

/** Rows of a result as an object. */
function found(result: Awaited<ReturnType<typeof mapReduce>>): { readonly [key: string]: unknown } {
  return Object.fromEntries(result.toRows().map(({ key, value }) => [String(key), value]));
}

const table = await openTable(join(folder, "weather.h5t"), "/weather", {
  town: "int32",
  temp: "float64",
  pair: "int64",
});

test("rows of an HDF5 table are objects of its types, each once, with any number of threads", async () => {
  for (const workers of [1, 3]) {
    const reports: JobReport[] = [];
    const means = await mapReduce({
      input: table,
      mapper: function* (row) {
        const town: number = row.town;
        yield [town, row.temp];
      },
      reducer: averaged as never,
      engine: local({ workers }),
      onReport: (report) => reports.push(report),
    });
    assert.deepEqual(found(means), judge["means"]);
    assert.deepEqual([reports[0]!.lines, reports[0]!.inputFiles, reports[0]!.mapped], [SIZE, 1, SIZE]);
  }
});

test("vectors and 64-bit integers come as they are in rows, and stay when the memory is used again", async () => {
  const pairs = await mapReduce({
    input: table.slice(262_140, 262_150),
    mapper: function* (row, { row: number }) {
      const pair = [...(row.pair as unknown as BigInt64Array)];
      yield [number!, pair] as [number, bigint[]];
    },
    reducer: (key, values) => [...values].map((value) => [key, value[0]!] as [number, bigint]),
  });
  assert.deepEqual(
    pairs.toRows().map(({ key, value }) => [key, value]),
    Array.from({ length: 10 }, (_, i) => [i, BigInt(262_140 + i)]),
  );
});

test("some columns, some rows: what the table is reduced to is what the mapper sees", async () => {
  const warm = await mapReduce({
    input: table.select(["town", "temp"]).where("temp > 50"),
    mapper: function* (row) {
      if (Object.keys(row).join() !== "town,temp") throw new Error(Object.keys(row).join());
      yield [row.town, row.temp];
    },
    reducer: averaged as never,
    strict: true,
  });
  assert.deepEqual(found(warm), judge["warm"]);
});

test("Parquet, CSV and rows in memory", async () => {
  const byName = mapper(function* (row: { readonly name: string; readonly temp: number }) {
    yield [row.name, row.temp];
  });
  const parquet = await readParquet(join(folder, "weather.parquet"));
  assert.deepEqual(
    found(await mapReduce({ input: parquet, mapper: byName as never, reducer: averaged })),
    judge["names"],
  );
  const csv = await readCsv(join(folder, "weather.csv"));
  assert.deepEqual(found(await mapReduce({ input: csv, mapper: byName as never, reducer: averaged })), judge["few"]);
  const inMemory = await parquet.rows();
  assert.deepEqual(
    found(await mapReduce({ input: inMemory, mapper: byName as never, reducer: averaged })),
    judge["names"],
  );
});

test("of a column or a map of a file the mapper gets elements", async () => {
  const temps = await memmap(join(folder, "temp.bin"), { dtype: "float64" });
  const below = await mapReduce({
    input: temps,
    mapper: function* (temp) {
      if (temp < 0) yield ["colder", 1];
    },
    combiner: (key, values) => [[key, [...values].reduce((a, b) => a + b, 0)]],
    reducer: (key, values) => [[key, [...values].reduce((a, b) => a + b, 0)]],
  });
  assert.deepEqual(below.toRows(), [{ key: "colder", value: judge["colder"] as unknown as number }]);
  const warm = await mapReduce({
    input: temps.filter("value > 100"),
    mapper: (temp) => [["warm", temp > 100 ? 1 : 1000]],
    reducer: (key, values) => [[key, [...values].reduce((a, b) => a + b, 0)]],
  });
  const { top } = await aggregate(temps, { top: max() });
  assert.ok(top > 100);
  assert.equal(warm.at(0)["value"], await temps.filter("value > 100").count());
});

test("a row that the mapper throws at is skipped and named by its number; strict stops", async () => {
  const picky = mapper(
    function* (row: ItemOf<typeof table>) {
      if (row.temp === 0.125) throw new RangeError("too odd");
      yield [row.town, 1];
    },
    { name: "picky" },
  );
  const reports: JobReport[] = [];
  const job = { input: table, mapper: picky, reducer: averaged as never };
  await mapReduce({ ...job, onReport: (report) => reports.push(report) });
  const bad = Array.from({ length: SIZE }, (_, i) => i).filter((i) => ((i * 7919) % 1009) / 8 - 20 === 0.125);
  assert.equal(reports[0]!.skipped, bad.length);
  assert.deepEqual(
    reports[0]!.firstSkipped.map(({ line, text }) => [line, (JSON.parse(text) as { temp: number }).temp]),
    bad.slice(0, 5).map((row) => [row, 0.125]),
  );
  await assert.rejects(
    mapReduce({ ...job, strict: true, engine: local({ workers: 1 }) }),
    (error) =>
      isEngineError(error, "UserFunction") &&
      error.message.startsWith(`row ${bad[0]} of ${join(folder, "weather.h5t")}: the mapper picky threw at`) &&
      /RangeError: too odd/.test(error.message),
  );
});

test("a table that has changed, an empty one, another engine, and what is no input", async () => {
  const path = join(folder, "changing.csv");
  writeFileSync(path, "a,b\n1,2\n");
  const changing = await readCsv(path);
  writeFileSync(path, "a,b\n1,2\n3,4\n");
  const job = { mapper: mapper((row: object) => [[Object.keys(row).length, 1]]) as never, reducer: averaged as never };
  await assert.rejects(mapReduce({ ...job, input: changing }), (error) => isEngineError(error, "SourceChanged"));
  const none = rowsOf({ a: new Float64Array(0) });
  assert.equal((await mapReduce({ ...job, input: none })).length, 0);
  const output = join(folder, "never");
  await assert.rejects(
    mapReduce({ ...job, input: table, output, engine: hadoop() }),
    (error) =>
      isEngineError(error, "InvalidArgument") &&
      /engine 'hadoop' takes lines of text files, not rows of a table; write them with toCsv\(\), or .* local\(\)/.test(
        error.message,
      ),
  );
  assert.equal(existsSync(output), false);
  await assert.rejects(
    mapReduce({ ...job, input: 7 as never }),
    (error) =>
      isEngineError(error, "InvalidArgument") && /'input' must be a path or pattern.*got 7/.test(error.message),
  );
});
