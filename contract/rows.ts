/**
 * Rows in memory: what slices and queries return, in Arrow's layout.
 * @module
 */
import type { TypedArray } from "./dtype.js";
import type { ColumnType } from "./source.js";

/**
 * One column of rows in memory: {@link ColumnBatch}'s layout with arrays where that has offsets into an arena. Never
 * null where `validity` is absent.
 */
export interface RowsColumn {
  /** Unique within its rows; a nested column is named by its path: `"info/name"`. */
  readonly name: string;
  readonly type: ColumnType;
  /** Shape of one element: `[]` for scalars, `[3]` for 3-vectors, whose elements follow each other in `values`. */
  readonly shape: readonly number[];
  /**
   * Values in native byte order: the dtype's typed array (bool as 0/1 bytes, float16 as Float32Array), BigInt64Array
   * for timestamps, UTF-8 or raw bytes for text and binary, Int32Array codes where there is a dictionary.
   */
  readonly values: TypedArray;
  /** Validity bitmap, least significant bit first, 1 = valid. */
  readonly validity?: Uint8Array;
  /** One more than there are elements, into `values`, for text and binary without a dictionary. */
  readonly offsets?: Int32Array;
  /** Texts that codes stand for. */
  readonly dictionary?: readonly string[];
}

/** Rows as plain columns of one length; `engine/rows/` makes them a value that shows itself. */
export interface RowsParts {
  /** Number of rows. */
  readonly length: number;
  readonly columns: readonly RowsColumn[];
}
