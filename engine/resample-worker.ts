/**
 * A thread that resamples one signal.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import type { TypedArray } from "../contract/index.js";
import { resampled } from "./spectrum.js";

/** What the thread is given. */
export interface ResampleTask {
  readonly y: TypedArray;
  readonly n: number;
}

if (parentPort) {
  const { y, n } = workerData as ResampleTask;
  const result = resampled(y, n);
  parentPort.postMessage(result, [result.buffer as ArrayBuffer]);
}
