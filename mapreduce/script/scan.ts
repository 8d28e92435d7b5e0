/**
 * What a script of an aggregation does: lines on stdin through the engine's own aggregates, their states on stdout.
 * The entry of what the build bundles as `scan.bundle.js`.
 * @module
 */
import { deserialize, serialize } from "node:v8";
import { lineReader } from "../../engine/csv/line-reader.js";
import type { LineTask } from "../../engine/elsewhere.js";
import { createBench } from "../../engine/workers/bench.js";
import { runTask } from "../../engine/workers/run.js";
import { createControl, type ScanTask } from "../../engine/workers/task.js";
import { encode } from "../codec.js";
import { ClosedPipe, createOutput, stdinLines } from "./pipes.js";
import { SHARE_KEY } from "./share.js";

/** Runs a pass over stdin; the exit code is 1 when it fails, with the reason on stderr. */
export async function runScan(packed: string): Promise<void> {
  const { format, hasHeader, ...work } = deserialize(Buffer.from(packed, "base64")) as LineTask;
  const control = createControl(1);
  const task: ScanTask = {
    ...work,
    descriptor: { kind: "lines", files: [], options: {} },
    parts: [{ index: 0, file: 0, bytes: { start: 0, stop: 0 } }],
    kernels: "js",
    control: control.buffer,
    slot: 0,
  };
  const output = createOutput();
  try {
    const reader = lineReader(stdinLines(), format, hasHeader);
    const share = await runTask(task, reader, createBench("js"), control);
    output.write(`${SHARE_KEY}\t${encode(new Uint8Array(serialize(share)))}\n`);
    output.flush();
  } catch (thrown) {
    if (thrown instanceof ClosedPipe) return;
    process.stderr.write(`the mapper threw: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = 1;
  }
}
