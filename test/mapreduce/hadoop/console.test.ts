import assert from "node:assert/strict";
import { test } from "node:test";
import { isLimit, missingInput, newJobState, readConsoleLine, reasonsIn } from "../../../mapreduce/hadoop/console.js";

/** Lines as Hadoop 3.4.2 prints them. */
const CONSOLE = `2026-11-23 08:15:11,117 INFO mapred.FileInputFormat: Total input files to process : 2
2026-11-23 08:15:12,022 INFO mapreduce.Job: Running job: job_1795421274808_0011
2026-11-23 08:15:30,301 INFO mapreduce.Job:  map 50% reduce 0%
2026-11-23 08:16:01,790 INFO mapreduce.Job: Task Id : attempt_1795421274808_0011_m_000000_0, Status : FAILED
[2026-11-23 08:16:01.001]AttemptID:attempt_1795421274808_0011_m_000000_0 task timeout set: 8s, taskTimedOut: true; task stuck timeout set: 600s, taskStuck: false
2026-11-23 08:16:06,790 INFO mapreduce.Job: Job job_1795421274808_0011 failed with state FAILED due to: Task failed
\t\tMap input records=7
2026-11-23 08:16:07,367 ERROR streaming.StreamJob: Job not successful!`.split("\n");

test("the client's lines become id, progress, counters and what is no progress", () => {
  const state = newJobState();
  for (const line of CONSOLE) readConsoleLine(state, line);
  assert.deepEqual([state.id, state.map, state.reduce], ["job_1795421274808_0011", 50, 0]);
  assert.equal(state.counters.get("Map input records"), 7);
  assert.equal(state.counters.get("Total input files to process"), 2);
  assert.equal(state.tail.length, 6);
});

test("a limit of the cluster's is the reason, before what follows from it", () => {
  assert.equal(isLimit(CONSOLE), true);
  assert.deepEqual(reasonsIn(CONSOLE), [CONSOLE[4]]);
  const memory = "Container [pid=1] is running beyond physical memory limits. Current usage: 600 MB of 512 MB";
  assert.deepEqual(reasonsIn(["ERROR x", memory]), [memory]);
});

test("what a script said is the reason, once, however often the log has it; else Hadoop's errors are", () => {
  const own = 'hdfs://h/0.csv:4: the mapper picky threw at "SE": RangeError: no Swedes';
  assert.deepEqual(reasonsIn(["ERROR x", own, `  ${own}`]), [own]);
  assert.deepEqual(reasonsIn(["INFO y", "java.io.IOException: disk", "\tat java.lang.Thread"]), [
    "java.io.IOException: disk",
  ]);
  assert.equal(isLimit(["taskTimedOut: false; taskStuck: false"]), false);
});

test("input that is not there is found among the lines", () => {
  const said = "Input path does not exist: hdfs://127.0.0.1:1/user/me/none.csv";
  assert.equal(missingInput(["x", `ERROR streaming.StreamJob: Error Launching job : ${said}`]), said);
  assert.equal(
    missingInput(["Input Pattern hdfs://h/*.x matches 0 files"]),
    "Input Pattern hdfs://h/*.x matches 0 files",
  );
  assert.equal(missingInput(CONSOLE), undefined);
});
