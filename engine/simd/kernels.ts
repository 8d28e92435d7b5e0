/**
 * The inner loops of the engine, over values that lie in linear memory. Two implementations: WebAssembly SIMD, and
 * plain JavaScript as its judge and fallback. Both give the same bits. Every pointer is a byte offset into the memory.
 * @module
 */
import type { DTypeName } from "../../contract/index.js";
import type { LinearMemory } from "./memory.js";

/** Values of one `exactSum` or `moments` call at most: sums of the folds then cannot overflow. */
export const SUM_BLOCK = 4096;

/** Tables of counts that a counting kernel spreads its work over, so that equal neighbours do not wait on each other. */
export const HISTOGRAM_TABLES = 4;
/** The same, for the kernel that counts bytes. */
export const BYTE_TABLES = 4;
/** The same, for the kernel that counts leading digits of keys. */
export const DIGIT_TABLES = 2;

/** Leading 16-bit digits of a float64 key. */
export const DIGITS = 65_536;

/** Uniform bins as a kernel needs them. */
export interface BinsLayout {
  /** Outer edges, both included. */
  readonly first: number;
  readonly last: number;
  /** Bins per unit. */
  readonly scale: number;
  /** Distance from a bin's border, in bins, up to which the estimate is not trusted and the edges decide. */
  readonly doubt: number;
  readonly bins: number;
  /** `bins + 1` float64 edges. */
  readonly edges: number;
  /** {@link HISTOGRAM_TABLES} tables of `bins + 1` uint32 counts, added to; slot `bins` takes what is outside. */
  readonly tables: number;
}

/** A corner of a triangle, and the opposite one as seen from it: `acrossX` = fromX − x, `acrossY` = y − fromY. */
export interface TriangleLayout {
  readonly fromX: number;
  readonly fromY: number;
  readonly acrossX: number;
  readonly acrossY: number;
}

/** One axis of a raster: cell `floor((value − low) · scale)`, the last for `high` itself. */
export interface RasterScale {
  readonly low: number;
  readonly high: number;
  readonly scale: number;
  readonly cells: number;
}

/** A raster as a kernel needs it. */
export interface RasterLayout {
  readonly x: RasterScale;
  readonly y: RasterScale;
  /** `y.cells × x.cells` uint32 counts, row by row, added to. */
  readonly counts: number;
}

/** A 64-bit integer type. */
export type Wide = "int64" | "uint64";

/** Types of keys that can be looked up in a table. */
export type IntegerType = "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | Wide;

/** Keys that a table of group numbers has room for. */
export const TABLE_KEYS = 65_536;

/** Values that a group takes before its running sums have to be drained. */
export const FOLD_ROWS: number = 2 ** 17;

/** Exponents that `groupFolds` takes: squares, and the last bits of their folds, stay in range. */
export const FOLD_TOPS: readonly [least: number, greatest: number] = [-300, 480];

/** Bytes per group of the sums that run, without and with squares. */
export const RUNNING_BYTES: readonly [number, number] = [32, 48];

/** Where the kernels that add by group find things. `sums`, `squares` and `spill` are those of `groupSums`. */
export interface FoldPlaces {
  /** {@link RUNNING_BYTES} per group, 0 at first. */
  readonly running: number;
  readonly sums: number;
  /** 0 without squares. */
  readonly squares: number;
  readonly spill: number;
}

