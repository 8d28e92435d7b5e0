import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { DisplayOptions, MimeBundle, ProgressUpdate } from "../../contract/index.js";
import { formatDuration } from "../../display/format.js";
import { progress, progressSink, progressText, shell, time, timeCell, timeit } from "../../display/index.js";
import { timeitResult } from "../../display/session/time.js";
import { inCell, printed } from "../support/ambient.js";
import { python, run } from "../support/run.js";

test("durations and timeit results read as IPython writes them", () => {
  const times = [
    1.5e-9, 9.9949e-7, 1e-6, 12.34e-6, 0.001, 0.0999, 0.9999, 1, 59.99, 60, 61.5, 3600, 90061, 3e-10, 0.99951,
  ];
  const runs = [[0.5, 0.25], [1e-6, 1.1e-6, 1.3e-6], [2], [61, 62]];
  const script = `
import json, sys
from IPython.core.magics.execution import _format_time, TimeitResult
times, runs = json.loads(sys.argv[1])
print(json.dumps([[_format_time(t) for t in times], [str(TimeitResult(1000, len(r), min(r), max(r), [x * 1000 for x in r], 0, 3)) for r in runs]]))`;
  const judge = run(python, ["-X", "utf8", "-c", script, JSON.stringify([times, runs])]);
  assert.equal(judge.status, 0, judge.stderr);
  const [durations, results] = JSON.parse(judge.stdout) as [string[], string[]];
  const micro = (text: string): string => text.replaceAll("μ", "µ");
  assert.deepEqual(times.map(formatDuration), durations.map(micro));
  const ours = runs.map((each) => {
    const bundle = timeitResult(each, 1000)[Symbol.for("Jupyter.display") as never] as () => MimeBundle;
    return bundle()["text/plain"];
  });
  assert.deepEqual(ours, results.map(micro));
});

test("time prints both clocks and passes the value or the error on", async () => {
  let value = 0;
  const text = await printed(async () => {
    value = await time(async () => 42);
    await assert.rejects(
      time(() => Promise.reject(new Error("x"))),
      /x/,
    );
  });
  assert.equal(value, 42);
  assert.equal(text.match(/^CPU times: user .+, sys: .+, total: .+\nWall time: .+$/gm)?.length, 2);
});

test("timeCell reports when the cell ends", async () => {
  const text = await printed(() =>
    inCell(async (cell) => {
      timeCell();
      await cell.end();
    }),
  );
  assert.match(text, /^CPU times: .*\nWall time: .*\n$/);
});

test("timeit calls as often as it says, awaits promises, and can be stopped", async () => {
  let calls = 0;
  const result = await timeit(() => void calls++, { number: 10, repeat: 3 });
  assert.equal(calls, 30);
  assert.equal(result.runs.length, 3);
  const slow = await timeit(() => sleep(3), { number: 2, repeat: 2 });
  assert.ok(slow.best >= 0.002, `${slow.best}`);
  await assert.rejects(
    timeit(() => 1, { repeat: 0 }),
    /repeat must be 1 or more, got 0/,
  );
  await assert.rejects(
    timeit(() => 1, { number: 1.5 }),
    /number must be 1 or more, got 1.5/,
  );
  const controller = new AbortController();
  await inCell(
    () =>
      assert.rejects(
        timeit(() => controller.abort(new Error("stopped")), { number: 1 }),
        /stopped/,
      ),
    { signal: controller.signal },
  );
});

test("a command's output is passed on, and its failure named", async () => {
  const text = await printed(() => shell("printf 'ä'; echo b"));
  assert.equal(text, "äb\n");
  await assert.rejects(shell("exit 3"), /^CommandFailed: 'exit 3' failed with exit code 3$/);
  await assert.rejects(shell("kill -9 $$"), /was ended by SIGKILL/);
});

test("an interrupt ends a command with all it started", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shell-"));
  const controller = new AbortController();
  const started = performance.now();
  setTimeout(() => controller.abort(new Error("interrupted")), 200);
  await inCell(() => assert.rejects(shell("(sleep 3; touch late) & sleep 30"), /interrupted/), {
    signal: controller.signal,
    directory: folder,
  });
  assert.ok(performance.now() - started < 20_000);
  await sleep(3200);
  assert.equal(existsSync(join(folder, "late")), false);
  rmSync(folder, { recursive: true });
});

test("progress is reported unit by unit and shown at most ten times a second, the last state always", async () => {
  const { recorded } = await inCell(async () => {
    const work = progress("load", { total: 4, unit: "files" });
    const seen: number[] = [];
    for await (const item of work.over([1, 2, 3, 4])) seen.push(item);
    assert.deepEqual(seen, [1, 2, 3, 4]);
    work.advance();
  });
  assert.deepEqual(
    recorded.progress.map(({ done, state }) => `${done} ${state}`),
    ["0 running", "1 running", "2 running", "3 running", "4 running", "4 done"],
  );
  let clock = 0;
  const shown: [MimeBundle, DisplayOptions][] = [];
  const sink = progressSink(
    (bundle, options) => void shown.push([bundle, options]),
    () => clock,
  );
  const update = (done: number, state: ProgressUpdate["state"] = "running"): void =>
    sink.take({ id: "a", label: "<mean>", done, total: 1000, unit: "rows", state, elapsedMs: clock });
  for (let done = 0; done <= 990; done += 10, clock += 10) update(done);
  update(1000, "done");
  assert.equal(shown.length, 11);
  assert.deepEqual(
    shown.map(([, { displayId, update: isUpdate }]) => [displayId, isUpdate]),
    [["a", false], ...Array.from({ length: 10 }, () => ["a", true])],
  );
  const [last] = shown[10];
  assert.equal(last["text/plain"], `<mean> |${"#".repeat(30)}| 100%, 1,000 of 1,000 rows, 1 s, done`);
  assert.equal(
    last["text/html"],
    '<div><progress max="1000" value="1000"></progress> &#60;mean&#62;: 100%, 1,000 of 1,000 rows, 1 s, done</div>',
  );
});

