/**
 * Tables of ours for DuckDB: rows in memory as they are, all others through a thread that reads them.
 * @module
 */
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { ColumnSchema, RowsParts } from "../../contract/index.js";
import { EngineError, fromPlainError } from "../errors.js";
import type { Feed, FeedScan } from "./feed.js";
import { type FeederMessage, type FeederTask, stopWords, type TableTask } from "./protocol.js";

/** A table as a feed, and the end of the threads that its scans started. */
export interface Pulled {
  readonly feed: Feed;
  close(): Promise<void>;
}

/** Makes a feed. @param stop shared words of the query */
export function pull(table: TableTask, stop: SharedArrayBuffer): Pulled {
  const threads: Worker[] = [];
  const columns: ColumnSchema[] = table.columns.map((column) => table.schema[column]!);
  const inMemory = table.descriptor.kind === "rows" && table.where === undefined;
  return {
    feed: {
      columns,
      rows: table.where === undefined ? table.shape?.length : undefined,
      open: (some) => (inMemory ? fromMemory(table, some) : fromThread(table, some, stop, threads)),
    },
    close: async () => void (await Promise.all(threads.map((thread) => thread.terminate()))),
  };
}

function fromMemory({ descriptor, columns }: TableTask, some: readonly number[]): FeedScan {
  const parts = descriptor.options as unknown as RowsParts;
  let isDone = parts.length === 0;
  return {
    next() {
      if (isDone) return undefined;
      isDone = true;
      return { length: parts.length, columns: some.map((column) => parts.columns[columns[column]!]!) };
    },
  };
}

/** Milliseconds between looks at whether the query was stopped. */
const LOOK_MS = 100;

function fromThread(
  table: TableTask,
  columns: readonly number[],
  stop: SharedArrayBuffer,
  threads: Worker[],
): FeedScan {
  const { port1, port2 } = new MessageChannel();
  const shared = new SharedArrayBuffer(12);
  const words = new Int32Array(shared);
  const task: FeederTask = { table, columns, port: port2, words: shared, stop };
  const entry = new URL("./feeder.js", import.meta.url);
  threads.push(
    new Worker(entry, { workerData: task, transferList: [port2], execArgv: [], name: "tslab-bigdata table" }),
  );
  const query = stopWords(stop);
  return {
    next() {
      for (;;) {
        const sent = Atomics.load(words, 0);
        const received = receiveMessageOnPort(port1) as { message: FeederMessage } | undefined;
        if (received === undefined) {
          if (query.stopped()) return undefined;
          if (Atomics.load(words, 2) === 1)
            throw new EngineError("WorkerFailed", "the thread that reads a table for a query died; run it again");
          Atomics.wait(words, 0, sent, LOOK_MS);
          continue;
        }
        Atomics.add(words, 1, 1);
        Atomics.notify(words, 1);
        const { message } = received;
        if ("error" in message) throw fromPlainError(message.error);
        if ("done" in message) {
          port1.close();
          return undefined;
        }
        return message.rows;
      }
    },
  };
}
