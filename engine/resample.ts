import { Worker } from "node:worker_threads";
import type { TypedArray } from "../contract/index.js";
import { type Column, isNumeric } from "./column.js";
import { EngineError } from "./errors.js";
import type { ResampleTask } from "./resample-worker.js";
import { resampled } from "./spectrum.js";

/** Longer signals, and longer results, are worked out on a thread of their own. */
const SHORT = 2 ** 14;

/** Longest signal: transforms of it, padded, take some 1.5 GB. */
const LONGEST = 2 ** 24;

/**
 * Resamples a periodic signal to `n` points through its spectrum, as `scipy.signal.resample` does: the first point stays
 * where it is, frequencies that the new points cannot carry are left out. The whole signal is held in memory: an
 * array is resampled at once, a column is read first and resampled on a thread of its own.
 * @param y real values; a column of numbers, or an array
 * @param n number of points, at least 1
 * @returns `n` values; equal to SciPy's within about 1e-15 of the largest value
 * @throws InvalidArgument for no values, more than 2^24 of them, or an `n` that is no number of points
 * @example resample([0, 1, 0, -1], 8)
 */
export function resample(y: ArrayLike<number>, n: number): Float64Array;
export function resample(y: Column, n: number): Promise<Float64Array>;
export function resample(y: ArrayLike<number> | Column, n: number): Float64Array | Promise<Float64Array> {
  for (const [name, count] of Object.entries({ n, "the signal's length": y.length })) {
    if (Number.isInteger(count) && count >= 1 && count <= LONGEST) continue;
    throw new EngineError(
      "InvalidArgument",
      `resample: ${name} must be an integer from 1 to 2^24; got ${String(count)}`,
    );
  }
  if (!("toArray" in y)) return resampled(y, n);
  if (!isNumeric(y)) throw new EngineError("UnsupportedType", `resample takes numbers; the column is ${y.dtype}`);
  return y.toArray().then((values) => resampledThere(values, n));
}

/** On a thread of its own, where it is long; the values go there. */
async function resampledThere(y: TypedArray, n: number): Promise<Float64Array> {
  if (Math.max(y.length, n) <= SHORT) return resampled(y, n);
  const task: ResampleTask = { y, n };
  const worker = new Worker(new URL("./resample-worker.js", import.meta.url), {
    workerData: task,
    transferList: [y.buffer as ArrayBuffer],
    execArgv: [],
  });
  return await new Promise((resolve, reject) => {
    const lost = (why: string, cause?: unknown): void =>
      reject(new EngineError("WorkerFailed", `the thread that resamples ${why}; run it again`, cause));
    worker.on("message", resolve);
    worker.on("error", (error) => lost(`died: ${error.message}`, error));
    worker.on("exit", (code) => lost(`ended with code ${code}`));
  });
}
