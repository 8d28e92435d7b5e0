/**
 * Scans that run on other machines: what the engine room asks of a cluster.
 * @module
 */
import type { ProgressUpdate } from "./context.js";

/** One pass over the lines of text files. */
export interface LineScan {
  /** The files, absolute, as they lie on this machine. */
  readonly files: readonly string[];
  /** What a program that is handed lines must do: the bytes of a plain value, packed by `node:v8`. */
  readonly task: Uint8Array;
}

/** What the caller of a pass has in hand while it runs. */
export interface LineScanControl {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((update: ProgressUpdate) => void) | undefined;
}

/** Where aggregates can run: `local()`, `hadoop({…})`, `spark({…})`, `emr({…})`. */
export interface LineEngine {
  readonly name: string;
  /** Runs a pass; the partial states of its parts, packed. Absent where the engine is this process. */
  readonly scanLines?: (scan: LineScan, control: LineScanControl) => Promise<readonly Uint8Array[]>;
}
