/**
 * Discrete Fourier transforms of powers of two.
 * @module
 */
import FFT from "fft.js";

/** Puts number `k` of a sequence of complex numbers at `out[at]` and `out[at + 1]`. */
export type ElementAt = (k: number, out: Float64Array, at: number) => void;

/** Longest transform that is left to fft.js whole, and those of its parity: 16 bytes and a table of 16 each. */
const WHOLE_BITS = 13;

/** Twiddle factors worked out together; three of two numbers for each butterfly, which stay in a core's cache. */
const FACTORS = 1024;

/**
 * Transform of `n` complex numbers, real and imaginary parts interleaved; the numbers are asked for once each. fft.js
 * transforms parts of the sequence, every fourth, sixteenth … number; parts are joined in place by the radix-4 steps
 * that fft.js makes, so that the result is fft.js's to the last bit, without its tables, which take as much memory as
 * the sequence, and without a copy of the sequence.
 * @param n a power of two, 2 or more
 * @param inverse with positive exponent and divided by n
 * @param out where the result goes, `2 n` numbers; default a new array
 */
export function transformPowerOfTwo(
  n: number,
  element: ElementAt,
  inverse: boolean,
  out: Float64Array = new Float64Array(2 * n),
): Float64Array {
  const bits = 31 - Math.clz32(n);
  const partBits = bits <= WHOLE_BITS ? bits : WHOLE_BITS - ((WHOLE_BITS - bits) & 1);
  const length = 2 ** partBits;
  const digits = (bits - partBits) / 2;
  const parts = n / length;
  const fft = new FFT(length);
  const part = new Float64Array(2 * length);
  for (let p = 0; p < parts; p++) {
    const first = reversed(p, digits);
    for (let j = 0; j < length; j++) element(first + j * parts, part, 2 * j);
    const into = out.subarray(2 * p * length, 2 * (p + 1) * length);
    // fft.js declares plain arrays and indexes whatever it is given.
    if (inverse) fft.inverseTransform(into as unknown as number[], part as unknown as number[]);
    else fft.transform(into as unknown as number[], part as unknown as number[]);
  }
  for (let joined = 4 * length; joined <= n; joined *= 4) join(out, joined, inverse);
  // fft.js has divided by the length of its parts; powers of two divide exactly
  if (inverse && parts > 1) for (let i = 0; i < out.length; i++) out[i]! /= parts;
  return out;
}

/** A number of so many base-4 digits with the digits in reverse order. */
function reversed(number: number, digits: number): number {
  let result = 0;
  for (let d = 0, rest = number; d < digits; d++, rest >>>= 2) result = result * 4 + (rest & 3);
  return result;
}

/** Joins transforms of a quarter of `length` four by four, in place. */
function join(out: Float64Array, length: number, inverse: boolean): void {
  const quarter = length / 4;
  const factors = new Float64Array(6 * FACTORS);
  for (let from = 0; from < quarter; from += FACTORS) {
    for (let q = 0; q < FACTORS; q++)
      for (let power = 1; power <= 3; power++) {
        // as fft.js rounds it
        const angle = (Math.PI * (2 * power * (from + q))) / length;
        factors[6 * q + 2 * power - 2] = Math.cos(angle);
        factors[6 * q + 2 * power - 1] = inverse ? Math.sin(angle) : -Math.sin(angle);
      }
    for (let first = 2 * from; first < out.length; first += 2 * length)
      butterflies(out, first, 2 * quarter, factors, inverse ? -1 : 1);
  }
}

/** {@link FACTORS} butterflies of numbers that lie `apart` from each other. */
function butterflies(out: Float64Array, first: number, apart: number, factors: Float64Array, turn: 1 | -1): void {
  for (let q = 0, a = first; q < 6 * FACTORS; q += 6, a += 2) {
    const b = a + apart;
    const c = b + apart;
    const d = c + apart;
    const ar = out[a]!;
    const ai = out[a + 1]!;
    const br = out[b]! * factors[q]! - out[b + 1]! * factors[q + 1]!;
    const bi = out[b]! * factors[q + 1]! + out[b + 1]! * factors[q]!;
    const cr = out[c]! * factors[q + 2]! - out[c + 1]! * factors[q + 3]!;
    const ci = out[c]! * factors[q + 3]! + out[c + 1]! * factors[q + 2]!;
    const dr = out[d]! * factors[q + 4]! - out[d + 1]! * factors[q + 5]!;
    const di = out[d]! * factors[q + 5]! + out[d + 1]! * factors[q + 4]!;
    const turnedR = turn * (br - dr);
    const turnedI = turn * (bi - di);
    out[a] = ar + cr + (br + dr);
    out[a + 1] = ai + ci + (bi + di);
    out[b] = ar - cr + turnedI;
    out[b + 1] = ai - ci - turnedR;
    out[c] = ar + cr - (br + dr);
    out[c + 1] = ai + ci - (bi + di);
    out[d] = ar - cr - turnedI;
    out[d + 1] = ai - ci + turnedR;
  }
}
