/**
 * Standard input and output of a script, read and written in large blocks.
 * @module
 */
import { readSync, writeSync } from "node:fs";
import { cutLine, type Line, type SortedLines } from "../groups.js";
import { createLineCutter } from "../lines.js";

const READ_BYTES = 256 << 10;
/** Half of what a pipe holds, so that a write seldom waits for the reader and both work at once. */
const WRITE_CHARACTERS = 32 << 10;

/** Who reads our output is gone, as after `| head`. */
export class ClosedPipe extends Error {}

/** Lines of standard input, a block of them at a time. */
export function* stdinLines(): Generator<string[]> {
  const cutter = createLineCutter();
  const block = Buffer.allocUnsafe(READ_BYTES);
  for (;;) {
    const length = patiently(() => readSync(0, block, 0, block.length, null));
    if (length === 0) break;
    yield cutter.push(block.subarray(0, length));
  }
  yield cutter.end();
}

/** Lines of standard input one by one. */
export function sortedStdin(): SortedLines {
  const blocks = stdinLines();
  let lines: string[] = [];
  let at = 0;
  return {
    next(): Line | null {
      while (at >= lines.length) {
        const { done, value } = blocks.next();
        if (done) return null;
        lines = value;
        at = 0;
      }
      return cutLine(lines[at++]!);
    },
  };
}

/** Standard output. */
export interface Output {
  /** Adds text. @throws ClosedPipe */
  write(text: string): void;
  flush(): void;
}

/** Makes the output of a script. */
export function createOutput(): Output {
  let held = "";
  const flush = (): void => {
    const bytes = Buffer.from(held);
    held = "";
    for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(1, bytes, at));
  };
  return {
    write(text) {
      held += text;
      if (held.length > WRITE_CHARACTERS) flush();
    },
    flush,
  };
}

/** Repeats a call on a pipe that does not block until it is ready. */
function patiently(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? cause.code : "";
      if (code === "EOF") return 0;
      if (code === "EPIPE") throw new ClosedPipe("nobody reads the output");
      if (code !== "EAGAIN") throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}
