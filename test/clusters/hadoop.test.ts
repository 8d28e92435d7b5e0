import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { ProgressUpdate } from "../../contract/index.js";
import { isEngineError } from "../../engine/errors.js";
import { aggregate, hadoop, hdfs, histogram, type JobReport, mapReduce, mean, readCsv, variance } from "../../index.js";
import { added, averaged, counted, divided, scratch, temps, writeWeather } from "../mapreduce/support.js";
import { type HadoopCluster, hadoopGap, startHadoop } from "../support/hadoop/cluster.js";
import { faultTests } from "./hadoop-faults.js";

const gap = hadoopGap();
const folder = scratch();

describe("Hadoop on this machine", { skip: gap ?? false, timeout: 2_400_000 }, () => {
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

  faultTests(() => cluster, folder);
});
