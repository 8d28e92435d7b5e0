/**
 * How columns lie in memory: widths, shapes, names.
 * @module
 */
import type { ColumnSchema, ColumnType, DTypeName, RowsColumn, TypedArray } from "../../contract/index.js";
import { isDTypeName, NATIVE_ORDER } from "../dtype.js";
import { didYouMean, EngineError } from "../errors.js";

/** One element of a table: a number, bigint for 64-bit integers and times, text, bytes, an array for vectors, null. */
export type Cell = number | bigint | string | boolean | Uint8Array | TypedArray | readonly Cell[] | null;

/** The schema of columns in memory. */
export function schemaOf(columns: readonly RowsColumn[]): readonly ColumnSchema[] {
  return columns.map(({ name, type, validity, shape }) => ({
    name,
    type,
    byteOrder: NATIVE_ORDER,
    nullable: validity !== undefined,
    shape,
  }));
}

/** Elements that one row of a column is made of: 1 for scalars. */
export function elementsOf({ shape }: { readonly shape: readonly number[] }): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** The numeric type that holds a column's values in memory: times are int64, text and binary bytes. */
export function storageOf(type: ColumnType): DTypeName {
  if (isDTypeName(type)) return type;
  return type.startsWith("timestamp") ? "int64" : "uint8";
}

/** Whether a type is text or bytes of any length. */
export function isText(type: ColumnType): boolean {
  return type === "string" || type === "binary";
}

/** A type in words: `"float64"`, `"float64[3]"`. */
export function typeText({ type, shape }: { readonly type: ColumnType; readonly shape: readonly number[] }): string {
  return shape.length === 0 ? type : `${type}[${shape.join(", ")}]`;
}

/** Position of a column by name. @throws InvalidArgument with the nearest known name */
export function positionOf(names: readonly string[], name: string): number {
  const position = names.indexOf(name);
  if (position >= 0) return position;
  const known = names.length === 0 ? "there are none" : `there are ${names.map((each) => `'${each}'`).join(", ")}`;
  throw new EngineError("InvalidArgument", `no column '${String(name)}'${didYouMean(String(name), names)}; ${known}`);
}
