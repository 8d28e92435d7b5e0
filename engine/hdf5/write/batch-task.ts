/**
 * What travels between a table's writer and the threads that make and write its chunks.
 * @module
 */
import type { PlainError } from "../../errors.js";
import type { SharedMemory } from "../../simd/memory.js";
import type { ChunkLayout } from "./chunk-layout.js";
import type { MemoryPlan } from "./memory-plan.js";

/** What a thread of a writer is given once. */
export interface WriteSetup {
  readonly path: string;
  readonly fd: number;
  readonly layout: ChunkLayout;
  readonly fill: Uint8Array | undefined;
  readonly memory: SharedMemory;
  readonly plan: MemoryPlan;
  /** The thread's own part of the memory. */
  readonly lane: number;
  /** End of the file's allocated space: one 64-bit word. */
  readonly end: SharedArrayBuffer;
  /** Number of the next batch that may take space: one 32-bit word. Space is taken in the order of the rows. */
  readonly turn: SharedArrayBuffer;
}

/** One batch. */
export interface BatchTask {
  /** Counts all batches of a writer, from 0. */
  readonly batch: number;
  readonly slot: number;
  readonly rows: number;
}

/** Where a batch's chunks are now: one after the other from `address` on. */
export interface WrittenBatch {
  readonly batch: number;
  readonly address: number;
  readonly sizes: Uint32Array;
  readonly masks: Uint32Array;
}

/** From a thread. */
export type BatchReply = WrittenBatch | { readonly batch: number; readonly error: PlainError };
