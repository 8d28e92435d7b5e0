/**
 * The kernels in plain JavaScript: the readable twin that judges the WebAssembly ones.
 * @module
 */
import { viewOf } from "../dtype.js";
import { type BinsLayout, DIGITS, type Kernels, keeper } from "./kernels.js";
import type { LinearMemory } from "./memory.js";
import { plainGroupDrain, plainGroupFolds } from "./plain-group-folds.js";
import { plainGroupIds, plainGroupSums } from "./plain-groups.js";
import { plainPictures } from "./plain-pictures.js";
import { laneSum, pairwiseSum } from "./plain-sums.js";

/** Kernels in JavaScript over a memory. */
export function plainKernels(memory: LinearMemory): Kernels {
  const f64 = (at: number, n: number): Float64Array => new Float64Array(memory.buffer, at, n);
  return {
    name: "js",
    memory,
    ...keeper(memory),
    ...plainPictures(memory),
    toFloat64(type, from, n, to) {
      const out = f64(to, n);
      if (type === "int64" || type === "uint64") {
        const values = viewOf(type, memory.buffer, from, n);
        for (let i = 0; i < n; i++) out[i] = Number(values[i]!);
      } else out.set(viewOf(type, memory.buffer, from, n));
    },
    extremes(from, n, out) {
      const values = f64(from, n);
      let min = Number.POSITIVE_INFINITY;
      let max = Number.NEGATIVE_INFINITY;
      let nan = 0;
      for (let i = 0; i < n; i++) {
        const x = values[i]!;
        if (x < min) min = x;
        if (x > max) max = x;
        if (Number.isNaN(x)) nan++;
      }
      f64(out, 3).set([min, max, nan]);
    },
    wideExtremes(type, from, n, out) {
      const values = viewOf(type, memory.buffer, from, n);
      let [min, max] = [values[0]!, values[0]!];
      for (const x of values) {
        if (x < min) min = x;
        if (x > max) max = x;
      }
      viewOf(type, memory.buffer, out, 2).set([min, max]);
    },
    exactSum: (from, n, out, bound) => threeFolds(f64(from, n), f64(out, 3), bound),
    wideSum(type, from, n, out) {
      const lows = new Uint32Array(memory.buffer, from, n * 2);
      const highs = type === "int64" ? new Int32Array(memory.buffer, from, n * 2) : lows;
      let [low, high] = [0, 0];
      for (let i = 0; i < 2 * n; i += 2) {
        low += lows[i]!;
        high += highs[i + 1]!;
      }
      f64(out, 2).set([low, high]);
    },
    pairwiseSum: (from, n) => pairwiseSum(f64(from, n)),
    moments: (from, n, order, out) => f64(out, 5).set(powerSums(f64(from, n), order)),
    histogram: (from, n, layout) => countInto(memory, f64(from, n), layout),
    byteCounts(from, n, tables) {
      const bytes = new Uint8Array(memory.buffer, from, n);
      const counts = new Uint32Array(memory.buffer, tables, 256);
      for (let i = 0; i < n; i++) counts[bytes[i]!]!++;
    },
    collectDigit(from, n, word, to) {
      const tops = new Uint16Array(memory.buffer, from, n * 4);
      const values = f64(from, n);
      const out = f64(to, n);
      let count = 0;
      for (let i = 0; i < n; i++) if (tops[4 * i + 3] === word) out[count++] = values[i]!;
      return count;
    },
    groupSums: (values, ids, n, sums, squares, spill) =>
      plainGroupSums(memory, values, ids, n, { sums, squares, spill }),
    groupFolds: (values, ids, n, top, places) => plainGroupFolds(memory, values, ids, n, top, places),
    groupDrain: (first, groups, least, top, places) => plainGroupDrain(memory, first, groups, least, top, places),
    groupCounts(ids, n, counts) {
      const all = new BigUint64Array(memory.buffer);
      for (const group of new Uint32Array(memory.buffer, ids, n)) all[counts / 8 + group]!++;
    },
    groupIds: (type, keys, n, table, ids) => plainGroupIds(memory, viewOf(type, memory.buffer, keys, n), table, ids),
    leadingDigits(from, n, tables) {
      const words = new Uint16Array(memory.buffer, from, n * 4);
      const counts = new Uint32Array(memory.buffer, tables, DIGITS);
      for (let i = 3; i < words.length; i += 4) {
        const word = words[i]!;
        counts[word & 0x8000 ? ~word & 0xffff : word | 0x8000]!++;
      }
    },
  };
}

