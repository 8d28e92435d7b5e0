import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { ProgressUpdate } from "../../contract/index.js";
import { isEngineError } from "../../engine/errors.js";
import {
  aggregate,
  hadoop,
  hdfs,
  histogram,
  type JobReport,
  mapper,
  mapReduce,
  mean,
  readCsv,
  reducer,
  variance,
} from "../../index.js";
import { added, averaged, counted, divided, scratch, temps, writeWeather } from "../mapreduce/support.js";
import { type HadoopCluster, hadoopGap, startHadoop } from "../support/hadoop/cluster.js";

const gap = hadoopGap();
const folder = scratch();

/** Tasks in the process that watches over the job: half the time for a small one. */
const UBER = { "mapreduce.job.ubertask.enable": true, "mapreduce.job.maps": 1 };

describe("Hadoop on this machine", { skip: gap ?? false, timeout: 900_000 }, () => {
  let cluster: HadoopCluster;
  before(async () => {
    cluster = await startHadoop();
    writeWeather(join(folder, "0.csv"), 5_003);
    writeWeather(join(folder, "1.csv"), 2_001, 5_003);
  });
  after(() => cluster?.stop());

  test("files go up, are listed, shown, fetched and removed", async () => {
    const files = hdfs({ conf: cluster.conf });
    await files.mkdir("weather");
    const written = await files.put(join(folder, "*.csv"), "weather/");
    assert.deepEqual(
      written.map((path) => path.split("/").slice(-2).join("/")),
      ["weather/0.csv", "weather/1.csv"],
    );
    const rows = [...(await files.ls("weather"))];
    assert.deepEqual(
      rows.map(({ name, size, kind }) => [name, size, kind]),
      [
        ["0.csv", readFileSync(join(folder, "0.csv")).length, "file"],
        ["1.csv", readFileSync(join(folder, "1.csv")).length, "file"],
      ],
    );
    assert.equal(await files.cat("weather/0.csv"), readFileSync(join(folder, "0.csv"), "utf8"));
    const fetched = await files.get("weather/1.csv", join(folder, "back.csv"));
    assert.deepEqual(readFileSync(fetched), readFileSync(join(folder, "1.csv")));
    await files.put(join(folder, "0.csv"), "weather/odd name #1?.csv");
    await files.rm("weather/odd name #1?.csv");
    assert.equal(await files.exists("weather/odd name #1?.csv"), false);
    await assert.rejects(
      files.cat("weather/none.csv"),
      (error) => isEngineError(error, "FileMissing") && /none\.csv/.test(error.message),
    );
    await assert.rejects(files.rm("weather/none.csv"), (error) => isEngineError(error, "FileMissing"));
    await assert.rejects(files.rm("weather"), (error) => isEngineError(error, "FileAccess"));
  });

  test("a job on YARN gives what the local engine gives, with combiner, counters and progress", async () => {
    const local = await mapReduce({
      input: join(folder, "[01].csv"),
      mapper: counted,
      combiner: added,
      reducer: divided,
    });
    const updates: ProgressUpdate[] = [];
    const reports: JobReport[] = [];
    const rows = await mapReduce({
      input: "weather/*.csv",
      mapper: counted,
      combiner: added,
      reducer: divided,
      engine: hadoop(cluster.options),
      onProgress: (update) => updates.push(update),
      onReport: (report) => reports.push(report),
    });
    assert.deepEqual(rows.toRows(), local.toRows());
    const [report] = reports;
    assert.match(report!.id, /^job_\d+_\d+$/, "a job of the cluster, not of Hadoop's local runner");
    assert.equal(report!.lines, 7_006);
    assert.equal(report!.groups, 4);
    assert.equal(updates.at(-1)?.state, "done");
  });

  test("aggregates run on the cluster with the same bits as here", async () => {
    const table = await readCsv(join(folder, "[01].csv"));
    const requests = { m: mean("temp"), v: variance("temp"), h: histogram("temp", { bins: 7, range: [0, 60] }) };
    const here = await aggregate(table, requests);
    assert.deepEqual(await aggregate(table, requests, { engine: hadoop(cluster.options) }), here);
  });

  test("output stays in HDFS as parts with _SUCCESS, and is not overwritten", async () => {
    const files = hdfs({ conf: cluster.conf });
    const job = {
      input: "weather",
      mapper: temps,
      reducer: averaged,
      engine: hadoop(cluster.options),
      output: "means",
    };
    assert.equal((await mapReduce(job)).length, 0);
    assert.deepEqual(
      [...(await files.ls("means"))].map(({ name }) => name),
      ["_SUCCESS", "part-00000"],
    );
    assert.match(await files.cat("means/part-00000"), /^DK\t[\d.]+\nFI\t/);
    await assert.rejects(
      mapReduce(job),
      (error) => isEngineError(error, "FileAccess") && /exists already/.test(error.message),
    );
    assert.equal(await files.exists("means/_SUCCESS"), true);
  });

  test("a failing mapper names the line and the reason, and leaves no output", async () => {
    const files = hdfs({ conf: cluster.conf });
    const picky = mapper(
      function* (line) {
        if (line.startsWith("SE")) throw new RangeError("no Swedes");
        yield [line, 1];
      },
      { name: "picky" },
    );
    const engine = hadoop({ ...cluster.options, settings: { "mapreduce.map.maxattempts": 1 } });
    const job = { input: "weather", mapper: picky, reducer: averaged, engine, output: "never", strict: true };
    await assert.rejects(
      mapReduce(job),
      (error) =>
        isEngineError(error, "WorkerFailed") &&
        /job_\d+_\d+ failed/.test(error.message) &&
        /hdfs:\S+\/weather\/\d\.csv:\d+: the mapper picky threw at "SE.*no Swedes/.test(error.message),
    );
    assert.equal(await files.exists("never"), false);
  });

  test("lines that a mapper throws at are skipped, counted, and the first ones named", async () => {
    writeFileSync(join(folder, "dirty.txt"), "a\nbad\nb\nbad\n");
    const files = hdfs({ conf: cluster.conf });
    await files.put(join(folder, "dirty.txt"), "dirty.txt");
    const picky = mapper((line) => {
      if (line === "bad") throw new Error("bad");
      return [[line, 1]];
    });
    const reports: JobReport[] = [];
    const rows = await mapReduce({
      input: "dirty.txt",
      mapper: picky,
      reducer: averaged,
      engine: hadoop(cluster.options),
      onReport: (report) => reports.push(report),
    });
    assert.deepEqual(
      [...rows].map(({ key }) => key),
      ["a", "b"],
    );
    const [{ lines, skipped, groups, reduced, firstSkipped }] = reports as [JobReport];
    assert.deepEqual([lines, skipped, groups, reduced], [4, 2, 2, 2]);
    assert.deepEqual(
      firstSkipped.map(({ text, reason }) => [text, reason]),
      [
        ["bad", "Error: bad"],
        ["bad", "Error: bad"],
      ],
    );
    assert.match(firstSkipped[0]!.file, /^hdfs:.*\/dirty\.txt$/);
  });

  test("keys with tabs, line ends, unicode and nothing come back as they were; a file without lines adds none", async () => {
    const files = hdfs({ conf: cluster.conf });
    writeFileSync(join(folder, "keys.txt"), "x\n");
    writeFileSync(join(folder, "empty.txt"), "");
    await files.put([join(folder, "keys.txt"), join(folder, "empty.txt")], "odd/");
    const odd = ["tab\there", "line\nend", "", "😀", "æ", "12", "\\N", "back\\slash"];
    const keys = mapper((_line) => odd.map((key) => [key, key]), { uses: { odd } });
    const same = reducer(function* (key: string, values: Iterable<string>) {
      for (const value of values) yield [key, key === value];
    });
    const engine = hadoop({ ...cluster.options, settings: UBER });
    const rows = await mapReduce({ input: "odd", mapper: keys, reducer: same, engine });
    assert.deepEqual(
      rows
        .toRows()
        .map(({ key }) => key)
        .sort(),
      [...odd].sort(),
    );
    assert.ok(rows.toRows().every(({ value }) => value === true));
    const none = await mapReduce({ input: "odd/empty.txt", mapper: keys, reducer: same, engine });
    assert.equal(none.length, 0);
  });

  test("input that is not there is told as that", async () => {
    for (const input of ["nowhere.csv", "weather/*.none"])
      await assert.rejects(
        mapReduce({ input, mapper: temps, reducer: averaged, engine: hadoop(cluster.options) }),
        (error) => isEngineError(error, "FileMissing") && error.message.includes(input),
      );
  });

  test("a task that is killed is started again, and the result is right", async () => {
    const dying = mapper(
      function* (line) {
        const fields = line.split(",");
        if (fields[0] === "country") {
          if (/_0$/.test(process.env["mapreduce_task_attempt_id"]!)) process.kill(process.pid, "SIGKILL");
          return;
        }
        yield [fields[0]!, Number(fields[5])];
      },
      { name: "dying" },
    );
    const reports: JobReport[] = [];
    const rows = await mapReduce({
      input: "weather/1.csv",
      mapper: dying,
      reducer: averaged,
      engine: hadoop(cluster.options),
      onReport: (report) => reports.push(report),
    });
    const local = await mapReduce({ input: join(folder, "1.csv"), mapper: temps, reducer: averaged });
    assert.deepEqual(rows.toRows(), local.toRows());
    assert.equal(reports[0]!.lines, 2_002, "lines of the attempt that ended well, and of no other");
  });

  test("a mapper that never ends is ended by the cluster's own limit, and that is told", async () => {
    const endless = mapper((line) => {
      for (;;) if (line.length < 0) return [[line, 1]];
    });
    const settings = {
      "mapreduce.task.timeout": 8_000,
      "mapreduce.task.timeout.check-interval-ms": 1_000,
      "mapreduce.map.maxattempts": 1,
    };
    const engine = hadoop({ ...cluster.options, settings });
    await assert.rejects(
      mapReduce({ input: "weather/1.csv", mapper: endless, reducer: averaged, engine }),
      (error) => isEngineError(error, "WorkerFailed") && /job_\d+_\d+ failed[\s\S]*[Tt]imed out/.test(error.message),
    );
  });

  test("what the user may not write is told in HDFS's words", async () => {
    const stranger = hdfs({ conf: cluster.conf, user: "stranger" });
    await assert.rejects(
      stranger.put(join(folder, "0.csv"), "/user/root-only.csv"),
      (error) => isEngineError(error, "FileAccess") && /AccessControlException.*stranger/.test(error.message),
    );
  });

  test("an aborted job is killed on the cluster and leaves nothing", async () => {
    const files = hdfs({ conf: cluster.conf });
    const slow = mapper(function* (line) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600_000);
      yield [line, 1];
    });
    const controller = new AbortController();
    const running = mapReduce({
      input: "weather/0.csv",
      mapper: slow,
      reducer: averaged,
      engine: hadoop(cluster.options),
      output: "aborted",
      signal: controller.signal,
      onProgress: ({ elapsedMs }) => elapsedMs > 12_000 && controller.abort(new Error("enough")),
    });
    await assert.rejects(running, /enough/);
    assert.equal(await files.exists("aborted"), false);
    const rows = await mapReduce({
      input: "weather/1.csv",
      mapper: temps,
      reducer: averaged,
      engine: hadoop(cluster.options),
    });
    assert.equal(rows.length, 4);
  });

  test("a node lost while the job runs does not change the result", async () => {
    const kill = await cluster.addNode();
    const slow = mapper(
      function* (line) {
        const fields = line.split(",");
        if (fields[0] === "country") {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8_000);
          return;
        }
        yield [fields[0]!, Number(fields[5])];
      },
      { name: "slow" },
    );
    let isLost = false;
    const rows = await mapReduce({
      input: "weather/*.csv",
      mapper: slow,
      reducer: averaged,
      engine: hadoop(cluster.options),
      onProgress: ({ elapsedMs }) => {
        if (isLost || elapsedMs < 12_000) return;
        isLost = true;
        kill();
      },
    });
    assert.equal(isLost, true);
    const local = await mapReduce({ input: join(folder, "[01].csv"), mapper: temps, reducer: averaged });
    assert.deepEqual(rows.toRows(), local.toRows());
  });

  test("a cluster that does not answer, or a command that is not there, is told with the way out", async () => {
    const job = { input: "weather", mapper: temps, reducer: averaged };
    await assert.rejects(
      mapReduce({ ...job, engine: hadoop({ ...cluster.options, webhdfs: "http://127.0.0.1:1" }) }),
      (error) => isEngineError(error, "Unavailable") && /127\.0\.0\.1:1.*cannot be reached/.test(error.message),
    );
    await assert.rejects(
      mapReduce({ ...job, engine: hadoop({ command: "/none/hadoop" }) }),
      (error) => isEngineError(error, "Unavailable") && /no such file: '\/none\/hadoop'/.test(error.message),
    );
  });
});
