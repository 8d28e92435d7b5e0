/**
 * What lies where in the memory that a table's writer shares with its threads.
 * @module
 */
import { EngineError } from "../../errors.js";
import { mostStored } from "./blosc-frames.js";
import { type ChunkLayout, columnStarts } from "./chunk-layout.js";
import { usesDeflate } from "./filters.js";
import { DENSE_BLOCK, DENSE_COUNTS, KERNEL_BASE, MOST_BYTES, TABLE_BYTES } from "./kernels.js";

/** What one thread has to itself; byte offsets. */
export interface Lane {
  /** One chunk before it is compressed. */
  readonly work: number;
  /** The compressors' table of positions. */
  readonly table: number;
  /** Earlier places of equal bytes, for lz4hc. */
  readonly chain: number;
  /** For deflate: counts of values, and a mark for every block of a chunk. */
  readonly marks: number;
  /** The chunks of a batch. */
  readonly output: number;
}

/** Where everything is. */
export interface MemoryPlan {
  /** Where each slot's columns begin. */
  readonly slots: readonly number[];
  readonly lanes: readonly Lane[];
  /** Bytes of all. */
  readonly bytes: number;
}

const BORDER = 64;

/**
 * Plans a memory.
 * @throws Unavailable when chunks are too large for it
 */
export function planMemory(layout: ChunkLayout, slots: number, lanes: number): MemoryPlan {
  let bytes = KERNEL_BASE;
  const take = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil((size + BORDER) / BORDER) * BORDER;
    return at;
  };
  const chunkBytes = layout.rowBytes * layout.chunkRows;
  const input = columnStarts(layout).bytes;
  const plan = {
    slots: Array.from({ length: slots }, () => take(input)),
    lanes: Array.from({ length: lanes }, () => ({
      work: take(chunkBytes),
      table: take(TABLE_BYTES),
      chain: take(layout.coding.codec === "lz4hc" ? chunkBytes * 4 : 0),
      marks: take(usesDeflate(layout.coding) ? DENSE_COUNTS + chunkBytes / DENSE_BLOCK : 0),
      output: take(mostStored(chunkBytes) * layout.batchChunks),
    })),
  };
  if (bytes <= MOST_BYTES) return { ...plan, bytes };
  throw new EngineError(
    "Unavailable",
    `chunks of ${layout.chunkRows} rows (${chunkBytes} bytes) are too large to be written with ${lanes} threads`,
  );
}
