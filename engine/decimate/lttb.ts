/**
 * Largest-Triangle-Three-Buckets (Steinarsson, *Downsampling Time Series for Visual Representation*, 2013). Each bucket
 * needs the row kept of the one before, so one thread goes through all rows; it reads them in windows and rests often.
 * @module
 */
import { EngineError } from "../errors.js";
import { progressOf, type ScanOptions, signalOf } from "../options.js";
import { followProgress } from "../progress.js";
import { borrowBench, returnBench } from "../workers/bench.js";
import { openRows, type RowWindow, type TriangleLine } from "./row-window.js";

/** Rows read at once, as long as they hold the two buckets that are looked at. */
const WINDOW_ROWS = 65_536;

/** Rows of one bucket at most: two of them lie in memory. */
const MOST_BUCKET_ROWS = 20_000_000;

/** Milliseconds of work between turns of the caller's thread. */
const TURN_MS = 8;

/**
 * Positions of the points kept of a line, counted from its first row: `points` in all, the first and the last among
 * them. NaN is never kept, except at the ends and where a bucket holds nothing else.
 * @param points at least 3
 * @param centre where the next bucket's third point lies in x: at the mean (Steinarsson's definition), or in the
 * middle between its first and last x (tsdownsample's, the same for regular x)
 * @throws InvalidArgument when one bucket is larger than 20,000,000 rows
 */
export async function lttb(
  line: TriangleLine,
  points: number,
  centre: "mean" | "middle",
  options: ScanOptions,
): Promise<Float64Array> {
  const rows = line.stop - line.start;
  if (points >= rows) return Float64Array.from({ length: rows }, (_, row) => row);
  const buckets = points - 2;
  const every = (rows - 2) / buckets;
  if (every > MOST_BUCKET_ROWS)
    throw new EngineError(
      "InvalidArgument",
      `lttb takes whole buckets into memory, and one of ${rows} rows in ${points} points is larger than ${MOST_BUCKET_ROWS}; use minmaxlttb, or more 'points'`,
    );
  const startOf = (bucket: number): number => Math.min(rows, Math.floor(every * bucket) + 1);
  const signal = signalOf(options);
  const bench = borrowBench(options.kernels ?? "auto");
  const reader = await openRows(line, bench);
  const kept = new Float64Array(points);
  kept[points - 1] = rows - 1;
  let done = 0;
  const progress = followProgress(progressOf(options), { label: "lttb", unit: "rows", total: rows }, () => done);
  let turn = performance.now();
  let ended: "done" | "failed" | "cancelled" = "failed";
  try {
    let window = await reader.read(0, Math.min(rows, Math.max(WINDOW_ROWS, startOf(2))));
    let corner = window.point(0);
    for (let bucket = 0; bucket < buckets; bucket++) {
      const [start, stop] = [startOf(bucket), startOf(bucket + 1)];
      const after = bucket === buckets - 1 ? rows : startOf(bucket + 2);
      if (after > window.stop) {
        done = start;
        window = await reader.read(start, Math.min(rows, Math.max(after, start + WINDOW_ROWS)));
        if (performance.now() - turn > TURN_MS) {
          await new Promise((resolve) => setImmediate(resolve));
          signal?.throwIfAborted();
          turn = performance.now();
        }
      }
      const third = thirdCorner(window, stop, after, centre);
      const row = window.widest(corner, third, start, stop);
      kept[bucket + 1] = row;
      corner = window.point(row);
    }
    ended = "done";
    return kept;
  } catch (error) {
    if (signal?.aborted) ended = "cancelled";
    throw error;
  } finally {
    progress.end(ended);
    reader.close();
    bench.arena.reset();
    returnBench(options.kernels ?? "auto", bench);
  }
}

function thirdCorner(
  window: RowWindow,
  start: number,
  stop: number,
  centre: "mean" | "middle",
): { readonly x: number; readonly y: number } {
  const mean = window.mean(start, stop);
  return centre === "mean" ? mean : { x: (window.point(start).x + window.point(stop - 1).x) / 2, y: mean.y };
}