test("of work that is to leave nothing an empty display is left when it ends well, and what it says when it does not", async () => {
  const { recorded } = await inCell(() => {
    const work = progress("read", { total: 2, leave: false });
    work.advance(2);
    work.finish();
    progress("write").finish();
  });
  assert.deepEqual(
    recorded.progress.map(({ label, leave }) => [label, leave]),
    [
      ["read", false],
      ["read", false],
      ["read", false],
      ["write", undefined],
      ["write", undefined],
    ],
  );
  const shown: string[][] = [];
  const sink = progressSink((bundle, { displayId }) => {
    shown.push([displayId ?? "", ...Object.keys(bundle)]);
    if (Object.keys(bundle).length < 3) assert.deepEqual(Object.values(bundle), ["", ""]);
  });
  const tell = (id: string, state: ProgressUpdate["state"]): void =>
    sink.take({ id, label: "read", done: 1, total: 2, unit: "rows", state, elapsedMs: 5, leave: false });
  for (const state of ["running", "done"] as const) tell("a", state);
  for (const state of ["running", "failed"] as const) tell("b", state);
  tell("never shown", "done");
  const types = ["application/vnd.tslab-bigdata.progress+json", "text/html", "text/plain"];
  assert.deepEqual(shown, [
    ["a", ...types],
    ["a", ...types.slice(1)],
    ["b", ...types],
    ["b", ...types],
  ]);
});

test("in a terminal nothing is left of such work either", () => {
  const written: string[] = [];
  const { write, isTTY } = process.stderr;
  process.stderr.write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
  try {
    for (const terminal of [true, false]) {
      process.stderr.isTTY = terminal;
      progress("read", { total: 2, leave: false }).finish();
    }
  } finally {
    Object.assign(process.stderr, { write, isTTY });
  }
  assert.equal(written.at(-1), "\r\x1b[K");
  assert.equal(written.length, 2);
});

test("lines of progress: bytes in MB and by the second, and how long the rest will take", () => {
  const line = (done: number, elapsedMs: number, state: ProgressUpdate["state"] = "running", unit = "bytes"): string =>
    progressText({ id: "a", label: "t, 9 rows", done, total: 300e6, unit, state, elapsedMs });
  assert.equal(line(0, 0), `t, 9 rows |${"-".repeat(30)}| 0%, 0 of 300 MB, 0 ns`);
  assert.equal(line(50e6, 500), `t, 9 rows |${"#".repeat(5)}${"-".repeat(25)}| 16%, 50 of 300 MB, 100 MB/s, 500 ms`);
  assert.match(line(100e6, 2000), / 33%, 100 of 300 MB, 50 MB\/s, 2 s, 4 s left$/);
  assert.match(line(1.25e6, 1000), / 0%, 1.3 of 300 MB, 1.3 MB\/s, 1 s, 3min 59s left$/);
  assert.match(line(100e6, 2000, "running", "rows"), / 33%, 100,000,000 of 300,000,000 rows, 2 s, 4 s left$/);
  assert.match(line(300e6, 2000, "done"), / 100%, 300 of 300 MB, 150 MB\/s, 2 s, done$/);
  assert.match(line(100e6, 2000, "cancelled"), / 33%, 100 of 300 MB, 50 MB\/s, 2 s, cancelled$/);
});

test("an interrupt cancels the work and stops its loop", async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const { recorded } = await inCell(
    async () => {
      const loop = async (): Promise<void> => {
        for await (const item of progress("read").over([1, 2, 3])) {
          seen.push(item);
          controller.abort(new Error("interrupted"));
        }
      };
      await assert.rejects(loop(), /interrupted/);
    },
    { signal: controller.signal },
  );
  assert.deepEqual(seen, [1]);
  assert.deepEqual(
    recorded.progress.map(({ state }) => state),
    ["running", "cancelled"],
  );
});

test("work of unknown size is counted, and a loop that is left early has failed", async () => {
  const { recorded } = await inCell(async () => {
    for await (const item of progress("read").over([1, 2, 3])) if (item === 2) break;
  });
  assert.deepEqual(recorded.progress.at(-1)?.state, "failed");
  assert.equal(
    progressText({
      id: "a",
      label: "read",
      done: 5,
      total: undefined,
      unit: "items",
      state: "running",
      elapsedMs: 1500,
    }),
    "read: 5 items, 1.5 s",
  );
  assert.throws(() => progress("x", { total: -1 }), /total must not be negative, got -1/);
});
