/**
 * Least and greatest value of a column for an axis: NaN and nulls do not count.
 * @module
 */
import type { ScanOptions } from "../options.js";
import { scan } from "../scan.js";
import { type BinExtremes, binExtremes } from "./bin-extremes.js";
import type { Decimatable } from "./scan-column.js";

/** The extremes of a numeric column; both NaN where it holds no value. One pass. */
export async function extremesOf(
  column: Decimatable,
  options: ScanOptions,
): Promise<{ readonly low: number; readonly high: number }> {
  const request = binExtremes(Float64Array.of(0, column.source.length));
  const [found] = await scan({ source: column.source, columns: [column.position] }, [request], options, "extremes");
  const { min, max } = found as BinExtremes;
  return { low: min[0] ?? Number.NaN, high: max[0] ?? Number.NaN };
}
