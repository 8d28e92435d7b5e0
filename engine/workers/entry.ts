/**
 * A worker: runs the tasks it is sent, one after the other.
 * @module
 */
import { getHeapStatistics } from "node:v8";
import { parentPort } from "node:worker_threads";
import { type PlainError, toPlainError } from "../errors.js";
import { buffersOf } from "../group/packed-keys.js";
import { openReader } from "../sources/registry.js";
import { borrowBench, returnBench } from "./bench.js";
import { runTask } from "./run.js";
import { controlOver, type ScanShare, type ScanTask, type WorkerReply, type WorkerRequest } from "./task.js";
import { buffersOfUnits, type UnitResults } from "./unit-results.js";

/** A thread whose heap has grown beyond this after its task does not give it back by itself. */
const HEAVY_BYTES = 256 << 20;

/** Memory of the states that can change hands instead of being copied. */
function transferable({ states, keys, results }: ScanShare): ArrayBuffer[] {
  const buffers = states
    .flatMap((each) => each.map(({ bytes }) => bytes))
    .flatMap(({ buffer, byteLength }) =>
      buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
    );
  return [...new Set([...buffers, ...buffersOf(keys), ...buffersOfUnits(results)])];
}

async function work(task: ScanTask, early: (results: readonly UnitResults[]) => void): Promise<ScanShare> {
  const reader = await openReader(task.descriptor);
  const bench = borrowBench(task.kernels);
  try {
    return await runTask(task, reader, bench, controlOver(task.control), { early });
  } finally {
    returnBench(task.kernels, bench);
    reader.close();
  }
}

parentPort?.on("message", async ({ id, task }: WorkerRequest) => {
  let result: { readonly share: ScanShare } | { readonly error: PlainError };
  try {
    const early = (results: readonly UnitResults[]): void => {
      const reply: WorkerReply = { id, results };
      parentPort!.postMessage(reply, buffersOfUnits(results));
    };
    result = { share: await work(task, early) };
  } catch (error) {
    controlOver(task.control).stop();
    result = { error: toPlainError(error) };
  }
  const { total_heap_size: heap, external_memory: buffers } = getHeapStatistics();
  const reply: WorkerReply = { id, isHeavy: heap + buffers > HEAVY_BYTES, ...result };
  parentPort!.postMessage(reply, "share" in result ? transferable(result.share) : []);
});
