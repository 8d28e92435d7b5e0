/**
 * Rows that were left out and values that were taken as null: counted, the first ones kept.
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";
import type { RowProblem, RowProblems } from "../../contract/index.js";

/** Problems that are kept in full. */
export const KEPT_PROBLEMS = 10;

/** Joins what several threads met; the first ones by file and line are kept. */
export function joinProblems(all: readonly RowProblems[]): RowProblems {
  const first = all.flatMap((each) => each.first).sort((a, b) => (a.file === b.file ? a.line - b.line : byName(a, b)));
  return { count: all.reduce((sum, { count }) => sum + count, 0), first: first.slice(0, KEPT_PROBLEMS) };
}

function byName(a: RowProblem, b: RowProblem): number {
  return a.file.localeCompare(b.file, "en", { numeric: true });
}

/** What happened, in a few lines for people. */
export function problemText({ count, first }: RowProblems): string {
  const lines = first.map(({ file, line, why }) => `  ${file}, line ${line}: ${why}`);
  const more = count > first.length ? [`  … and ${count - first.length} more`] : [];
  return [`${count} bad ${count === 1 ? "row or value" : "rows or values"}:`, ...lines, ...more].join("\n");
}

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
