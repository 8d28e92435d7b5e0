import type { RowRange } from "../../contract/index.js";

/**
 * Exact medians of all windows of `window` rows that lie within `rows`; NaN where a window holds a NaN. The window is
 * kept sorted: a row costs two binary searches and a move within the window, so wide windows (beyond some 10,000 rows)
 * are slow.
 * @param values values of `rows`
 * @param out takes the median of the window that begins at `rows.start + i` at i
 */
export function movingMedians(values: Float64Array, rows: RowRange, window: number, out: Float64Array): void {
  const count = rows.stop - rows.start;
  if (count < window) return;
  const head = values.subarray(0, window).filter((value) => !Number.isNaN(value));
  const sorted = new Float64Array(window);
  sorted.set(head.sort());
  let filled = head.length;
  for (let i = 0; ; i++) {
    out[i] = filled < window ? Number.NaN : middle(sorted);
    if (i + window >= count) return;
    const [leaving, entering] = [values[i]!, values[i + window]!];
    if (!Number.isNaN(leaving)) {
      const at = lowerBound(sorted, filled, leaving);
      sorted.copyWithin(at, at + 1, filled);
      filled--;
    }
    if (!Number.isNaN(entering)) {
      const at = lowerBound(sorted, filled, entering);
      sorted.copyWithin(at + 1, at, filled);
      sorted[at] = entering;
      filled++;
    }
  }
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Position of the first of `count` ascending values that is not less. */
function lowerBound(sorted: Float64Array, count: number, value: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid]! < value) low = mid + 1;
    else high = mid;
  }
  return low;
}
