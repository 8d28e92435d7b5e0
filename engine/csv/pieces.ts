/**
 * Text of a part in the kernels' memory, piece by piece, each cut at a line end.
 * @module
 */
import { EngineError } from "../errors.js";
import type { Feed } from "./feed.js";
import { MAX_LINE } from "./format.js";
import type { CsvKernels } from "./kernels.js";

/** Whole lines in memory. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** First byte behind what is held for the pieces to come. */
  readonly free: number;
  /** Byte offset in the text of `from`. */
  readonly offset: number;
  /** Whether there is another piece. */
  readonly more: boolean;
}

/** Gives the pieces of a part in turn. */
export interface Pieces {
  /** The next piece; what the one before held is gone. */
  next(): Promise<Piece>;
  close(): void;
}

/** The range that is read. */
export interface PieceRange {
  /** Byte offset in the text at which the feed begins. */
  readonly begin: number;
  /** Lines that begin before it are not given. */
  readonly start: number;
  /** Nor are lines that begin at or after it. */
  readonly stop: number;
}

/** Bytes of text decoded at once: a batch of some ten thousand rows. */
export const PIECE_BYTES: number = 1 << 20;

/** Bytes read beyond the end of a part at first, for the end of its last line. */
const BEYOND = 4096;

const LINE_END = 10;

/** Starts reading; what the feed gives from `begin` to `start` is skipped, and the rest of the line at `start`. */
export function piecesOf(kernels: CsvKernels, feed: Feed, path: string, range: PieceRange): Pieces {
  const { start, stop } = range;
  const base = kernels.base + 64;
  let held = 0;
  let offset = range.begin;
  let ended = false;
  let given = 0;
  let skipping = range.begin < start;

  const text = (): Uint8Array => new Uint8Array(kernels.memory.buffer, base, held);
  /** Bytes that the part still has, a piece at most. */
  const wanted = (): number => Math.max(0, Math.min(PIECE_BYTES, stop + BEYOND - (offset + held)));

  async function fill(bytes: number): Promise<void> {
    kernels.reserve(base + held + bytes + 192);
    for (let left = bytes; left > 0 && !ended; ) {
      const reading = feed.read(new Uint8Array(kernels.memory.buffer, base + held, left));
      const got = reading instanceof Promise ? await reading : reading;
      ended = got === 0;
      held += got;
      left -= got;
    }
  }

  function drop(bytes: number): void {
    new Uint8Array(kernels.memory.buffer).copyWithin(base, base + bytes, base + held);
    held -= bytes;
    offset += bytes;
  }

  /** Moves to the first line that begins at or after `start`. */
  async function skip(): Promise<void> {
    while (skipping) {
      await fill(Math.max(wanted(), BEYOND));
      // a line begins at `start` when the byte before it is a line end
      const from = Math.max(0, start - 1 - offset);
      const at = from < held ? text().indexOf(LINE_END, from) : -1;
      drop(at < 0 ? held : at + 1);
      skipping = at < 0 && !ended && offset < stop;
    }
  }

  /** Bytes of whole lines that are held, and whether the part is over with them; undefined to read on. */
  function cut(): readonly [bytes: number, over: boolean] | undefined {
    if (offset + held >= stop) {
      const at = text().indexOf(LINE_END, Math.max(0, stop - 1 - offset));
      if (at >= 0) return [at + 1, true];
    } else if (!ended) {
      const at = text().lastIndexOf(LINE_END);
      if (at >= 0) return [at + 1, false];
    }
    return ended ? [held, true] : undefined;
  }

  return {
    async next() {
      drop(given);
      given = 0;
      if (skipping) await skip();
      if (offset >= stop) return { from: base, to: base, free: base, offset, more: false };
      await fill(wanted());
      let found = cut();
      while (found === undefined) {
        const line = text().lastIndexOf(LINE_END) + 1;
        if (held - line <= MAX_LINE) await fill(PIECE_BYTES);
        found = cut();
        const end = text().indexOf(LINE_END, line);
        if ((end < 0 ? held : end) - line > MAX_LINE) throw tooLong(path, offset + line);
      }
      const [size, over] = found;
      given = size;
      const whole = size === 0 || text()[size - 1] === LINE_END;
      // only the last line of a file may have no end
      if (!whole) new Uint8Array(kernels.memory.buffer)[base + size] = LINE_END;
      return { from: base, to: base + size + Number(!whole), free: base + held + 1, offset, more: !over };
    },
    close: () => feed.close(),
  };
}

function tooLong(path: string, offset: number): Error {
  return new EngineError(
    "CorruptData",
    `'${path}' has a line of more than ${MAX_LINE} bytes at byte ${offset}; is it a text file with line ends?`,
  );
}
