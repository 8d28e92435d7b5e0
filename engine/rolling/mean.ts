import type { RowRange } from "../../contract/index.js";

/**
 * Means of all windows of `window` rows that lie within `rows`. The rows are cut into blocks of the window's length at
 * multiples of it; a window is the end of one block and the beginning of the next (M. van Herk, "A fast algorithm for
 * local minimum and maximum filters", 1992, with sums). Two additions a row whatever the window, no drift, and no result
 * depends on where reading began. Sums carry their rounding errors along, so a mean is good to about 1 ulp.
 * @param values values of `rows`
 * @param out takes the mean of the window that begins at `rows.start + i` at i
 */
export function movingMeans(values: Float64Array, rows: RowRange, window: number, out: Float64Array): void {
  const last = rows.stop - window;
  const sums = new Float64Array(window);
  const errors = new Float64Array(window);
  for (let border = Math.ceil(rows.start / window) * window; border - window < last; border += window) {
    const first = Math.max(border - window + 1, rows.start);
    let sum = 0;
    let error = 0;
    for (let row = Math.min(border, rows.stop) - 1; row >= first; row--) {
      const value = values[row - rows.start]!;
      const next = sum + value;
      error += roundingError(sum, value, next);
      sum = next;
      sums[border - 1 - row] = sum;
      errors[border - 1 - row] = error;
    }
    sum = 0;
    error = 0;
    for (let row = border; row < Math.min(border + window, rows.stop); row++) {
      const value = values[row - rows.start]!;
      const next = sum + value;
      error += roundingError(sum, value, next);
      sum = next;
      const start = row - window + 1;
      if (start < rows.start) continue;
      const before = start === border ? 0 : sums[border - 1 - start]!;
      const errorBefore = start === border ? 0 : errors[border - 1 - start]!;
      const total = before + sum;
      const rest = roundingError(before, sum, total) + error + errorBefore;
      // The errors of an infinite sum are NaN.
      out[start - rows.start] = (Number.isFinite(total) ? total + rest : total) / window;
    }
  }
}

/** What `sum`, the rounded a + b, lacks (Knuth's TwoSum). */
function roundingError(a: number, b: number, sum: number): number {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}
