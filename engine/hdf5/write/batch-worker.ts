/**
 * What a lent thread does to make and write the chunks of a table.
 * @module
 */
import type { MessagePort } from "node:worker_threads";
import { toPlainError } from "../../errors.js";
import type { BatchReply, BatchTask, WriteSetup } from "./batch-task.js";
import { createBatchWriter } from "./write-batch.js";

/** Answers every {@link BatchTask} with a {@link BatchReply}. */
export function serve(setup: WriteSetup, port: MessagePort): void {
  const writer = createBatchWriter(setup);
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
