/**
 * Linear memory that pages are decoded in, apart from the memory of batches: a page outlives the batches it fills.
 * @module
 */
import { EngineError } from "../../errors.js";
import { createMemory, type LinearMemory } from "../../simd/memory.js";

/** Bytes that decoders may touch behind a source or destination; every room has them. */
const SLACK = 64;

const PAGE = 65_536;
/** Pages that a memory may grow to: 4 GiB less one page. */
const MOST = 65_535;
/** Room is handed out in powers of two from this one on. */
const LEAST_BITS = 8;

/** A piece of memory that grows when more is asked for; what it held is lost then. */
export interface Room {
  /** Its first byte, once it has room for `bytes`. */
  of(bytes: number): number;
}

/** A memory and its rooms. */
export interface DecodeMemory {
  readonly memory: LinearMemory;
  /** An empty room. */
  room(): Room;
  /** Takes all rooms back; they are not used afterwards. */
  clear(): void;
}

/** Makes an empty memory. */
export function decodeMemory(): DecodeMemory {
  const memory = createMemory(16, MOST);
  const free: number[][] = [];
  let top = 1024;

  const take = (bits: number): number => {
    const known = free[bits]?.pop();
    if (known !== undefined) return known;
    const at = top;
    const end = at + 2 ** bits;
    const lacking = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (lacking > 0) grow(memory, lacking, end);
    top = end;
    return at;
  };

  return {
    memory,
    room() {
      let bits = 0;
      let at = 0;
      return {
        of(bytes) {
          const needed = Math.max(LEAST_BITS, Math.ceil(Math.log2(bytes + SLACK)));
          if (needed <= bits) return at;
          if (bits > 0) {
            free[bits] ??= [];
            free[bits]!.push(at);
          }
          at = take(needed);
          bits = needed;
          return at;
        },
      };
    },
    clear() {
      free.length = 0;
      top = 1024;
    },
  };
}

function grow(memory: LinearMemory, pages: number, end: number): void {
  try {
    memory.grow(pages);
  } catch (cause) {
    throw new EngineError(
      "OutOfMemory",
      `pages of a Parquet file need ${end} bytes of memory at once; read fewer columns, or with reader: "duckdb"`,
      cause,
    );
  }
}
