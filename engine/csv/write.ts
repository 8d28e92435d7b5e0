/**
 * Columns into a CSV file: threads read and format pieces, the caller's thread writes them in order.
 * @module
 */
import { write } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import type { DTypeName, SourceDescriptor } from "../../contract/index.js";
import { type Column, isNumeric } from "../column.js";
import { EngineError, fromPlainError, type PlainError } from "../errors.js";
import { progressOf, signalOf } from "../options.js";
import { followProgress } from "../progress.js";
import type { WriteOptions } from "../random/write.js";
import { replaceFile, writeError } from "../replace-file.js";
import { csvHeader } from "./text.js";

/** Options of {@link toCsv}. */
export interface CsvOptions extends WriteOptions {
  /** Whether the first line holds the names; true unless told. */
  readonly header?: boolean;
}

/** A column as a thread needs it. */
export interface CsvColumn {
  readonly source: SourceDescriptor;
  readonly position: number;
  readonly type: DTypeName;
}

/** What a formatting thread is asked, and what it answers in the same order. */
export type CsvRequest = { readonly start: number; readonly stop: number };
/** The text of a piece, or why there is none. */
export type CsvReply = { readonly text: Uint8Array } | { readonly error: PlainError };

/** Rows formatted at once: about a megabyte of text. */
const PIECE_ROWS = 16_384;

/** Pieces each thread may be ahead of the writing. */
const AHEAD = 3;

const writeBytes = promisify(write);

/**
 * Writes columns of equal length as a CSV file, in constant memory and on all cores; the bytes are the same for any
 * number of threads. Numbers are written so that they read back unchanged, NaN as an empty field. The file appears
 * under its name when it is complete; after a failure or abort an earlier file of that name is as it was.
 * @param columns name → column, in the order of the fields
 * @throws InvalidArgument, UnsupportedType for columns that are not numbers, FileMissing, FileAccess, WorkerFailed
 * @example await toCsv({ x: range(1000), y: norm.rvs({ size: 1000, seed: 1 }) }, "data/xy.csv")
 */
export async function toCsv(
  columns: { readonly [name: string]: Column },
  path: string,
  options: CsvOptions = {},
): Promise<void> {
  const { workers = availableParallelism(), header = true } = options;
  if (!Number.isInteger(workers) || workers < 1) {
    throw new EngineError("InvalidArgument", `workers ${String(workers)} must be a positive integer`);
  }
  const parts = Object.entries(columns).map(([name, column]) => csvColumn(name, column));
  const rows = lengthOf(columns);
  const signal = signalOf(options);
  signal?.throwIfAborted();
  await replaceFile(path, rows * parts.length * 2, async (fd, target) => {
    const pieces = Math.ceil(rows / PIECE_ROWS);
    const threads = Array.from({ length: Math.min(workers, pieces) }, () => startThread(parts, target));
    let written = 0;
    const progress = followProgress(
      progressOf(options),
      { label: `csv → ${basename(target)}`, unit: "rows", total: rows },
      () => Math.min(rows, written * PIECE_ROWS),
    );
    const ask = (piece: number): Promise<Uint8Array> =>
      threads[piece % threads.length]!.format({
        start: piece * PIECE_ROWS,
        stop: Math.min(rows, (piece + 1) * PIECE_ROWS),
      });
    try {
      if (header) await writeAll(fd, csvHeader(Object.keys(columns)), target);
      const coming: Promise<Uint8Array>[] = [];
      for (let next = 0; written < pieces; written++) {
        for (; next < pieces && next < written + AHEAD * threads.length; next++) {
          const text = ask(next);
          // A failure is met when its turn to be written comes.
          text.catch(() => undefined);
          coming.push(text);
        }
        const text = await coming.shift()!;
        signal?.throwIfAborted();
        await writeAll(fd, text, target);
      }
      progress.end("done");
    } catch (error) {
      progress.end(signal?.aborted ? "cancelled" : "failed");
      throw error;
    } finally {
      await Promise.all(threads.map((thread) => thread.end()));
    }
  });
}

async function writeAll(fd: number, bytes: Uint8Array, target: string): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await writeBytes(fd, bytes, done, bytes.length - done, null).catch((cause: unknown) => {
      throw writeError(cause, target);
    });
    done += bytesWritten;
  }
}

/** A thread that formats pieces, answered in the order they were asked. */
interface FormattingThread {
  format(request: CsvRequest): Promise<Uint8Array>;
  end(): Promise<unknown>;
}

function startThread(columns: readonly CsvColumn[], target: string): FormattingThread {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: columns, execArgv: [] });
  const waiting: { resolve(text: Uint8Array): void; reject(error: Error): void }[] = [];
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on("message", (reply: CsvReply) => {
    const first = waiting.shift();
    if ("text" in reply) first?.resolve(reply.text);
    else first?.reject(fromPlainError(reply.error));
  });
  worker.on("error", (cause) => {
    fail(new EngineError("WorkerFailed", `a thread writing '${target}' died: ${cause.message}`, cause));
  });
  worker.on("exit", () => fail(new EngineError("WorkerFailed", `a thread writing '${target}' died`)));
  return {
    format: (request) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage(request);
      }),
    end: () => worker.terminate(),
  };
}

function csvColumn(name: string, column: Column): CsvColumn {
  if (!isNumeric(column)) {
    throw new EngineError("UnsupportedType", `column '${name}' is ${column.dtype}; toCsv writes numbers and booleans`);
  }
  return { source: column.source.descriptor, position: column.position, type: column.dtype };
}

function lengthOf(columns: { readonly [name: string]: Column }): number {
  const [first, ...others] = Object.entries(columns);
  if (first === undefined)
    throw new EngineError("InvalidArgument", "toCsv needs at least one column: { name: column }");
  const odd = others.find(([, column]) => column.length !== first[1].length);
  if (odd === undefined) return first[1].length;
  throw new EngineError(
    "InvalidArgument",
    `columns must be of equal length: '${first[0]}' has ${first[1].length} elements, '${odd[0]}' has ${odd[1].length}`,
  );
}
