/**
 * Least and greatest value of a column for an axis: NaN and nulls do not count.
 * @module
 */
import type { ScanOptions } from "../options.js";
import { type BinExtremes, binExtremes } from "./bin-extremes.js";
import { type FiniteExtremes, finiteExtremes } from "./finite-extremes.js";
import { type Decimatable, one, rowsOfColumn, several } from "./scan-column.js";

/** The finite extremes of a column; both NaN where it holds none. One pass. */
export function extremesOf(column: Decimatable, options: ScanOptions): Promise<FiniteExtremes> {
  return one(column, finiteExtremes(), options, "extremes");
}

/** The extremes of runs of rows of a column; only the rows between the outer edges are read. */
export async function extremesOfBins(
  column: Decimatable,
  runs: readonly Float64Array[],
  options: ScanOptions,
  label: string,
): Promise<BinExtremes[]> {
  const start = Math.min(...runs.map((edges) => edges[0]!));
  const stop = Math.max(...runs.map((edges) => edges.at(-1)!));
  const { column: part, offset } = rowsOfColumn(column, start, stop);
  const requests = runs.map((edges) => binExtremes(offset === 0 ? edges : edges.map((row) => row - offset)));
  const found = await several(part, requests, options, label);
  const moved = (rows: Float64Array): Float64Array =>
    offset === 0 ? rows : rows.map((row) => (row < 0 ? row : row + offset));
  return found.map(({ first, last, argmin, argmax, min, max }) => {
    return { first: moved(first), last: moved(last), argmin: moved(argmin), argmax: moved(argmax), min, max };
  });
}
