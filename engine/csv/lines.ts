/**
 * Line numbers, looked for when something is wrong.
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";

const BLOCK = 1 << 20;

/** Number of the line that holds byte `offset` of a file, the first line being 1. */
export function lineAt(path: string, offset: number): number {
  const fd = openSync(path, "r");
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    let lines = 1;
    for (let at = 0; at < offset; ) {
      const got = readSync(fd, block, 0, Math.min(BLOCK, offset - at), at);
      if (got === 0) break;
      lines += countLines(block.subarray(0, got));
      at += got;
    }
    return lines;
  } finally {
    closeSync(fd);
  }
}

/** Number of line ends. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
