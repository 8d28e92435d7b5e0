/**
 * A thread that makes and writes the chunks of a table.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { toPlainError } from "../../errors.js";
import type { BatchReply, BatchTask, WriteSetup } from "./batch-task.js";
import { createBatchWriter } from "./write-batch.js";

if (parentPort) {
  const port = parentPort;
  const writer = createBatchWriter(workerData as WriteSetup);
  port.on("message", async (task: BatchTask) => {
    let reply: BatchReply;
    try {
      reply = (await writer)(task);
    } catch (error) {
      reply = { batch: task.batch, error: toPlainError(error) };
    }
    port.postMessage(reply);
  });
}
