/**
 * decimate: the rows a picture needs.
 * @module
 */
import type { Decimatable } from "./scan-column.js";
import { type ThinOptions, thin } from "./thin.js";

export type { Decimatable } from "./scan-column.js";

/** Options of {@link decimate}. */
export type DecimateOptions = ThinOptions;

/**
 * Row numbers of the points that stand for a line, ascending. `minmax` and `m4` take one pass over `y` on all cores
 * (and one over `x`), whatever the length; no result depends on chunks or workers. NaN is never kept by them.
 * @param data a numeric column, or `{ x, y }` with x in ascending order; with other x rows are binned by number
 * @param options `method` (default `"minmax"`), and `points` or `width` in device pixels (4 points a pixel);
 * `range` restricts it to a view, with one neighbour on each side
 * @throws InvalidArgument for unknown methods, columns of unequal length, lttb with buckets of more than 20,000,000 rows
 */
export async function decimate(
  data: Decimatable | { readonly x: Decimatable; readonly y: Decimatable },
  options: DecimateOptions = {},
): Promise<Float64Array> {
  const { x, y } = "y" in data ? data : { x: undefined, y: data };
  return (await thin(y, x, options)).rows;
}
