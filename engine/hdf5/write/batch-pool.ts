/**
 * Threads for the chunks of one table. A small table needs none: its first batches are made in the caller's thread.
 * @module
 */
import { EngineError, fromPlainError } from "../../errors.js";
import { type LentThread, lendThread } from "../../workers/lend.js";
import type { BatchReply, BatchTask, WriteSetup, WrittenBatch } from "./batch-task.js";
import { type BatchWriter, createBatchWriter } from "./write-batch.js";

/** Runs batches. */
export interface BatchPool {
  /** Makes and writes a batch's chunks; batches must be handed over in the order of their numbers. */
  run(task: BatchTask): Promise<WrittenBatch>;
  /** Ends the threads; nothing is written any more once it has settled. */
  close(): Promise<void>;
}

/** Batches that the caller's thread makes before threads are worth their start. */
const ALONE = 2;

interface Thread {
  readonly lent: LentThread;
  readonly waiting: Map<number, { resolve(done: WrittenBatch): void; reject(error: Error): void }>;
}

/**
 * Makes a pool.
 * @param threads how many at most; the plan has one lane more, for the caller's thread
 */
export function createBatchPool(setup: Omit<WriteSetup, "lane">, threads: number): BatchPool {
  const running: Thread[] = [];
  let alone: Promise<BatchWriter> | undefined;
  let failure: Error | undefined;

  const start = (): Thread => {
    const waiting: Thread["waiting"] = new Map();
    const data: WriteSetup = { ...setup, lane: running.length };
    const lent = lendThread(new URL("./batch-worker.js", import.meta.url), data, {
      onMessage(message) {
        const reply = message as BatchReply;
        const entry = waiting.get(reply.batch);
        waiting.delete(reply.batch);
        if (waiting.size === 0) lent.keepAlive(false);
        if ("error" in reply) entry?.reject(fromPlainError(reply.error));
        else entry?.resolve(reply);
      },
      onLost(why, cause) {
        failure ??= new EngineError("WorkerFailed", `a thread writing '${setup.path}' ${why}`, cause);
        // the others may wait for its turn for ever
        for (const { lent: each, waiting: batches } of running) {
          void each.end();
          for (const { reject } of batches.values()) reject(failure);
          batches.clear();
        }
      },
    });
    lent.keepAlive(false);
    return { lent, waiting };
  };

  return {
    async run(task) {
      if (failure !== undefined) throw failure;
      if (threads === 0 || task.batch < ALONE) {
        alone ??= createBatchWriter({ ...setup, lane: threads });
        return (await alone)(task);
      }
      const idle = running.find(({ waiting }) => waiting.size === 0);
      const thread = idle ?? (running.length < threads ? add() : least());
      thread.lent.keepAlive(true);
      return new Promise((resolve, reject) => {
        thread.waiting.set(task.batch, { resolve, reject });
        thread.lent.send(task);
      });
    },
    async close() {
      await Promise.all(
        running.map(({ lent, waiting }) =>
          failure === undefined && waiting.size === 0 ? lent.giveBack() : lent.end(),
        ),
      );
    },
  };

  function add(): Thread {
    const thread = start();
    running.push(thread);
    return thread;
  }

  function least(): Thread {
    return running.reduce((best, each) => (each.waiting.size < best.waiting.size ? each : best));
  }
}
