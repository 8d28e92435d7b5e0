import type { SequencePart } from "./source.js";

/** What a writing worker is given. */
export interface WriteTask extends SequencePart {
  /** Descriptor of the temporary file, shared by all threads of the process. */
  readonly fd: number;
  /** Two int32: the next piece to take, and pieces written. A next piece beyond the last stops all. */
  readonly shared: SharedArrayBuffer;
}

/** Elements written at once: 1 MiB. */
export const PIECE = 131_072;
