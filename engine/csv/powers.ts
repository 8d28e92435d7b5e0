/**
 * Powers of five as the kernel for floats needs them.
 * @module
 */

const LEAST = -342;
const GREATEST = 308;
const WORD = 2n ** 64n;

/** Bytes of the table. */
export const POWERS_BYTES: number = (GREATEST - LEAST + 1) * 16;

/**
 * The leading 128 bits of 5^q for q from -342 to 308, high word first: truncated for positive powers, rounded up for
 * negative ones. D. Lemire, "Number Parsing at a Gigabyte per Second" (2021), section 6.
 */
export function powersOfFive(): BigUint64Array {
  const table = new BigUint64Array(POWERS_BYTES / 8);
  for (let q = LEAST; q <= GREATEST; q++) {
    const power = leadingBits(q);
    table[(q - LEAST) * 2] = power / WORD;
    table[(q - LEAST) * 2 + 1] = power % WORD;
  }
  return table;
}

function leadingBits(q: number): bigint {
  const five = 5n ** BigInt(Math.abs(q));
  const bits = five.toString(2).length;
  if (q >= 0) return bits <= 128 ? five << BigInt(128 - bits) : five >> BigInt(bits - 128);
  const scale = bits + (q >= -27 ? 127 : bits + 128);
  const reciprocal = (1n << BigInt(scale)) / five + 1n;
  const length = reciprocal.toString(2).length;
  return length <= 128 ? reciprocal : reciprocal >> BigInt(length - 128);
}
