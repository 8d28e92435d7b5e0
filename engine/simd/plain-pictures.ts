/**
 * What pictures need, in plain JavaScript: the twins of the WebAssembly kernels.
 * @module
 */
import type { Kernels, RasterScale, TriangleLayout } from "./kernels.js";
import type { LinearMemory } from "./memory.js";

/** The kernels that pictures need, over a memory. */
export function plainPictures(
  memory: LinearMemory,
): Pick<Kernels, "locate" | "ascends" | "bucketSums" | "widestTriangle" | "rasterCounts"> {
  const f64 = (at: number, n: number): Float64Array => new Float64Array(memory.buffer, at, n);
  const xOf = (xs: number, n: number, first: number): ((row: number) => number) => {
    const values = f64(xs, n);
    return xs === 0 ? (row) => first + row : (row) => values[row]!;
  };
  return {
    locate(from, n, value) {
      const at = f64(from, n).indexOf(value);
      return at < 0 ? n : at;
    },
    ascends(from, n) {
      const values = f64(from, n);
      if (Number.isNaN(values[0])) return false;
      for (let row = 1; row < n; row++) if (!(values[row - 1]! <= values[row]!)) return false;
      return true;
    },
    bucketSums: (xs, ys, n, first, out) => f64(out, 3).set(laneSums(xOf(xs, n, first), f64(ys, n))),
    widestTriangle: (xs, ys, n, first, triangle) => widest(xOf(xs, n, first), f64(ys, n), triangle),
    rasterCounts(xs, ys, n, { x, y, counts }) {
      const table = new Uint32Array(memory.buffer, counts, x.cells * y.cells);
      const [across, up] = [f64(xs, n), f64(ys, n)];
      for (let row = 0; row < n; row++) {
        const column = cellOf(across[row]!, x);
        const line = cellOf(up[row]!, y);
        if (column >= 0 && line >= 0) table[line * x.cells + column]!++;
      }
    },
  };
}

/** Added in four lanes and then one by one, the order of the WebAssembly kernel. */
function laneSums(x: (row: number) => number, y: Float64Array): Float64Array {
  const lanes = new Float64Array(12);
  const whole = y.length & ~3;
  const take = (into: Float64Array, slot: number, stride: number, row: number): void => {
    if (Number.isNaN(y[row]!)) return;
    into[slot]! += x(row);
    into[slot + stride]! += y[row]!;
    into[slot + 2 * stride]!++;
  };
  for (let row = 0; row < whole; row++) take(lanes, row & 3, 4, row);
  const sums = Float64Array.from([0, 4, 8], (k) => lanes[k]! + lanes[k + 2]! + (lanes[k + 1]! + lanes[k + 3]!));
  for (let row = whole; row < y.length; row++) take(sums, 0, 1, row);
  return sums;
}

function widest(x: (row: number) => number, y: Float64Array, triangle: TriangleLayout): number {
  const { fromX, fromY, acrossX, acrossY } = triangle;
  let best = -1;
  let largest = -1;
  for (let row = 0; row < y.length; row++) {
    const area = Math.abs(acrossX * (y[row]! - fromY) - (fromX - x(row)) * acrossY);
    if (area > largest) {
      largest = area;
      best = row;
    }
  }
  return best;
}

/** -1 for what lies outside, and for NaN. */
function cellOf(value: number, { low, high, scale, cells }: RasterScale): number {
  return value >= low && value <= high ? Math.min(cells - 1, Math.trunc((value - low) * scale)) : -1;
}
