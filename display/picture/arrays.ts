/**
 * Arrays of a Plotly figure: plain arrays, typed arrays, and base64 typed arrays `{ dtype, bdata, shape }`
 * (plotly.js ≥ 2.28, `src/lib/array.js`).
 * @module
 */
import { isPlain } from "./plain.js";

type TypedConstructor = new (buffer: ArrayBuffer) => ArrayLike<number>;

const CONSTRUCTORS: { readonly [dtype: string]: TypedConstructor } = {
  f8: Float64Array,
  f4: Float32Array,
  i4: Int32Array,
  u4: Uint32Array,
  i2: Int16Array,
  u2: Uint16Array,
  i1: Int8Array,
  u1: Uint8Array,
  u1c: Uint8ClampedArray,
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  uint8c: Uint8ClampedArray,
};

/**
 * The elements of an attribute that Plotly takes as an array, or undefined when it is none. A cut-off last element
 * of a base64 array is dropped.
 */
export function elements(value: unknown): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && "length" in value) return value as unknown as ArrayLike<unknown>;
  if (!isPlain(value) || typeof value["dtype"] !== "string" || typeof value["bdata"] !== "string") return undefined;
  const make = CONSTRUCTORS[value["dtype"]];
  if (make === undefined) return undefined;
  const bytes = Buffer.from(value["bdata"], "base64");
  const width = (make as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
  const whole = bytes.length - (bytes.length % width);
  const copy = new Uint8Array(whole);
  copy.set(bytes.subarray(0, whole));
  return new make(copy.buffer);
}

/** A matrix, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  at(row: number, column: number): unknown;
}

/** The matrix of an attribute such as a heatmap's `z`: an array of arrays, or a base64 array with a two-part shape. */
export function matrix(value: unknown): Matrix | undefined {
  const outer = elements(value);
  if (outer === undefined) return undefined;
  const shape = isPlain(value)
    ? String(value["shape"] ?? "")
        .split(",")
        .map(Number)
    : [];
  const [shapeRows, shapeColumns] = shape;
  if (shape.length === 2 && shapeRows !== undefined && shapeColumns !== undefined) {
    if (shapeRows * shapeColumns !== outer.length) return undefined;
    return { rows: shapeRows, columns: shapeColumns, at: (row, column) => outer[row * shapeColumns + column] };
  }
  const lines = Array.from(outer, (line) => elements(line));
  if (lines.length === 0 || lines.some((line) => line === undefined)) return undefined;
  const columns = Math.max(...lines.map((line) => line?.length ?? 0));
  return { rows: lines.length, columns, at: (row, column) => lines[row]?.[column] };
}
