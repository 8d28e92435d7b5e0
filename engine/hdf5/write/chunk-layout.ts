/**
 * How columns lie where chunks are made from them: each column by itself, one after the other.
 * @module
 */
import type { ChunkCoding } from "./filters.js";

/** One column, or leaf of a nested one. */
export interface ColumnPlace {
  /** Byte offset in the row. */
  readonly offset: number;
  /** Bytes of an element with all of its shape. */
  readonly width: number;
  /** Bytes to be reversed within, for big-endian numbers; 1 for none. */
  readonly swap: 1 | 2 | 4 | 8;
}

/** Everything a thread needs to make chunks of a table. Plain data. */
export interface ChunkLayout {
  readonly columns: readonly ColumnPlace[];
  readonly rowBytes: number;
  readonly chunkRows: number;
  /** Chunks made at once. */
  readonly batchChunks: number;
  readonly coding: ChunkCoding;
}

/** Rows of a batch. */
export function batchRows({ chunkRows, batchChunks }: ChunkLayout): number {
  return chunkRows * batchChunks;
}

/** Where each column begins in a batch's bytes, and where the bytes end; every column begins at a multiple of 16. */
export function columnStarts(layout: ChunkLayout): { readonly starts: readonly number[]; readonly bytes: number } {
  const starts: number[] = [];
  let bytes = 0;
  for (const { width } of layout.columns) {
    starts.push(bytes);
    bytes += Math.ceil((batchRows(layout) * width) / 16) * 16;
  }
  return { starts, bytes };
}
