/**
 * What a benchmark is.
 * @module
 */

/** Ours and a peer's way to do the same work. */
export interface Row {
  /** The work, with its size. */
  readonly work: string;
  /** The peer as its users call it: `"NumPy"`. */
  readonly peer: string;
  /** Ours must be at least this many times as fast. */
  readonly atLeast: number;
  /** Python run once, before everything. */
  readonly pythonSetup: string;
  /** Python that is timed. */
  readonly python: string;
  /** Ours that is timed. @param workers threads, all cores when left out */
  ours(workers?: number): Promise<unknown>;
  /** Reads the time from what `ours` gives, in seconds; the time until it has given it, when left out. */
  readonly seconds?: (result: unknown) => number;
  /** Bytes that our resident memory may grow by. */
  readonly atMostBytes?: number;
  /** What keeps more threads from helping; with it, ours is timed on one thread as well. */
  readonly bound?: "bandwidth" | "compute" | "writing";
}

/** Rows that share files. */
export interface RowGroup {
  /** Chosen on the command line: `npm run bench -- random`. */
  readonly name: string;
  /**
   * Makes what the rows need.
   * @param folder  an empty folder on the disk of the checkout, removed afterwards
   * @param rows    elements of the data
   */
  prepare(folder: string, rows: number): Promise<readonly Row[]>;
}

/** A row's outcome. */
export interface Measured {
  readonly group: string;
  readonly work: string;
  readonly peer: string;
  readonly atLeast: number;
  /** Medians in seconds. */
  readonly ours: number;
  readonly theirs: number;
  /** Median of ours on one thread, in seconds, and what bounds it. */
  readonly oneThread?: { readonly seconds: number; readonly bound: string };
  /** Most resident memory above that before the first run, in bytes. */
  readonly oursMemory: number;
  readonly theirsMemory: number;
  readonly atMostBytes?: number;
}
