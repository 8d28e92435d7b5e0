/**
 * Columns in memory into an arena.
 * @module
 */
import type { Arena, ColumnBatch, RowsColumn } from "../../contract/index.js";
import { viewOf } from "../dtype.js";
import { elementsOf } from "./layout.js";

/** Bytes of values and offsets of a column of `rows` rows. */
export function bytesOf({ values, offsets, shape }: RowsColumn, rows: number): number {
  const texts = rows * elementsOf({ shape });
  return offsets === undefined ? values.byteLength : offsets[texts]! - offsets[0]! + (texts + 1) * 4;
}

/** Copies a column of `rows` rows into the arena. */
export function putColumn(column: RowsColumn, rows: number, arena: Arena): ColumnBatch {
  const { type, validity, dictionary, offsets } = column;
  const from = offsets?.[0] ?? 0;
  const texts = rows * elementsOf(column);
  const values = copy(offsets === undefined ? column.values : column.values.subarray(from, offsets[texts]), arena);
  const nulls = validity === undefined ? {} : { validity: copy(validity, arena) };
  if (offsets === undefined) return { type, values, ...nulls, ...(dictionary === undefined ? {} : { dictionary }) };
  const at = arena.alloc((texts + 1) * 4);
  const out = viewOf("int32", arena.buffer, at, texts + 1);
  for (let i = 0; i <= texts; i++) out[i] = offsets[i]! - from;
  return { type, values, offsets: at, ...nulls };
}

function copy(values: ArrayBufferView, arena: Arena): number {
  const at = arena.alloc(values.byteLength);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  new Uint8Array(arena.buffer, at, values.byteLength).set(bytes);
  return at;
}
