/**
 * Options that everything that scans takes.
 * @module
 */
import {
  ambient,
  type LineEngine,
  type ProgressUpdate,
  type RowProblems,
  type ScanCounters,
} from "../contract/index.js";
import { EngineError } from "./errors.js";
import { checkChoice } from "./names.js";
import { type ProgressTaker, patient } from "./progress.js";
import type { KernelChoice } from "./workers/task.js";

/** What a scan did; for tests, and for users who ask. */
export interface ScanReport {
  readonly counters: ScanCounters;
  /** Threads that took part; 0 when the caller's own thread did the work in short turns. */
  readonly workers: number;
  readonly kernels: "wasm" | "js";
  /** Bad rows that were left out or taken as null, where the source allows that. */
  readonly problems?: RowProblems;
}

/** Options of every scan. No result depends on `workers`, `chunk` or `kernels`. */
export interface ScanOptions {
  /** Threads at most; default all cores. 0 runs on the caller's thread in turns of a few milliseconds. */
  readonly workers?: number;
  /** Rows of one unit of work; default 262,144. */
  readonly chunk?: number;
  /** Stops the scan; default the running cell's signal. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Takes progress, ten times a second; default the running cell's progress bar, for work of over half a second. */
  readonly onProgress?: (update: ProgressUpdate) => void;
  /** Takes a report of the work done, when the scan has ended well. */
  readonly onReport?: (report: ScanReport) => void;
  /** Forces one of the two implementations of the inner loops; default `"auto"`, WebAssembly. */
  readonly kernels?: KernelChoice;
  /** `"refine"` goes before cells' scans when all threads are busy; for zooms. Default `"cell"`. */
  readonly priority?: "refine" | "cell";
  /**
   * Where CSV files are scanned: `hadoop({…})`, `spark({…})`, `emr({…})`; default here. Results are the same to the
   * last bit. The files are brought to the cluster first, unless the engine reads this machine's.
   */
  readonly engine?: LineEngine;
}

/** Results of each so many rows instead of one. */
export interface PerChunk {
  /** Rows of a chunk; the last one may be shorter. */
  readonly perChunk: number;
}

/** Checks options that are numbers or choices. @throws InvalidArgument */
export function checkOptions(options: ScanOptions): void {
  const { workers } = options;
  checkChoice("kernels", options.kernels, ["auto", "wasm", "js"]);
  checkChoice("priority", options.priority, ["cell", "refine"]);
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 0))
    throw new EngineError(
      "InvalidArgument",
      `'workers' must be a number of threads, 0 or more, got ${String(workers)}`,
    );
}

/** The signal of a scan: the caller's, or the running cell's. */
export function signalOf(options: Pick<ScanOptions, "signal">): AbortSignal | undefined {
  return options.signal ?? ambient()?.signal;
}

/** The progress sink of one scan: the caller's, or the running cell's after half a second. */
export function progressOf(options: Pick<ScanOptions, "onProgress">): ProgressTaker | undefined {
  const context = ambient();
  return options.onProgress ?? (context === undefined ? undefined : patient((update) => context.progress(update)));
}
