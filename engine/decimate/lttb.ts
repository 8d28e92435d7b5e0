/**
 * Largest-Triangle-Three-Buckets (Steinarsson, *Downsampling Time Series for Visual Representation*, 2013).
 * @module
 */

/** Inclusive-exclusive rows of bucket `i` of `buckets`, between the first and the last row. */
function bucketStart(rows: number, points: number, i: number): number {
  return Math.floor(((rows - 2) / (points - 2)) * i) + 1;
}

/**
 * Positions of the points kept of a line, `points` in all, the first and the last among them. NaN is never kept,
 * except at the ends.
 * @param x positions, or undefined for 0, 1, 2 …
 * @param points at least 3
 * @param centre where the next bucket's third point lies in x: at the mean (Steinarsson's definition), or in the
 * middle between its first and last x (tsdownsample's, the same for regular x)
 */
export function lttb(
  x: ArrayLike<number> | undefined,
  y: ArrayLike<number>,
  points: number,
  centre: "mean" | "middle" = "mean",
): Float64Array {
  const rows = y.length;
  if (points >= rows) return Float64Array.from({ length: rows }, (_, row) => row);
  const at = x === undefined ? (row: number): number => row : (row: number): number => x[row]!;
  const kept = new Float64Array(points);
  kept[points - 1] = rows - 1;
  let previous = 0;
  for (let bucket = 0; bucket < points - 2; bucket++) {
    const start = bucketStart(rows, points, bucket);
    const stop = bucketStart(rows, points, bucket + 1);
    const after = bucket === points - 3 ? rows : Math.min(rows, bucketStart(rows, points, bucket + 2));
    const mean = meanOf(at, y, stop, after);
    const next = centre === "mean" ? mean : { x: (at(stop) + at(after - 1)) / 2, y: mean.y };
    previous = widest(at, y, previous, next, start, stop);
    kept[bucket + 1] = previous;
  }
  return kept;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function meanOf(at: (row: number) => number, y: ArrayLike<number>, start: number, stop: number): Point {
  let sumX = 0;
  let sumY = 0;
  let n = 0;
  for (let row = start; row < stop; row++) {
    if (Number.isNaN(y[row]!)) continue;
    sumX += at(row);
    sumY += y[row]!;
    n++;
  }
  return { x: sumX / n, y: sumY / n };
}

/** The row of a bucket that spans the largest triangle with the row kept before it and the next bucket's mean. */
function widest(
  at: (row: number) => number,
  y: ArrayLike<number>,
  previous: number,
  next: Point,
  start: number,
  stop: number,
): number {
  const fromX = at(previous);
  const fromY = y[previous]!;
  const acrossX = fromX - next.x;
  const acrossY = next.y - fromY;
  let best = start;
  let largest = -1;
  for (let row = start; row < stop; row++) {
    const area = Math.abs(acrossX * (y[row]! - fromY) - (fromX - at(row)) * acrossY);
    if (area > largest) {
      largest = area;
      best = row;
    }
  }
  return largest >= 0 ? best : firstValid(y, start, stop);
}

/** Without a triangle (NaN beside it) the first value of the bucket is as good as any. */
function firstValid(y: ArrayLike<number>, start: number, stop: number): number {
  for (let row = start; row < stop; row++) if (!Number.isNaN(y[row]!)) return row;
  return start;
}
