/**
 * One column in memory as a plain array.
 * @module
 */
import type { ColumnType, DTypeName, RowsColumn, TypedArray, TypedArrayOf } from "../../contract/index.js";
import { cellsOf } from "./cells.js";
import { type Cell, isText } from "./layout.js";

/** All elements of a column: a typed array for numbers and times, an array of strings or bytes for the others. */
export type ArrayOf<D extends string> = D extends DTypeName
  ? TypedArrayOf<D>
  : D extends "string"
    ? (string | null)[]
    : D extends "binary"
      ? (Uint8Array | null)[]
      : BigInt64Array;

/**
 * The elements of a column. Typed arrays hold what lies under nulls; vectors follow each other, as in a NumPy array
 * that was raveled.
 */
export function arrayOf<D extends ColumnType>(column: RowsColumn, length: number): ArrayOf<D> {
  const values: TypedArray | Cell[] = isText(column.type) ? cellsOf(column, length) : column.values;
  return values as ArrayOf<D>;
}
