/**
 * Variance, skewness and kurtosis of rows that come in no known order: from exact sums of powers, so that no result
 * depends on how they are split. A power is taken apart into doubles whose sum it is (Dekker 1971).
 * @module
 */
import type { Arena } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { addAccumulator, createAccumulator, exactUnits, roundRatio } from "./exact.js";
import { addBlocks } from "./sum.js";

/** Exact sums of the first powers of values. */
export interface PowerSums {
  n: number;
  /** Sums of the 1st, 2nd, … power. */
  readonly sums: Float64Array[];
  /** The same of values whose powers leave the range of doubles, in units of 2^(-1074 · power). */
  readonly far: bigint[];
  /** NaN and infinities. */
  odd: number;
}

/** Sums that have seen nothing. @param order highest power */
export function createPowers(order: 2 | 4): PowerSums {
  const each = Array.from({ length: order }, (_, k) => k);
  return { n: 0, sums: each.map(createAccumulator), far: each.map(() => 0n), odd: 0 };
}

/** Adds packed float64 values. */
export function addPowers(into: PowerSums, at: number, n: number, arena: Arena, kernels: Kernels): void {
  const mark = arena.mark();
  const [x, p, e, high, low] = [0, 1, 2, 3, 4].map(() => arena.alloc(n * 8)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const view = (offset: number): Float64Array => new Float64Array(arena.buffer, offset, n);
  const near = view(x);
  near.set(view(at));
  into.n += n;
  for (let i = 0; i < n; i++) {
    const size = Math.abs(near[i]!);
    if ((size <= GREATEST && size >= LEAST) || size === 0) continue;
    if (size - size === 0) addFar(into, near[i]!);
    else into.odd++;
    near[i] = 0;
  }
  const add = (power: number, a: number, b: number, twice = false): void => {
    multiply(view(a), view(b), view(high), view(low), twice ? 2 : 1);
    addBlocks(into.sums[power - 1]!, high, n, arena, kernels);
    addBlocks(into.sums[power - 1]!, low, n, arena, kernels);
  };
  addBlocks(into.sums[0]!, x, n, arena, kernels);
  multiply(near, near, view(p), view(e), 1);
  addBlocks(into.sums[1]!, p, n, arena, kernels);
  addBlocks(into.sums[1]!, e, n, arena, kernels);
  if (into.sums.length > 2) {
    add(3, x, p);
    add(3, x, e);
    add(4, p, p);
    add(4, p, e, true);
    add(4, e, e);
  }
  arena.reset(mark);
}

/** Adds all of `from`. */
export function joinPowers(into: PowerSums, from: PowerSums): void {
  into.n += from.n;
  into.odd += from.odd;
  from.sums.forEach((sum, k) => void addAccumulator(into.sums[k]!, sum));
  from.far.forEach((sum, k) => {
    into.far[k]! += sum;
  });
}

/** Variance; NaN for `n <= ddof`. */
export function varianceOfPowers(powers: PowerSums, ddof: number): number {
  const { n } = powers;
  if (n <= ddof || powers.odd > 0) return Number.NaN;
  const [s1, s2] = unitsOf(powers) as [bigint, bigint];
  const count = BigInt(n);
  const total = count * s2 - s1 * s1;
  if (Number.isInteger(ddof)) return roundRatio(total, count * BigInt(n - ddof), 2 * UNIT);
  return roundRatio(total, count, 2 * UNIT) / (n - ddof);
}

/** Skewness m3 / m2^1.5; NaN for constant values. */
export function skewOfPowers(powers: PowerSums): number {
  const { n } = powers;
  const m2 = varianceOfPowers(powers, 0);
  if (!(m2 > 0)) return Number.NaN;
  const [s1, s2, s3] = unitsOf(powers) as [bigint, bigint, bigint];
  const count = BigInt(n);
  const total = count * count * s3 - 3n * count * s1 * s2 + 2n * s1 ** 3n;
  return roundRatio(total, count ** 3n, 3 * UNIT) / m2 ** 1.5;
}

/** Excess kurtosis m4 / m2² − 3; NaN for constant values. */
export function kurtOfPowers(powers: PowerSums): number {
  const { n } = powers;
  const m2 = varianceOfPowers(powers, 0);
  if (!(m2 > 0)) return Number.NaN;
  const [s1, s2, s3, s4] = unitsOf(powers) as [bigint, bigint, bigint, bigint];
  const count = BigInt(n);
  const total = count ** 3n * s4 - 4n * count ** 2n * s1 * s3 + 6n * count * s1 ** 2n * s2 - 3n * s1 ** 4n;
  return roundRatio(total, count ** 4n, 4 * UNIT) / (m2 * m2) - 3;
}

/** Exact sums are integers times two to this power. */
const UNIT = -1074;

/** Sizes whose fourth powers, taken apart, stay among normal doubles. */
const GREATEST = 2 ** 240;
const LEAST = 2 ** -200;

/** Veltkamp's splitter for 53 bits. */
const SPLITTER = 2 ** 27 + 1;

/** `high[i] + low[i]` is exactly `factor · a[i] · b[i]`; `factor` is a power of two. */
function multiply(a: Float64Array, b: Float64Array, high: Float64Array, low: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]! * factor;
    const product = x * y;
    const bigX = SPLITTER * x;
    const bigY = SPLITTER * y;
    const x1 = bigX - (bigX - x);
    const y1 = bigY - (bigY - y);
    const x2 = x - x1;
    const y2 = y - y1;
    high[i] = product;
    low[i] = x2 * y2 - (product - x1 * y1 - x2 * y1 - x1 * y2);
  }
}

const scratch = new DataView(new ArrayBuffer(8));

function addFar(into: PowerSums, x: number): void {
  scratch.setFloat64(0, x);
  const bits = scratch.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0n ? 0n : 1n << 52n);
  const size = mantissa << (exponent === 0n ? 0n : exponent - 1n);
  const units = x < 0 ? -size : size;
  for (let k = 0; k < into.far.length; k++) into.far[k]! += units ** BigInt(k + 1);
}

/** Sums of powers as integers, the k-th in units of 2^(-1074 k). */
function unitsOf({ sums, far }: PowerSums): bigint[] {
  return sums.map((acc, k) => ((exactUnits(acc) as bigint) << BigInt(-UNIT * k)) + far[k]!);
}
