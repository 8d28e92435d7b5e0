/**
 * The lines of a split.
 * @module
 */
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { createGunzip } from "node:zlib";
import { EngineError, fileError } from "../engine/errors.js";
import { createLineCutter } from "./lines.js";
import type { Split } from "./splits.js";

const READ_BYTES = 256 << 10;
const NEWLINE = 10;

/** Takes the next lines of a split, and how many bytes of the split were read for them. */
export type OnLines = (lines: readonly string[], bytes: number) => Promise<void> | undefined;

/**
 * Reads the lines that begin in a split.
 * @throws FileMissing, FileAccess, CorruptData for broken gzip and endless lines
 */
export function readSplit(split: Split, onLines: OnLines): Promise<void> {
  return split.gzip ? readPacked(split, onLines) : readPlain(split, onLines);
}

async function readPlain({ file, start, stop }: Split, onLines: OnLines): Promise<void> {
  const fd = attempt(file, () => openSync(file, "r"));
  try {
    const cutter = createLineCutter();
    const block = Buffer.allocUnsafe(READ_BYTES);
    // the byte before tells whether a line begins at the start
    let at = Math.max(start - 1, 0);
    let skipping = start > 0;
    for (;;) {
      const length = attempt(file, () => readSync(fd, block, 0, block.length, at));
      if (length === 0) {
        if (!skipping) await onLines(cutter.end(), 0);
        return;
      }
      let from = 0;
      if (skipping) {
        const end = block.subarray(0, length).indexOf(NEWLINE);
        if (end < 0) {
          at += length;
          if (at >= stop) return;
          continue;
        }
        from = end + 1;
        skipping = false;
        if (at + from >= stop) return;
      }
      const end = lineEndFrom(block, length, stop - 1 - at);
      const isLast = end >= 0;
      const within = Math.max(0, Math.min(at + length, stop) - Math.max(at, start));
      const pending = onLines(cutter.push(block.subarray(from, isLast ? end + 1 : length)), within);
      if (pending !== undefined) await pending;
      if (isLast) return;
      at += length;
    }
  } finally {
    closeSync(fd);
  }
}

/** Position of the first line end at or after `from`, where the split's last line ends; -1 when it is not in the block. */
function lineEndFrom(block: Buffer, length: number, from: number): number {
  if (from >= length) return -1;
  return block.subarray(0, length).indexOf(NEWLINE, Math.max(from, 0));
}

async function readPacked({ file }: Split, onLines: OnLines): Promise<void> {
  const packed = createReadStream(file);
  const stream = packed.pipe(createGunzip({ chunkSize: READ_BYTES }));
  packed.on("error", (error) => stream.destroy(error));
  const cutter = createLineCutter();
  let read = 0;
  try {
    for await (const block of stream as AsyncIterable<Buffer>) {
      const pending = onLines(cutter.push(block), packed.bytesRead - read);
      read = packed.bytesRead;
      if (pending !== undefined) await pending;
    }
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (!code.startsWith("Z_")) throw fileError(cause, file, "cannot read");
    throw new EngineError("CorruptData", `'${file}' is no whole gzip file: ${(cause as Error).message}`, cause);
  } finally {
    packed.destroy();
  }
  await onLines(cutter.end(), 0);
}

/** Number of lines before a byte of a file, to name a line in a message. */
export function linesBefore(file: string, position: number): number {
  const fd = attempt(file, () => openSync(file, "r"));
  try {
    const block = Buffer.allocUnsafe(READ_BYTES);
    let lines = 0;
    for (let at = 0; at < position; ) {
      const length = readSync(fd, block, 0, Math.min(block.length, position - at), at);
      if (length === 0) break;
      for (let i = block.indexOf(NEWLINE); i >= 0 && i < length; i = block.indexOf(NEWLINE, i + 1)) lines++;
      at += length;
    }
    return lines;
  } finally {
    closeSync(fd);
  }
}

function attempt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw fileError(cause, file, "cannot read");
  }
}
