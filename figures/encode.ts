/**
 * From values in a figure's specification to the JSON that Plotly reads.
 * @module
 */
import { type Json, PLOTLY_ARRAYS } from "../contract/index.js";
import { isShaped } from "./resolved.js";

const CODES = Object.entries(PLOTLY_ARRAYS);

/** Plotly's code of a typed array's elements, or undefined for 64-bit integers, which it has no code for. */
export function dtypeCode(array: ArrayBufferView): string | undefined {
  return CODES.find(([, type]) => array instanceof type)?.[0];
}

/**
 * Plotly's base64 form of a typed array (plotly.js ≥ 2.28). 64-bit integers, which Plotly has no code for, become a
 * list of numbers.
 * @param shape `[rows, columns]` of a matrix stored row by row
 */
export function encodeArray(array: ArrayBufferView, shape?: readonly [number, number]): Json {
  const code = dtypeCode(array);
  if (code === undefined) return Array.from(array as unknown as Iterable<unknown>, toJson);
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  const coded = { dtype: code, bdata: bytes.toString("base64") };
  return shape === undefined ? coded : { ...coded, shape: shape.join(",") };
}

/**
 * JSON of any value of a specification: typed arrays and matrices in base64, dates as ISO text, bigints as numbers, NaN and
 * infinities as null; functions, symbols and undefined are left out.
 */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map(toJson);
  if (ArrayBuffer.isView(value)) return encodeArray(value);
  if (typeof value !== "object" || value === undefined) return null;
  if (isShaped(value)) return encodeArray(value.values, value.shape);
  const result: { [key: string]: Json } = {};
  for (const [key, entry] of Object.entries(value)) {
    if (entry !== undefined && typeof entry !== "function" && typeof entry !== "symbol") result[key] = toJson(entry);
  }
  return result;
}
