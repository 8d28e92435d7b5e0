/**
 * Row groups of all files, by their rows.
 * @module
 */
import type { ParquetOptions } from "./source.js";

/** A row group: its rows in the source, and where it is. */
export interface Group {
  /** Counted over all files. */
  readonly number: number;
  readonly file: number;
  /** Counted in its file. */
  readonly ofFile: number;
  /** First row in the source. */
  readonly start: number;
  readonly stop: number;
  /** First row in the file. */
  readonly inFile: number;
}

/** All row groups, in order. */
export function groupsOf({ groups }: Pick<ParquetOptions, "groups">): Group[] {
  const all: Group[] = [];
  let start = 0;
  for (const [file, rows] of groups.entries()) {
    const before = start;
    for (const [ofFile, n] of rows.entries()) {
      all.push({ number: all.length, file, ofFile, start, stop: start + n, inFile: start - before });
      start += n;
    }
  }
  return all;
}

/** Index of the group that holds a row. */
export function groupAt(groups: readonly Group[], row: number): number {
  let [low, high] = [0, groups.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (groups[middle]!.stop > row) high = middle;
    else low = middle + 1;
  }
  return low;
}