/** The inner loops. `out` points to 8-byte slots. */
export interface Kernels {
  readonly name: "wasm" | "js";
  /** The memory all pointers mean. */
  readonly memory: LinearMemory;
  /** Reserves bytes (zeroed) that outlive the batch, until {@link release}; undefined when the small region is full. */
  keep(size: number): number | undefined;
  /** A buffer of {@link LENT_BYTES} holding anything, used again after {@link release}. */
  lend(): Uint8Array;
  /** Forgets what was kept and lent. */
  release(): void;
  /** Widens `n` elements of `type` (native order, in-memory width) to float64; 64-bit integers are rounded. */
  toFloat64(type: DTypeName, from: number, n: number, to: number): void;
  /** out[0] min, out[1] max of the values that are not NaN (+inf and -inf when none), out[2] number of NaN. */
  extremes(from: number, n: number, out: number): void;
  /** Position of the first value equal to `value`; `n` when there is none. */
  locate(from: number, n: number, value: number): number;
  /** Whether no value is less than the one before it, and none is NaN. */
  ascends(from: number, n: number): boolean;
  /**
   * out[0] sum of x, out[1] sum of y, out[2] their number, over rows whose y is not NaN, in a fixed order of additions.
   * @param xs offset of x, or 0 for row numbers that begin with `first`
   */
  bucketSums(xs: number, ys: number, n: number, first: number, out: number): void;
  /** Position of the first row of the largest triangle (see {@link TriangleLayout}); -1 where every one is NaN. */
  widestTriangle(xs: number, ys: number, n: number, first: number, triangle: TriangleLayout): number;
  /** Adds pairs to the cells of a raster; see {@link RasterLayout}. */
  rasterCounts(xs: number, ys: number, n: number, layout: RasterLayout): void;
  /** out[0] min, out[1] max as 64-bit integers, for one value or more. */
  wideExtremes(type: Wide, from: number, n: number, out: number): void;
  /**
   * Error-free extraction in three folds of at most {@link SUM_BLOCK} values; out[0..2] are exact parts of the sum.
   * False when the block needs value-by-value summing (NaN, infinities, remainder after three folds).
   * @param bound a size that no value exceeds, when one is known; 0 looks for it
   */
  exactSum(from: number, n: number, out: number, bound: number): boolean;
  /** Sums of the low 32 bits (unsigned) and of the high 32 bits of at most {@link SUM_BLOCK} integers, as float64. */
  wideSum(type: Wide, from: number, n: number, out: number): void;
  /**
   * The sum by pairwise addition of runs of 128 values, each added in eight lanes.
   * @param scratch a place for 32 float64
   */
  pairwiseSum(from: number, n: number, scratch: number): number;
  /**
   * Two passes over at most a block: out[0] the mean as first found, out[1..4] sums of the powers of the distance to
   * it, in a fixed order of additions; the third and fourth only when `order` is above 2.
   */
  moments(from: number, n: number, order: number, out: number): void;
  /** Counts values into uniform bins as numpy.histogram does. */
  histogram(from: number, n: number, layout: BinsLayout): void;
  /** Adds the number of each byte value to {@link BYTE_TABLES} tables of 256 uint32. */
  byteCounts(from: number, n: number, tables: number): void;
  /** Copies the values whose highest 16 bits are `word` to `to`, in order; gives their number. */
  collectDigit(from: number, n: number, word: number, to: number): number;
  /**
   * Exact sums by group: four float64 per group at `sums` (three parts of the sum, the count), and the same of the
   * squares at `squares` unless that is 0. What does not fit goes to `spill`, 16 bytes each: group, 0 or 1 for
   * squares, value; there is room for three per value. Gives the number of those.
   */
  groupSums(values: number, ids: number, n: number, sums: number, squares: number, spill: number): number;
  /**
   * Adds to exact sums by group that run on a grid shared by all values: as `groupSums`, several times as fast. The
   * values are finite and below 2^top; a group takes at most {@link FOLD_ROWS} before `groupDrain`. `top` is the same
   * until everything is drained. Gives the number of what went to the spill, three for each value at most.
   */
  groupFolds(values: number, ids: number, n: number, top: number, places: FoldPlaces): number;
  /**
   * Moves what runs into `sums` and `squares`, for those of `groups` groups from `first` on that have `least` values or
   * more. Gives the number of what went to the spill, ten for each group at most.
   */
  groupDrain(first: number, groups: number, least: number, top: number, places: FoldPlaces): number;
  /** Adds the number of rows of each group to `counts`, one uint64 per group. */
  groupCounts(ids: number, n: number, counts: number): void;
  /**
   * Writes group numbers of the first rows whose keys have one; gives how many they are. `table` holds the number + 1
   * of the keys from 0 to {@link TABLE_KEYS} − 1 as uint32, 0 for none.
   */
  groupIds(type: IntegerType, keys: number, n: number, table: number, ids: number): number;
  /** Adds leading digits of order-preserving keys to {@link DIGIT_TABLES} tables of {@link DIGITS} uint32. */
  leadingDigits(from: number, n: number, tables: number): void;
}

/** Bytes of the region that `keep` hands out. */
export const KEPT_BYTES: number = 4 << 20;

/** Where the kept region begins; below lies the kernels' own data. */
const KEPT_BASE = 1024;

/** First byte that batches may use. */
export const ARENA_BASE: number = KEPT_BASE + KEPT_BYTES;

/** Bytes of a lent buffer, and of buffers that wait for the next task. */
export const LENT_BYTES: number = 512 << 10;
const SPARE_BYTES = 16 << 20;

/** The kept region of a memory, and buffers beside it. */
export function keeper(memory: LinearMemory): Pick<Kernels, "keep" | "lend" | "release"> {
  let top = KEPT_BASE;
  const spare: Uint8Array[] = [];
  const lent: Uint8Array[] = [];
  return {
    keep(size) {
      const at = top;
      const end = (at + size + 15) & ~15;
      if (end > ARENA_BASE) return undefined;
      top = end;
      new Uint8Array(memory.buffer, at, size).fill(0);
      return at;
    },
    lend() {
      const buffer = spare.pop() ?? new Uint8Array(LENT_BYTES);
      lent.push(buffer);
      return buffer;
    },
    release() {
      top = KEPT_BASE;
      spare.push(...lent.splice(0).slice(0, SPARE_BYTES / LENT_BYTES - spare.length));
    },
  };
}
