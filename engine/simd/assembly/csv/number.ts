/**
 * Decimal to float64, rounded to nearest, ties to even. D. Lemire, "Number Parsing at a Gigabyte per Second" (2021);
 * N. Mushtak and D. Lemire, "Fast Number Parsing Without Fallback" (2023), which proves that one or two products with
 * 128-bit powers of five are enough for every mantissa of up to 19 digits.
 */

/** Byte offset of the table of powers: 5^-342 to 5^308, 128 bits each, high half first; written by the host. */
export const POWERS: usize = 4096;

const LEAST_POWER: i32 = -342;
const GREATEST_POWER: i32 = 308;

/** The upper half of the 128-bit product of two words; the lower one is `a * b`. */
// @ts-ignore: decorator
@inline
function upperHalf(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const p01 = a0 * b1;
  const p10 = a1 * b0;
  const middle = ((a0 * b0) >> 32) + (p01 & 0xffffffff) + (p10 & 0xffffffff);
  return a1 * b1 + (p01 >> 32) + (p10 >> 32) + (middle >> 32);
}

/** The bits of `w · 10^q`, without sign. */
// @ts-ignore: decorator
@inline
export function bitsOf(w: u64, q: i32): u64 {
  if (w == 0 || q < LEAST_POWER) return 0;
  if (q > GREATEST_POWER) return 0x7ff0000000000000;
  const lz = <i32>clz(w);
  const normal = w << (<u64>lz);
  const power = POWERS + (<usize>(q - LEAST_POWER) << 4);
  let top = upperHalf(normal, load<u64>(power));
  let rest = normal * load<u64>(power);
  if ((top & 0x1ff) == 0x1ff) {
    const more = upperHalf(normal, load<u64>(power, 8));
    rest += more;
    if (rest < more) top++;
  }
  const upper = <i32>(top >> 63);
  let mantissa = top >> (<u64>(upper + 9));
  let exponent = (((152170 + 65536) * q) >> 16) + 63 + upper - lz + 1023;
  if (exponent <= 0) {
    if (1 - exponent >= 64) return 0;
    mantissa >>= <u64>(1 - exponent);
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    // rounding up the greatest subnormal gives the least normal number, whose bits these are
    return mantissa;
  }
  if (rest <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1) {
    if (mantissa << (<u64>(upper + 9)) == top) mantissa &= ~(<u64>1);
  }
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= (<u64>1) << 53) {
    mantissa = (<u64>1) << 52;
    exponent++;
  }
  if (exponent >= 2047) return 0x7ff0000000000000;
  return (mantissa & ~((<u64>1) << 52)) | ((<u64>exponent) << 52);
}

/** Whether eight bytes are all digits. */
// @ts-ignore: decorator
@inline
export function areDigits(eight: u64): bool {
  return (
    ((eight & 0xf0f0f0f0f0f0f0f0) | (((eight + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) == 0x3333333333333333
  );
}

/** Eight zeros in digits. */
export const ZEROS: u64 = 0x3030303030303030;

/** Eight digits: zeros, and the last `count`, 0 to 8, of the bytes before `end`. */
// @ts-ignore: decorator
@inline
export function lastDigits(end: usize, count: usize): u64 {
  const half = <u64>count << 2;
  const rest = (~(<u64>0) >> half) >> half;
  return (load<u64>(end - 8) & ~rest) | (ZEROS & rest);
}

/** The number that eight digits are, the first in the lowest byte. */
// @ts-ignore: decorator
@inline
export function valueOf(eight: u64): u64 {
  const digits = eight - 0x3030303030303030;
  const pairs = digits * 10 + (digits >> 8);
  return (
    ((pairs & 0x000000ff000000ff) * 0x000f424000000064 + ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >>
    32
  );
}