/**
 * The mean as first found, and sums of powers of the distance to it, added in interleaved lanes: the order in which
 * the WebAssembly kernel adds, so that both give the same bits.
 */
function powerSums(values: Float64Array, order: number): number[] {
  const n = values.length;
  const centre = laneSum(values) / n;
  const lanes = new Float64Array(16);
  for (let i = 0; i < n; i++) {
    const lane = i & 3;
    const d = values[i]! - centre;
    const d2 = d * d;
    lanes[lane]! += d;
    lanes[lane + 4]! += d2;
    if (order <= 2) continue;
    lanes[lane + 8]! += d2 * d;
    lanes[lane + 12]! += d2 * d2;
  }
  return [centre, ...[0, 4, 8, 12].map((k) => lanes[k]! + lanes[k + 2]! + (lanes[k + 1]! + lanes[k + 3]!))];
}

/** Mean and central power sums of a block, from its power sums about a centre near the mean. */
export function centralMoments(
  n: number,
  [centre, p1, p2, p3, p4]: readonly [number, number, number, number, number],
): [mean: number, m2: number, m3: number, m4: number] {
  const d = p1 / n;
  const m2 = p2 - d * p1;
  const m3 = p3 - 3 * d * p2 + 2 * d * d * p1;
  const m4 = p4 - 4 * d * p3 + 6 * d * d * p2 - 3 * d * d * d * p1;
  return [centre + d, m2, m3, m4];
}

/** {@link centralMoments} of values in an array. */
export function blockMoments(values: Float64Array, order: number): [number, number, number, number] {
  return centralMoments(values.length, powerSums(values, order) as [number, number, number, number, number]);
}

/** Bits of room that 4,096 values need above the largest. */
const ROOM = 13;

/** Rump, Ogita, Oishi, "Accurate floating-point summation": each fold takes the leading bits off without error. */
function threeFolds(values: Float64Array, out: Float64Array, bound: number): boolean {
  let largest = bound;
  for (let i = 0; bound === 0 && i < values.length; i++) {
    const x = Math.abs(values[i]!);
    if (!(x <= largest)) largest = x;
  }
  out.fill(0);
  if (largest === 0) return true;
  const exponent = exponentBound(largest);
  const e1 = exponent + ROOM;
  if (!(e1 < 1023)) return false;
  const grids = [0, 1, 2].map((k) => 1.5 * powerOfTwo(Math.max(e1 - k * (52 - ROOM), -1022)));
  const [g1, g2, g3] = grids as [number, number, number];
  let [s1, s2, s3, rest] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    const q1 = x + g1 - g1;
    const x2 = x - q1;
    const q2 = x2 + g2 - g2;
    const x3 = x2 - q2;
    const q3 = x3 + g3 - g3;
    s1 += q1;
    s2 += q2;
    s3 += q3;
    if (x3 !== q3) rest = 1;
  }
  out[0] = s1;
  out[1] = s2;
  out[2] = s3;
  return rest === 0;
}

/** The least e with x < 2^e; NaN and infinities give 1025 or more. */
export function exponentBound(x: number): number {
  const scratch = new DataView(new ArrayBuffer(8));
  scratch.setFloat64(0, x);
  return (scratch.getUint16(0) >>> 4) - 1022;
}

function powerOfTwo(e: number): number {
  return 2 ** e;
}

/** An estimate by multiplication, then steps left or right by comparing with the edges. */
function countInto(memory: LinearMemory, values: Float64Array, layout: BinsLayout): void {
  const { first, last, scale, bins } = layout;
  const edges = new Float64Array(memory.buffer, layout.edges, bins + 1);
  const counts = new Uint32Array(memory.buffer, layout.tables, bins + 1);
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    let bin = bins;
    if (x >= first && x <= last) {
      bin = Math.min(Math.max(Math.trunc((x - first) * scale) || 0, 0), bins - 1);
      while (bin > 0 && x < edges[bin]!) bin--;
      while (bin < bins - 1 && x >= edges[bin + 1]!) bin++;
    }
    counts[bin]!++;
  }
}
