/**
 * Readers whose columns are filled one after the other.
 * @module
 */
import type { Arena, ColumnBatch, RowRange, SourceReader } from "../../contract/index.js";
import { rowsOf } from "./request.js";

/** What differs from reader to reader. */
export interface Filling {
  /** Bytes read for one row of a column. */
  readonly rowBytes: number;
  /** Puts a column's rows into the arena. */
  fill(rows: RowRange, arena: Arena): ColumnBatch;
  close?(): void;
}

/** A reader that fills columns; each is one read. */
export function fillingReader({ rowBytes, fill, close = () => {} }: Filling): SourceReader {
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  return {
    counters,
    readBatch(request, columns, arena) {
      const range = rowsOf(request);
      const rows = range.stop - range.start;
      const filled = columns.map(() => fill(range, arena));
      counters.bytes += rows * rowBytes * columns.length;
      counters.reads += columns.length;
      return { firstRow: range.start, rows, columns: filled };
    },
    close,
  };
}
