/**
 * Runs of rows and of x that decimation works on; the definitions are tsdownsample's
 * (`downsample_rs/src/minmax.rs`, `searchsorted.rs`), so that results agree index for index.
 * @module
 */

/**
 * Bins of nearly equal numbers of rows: edge `k` is `floor((rows − 1) / bins · k) + 1`, the first 0. Multiplied, not
 * accumulated.
 * @returns `bins + 1` row numbers from 0 to `rows`
 */
export function rowBins(rows: number, bins: number): Float64Array {
  const step = (rows - 1) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, k) => Math.floor(step * k) + 1);
  edges[0] = 0;
  edges[bins] = rows;
  return edges;
}

/**
 * Inner edges of bins of equal width in x: `low + k · (high − low) / bins + 1e-12`; a value at an edge belongs to the
 * bin below. The step is computed as `high / bins − low / bins`, which cannot overflow.
 * @returns `bins − 1` values
 */
export function xBins(low: number, high: number, bins: number): Float64Array {
  const step = high / bins - low / bins;
  return Float64Array.from({ length: Math.max(0, bins - 1) }, (_, k) => low + (k + 1) * step + 1e-12);
}

/**
 * Inner edges of bins of equal width in log10 of x.
 * @param low above 0
 * @returns `bins − 1` values
 */
export function logBins(low: number, high: number, bins: number): Float64Array {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  return Float64Array.from({ length: Math.max(0, bins - 1) }, (_, k) => 10 ** (from + ((k + 1) * (to - from)) / bins));
}
