import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { isEngineError } from "../../engine/errors.js";
import {
  aggregate,
  count,
  type JobReport,
  mapper,
  mapReduce,
  mean,
  readCsv,
  reducer,
  type Spark,
  spark,
  variance,
} from "../../index.js";
import { added, averaged, counted, divided, scratch, temps, writeWeather } from "../mapreduce/support.js";
import { type SparkServer, sparkGap, startSpark } from "../support/spark/server.js";

const gap = sparkGap();
const folder = scratch();

for (const kind of ["local", "cluster"] as const)
  describe(`Spark (${kind})`, { skip: gap ?? false, timeout: 900_000 }, () => {
    let server: SparkServer;
    let engine: Spark;
    before(async () => {
      writeWeather(join(folder, "0.csv"), 5_003);
      writeWeather(join(folder, "1.csv"), 2_001, 5_003);
      server = await startSpark(kind);
      engine = spark({ url: server.url });
    });
    after(async () => {
      await engine?.close();
      server?.stop();
    });

    test("SQL comes back as rows with their types, nulls and times", async () => {
      const rows = await engine.sql(
        "select cast(id as int) as i, id as big, id / 2 as half, if(id = 1, null, concat('æ', id)) as text, id > 1 as flag, timestamp '2024-01-02 03:04:05 UTC' as t from range(3)",
      );
      assert.deepEqual(
        rows.schema.map(({ name, type }) => `${name}:${type}`),
        ["i:int32", "big:int64", "half:float64", "text:string", "flag:bool", "t:timestamp[us]"],
      );
      assert.deepEqual(
        rows.toRows().map(({ i, big, half, text, flag }) => [i, big, half, text, flag]),
        [
          [0, 0n, 0, "æ0", false],
          [1, 1n, 0.5, null, false],
          [2, 2n, 1, "æ2", true],
        ],
      );
      const { m } = await aggregate(rows, { m: mean("half") });
      assert.equal(m, 0.5);
      assert.match(await engine.version(), /^4\./);
    });

    test("statements without a result, and a result of no rows", async () => {
      await engine.sql("create or replace temporary view numbers as select id from range(10)");
      assert.deepEqual((await engine.sql("select count(*) as n from numbers")).toRows(), [{ n: 10n }]);
      assert.equal((await engine.sql("select id from numbers where id > 99")).length, 0);
    });

    test("a wrong query is told in Spark's words", async () => {
      await assert.rejects(
        engine.sql("select nothing from nowhere"),
        (error) => isEngineError(error, "WorkerFailed") && /TABLE_OR_VIEW_NOT_FOUND.*nowhere/s.test(error.message),
      );
    });

    test("the same mapper and reducer as everywhere, on the executors", async () => {
      const local = await mapReduce({
        input: join(folder, "[01].csv"),
        mapper: counted,
        combiner: added,
        reducer: divided,
      });
      const reports: JobReport[] = [];
      const rows = await mapReduce({
        input: [join(folder, "0.csv"), join(folder, "1.csv")],
        mapper: counted,
        combiner: added,
        reducer: divided,
        engine,
        reduces: 2,
        onReport: (report) => reports.push(report),
      });
      assert.deepEqual(
        rows.toRows().sort((a, b) => (String(a["key"]) < String(b["key"]) ? -1 : 1)),
        local.toRows(),
      );
      assert.deepEqual([reports[0]!.engine, reports[0]!.lines, reports[0]!.groups], ["spark", 7_006, 4]);
    });

    test("aggregates run on the executors with the same bits as here", async () => {
      const table = await readCsv(join(folder, "[01].csv"));
      const requests = { m: mean("temp"), v: variance("temp"), n: count() };
      const here = await aggregate(table, requests, { by: "country" });
      assert.deepEqual((await aggregate(table, requests, { by: "country", engine })).toRows(), here.toRows());
    });

    test("a script too long for an argument is shipped as a file", async () => {
      const noise = Array.from({ length: 40_000 }, (_, i) => ((i * 2654435761) % 4294967296).toString(36)).join("");
      const long = mapper(
        function* (line) {
          yield [line.slice(0, 2), noise.length];
        },
        { uses: { noise } },
      );
      const first = reducer(function* (key: string, values: Iterable<number>) {
        for (const value of values) {
          yield [key, value];
          return;
        }
      });
      const rows = await mapReduce({ input: join(folder, "0.csv"), mapper: long, reducer: first, engine });
      assert.equal(rows.length, 5);
      assert.equal(rows.at(0)["value"], noise.length);
    });

    test("keys with tabs, line ends, unicode, \\N and nothing come back as they were", async () => {
      const text = join(folder, "keys.txt");
      writeFileSync(text, "x\n");
      const odd = ["tab\there", "line\nend", "", "😀", "12", "\\N", "back\\slash", "it's"];
      const keys = mapper((_line) => odd.map((key) => [key, key]), { uses: { odd } });
      const same = reducer(function* (key: string, values: Iterable<string>) {
        for (const value of values) yield [key, key === value];
      });
      const rows = await mapReduce({ input: text, mapper: keys, reducer: same, engine });
      assert.deepEqual(
        rows
          .toRows()
          .map(({ key }) => key)
          .sort(),
        [...odd].sort(),
      );
      assert.ok(rows.toRows().every(({ value }) => value === true));
    });

    test("lines that a mapper throws at are skipped and counted; strict fails with the reason", async () => {
      const picky = mapper(
        function* (line) {
          if (line.startsWith("SE")) throw new RangeError("no Swedes");
          yield [line.slice(0, 2), 1];
        },
        { name: "picky" },
      );
      const reports: JobReport[] = [];
      const job = { input: join(folder, "0.csv"), mapper: picky, reducer: averaged, engine };
      await mapReduce({ ...job, onReport: (report) => reports.push(report) });
      assert.equal(reports[0]!.skipped, 1251);
      assert.match(reports[0]!.firstSkipped[0]!.reason, /no Swedes/);
      await assert.rejects(
        mapReduce({ ...job, strict: true }),
        (error) =>
          isEngineError(error, "WorkerFailed") && /the mapper picky threw at "SE.*no Swedes/.test(error.message),
      );
    });

    test("input that is not there is told as that; an empty file gives no rows", async () => {
      await assert.rejects(
        mapReduce({ input: join(folder, "*.none"), mapper: temps, reducer: averaged, engine }),
        (error) => isEngineError(error, "FileMissing") && /\*\.none/.test(error.message),
      );
      writeFileSync(join(folder, "empty.txt"), "");
      assert.equal(
        (await mapReduce({ input: join(folder, "empty.txt"), mapper: temps, reducer: averaged, engine })).length,
        0,
      );
    });

    test("an aborted query is interrupted on the server, and the session goes on", async () => {
      const running = engine.sql("select count(*) from range(100000000000) where id % 7 = hash(id)", {
        signal: AbortSignal.timeout(3_000),
      });
      await assert.rejects(running, { name: "TimeoutError" });
      assert.deepEqual((await engine.sql("select 1 as one")).toRows(), [{ one: 1 }]);
    });
  });

test("a server that asks for a token refuses who brings none", { skip: gap ?? false, timeout: 300_000 }, async () => {
  const server = await startSpark("local", { "spark.connect.authenticate.token": "wanted" });
  try {
    await assert.rejects(
      spark({ url: server.url }).sql("select 1"),
      (error) => isEngineError(error, "Unavailable") && /refused the credentials/.test(error.message),
    );
  } finally {
    server.stop();
  }
});

test("an address where nobody answers, or that is none, is told with the way out", async () => {
  const job = { input: "x", mapper: temps, reducer: averaged };
  await assert.rejects(
    mapReduce({ ...job, engine: spark({ url: "sc://127.0.0.1:1" }) }),
    (error) => isEngineError(error, "Unavailable") && /127\.0\.0\.1:1.*cannot be reached/.test(error.message),
  );
  await assert.rejects(
    spark({ url: "http://x" }).sql("select 1"),
    (error) => isEngineError(error, "InvalidArgument") && /sc:\/\/host/.test(error.message),
  );
});
