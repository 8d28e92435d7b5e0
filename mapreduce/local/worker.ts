/**
 * A thread of a local job: runs the map and reduce tasks it is sent, one after the other.
 * @module
 */
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { toPlainError } from "../../engine/errors.js";
import { createMapTask } from "./map-task.js";
import { createReduceTask } from "./reduce-task.js";
import { createSpillFile, type SpillFile } from "./runs.js";
import type { LocalReply, LocalRequest, LocalSetup } from "./task.js";

const { setup, thread } = workerData as { readonly setup: LocalSetup; readonly thread: number };
let spill: SpillFile | undefined;
const map = createMapTask(setup, () => {
  spill ??= createSpillFile(join(setup.folder, `spill-${thread}`));
  return spill;
});
const reduce = createReduceTask(setup);

function say(reply: LocalReply): void {
  parentPort!.postMessage(reply);
}

async function work(request: LocalRequest): Promise<LocalReply> {
  if ("map" in request) return { mapped: await map(request.map, request.index, (read) => say({ read })) };
  return { reduced: await reduce(request.reduce, request.partition, request.into) };
}

parentPort?.on("message", async (request: LocalRequest) => {
  let reply: LocalReply;
  try {
    reply = await work(request);
  } catch (error) {
    reply = { error: toPlainError(error) };
  }
  say(reply);
});
