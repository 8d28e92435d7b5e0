/** What goes wrong with jobs on Hadoop: tests that share the cluster of `hadoop.test.ts`, which has put its files there. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isEngineError } from "../../engine/errors.js";
import { hadoop, hdfs, type JobReport, mapper, mapReduce, reducer } from "../../index.js";
import { averaged, temps } from "../mapreduce/support.js";
import type { HadoopCluster } from "../support/hadoop/cluster.js";

/** Tasks in the process that watches over the job: half the time for a small one. */
const UBER = { "mapreduce.job.ubertask.enable": true, "mapreduce.job.maps": 1 };

/** @param folder where `0.csv` and `1.csv` lie, which are in `weather/` in HDFS */
export function faultTests(cluster: () => HadoopCluster, folder: string): void {
  test("a failing mapper names the line and the reason, and leaves no output", async () => {
    const files = hdfs({ conf: cluster().conf });
    const picky = mapper(
      function* (line) {
        if (line.startsWith("SE")) throw new RangeError("no Swedes");
        yield [line, 1];
      },
      { name: "picky" },
    );
    const engine = hadoop({ ...cluster().options, settings: { "mapreduce.map.maxattempts": 1 } });
    const job = { input: "weather", mapper: picky, reducer: averaged, engine, output: "never", strict: true };
    await assert.rejects(
      mapReduce(job),
      (error) =>
        isEngineError(error, "WorkerFailed") &&
        /job_\d+_\d+ failed/.test(error.message) &&
        /hdfs:\S+\/weather\/\d\.csv:\d+(?: after byte \d+)?: the mapper picky threw at "SE.*no Swedes/.test(
          error.message,
        ),
    );
    assert.equal(await files.exists("never"), false);
  });

  test("lines that a mapper throws at are skipped, counted, and the first ones named", async () => {
    writeFileSync(join(folder, "dirty.txt"), "a\nbad\nb\nbad\n");
    const files = hdfs({ conf: cluster().conf });
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
      engine: hadoop(cluster().options),
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
    const files = hdfs({ conf: cluster().conf });
    writeFileSync(join(folder, "keys.txt"), "x\n");
    writeFileSync(join(folder, "empty.txt"), "");
    await files.put([join(folder, "keys.txt"), join(folder, "empty.txt")], "odd/");
    const odd = ["tab\there", "line\nend", "", "😀", "æ", "12", "\\N", "back\\slash"];
    const keys = mapper((_line) => odd.map((key) => [key, key]), { uses: { odd } });
    const same = reducer(function* (key: string, values: Iterable<string>) {
      for (const value of values) yield [key, key === value];
    });
    const engine = hadoop({ ...cluster().options, settings: UBER });
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
        mapReduce({ input, mapper: temps, reducer: averaged, engine: hadoop(cluster().options) }),
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
      engine: hadoop(cluster().options),
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
    const engine = hadoop({ ...cluster().options, settings });
    await assert.rejects(
      mapReduce({ input: "weather/1.csv", mapper: endless, reducer: averaged, engine }),
      (error) =>
        isEngineError(error, "WorkerFailed") &&
        /job_\d+_\d+ failed[\s\S]*task timeout set: 8s, taskTimedOut: true/.test(error.message),
    );
  });

  test("what the user may not write is told in HDFS's words", async () => {
    const stranger = hdfs({ conf: cluster().conf, user: "stranger" });
    await assert.rejects(
      stranger.put(join(folder, "0.csv"), "/user/root-only.csv"),
      (error) => isEngineError(error, "FileAccess") && /AccessControlException.*stranger/.test(error.message),
    );
  });

  test("an aborted job is killed on the cluster and leaves nothing", async () => {
    const files = hdfs({ conf: cluster().conf });
    const slow = mapper(function* (line) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600_000);
      yield [line, 1];
    });
    const controller = new AbortController();
    const running = mapReduce({
      input: "weather/0.csv",
      mapper: slow,
      reducer: averaged,
      engine: hadoop(cluster().options),
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
      engine: hadoop(cluster().options),
    });
    assert.equal(rows.length, 4);
  });

  test("a node lost while the job runs does not change the result", async () => {
    const kill = await cluster().addNode();
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
      engine: hadoop(cluster().options),
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
      mapReduce({ ...job, engine: hadoop({ ...cluster().options, webhdfs: "http://127.0.0.1:1" }) }),
      (error) => isEngineError(error, "Unavailable") && /127\.0\.0\.1:1.*cannot be reached/.test(error.message),
    );
    await assert.rejects(
      mapReduce({ ...job, engine: hadoop({ command: "/none/hadoop" }) }),
      (error) => isEngineError(error, "Unavailable") && /no such file: '\/none\/hadoop'/.test(error.message),
    );
  });
}
