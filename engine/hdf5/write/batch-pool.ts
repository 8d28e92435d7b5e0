/**
 * Threads for the chunks of one table. A small table needs none: its first batches are made in the caller's thread.
 * @module
 */
import { Worker } from "node:worker_threads";
import { EngineError, fromPlainError } from "../../errors.js";
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
  readonly worker: Worker;
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
  let closing = false;

  const start = (): Thread => {
    const worker = new Worker(new URL("./batch-worker.js", import.meta.url), {
      workerData: { ...setup, lane: running.length } satisfies WriteSetup,
      execArgv: [],
      name: "tslab-bigdata-write",
    });
    const thread: Thread = { worker, waiting: new Map() };
    const lost = (why: string, cause?: unknown): void => {
      if (closing) return;
      failure ??= new EngineError("WorkerFailed", `a thread writing '${setup.path}' ${why}`, cause);
      // the others may wait for its turn for ever
      for (const { worker: each, waiting } of running) {
        void each.terminate();
        for (const { reject } of waiting.values()) reject(failure);
        waiting.clear();
      }
    };
    worker.on("message", (reply: BatchReply) => {
      const entry = thread.waiting.get(reply.batch);
      thread.waiting.delete(reply.batch);
      if (thread.waiting.size === 0) worker.unref();
      if ("error" in reply) entry?.reject(fromPlainError(reply.error));
      else entry?.resolve(reply);
    });
    worker.on("error", (error) => lost(`died: ${error.message}`, error));
    worker.on("exit", (code) => lost(`ended with code ${code}`));
    worker.unref();
    return thread;
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
      thread.worker.ref();
      return new Promise((resolve, reject) => {
        thread.waiting.set(task.batch, { resolve, reject });
        thread.worker.postMessage(task);
      });
    },
    async close() {
      closing = true;
      await Promise.all(running.map(({ worker }) => worker.terminate()));
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
