/**
 * Some rows of columns in memory.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../contract/index.js";
import type { Slice } from "../slice.js";
import { rowsBuilder } from "./builder.js";
import { isValid } from "./cells.js";
import { elementsOf } from "./layout.js";

/** Rows of a slice; with a step of one nothing is copied but validity bits. */
export function cutRows({ columns }: RowsParts, { start, step, length }: Slice): RowsParts {
  if (step === 1) return { length, columns: columns.map((column) => cutColumn(column, start, start + length)) };
  const builder = rowsBuilder(columns, length);
  builder.append(
    columns,
    0,
    Array.from({ length }, (_, i) => start + i * step),
  );
  return builder.finish();
}

/** Rows `start` to `stop` of a column as views of it. */
export function cutColumn(column: RowsColumn, start: number, stop: number): RowsColumn {
  const { validity: _validity, ...rest } = column;
  const validity = column.validity === undefined ? {} : { validity: cutBits(column.validity, start, stop) };
  const size = elementsOf(column);
  if (column.offsets !== undefined)
    return { ...rest, ...validity, offsets: column.offsets.subarray(start * size, stop * size + 1) };
  return { ...rest, ...validity, values: column.values.subarray(start * size, stop * size) };
}

/** Bits `start` to `stop`, the first at position 0. */
export function cutBits(bits: Uint8Array, start: number, stop: number): Uint8Array {
  const bytes = (stop - start + 7) >> 3;
  if ((start & 7) === 0) return bits.subarray(start >> 3, (start >> 3) + bytes);
  const out = new Uint8Array(bytes);
  for (let row = start; row < stop; row++) if (isValid(bits, row)) out[(row - start) >> 3]! |= 1 << ((row - start) & 7);
  return out;
}
