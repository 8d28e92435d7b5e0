/**
 * Rows of a scannable source in the order of its parts, read ahead by threads.
 * @module
 */
import { Worker } from "node:worker_threads";
import type { Part, RowProblems, RowsParts, ScannableSource } from "../../contract/index.js";
import { EngineError, fromPlainError } from "../errors.js";
import { joinProblems } from "../problems.js";
import { buffersOf, type ParseCredit, type ParsedPiece, type ParseReply, type ParseSetup } from "./parse-task.js";
import { partsOfThread, readPieces } from "./read-pieces.js";

/** Rows, and the part they are of; their buffers are used again for later pieces. */
export interface StreamedPiece {
  readonly part: Part;
  readonly rows: RowsParts;
  /** Whether the part ends with them. */
  readonly last: boolean;
}

/** A source being read. */
export interface ParseStream {
  pieces(): AsyncGenerator<StreamedPiece>;
  /** What was bad so far. */
  problems(): RowProblems;
  close(): Promise<void>;
}

/** Pieces that a thread reads ahead. */
const AHEAD = 6;

/** Bytes below which threads are not worth their start. */
const ALONE_BYTES = 1 << 20;

/**
 * Starts reading.
 * @param threads how many at most; 0 for the caller's own
 * @param positions of the columns to read; default all
 */
export function parseStream(
  source: ScannableSource,
  parts: readonly Part[],
  threads: number,
  positions: readonly number[] = source.columns.map((_, position) => position),
): ParseStream {
  const { descriptor, columns } = source;
  const bytes = parts.reduce((sum, part) => sum + part.bytes.stop - part.bytes.start, 0);
  const count = bytes <= ALONE_BYTES ? 0 : Math.min(threads, parts.length);
  const setup = (thread: number): ParseSetup => ({
    descriptor,
    columns,
    positions,
    parts: partsOfThread(parts, thread, Math.max(count, 1)),
  });
  const readers = count === 0 ? [here(setup(0))] : Array.from({ length: count }, (_, i) => startThread(setup(i)));
  return {
    async *pieces() {
      for (const [i, part] of parts.entries()) {
        for (let last = false; !last; ) {
          const piece = await readers[i % readers.length]!.next();
          last = !piece.more;
          yield { part, rows: piece.rows, last };
        }
      }
    },
    problems: () => joinProblems(readers.map((reader) => reader.problems)),
    async close() {
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}

interface PieceReader {
  problems: RowProblems;
  next(): Promise<ParsedPiece>;
  close(): Promise<unknown>;
}

function here(setup: ParseSetup): PieceReader {
  const pieces = readPieces(setup);
  const reader: PieceReader = {
    problems: { count: 0, first: [] },
    async next() {
      await new Promise((resolve) => setImmediate(resolve));
      const { value, done } = await pieces.next();
      if (done === true) throw new EngineError("WorkerFailed", "the files ended before their parts did");
      reader.problems = value.problems;
      return value;
    },
    close: () => pieces.return(undefined),
  };
  return reader;
}

function startThread(setup: ParseSetup): PieceReader {
  const worker = new Worker(new URL("./parse-worker.js", import.meta.url), {
    workerData: setup,
    execArgv: [],
    name: "tslab-bigdata-read",
  });
  worker.postMessage({ pieces: AHEAD, buffers: [] } satisfies ParseCredit);
  let given: ParsedPiece | undefined;
  const ready: ParsedPiece[] = [];
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake?.();
  };
  worker.on("message", (reply: ParseReply) => {
    if ("error" in reply) return fail(fromPlainError(reply.error));
    ready.push(reply);
    wake?.();
  });
  worker.on("error", (cause) =>
    fail(new EngineError("WorkerFailed", `a reading thread died: ${cause.message}`, cause)),
  );
  worker.on("exit", () => fail(new EngineError("WorkerFailed", "a reading thread ended early")));
  const reader: PieceReader = {
    problems: { count: 0, first: [] },
    async next() {
      if (given !== undefined) {
        const buffers = buffersOf(given.rows);
        worker.postMessage({ pieces: 1, buffers } satisfies ParseCredit, buffers);
        given = undefined;
      }
      // pieces that came before a failure are in order and sound
      while (ready.length === 0) {
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const piece = ready.shift()!;
      reader.problems = piece.problems;
      given = piece;
      return piece;
    },
    close: () => worker.terminate(),
  };
  return reader;
}
