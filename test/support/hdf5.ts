/**
 * Columns against what NumPy has.
 * @module
 */
import type { RowsColumn } from "../../contract/index.js";
import { parseDType, viewOf } from "../../engine/dtype.js";
import { widenFloat16 } from "../../engine/float16.js";

/** Elements of a column as plain numbers or texts, axes raveled. */
export function plainCells({ type, values, offsets, shape }: RowsColumn, rows: number): unknown[] {
  const count = rows * shape.reduce((product, n) => product * n, 1);
  if (type === "string" || type === "binary") {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    return Array.from({ length: count }, (_, i) => bytes.toString("utf8", offsets![i]!, offsets![i + 1]!));
  }
  return Array.from(values.subarray(0, count) as Float64Array);
}

/** Rows of a fixture's column: texts, or base64 of a little-endian array of the column's type. */
export function elements(
  { type, shape }: RowsColumn,
  expected: string | readonly string[],
  start: number,
  stop: number,
): unknown[] {
  const size = shape.reduce((product, n) => product * n, 1);
  if (typeof expected !== "string") return expected.slice(start * size, stop * size);
  const { buffer } = Uint8Array.from(Buffer.from(expected, "base64"));
  const dtype = parseDType(type);
  const all =
    dtype.name === "float16" ? widened(buffer) : viewOf(dtype.name, buffer, 0, buffer.byteLength / dtype.itemsize);
  return Array.from(all.subarray(start * size, stop * size) as Float64Array);
}

function widened(buffer: ArrayBuffer): Float32Array {
  const halves = new Uint16Array(buffer);
  const floats = new Float32Array(halves.length);
  widenFloat16(halves, floats);
  return floats;
}
