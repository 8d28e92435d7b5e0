/**
 * Rows from elsewhere as a table of DuckDB.
 * @module
 */
import type { ColumnSchema, RowsParts } from "../../contract/index.js";

/** Rows for a table of DuckDB, taken when it wants them. */
export interface Feed {
  readonly columns: readonly ColumnSchema[];
  /** Number of rows, where it is known. */
  readonly rows: number | undefined;
  /** Begins a scan of some columns, by position. */
  open(columns: readonly number[]): FeedScan;
}

/** One scan of a {@link Feed}; called on this thread while the query runs in others, so it must not wait for promises. */
export interface FeedScan {
  /** Further rows with the columns asked for; undefined at the end. */
  next(): RowsParts | undefined;
}

/** Rows of a scan a few at a time. */
export interface Cursor {
  /** The next rows, at most so many, of one piece: none at the end. */
  take(rows: number): { readonly parts: RowsParts; readonly start: number; readonly stop: number };
}

/** Takes pieces of any size apart. */
export function cursor(scan: FeedScan): Cursor {
  let parts: RowsParts = { length: 0, columns: [] };
  let at = 0;
  return {
    take(rows) {
      while (at >= parts.length) {
        const next = scan.next();
        if (next === undefined) return { parts, start: at, stop: at };
        parts = next;
        at = 0;
      }
      const start = at;
      at = Math.min(parts.length, start + rows);
      return { parts, start, stop: at };
    },
  };
}
