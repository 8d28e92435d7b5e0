/**
 * Linear memory for batches: a bump allocator over a WebAssembly memory.
 * @module
 */
import type { Arena } from "../contract/index.js";
import { EngineError } from "./errors.js";
import type { LinearMemory } from "./simd/memory.js";

const PAGE = 65_536;

/** An arena that knows the memory it is in, so that readers can run their own code over it. */
export interface MemoryArena extends Arena {
  readonly memory: LinearMemory;
}

/** The memory of an arena. @throws Unavailable for an arena that was made elsewhere */
export function memoryOf(arena: Arena): LinearMemory {
  if ("memory" in arena) return (arena as MemoryArena).memory;
  throw new EngineError("Unavailable", "this arena is not over a WebAssembly memory; make it with createArena");
}

/**
 * An arena over the part of `memory` from `base` on. Memory grows as needed and is kept for the next batch.
 * @param base first free byte; what lies below belongs to the kernels
 */
export function createArena(memory: LinearMemory, base: number): MemoryArena {
  let top = align(base);
  return {
    memory,
    get buffer() {
      return memory.buffer;
    },
    alloc(size) {
      const offset = top;
      const end = align(offset + size);
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) {
        try {
          memory.grow(Math.ceil(missing / PAGE));
        } catch (cause) {
          throw new EngineError("InvalidArgument", `a batch of ${size} bytes does not fit; lower 'chunk'`, cause);
        }
      }
      top = end;
      return offset;
    },
    reset(mark = align(base)) {
      top = mark;
    },
    mark: () => top,
  };
}

function align(offset: number): number {
  return (offset + 15) & ~15;
}
