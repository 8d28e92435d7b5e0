/**
 * Parquet files as a source: rows are known from the files' footers, so it has row numbers.
 * @module
 */
import type { ColumnSchema, Fingerprint, IndexedSource } from "../../contract/index.js";
import type { ColumnLayout } from "./columns.js";

/** Options of a `"parquet"` descriptor: all that readers need, so that they look at no footers. */
export type ParquetOptions = {
  /** Rows of each row group of each file, in order. */
  readonly groups: readonly (readonly number[])[];
  readonly columns: readonly ParquetColumn[];
  /** How the columns of a file are read, by column. Files share them. */
  readonly layouts: readonly (readonly ColumnWay[])[];
  /** Which of the layouts a file has. */
  readonly layoutOf: readonly number[];
  /**
   * float64, {@link PLACE} of them for each column of each row group, counted over all files: first byte, bytes, codec
   * of its chunk.
   */
  readonly places: SharedArrayBuffer;
  /** Row groups, counted over all files, in which no row can be wanted: their rows are given as nulls, unread. */
  readonly skip: readonly number[];
};

/** How a column of a file is read: by our own decoder, or by DuckDB, also into the table's type. */
export type ColumnWay = ColumnLayout | "duckdb" | "cast";

/** Numbers that say where a chunk is. */
export const PLACE = 3;

type ParquetColumn = Pick<ColumnSchema, "name" | "type" | "byteOrder" | "nullable" | "shape">;

/** What is known of Parquet files when they are opened. */
export interface ParquetFiles extends Pick<ParquetOptions, "groups" | "layouts" | "layoutOf" | "places"> {
  readonly files: readonly Fingerprint[];
  readonly columns: readonly ColumnSchema[];
}

/** Larger row groups are not one unit of work. */
const LARGEST_UNIT = 1 << 20;

/** The files, one after the other. @param skip see {@link ParquetOptions} */
export function parquetSource({ files, columns, ...known }: ParquetFiles, skip: readonly number[] = []): IndexedSource {
  const rows = known.groups.flat();
  const length = rows.reduce((sum, n) => sum + n, 0);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const options: ParquetOptions = { ...known, columns: columns.map((column) => ({ ...column })), skip };
  const streams = known.layouts.every((layouts) => layouts.every((layout) => typeof layout !== "string"));
  return {
    access: "indexed",
    descriptor: { kind: "parquet", files, options },
    columns,
    length,
    chunkRows: chunkRowsOf(rows),
    ...(streams ? { streams } : {}),
    rowBytes: length === 0 ? 0 : Math.ceil(bytes / length),
  };
}

/** Rows of all groups where they are alike, but for the last one; else 1. */
function chunkRowsOf(rows: readonly number[]): number {
  const first = rows[0] ?? 1;
  const alike = rows.every((n, i) => n === first || (i === rows.length - 1 && n <= first));
  return alike && first > 0 && first <= LARGEST_UNIT ? first : 1;
}
