/**
 * Single values of a batch as JavaScript values.
 * @module
 */
import type { Arena, Batch, ColumnBatch } from "../../contract/index.js";
import { isDTypeName, viewOf } from "../dtype.js";

/** An element: 64-bit integers and times as bigint, bool as boolean, text as string, all else as number. */
export type CellValue = number | bigint | boolean | string;

/** Reads the element of a row. Its row must be valid. */
export function cellReader(batch: Batch, column: ColumnBatch, arena: Arena): (row: number) => CellValue {
  const { type, dictionary } = column;
  if (dictionary !== undefined) {
    const codes = new Int32Array(arena.buffer, column.values, batch.rows);
    return (row) => dictionary[codes[row]!]!;
  }
  if (type === "string" || type === "binary") {
    const offsets = new Int32Array(arena.buffer, column.offsets!, batch.rows + 1);
    const bytes = Buffer.from(arena.buffer as ArrayBuffer, column.values);
    const encoding = type === "string" ? "utf8" : "latin1";
    return (row) => bytes.toString(encoding, offsets[row]!, offsets[row + 1]!);
  }
  const view: ArrayLike<number | bigint> = viewOf(
    isDTypeName(type) ? type : "int64",
    arena.buffer,
    column.values,
    batch.rows,
  );
  return type === "bool" ? (row) => view[row] !== 0 : (row) => view[row]!;
}
