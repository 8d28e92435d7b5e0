/**
 * Single elements of columns in memory.
 * @module
 */
import type { RowsColumn, TypedArray } from "../../contract/index.js";
import { type Cell, elementsOf } from "./layout.js";

/** Whether row `row` is valid. */
export function isValid(validity: Uint8Array | undefined, row: number): boolean {
  return validity === undefined || ((validity[row >> 3]! >> (row & 7)) & 1) === 1;
}

/** Reads elements of a column by row; rows are not checked. */
export function cellReader(column: RowsColumn): (row: number) => Cell {
  const read = valueReader(column);
  const { validity } = column;
  return validity === undefined ? read : (row) => (isValid(validity, row) ? read(row) : null);
}

/** All elements of a column. */
export function cellsOf(column: RowsColumn, length: number): Cell[] {
  const read = cellReader(column);
  return Array.from({ length }, (_, row) => read(row));
}

/** Reads texts of a string column by row; null rows give what lies there. */
export function textReader({ values, offsets, dictionary }: RowsColumn): (row: number) => string {
  if (dictionary !== undefined) return (row) => dictionary[values[row] as number] ?? "";
  // short texts: Buffer decodes them in half the time of a TextDecoder
  const bytes = Buffer.from(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  return (row) => bytes.toString("utf8", offsets![row]!, offsets![row + 1]!);
}

function valueReader(column: RowsColumn): (row: number) => Cell {
  const { type, values, offsets, shape } = column;
  if (shape.length > 0) {
    const size = elementsOf(column);
    if (offsets !== undefined) {
      const read = valueReader({ ...column, shape: [] });
      return (row) => nestedCells(read, row * size, shape);
    }
    return (row) => nested(values.subarray(row * size, (row + 1) * size), shape, type === "bool");
  }
  if (type === "string") return textReader(column);
  if (type === "binary") return (row) => (values as Uint8Array).slice(offsets![row]!, offsets![row + 1]!);
  if (type === "bool") return (row) => values[row] !== 0;
  return (row) => values[row]!;
}

/** The last dimension as a typed array (of booleans: an array), the others as arrays of these. */
function nested(values: TypedArray, shape: readonly number[], isBool: boolean): Cell {
  if (shape.length === 1) return isBool ? Array.from(values as Uint8Array, (value) => value !== 0) : values;
  const [count, ...inner] = shape as readonly [number, ...number[]];
  const size = inner.reduce((product, n) => product * n, 1);
  return Array.from({ length: count }, (_, i) => nested(values.subarray(i * size, (i + 1) * size), inner, isBool));
}

/** Elements from `at` on as arrays, nested by the shape. */
function nestedCells(read: (element: number) => Cell, at: number, shape: readonly number[]): Cell {
  const [count, ...inner] = shape as readonly [number, ...number[]];
  const size = inner.reduce((product, n) => product * n, 1);
  return Array.from({ length: count }, (_, i) =>
    inner.length === 0 ? read(at + i) : nestedCells(read, at + i * size, inner),
  );
}
