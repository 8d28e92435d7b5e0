/**
 * Parquet files as a source: rows are known from the files' footers, so it has row numbers.
 * @module
 */
import type { ColumnSchema, Fingerprint, IndexedSource } from "../../contract/index.js";

/** Options of a `"parquet"` descriptor. */
export type ParquetOptions = {
  /** Rows of each row group of each file, in order. */
  readonly groups: readonly (readonly number[])[];
  readonly columns: readonly ParquetColumn[];
  /** Row groups, counted over all files, in which no row can be wanted: their rows are given as nulls, unread. */
  readonly skip: readonly number[];
};

type ParquetColumn = Pick<ColumnSchema, "name" | "type" | "byteOrder" | "nullable" | "shape">;

/** What is known of Parquet files when they are opened. */
export interface ParquetFiles {
  readonly files: readonly Fingerprint[];
  readonly columns: readonly ColumnSchema[];
  readonly groups: readonly (readonly number[])[];
}

/** Larger row groups are not read in one batch. */
const LARGEST_BATCH = 1 << 20;

/** The files, one after the other. @param skip see {@link ParquetOptions} */
export function parquetSource({ files, columns, groups }: ParquetFiles, skip: readonly number[] = []): IndexedSource {
  const rows = groups.flat();
  const length = rows.reduce((sum, n) => sum + n, 0);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const options: ParquetOptions = { groups, columns: columns.map((column) => ({ ...column })), skip };
  return {
    access: "indexed",
    descriptor: { kind: "parquet", files, options },
    columns,
    length,
    chunkRows: chunkRowsOf(rows),
    rowBytes: length === 0 ? 0 : Math.ceil(bytes / length),
  };
}

/** Rows of all groups where they are alike, but for the last one; else 1. */
function chunkRowsOf(rows: readonly number[]): number {
  const first = rows[0] ?? 1;
  const alike = rows.every((n, i) => n === first || (i === rows.length - 1 && n <= first));
  return alike && first > 0 && first <= LARGEST_BATCH ? first : 1;
}
