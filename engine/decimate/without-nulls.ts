/**
 * Nulls in the place of values.
 * @module
 */
import type { Arena, ColumnBatch } from "../../contract/index.js";

/**
 * Offset of values with NaN in the place of nulls; a column without nulls is not copied.
 * @param at offset of the column's values as float64
 */
export function withoutNulls({ validity }: ColumnBatch, at: number, rows: number, arena: Arena): number {
  if (validity === undefined) return at;
  const copy = arena.alloc(rows * 8);
  const bits = new Uint8Array(arena.buffer, validity, (rows + 7) >> 3);
  const from = new Float64Array(arena.buffer, at, rows);
  const to = new Float64Array(arena.buffer, copy, rows);
  for (let row = 0; row < rows; row++) to[row] = (bits[row >> 3]! >> (row & 7)) & 1 ? from[row]! : Number.NaN;
  return copy;
}
