/**
 * A worker: runs the tasks it is sent, one after the other.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { toPlainError } from "../errors.js";
import { openReader } from "../sources/registry.js";
import { createBench } from "./bench.js";
import { runTask, type Workbench } from "./run.js";
import {
  controlOver,
  type KernelChoice,
  type ScanShare,
  type ScanTask,
  type WorkerReply,
  type WorkerRequest,
} from "./task.js";

const benches = new Map<KernelChoice, Workbench>();

async function work(task: ScanTask): Promise<ScanShare> {
  const bench = benches.get(task.kernels) ?? createBench(task.kernels);
  benches.set(task.kernels, bench);
  const reader = await openReader(task.descriptor);
  try {
    return await runTask(task, reader, bench, controlOver(task.control));
  } finally {
    reader.close();
  }
}

parentPort?.on("message", async ({ id, task }: WorkerRequest) => {
  let reply: WorkerReply;
  try {
    reply = { id, share: await work(task) };
  } catch (error) {
    controlOver(task.control).stop();
    reply = { id, error: toPlainError(error) };
  }
  parentPort!.postMessage(reply);
});
