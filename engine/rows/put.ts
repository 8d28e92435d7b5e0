/**
 * Columns in memory into an arena.
 * @module
 */
import type { Arena, ColumnBatch, RowsColumn } from "../../contract/index.js";
import { viewOf } from "../dtype.js";

/** Bytes of values and offsets of a column of `rows` rows. */
export function bytesOf({ values, offsets }: RowsColumn, rows: number): number {
  return offsets === undefined ? values.byteLength : offsets[rows]! - offsets[0]! + (rows + 1) * 4;
}

/** Copies a column of `rows` rows into the arena. */
export function putColumn(column: RowsColumn, rows: number, arena: Arena): ColumnBatch {
  const { type, validity, dictionary, offsets } = column;
  const from = offsets?.[0] ?? 0;
  const values = copy(offsets === undefined ? column.values : column.values.subarray(from, offsets[rows]), arena);
  const nulls = validity === undefined ? {} : { validity: copy(validity, arena) };
  if (offsets === undefined) return { type, values, ...nulls, ...(dictionary === undefined ? {} : { dictionary }) };
  const at = arena.alloc((rows + 1) * 4);
  const out = viewOf("int32", arena.buffer, at, rows + 1);
  for (let i = 0; i <= rows; i++) out[i] = offsets[i]! - from;
  return { type, values, offsets: at, ...nulls };
}

function copy(values: ArrayBufferView, arena: Arena): number {
  const at = arena.alloc(values.byteLength);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  new Uint8Array(arena.buffer, at, values.byteLength).set(bytes);
  return at;
}
