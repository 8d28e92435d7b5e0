/**
 * Rows of a scannable source in the order of its parts, read ahead by threads.
 * @module
 */
import type { Part, RowProblems, RowsParts, ScannableSource } from "../../contract/index.js";
import { EngineError, fromPlainError } from "../errors.js";
import { joinProblems } from "../problems.js";
import { type LentThread, lendThread } from "../workers/lend.js";
import type { ParseCredit, ParsedPiece, ParseReply, ParseSetup } from "./parse-task.js";
import { createPieceArena } from "./piece-arena.js";
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
  const arena = createPieceArena();
  const pieces = readPieces(setup, arena);
  let given: ParsedPiece | undefined;
  const reader: PieceReader = {
    problems: { count: 0, first: [] },
    async next() {
      await new Promise((resolve) => setImmediate(resolve));
      if (given !== undefined) arena.free([given.buffer]);
      const { value, done } = await pieces.next();
      if (done === true) throw new EngineError("WorkerFailed", "the files ended before their parts did");
      reader.problems = value.problems;
      given = value;
      return value;
    },
    close: () => pieces.return(undefined),
  };
  return reader;
}

function startThread(setup: ParseSetup): PieceReader {
  let given: ParsedPiece | undefined;
  const ready: ParsedPiece[] = [];
  let failure: Error | undefined;
  let parts = setup.parts.length;
  let hasEnded = false;
  let wake: (() => void) | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake?.();
  };
  const thread: LentThread = lendThread(new URL("./parse-worker.js", import.meta.url), setup, {
    onMessage(message) {
      const reply = message as ParseReply;
      hasEnded = reply === "end" || "error" in reply;
      if (reply === "end") return fail(new EngineError("WorkerFailed", "the files ended before their parts did"));
      if ("error" in reply) return fail(fromPlainError(reply.error));
      ready.push(reply);
      wake?.();
    },
    onLost: (why, cause) => fail(new EngineError("WorkerFailed", `a reading thread ${why}`, cause)),
  });
  thread.send({ pieces: AHEAD, free: [] } satisfies ParseCredit);
  const reader: PieceReader = {
    problems: { count: 0, first: [] },
    async next() {
      if (given !== undefined) {
        thread.send({ pieces: 1, free: [given.buffer] } satisfies ParseCredit);
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
      if (!piece.more) parts--;
      reader.problems = piece.problems;
      given = piece;
      return piece;
    },
    async close() {
      thread.send({ pieces: 1, free: [] } satisfies ParseCredit);
      // behind its last piece a thread has nothing to do but to say so
      while (parts === 0 && failure === undefined)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (hasEnded) thread.giveBack();
      else await thread.end();
    },
  };
  return reader;
}
