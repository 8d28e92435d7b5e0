/**
 * Attributes with one value a row (hover texts, sizes, colours) follow the rows that were kept.
 * @module
 */
import type { Data, Trace } from "../../contract/index.js";
import { gatherRows } from "../../engine/decimate/gather.js";
import { isColumn, isList, type ScannedColumn } from "../columns.js";
import type { PlotTrace } from "../resolved.js";

/** Values with NaN, or another filler, after each of the given positions: a line is interrupted there. */
export function insertGaps(values: Float64Array, breaks: readonly number[], filler: number = Number.NaN): Float64Array {
  if (breaks.length === 0) return values;
  const result = new Float64Array(values.length + breaks.length).fill(filler);
  let from = 0;
  breaks.forEach((position, gap) => {
    result.set(values.subarray(from, position + 1), from + gap);
    from = position + 1;
  });
  result.set(values.subarray(from), from + breaks.length);
  return result;
}

/**
 * The attributes of a trace besides `own`, with lists of one value a row cut down to the rows kept; gaps hold null.
 * @param length rows of the whole trace
 */
export async function followRows(
  trace: Trace,
  own: readonly string[],
  length: number,
  rows: Float64Array,
  breaks: readonly number[],
): Promise<PlotTrace> {
  const follow = async (value: unknown, depth: number): Promise<unknown> => {
    if (isList(value)) return value.length === length ? pick(value, rows, breaks) : value;
    if (typeof value !== "object" || value === null || depth === 0 || value instanceof Date) return value;
    const inner: { [key: string]: unknown } = {};
    for (const [key, entry] of Object.entries(value)) inner[key] = await follow(entry, depth - 1);
    return inner;
  };
  const result: { [key: string]: unknown } = {};
  for (const [key, value] of Object.entries(trace)) if (!own.includes(key)) result[key] = await follow(value, 2);
  return result;
}

async function pick(data: Data, rows: Float64Array, breaks: readonly number[]): Promise<unknown> {
  if (isColumn(data) && "source" in data) {
    const { source, position } = data as ScannedColumn;
    return insertGaps(await gatherRows(source, position, rows), breaks);
  }
  const at = isColumn(data) ? (row: number) => data.at(row) : (row: number) => (data as ArrayLike<unknown>)[row];
  const picked: unknown[] = [];
  const gaps = new Set(breaks);
  rows.forEach((row, position) => {
    picked.push(at(row));
    if (gaps.has(position)) picked.push(null);
  });
  return picked;
}
