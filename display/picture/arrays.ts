/**
 * Arrays of a Plotly figure: plain arrays, typed arrays, and base64 typed arrays `{ dtype, bdata, shape }`
 * (plotly.js ≥ 2.28, `src/lib/array.js`).
 * @module
 */
import { PLOTLY_ARRAYS, type PlotlyArrayType, type PlotlyDType } from "../../contract/index.js";
import { isPlain } from "./plain.js";

/** Plotly also takes dtypes by NumPy's names. */
const LONG_NAMES: { readonly [name: string]: PlotlyDType } = {
  float64: "f8",
  float32: "f4",
  int32: "i4",
  uint32: "u4",
  int16: "i2",
  uint16: "u2",
  int8: "i1",
  uint8: "u1",
  uint8c: "u1c",
};

function arrayType(dtype: string): PlotlyArrayType | undefined {
  const code = LONG_NAMES[dtype] ?? dtype;
  return Object.hasOwn(PLOTLY_ARRAYS, code) ? PLOTLY_ARRAYS[code as PlotlyDType] : undefined;
}

/**
 * The elements of an attribute that Plotly takes as an array, or undefined when it is none. A cut-off last element
 * of a base64 array is dropped.
 */
export function elements(value: unknown): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && "length" in value) return value as unknown as ArrayLike<unknown>;
  if (!isPlain(value) || typeof value["dtype"] !== "string" || typeof value["bdata"] !== "string") return undefined;
  const make = arrayType(value["dtype"]);
  if (make === undefined) return undefined;
  const bytes = Buffer.from(value["bdata"], "base64");
  const whole = bytes.length - (bytes.length % make.BYTES_PER_ELEMENT);
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
