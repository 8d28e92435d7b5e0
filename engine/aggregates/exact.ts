/**
 * Exact sums of doubles: a superaccumulator of 32-bit limbs that covers the whole range of float64, so that the sum
 * is rounded once and does not depend on order or splits. After R. Neal, "Fast exact summation using small and large
 * superaccumulators" (2015), with float64 holding the limbs.
 * @module
 */

/** float64 slots of one accumulator: 68 limbs, counts of NaN, +inf and -inf, and adds since the last carry. */
export const LIMB_SLOTS = 72;
const LIMBS = 68;
const NAN_SLOT = 68;
const POSITIVE_SLOT = 69;
const NEGATIVE_SLOT = 70;
const ADDS_SLOT = 71;

/** Adds a limb takes before it could leave the 53 bits a double holds exactly. */
const ADDS_BEFORE_CARRY = 2 ** 19;
const TWO32 = 2 ** 32;

/** A fresh accumulator. */
export function createAccumulator(): Float64Array {
  return new Float64Array(LIMB_SLOTS);
}

const scratch = new DataView(new ArrayBuffer(8));

/** Adds one double, exactly. */
export function addValue(acc: Float64Array, x: number): void {
  scratch.setFloat64(0, x);
  const high = scratch.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  if (exponent === 0x7ff) {
    const slot = Number.isNaN(x) ? NAN_SLOT : x > 0 ? POSITIVE_SLOT : NEGATIVE_SLOT;
    acc[slot]!++;
    return;
  }
  const low = scratch.getUint32(4);
  const position = exponent === 0 ? 0 : exponent - 1;
  const top = (high & 0xfffff) + (exponent === 0 ? 0 : 0x100000);
  const limb = position >>> 5;
  const scale = 2 ** (position & 31);
  const sign = high >>> 31 === 1 ? -1 : 1;
  const p0 = low * scale;
  const carry0 = Math.floor(p0 / TWO32);
  const p1 = top * scale + carry0;
  const carry1 = Math.floor(p1 / TWO32);
  acc[limb]! += sign * (p0 - carry0 * TWO32);
  acc[limb + 1]! += sign * (p1 - carry1 * TWO32);
  acc[limb + 2]! += sign * carry1;
  if (++acc[ADDS_SLOT]! >= ADDS_BEFORE_CARRY) carry(acc);
}

/** Adds accumulator `from` into `into`. */
export function addAccumulator(into: Float64Array, from: Float64Array): void {
  carry(into);
  const copy = from.slice();
  carry(copy);
  for (let i = 0; i < ADDS_SLOT; i++) into[i]! += copy[i]!;
  into[ADDS_SLOT] = 2;
}

/** The sum, rounded once to the nearest double (ties to even). NaN and infinities as IEEE addition has them. */
export function roundedSum(acc: Float64Array): number {
  return special(acc) ?? roundRatio(toInteger(acc), 1n, -1074);
}

/** The mean of `n` values, rounded once. NaN for none. */
export function roundedMean(acc: Float64Array, n: number): number {
  if (n === 0) return Number.NaN;
  return special(acc) ?? roundRatio(toInteger(acc), BigInt(n), -1074);
}

/** The sum of integers as bigint; exact. */
export function integerSum(acc: Float64Array): bigint {
  return toInteger(acc) >> 1074n;
}

/** The sum in units of 2^-1074, exact; a number where it is NaN or infinite. */
export function exactUnits(acc: Float64Array): bigint | number {
  return special(acc) ?? toInteger(acc);
}

/** Variance of `n` values from their exact sum and sum of squares, rounded once. NaN for `n <= ddof`. */
export function roundedVariance(sum: Float64Array, squares: Float64Array, n: number, ddof: number): number {
  if (n <= ddof) return Number.NaN;
  const odd = special(sum) ?? special(squares);
  if (odd !== undefined) return Number.NaN;
  const s1 = toInteger(sum);
  const count = BigInt(n);
  // both accumulators count units of 2^-1074, so the square of the sum counts units of 2^-2148
  const numerator = ((count * toInteger(squares)) << 1074n) - s1 * s1;
  return roundRatio(numerator, count * BigInt(n - ddof), -2148);
}

/** `numerator / denominator · 2^exponent`, rounded once to the nearest double, ties to even. */
export function roundRatio(numerator: bigint, denominator: bigint, exponent: number): number {
  if (numerator === 0n) return 0;
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  // 64 quotient bits or more, but no bit below the last subnormal one, so that rounding happens once
  const wanted = 64 - (bitLength(size) - bitLength(denominator));
  const shift = Math.max(wanted, 0);
  const scaled = size << BigInt(shift);
  const quotient = scaled / denominator;
  const sticky = scaled % denominator === 0n ? 0n : 1n;
  const value = scaleRounded((quotient << 1n) | sticky, exponent - shift - 1);
  return negative ? -value : value;
}

/** `size · 2^exponent` to the nearest double. */
function scaleRounded(size: bigint, exponent: number): number {
  const bits = bitLength(size);
  const drop = Math.max(bits - 53, -1074 - exponent, 0);
  const kept = size >> BigInt(drop);
  const rest = size - (kept << BigInt(drop));
  const half = drop === 0 ? 0n : 1n << BigInt(drop - 1);
  const up = drop > 0 && (rest > half || (rest === half && (kept & 1n) === 1n));
  return scaleByPower(Number(up ? kept + 1n : kept), exponent + drop);
}

/** x · 2^e in steps that stay in range; exact unless the result overflows, as x has no more bits than fit. */
function scaleByPower(x: number, e: number): number {
  let value = x;
  let left = e;
  while (left > 1000) {
    value *= 2 ** 1000;
    left -= 1000;
  }
  while (left < -1000) {
    value *= 2 ** -1000;
    left += 1000;
  }
  return value * 2 ** left;
}

function special(acc: Float64Array): number | undefined {
  const positive = acc[POSITIVE_SLOT]! > 0;
  const negative = acc[NEGATIVE_SLOT]! > 0;
  if (acc[NAN_SLOT]! > 0 || (positive && negative)) return Number.NaN;
  if (positive) return Number.POSITIVE_INFINITY;
  return negative ? Number.NEGATIVE_INFINITY : undefined;
}

function toInteger(acc: Float64Array): bigint {
  let low = 0;
  while (low < LIMBS && acc[low] === 0) low++;
  let high = LIMBS - 1;
  while (high > low && acc[high] === 0) high--;
  let total = 0n;
  for (let i = high; i >= low; i--) total = (total << 32n) + BigInt(acc[i] ?? 0);
  return total << BigInt(low * 32);
}

function bitLength(x: bigint): number {
  const hex = x.toString(16);
  return hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28;
}

/** Moves what exceeds 32 bits of each limb into the next. */
function carry(acc: Float64Array): void {
  let over = 0;
  for (let i = 0; i < LIMBS - 1; i++) {
    const value = acc[i]! + over;
    over = Math.floor(value / TWO32);
    acc[i] = value - over * TWO32;
  }
  acc[LIMBS - 1]! += over;
  acc[ADDS_SLOT] = 1;
}
