/**
 * A random sequence straight into a file: workers make pieces and write each at its place.
 * @module
 */
import { ftruncateSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { Worker } from "node:worker_threads";
import type { ProgressUpdate } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { progressOf, signalOf } from "../options.js";
import { followProgress, type Progress } from "../progress.js";
import { attemptWrite, replaceFile, writeError } from "../replace-file.js";
import type { SequencePart } from "./source.js";
import { PIECE, type WriteTask } from "./task.js";

/** Options of `toFile`. */
export interface WriteOptions {
  /** Threads; the number of cores unless told. The file is the same for any. */
  readonly workers?: number;
  /** Stops the work and removes what was written; the running cell's signal unless told. */
  readonly signal?: AbortSignal;
  /** Takes progress in bytes; the running cell's progress bar unless told. */
  readonly onProgress?: (update: ProgressUpdate) => void;
}

/** A next piece that no file reaches. */
const STOPPED = 2 ** 30;

/** Writes a part of a sequence; see `RandomColumn.toFile`. */
export async function writeSequence(part: SequencePart, path: string, options: WriteOptions): Promise<void> {
  const { workers = availableParallelism() } = options;
  const signal = signalOf(options);
  if (!Number.isInteger(workers) || workers < 1) {
    throw new EngineError("InvalidArgument", `workers ${String(workers)} must be a positive integer`);
  }
  const bytes = part.length * 8;
  signal?.throwIfAborted();
  await replaceFile(path, bytes, async (fd, target) => {
    attemptWrite(target, () => ftruncateSync(fd, bytes));
    const shared = new SharedArrayBuffer(8);
    const written = new Int32Array(shared, 4);
    const progress = followProgress(
      progressOf(options),
      { label: `rvs → ${basename(target)}`, unit: "bytes", total: bytes },
      () => Math.min(bytes, Atomics.load(written, 0) * PIECE * 8),
    );
    const threads = Math.min(workers, Math.ceil(part.length / PIECE));
    await runWorkers({ ...part, fd, shared }, threads, target, signal, progress);
  });
}

/** Runs the threads to their end; when it settles nobody writes to the descriptor any more. */
async function runWorkers(
  task: WriteTask,
  count: number,
  target: string,
  signal: AbortSignal | undefined,
  progress: Progress,
): Promise<void> {
  const counters = new Int32Array(task.shared);
  const stop = (): void => {
    Atomics.store(counters, 0, STOPPED);
  };
  signal?.addEventListener("abort", stop);
  try {
    const ends = await Promise.allSettled(Array.from({ length: count }, () => runWorker(task, target, stop)));
    signal?.throwIfAborted();
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
    progress.end("done");
  } catch (error) {
    progress.end(signal?.aborted ? "cancelled" : "failed");
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** Settles when the thread has ended; one that fails stops the others. */
function runWorker(task: WriteTask, target: string, stop: () => void): Promise<void> {
  return new Promise((resolved, rejected) => {
    // The process's own flags may not suit a thread: --input-type forbids any file.
    const worker = new Worker(new URL("./write-worker.js", import.meta.url), { workerData: task, execArgv: [] });
    let failure: Error | undefined;
    worker.on("error", (cause) => {
      failure =
        "syscall" in cause
          ? writeError(cause, target)
          : new EngineError("WorkerFailed", `a thread writing '${target}' died: ${cause.message}`, cause);
    });
    worker.on("exit", (code) => {
      failure ??= code === 0 ? undefined : new EngineError("WorkerFailed", `a thread writing '${target}' died`);
      if (failure === undefined) return resolved();
      stop();
      rejected(failure);
    });
  });
}
