/**
 * The inner loops of the engine, over values that lie in linear memory. Two implementations: WebAssembly SIMD, and
 * plain JavaScript as its judge and fallback. Every pointer is a byte offset into the memory, 8-byte aligned.
 * @module
 */
import type { DTypeName } from "../../contract/index.js";
import type { LinearMemory } from "./memory.js";

/** Values of one `exactSum` call at most, so that folds cannot overflow. */
export const SUM_BLOCK = 4096;

/** Where values go when a histogram has uniform bins. Pointers are byte offsets. */
export interface BinsLayout {
  /** First and last edge and their difference, as NumPy computes it. */
  readonly first: number;
  readonly last: number;
  readonly width: number;
  readonly bins: number;
  /** `bins + 1` float64 edges. */
  readonly edges: number;
  /** `bins` uint32 counts, added to. */
  readonly counts: number;
}

/** The inner loops. `out` points to float64 slots. */
export interface Kernels {
  readonly name: "wasm" | "js";
  /** The memory all pointers mean. */
  readonly memory: LinearMemory;
  /** First byte that batches may use. */
  readonly base: number;
  /** Widens `n` elements of `type` (native order, in-memory width) to float64; 64-bit integers are rounded. */
  toFloat64(type: DTypeName, from: number, n: number, to: number): void;
  /** out[0] min, out[1] max of the values that are not NaN (+inf and -inf when none), out[2] number of NaN. */
  extremes(from: number, n: number, out: number): void;
  /**
   * Error-free extraction in three folds of at most {@link SUM_BLOCK} values; out[0..2] are exact parts of the sum.
   * False when the block needs value-by-value summing (NaN, infinities, remainder after three folds).
   */
  exactSum(from: number, n: number, out: number): boolean;
  /** Two passes over at most a block: out[0] mean, out[1..3] sums of the 2nd, 3rd and 4th power of (x − mean). */
  moments(from: number, n: number, out: number): void;
  /** Counts values into uniform bins as numpy.histogram does; values outside and NaN are left out. */
  histogram(from: number, n: number, layout: BinsLayout): void;
  /** Adds the number of each byte value to 256 uint32 counts. */
  byteCounts(from: number, n: number, counts: number): void;
}
