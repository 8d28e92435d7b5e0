/**
 * Values of small data, in a form that Plotly takes.
 * @module
 */
import type { Data } from "../contract/index.js";
import type { Decimatable } from "../engine/decimate/decimate.js";
import { gatherRows } from "../engine/decimate/gather.js";
import { isColumn, isNumeric, type PlotColumn } from "./columns.js";
import type { Reach } from "./resolved.js";

/** Values of one attribute, and their reach where they are numbers. */
export interface PlotValues {
  readonly values: ArrayLike<unknown>;
  readonly reach: Reach | undefined;
}

/** Reads all of it. Call only for data whose length was looked at. */
export async function plotValues(data: Data): Promise<PlotValues> {
  const values = isColumn(data) ? await columnValues(data) : (data as ArrayLike<unknown>);
  const numbers = asNumbers(values);
  if (numbers === undefined) return { values: Array.from(values), reach: undefined };
  return { values: numbers, reach: reachOf(numbers) };
}

/** Elements of a column; numbers that are null are NaN. */
async function columnValues(data: PlotColumn): Promise<ArrayLike<unknown>> {
  if (!("source" in data) || !isNumeric(data)) return data.toArray();
  const { source, position } = data as unknown as Decimatable;
  if (!source.columns[position]!.nullable) return data.toArray();
  return gatherRows(
    source,
    position,
    Float64Array.from({ length: data.length }, (_, row) => row),
  );
}

type Numbers =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/**
 * The values as a typed array when they are numbers; null and undefined become NaN, bigints lose what doubles cannot
 * hold.
 */
export function asNumbers(values: ArrayLike<unknown>): Numbers | undefined {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number);
  if (ArrayBuffer.isView(values)) return values as unknown as Numbers;
  const result = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === "number" || typeof value === "bigint") result[index] = Number(value);
    else if (value === null || value === undefined) result[index] = Number.NaN;
    else return undefined;
  }
  return result;
}

/** Lowest and highest finite value; NaN when there is none. */
export function reachOf(values: ArrayLike<number>): Reach {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (value < low && Number.isFinite(value)) low = value;
    if (value > high && Number.isFinite(value)) high = value;
  }
  return low <= high ? { low, high } : { low: Number.NaN, high: Number.NaN };
}

/**
 * Values in the narrower of float32 and float64 that still tells every pixel apart: float32 where the largest
 * magnitude is less than 2^24 quarter pixels of the range.
 * @param pixels height of the plot area
 */
export function narrow(values: Float64Array, pixels: number): Float64Array | Float32Array {
  const { low, high } = reachOf(values);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const fits = largest <= 3e38 && largest / (high - low) < 2 ** 24 / (4 * Math.max(1, pixels));
  return fits ? Float32Array.from(values) : values;
}
