/**
 * A column's values as pictures need them: float64, NaN in the place of nulls, times as the numbers they are stored as.
 * @module
 */
import type { Arena, ColumnBatch, DTypeName } from "../../contract/index.js";
import { float64Of } from "../aggregates/values.js";
import { isDTypeName } from "../dtype.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";

/** The numeric type below a column's type: timestamps are int64. @throws UnsupportedType for strings and binaries */
export function drawableType(type: ColumnBatch["type"]): DTypeName {
  if (isDTypeName(type)) return type;
  if (type.startsWith("timestamp")) return "int64";
  throw new EngineError("UnsupportedType", `a ${type} column has no numbers to draw; cast it first`);
}

/** Offset of all values as float64, nulls as they come; converted at most once per batch. */
export function numbersOf(column: ColumnBatch, rows: number, arena: Arena, kernels: Kernels): number {
  const type = drawableType(column.type);
  if (type === column.type) return float64Of(column, rows, arena, kernels, "decimate");
  if (column.float64 === undefined) {
    column.float64 = arena.alloc(rows * 8);
    kernels.toFloat64(type, column.values, rows, column.float64);
  }
  return column.float64;
}

/** Offset of all values as float64 with NaN for nulls; a float64 column without nulls is not copied. */
export function valuesOf(column: ColumnBatch, rows: number, arena: Arena, kernels: Kernels): number {
  const at = numbersOf(column, rows, arena, kernels);
  const { validity } = column;
  if (validity === undefined) return at;
  const copy = arena.alloc(rows * 8);
  const bits = new Uint8Array(arena.buffer, validity, (rows + 7) >> 3);
  const from = new Float64Array(arena.buffer, at, rows);
  const to = new Float64Array(arena.buffer, copy, rows);
  for (let row = 0; row < rows; row++) to[row] = (bits[row >> 3]! >> (row & 7)) & 1 ? from[row]! : Number.NaN;
  return copy;
}
