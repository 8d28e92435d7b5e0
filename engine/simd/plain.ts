/**
 * The kernels in plain JavaScript: the readable twin that judges the WebAssembly ones.
 * @module
 */
import { viewOf } from "../dtype.js";
import type { BinsLayout, Kernels } from "./kernels.js";
import type { LinearMemory } from "./memory.js";

/** Kernels in JavaScript over a memory. */
export function plainKernels(memory: LinearMemory): Kernels {
  const f64 = (at: number, n: number): Float64Array => new Float64Array(memory.buffer, at, n);
  return {
    name: "js",
    memory,
    base: 64,
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
    exactSum: (from, n, out) => threeFolds(f64(from, n), f64(out, 3)),
    moments: (from, n, out) => f64(out, 4).set(blockMoments(f64(from, n))),
    histogram: (from, n, layout) => countInto(memory, f64(from, n), layout),
    byteCounts(from, n, counts) {
      const bytes = new Uint8Array(memory.buffer, from, n);
      const totals = new Uint32Array(memory.buffer, counts, 256);
      for (let i = 0; i < n; i++) totals[bytes[i]!]!++;
    },
  };
}

/**
 * Mean and central power sums of a block, summed in four interleaved lanes: the order in which the WebAssembly kernel
 * adds, so that both give the same bits.
 */
export function blockMoments(values: Float64Array): [mean: number, m2: number, m3: number, m4: number] {
  const n = values.length;
  const mean = laneSums(values, 0)[0]! / n;
  const [p1, p2, p3, p4] = laneSums(values, mean) as [number, number, number, number];
  const d = p1 / n;
  const m2 = p2 - d * p1;
  const m3 = p3 - 3 * d * p2 + 2 * d * d * p1;
  const m4 = p4 - 4 * d * p3 + 6 * d * d * p2 - 3 * d * d * d * p1;
  return [mean + d, m2, m3, m4];
}

function laneSums(values: Float64Array, centre: number): number[] {
  const lanes = new Float64Array(16);
  for (let i = 0; i < values.length; i++) {
    const lane = i & 3;
    const d = values[i]! - centre;
    const d2 = d * d;
    lanes[lane]! += d;
    lanes[lane + 4]! += d2;
    lanes[lane + 8]! += d2 * d;
    lanes[lane + 12]! += d2 * d2;
  }
  return [0, 4, 8, 12].map((k) => lanes[k]! + lanes[k + 2]! + (lanes[k + 1]! + lanes[k + 3]!));
}

/** Bits of room that 4,096 values need above the largest. */
const ROOM = 13;

/** Rump, Ogita, Oishi, "Accurate floating-point summation": each fold takes the leading bits off without error. */
function threeFolds(values: Float64Array, out: Float64Array): boolean {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
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
function exponentBound(x: number): number {
  const scratch = new DataView(new ArrayBuffer(8));
  scratch.setFloat64(0, x);
  return (scratch.getUint16(0) >>> 4) - 1022;
}

function powerOfTwo(e: number): number {
  return 2 ** e;
}

/** NumPy's fast path: an estimate by multiplication, then a step left or right by comparing with the edges. */
function countInto(memory: LinearMemory, values: Float64Array, layout: BinsLayout): void {
  const { first, last, width, bins } = layout;
  const edges = new Float64Array(memory.buffer, layout.edges, bins + 1);
  const counts = new Uint32Array(memory.buffer, layout.counts, bins);
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (!(x >= first && x <= last)) continue;
    let bin = Math.trunc(((x - first) / width) * bins);
    if (bin >= bins) bin = bins - 1;
    if (x < edges[bin]!) bin--;
    else if (bin !== bins - 1 && x >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
}
