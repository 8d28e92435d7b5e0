/**
 * Discrete Fourier transforms of any length.
 * @module
 */
import { type ElementAt, transformPowerOfTwo } from "./powers-of-two.js";

/**
 * Transform of complex numbers, real and imaginary parts interleaved. Lengths that are no power of two are written as a
 * convolution of a power of two (L. I. Bluestein, "A linear filtering approach to the computation of the discrete
 * Fourier transform", 1970), so that prime lengths take as long as others. Errors are a few 1e-16 of the largest value
 * times the logarithm of the length. Takes 32 bytes for each number of the sequence padded to twice its length or more,
 * and 16 for each of the sequence.
 * @param n numbers in the sequence
 * @param element asked once for each number
 * @param inverse with positive exponent and divided by n
 * @returns `2 n` numbers
 */
export function fourier(n: number, element: ElementAt, inverse = false): Float64Array {
  if (n < 2) {
    const out = new Float64Array(2 * n);
    if (n === 1) element(0, out, 0);
    return out;
  }
  if ((n & (n - 1)) === 0) return transformPowerOfTwo(n, element, inverse);
  if (!inverse) return bluestein(n, element);
  const result = bluestein(n, (k, out, at) => {
    element(k, out, at);
    out[at + 1] = -out[at + 1]!;
  });
  for (let i = 0; i < result.length; i += 2) {
    result[i]! /= n;
    result[i + 1] = -result[i + 1]! / n;
  }
  return result;
}

/** X(k) = w(k) Σ x(j) w(j) · conj w(k − j), with w(k) = exp(−iπk²/n). */
function bluestein(n: number, element: ElementAt): Float64Array {
  let size = 2;
  while (size < 2 * n - 1) size *= 2;
  const chirp = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    // k² modulo 2n, exact: the angle stays small whatever k.
    const angle = (-Math.PI * ((k * k) % (2 * n))) / n;
    chirp[2 * k] = Math.cos(angle);
    chirp[2 * k + 1] = Math.sin(angle);
  }
  const { product, room } = convolved(size, element, chirp);
  const back = (k: number, out: Float64Array, at: number): void => {
    out[at] = product[2 * k]!;
    out[at + 1] = product[2 * k + 1]!;
  };
  transformPowerOfTwo(size, back, true, room);
  for (let at = 0; at < chirp.length; at += 2) multiply(chirp, at, room, at);
  return chirp;
}

/** Transform of x(j) w(j), times that of conj w, both padded to `size`; and an array of that length to use again. */
function convolved(
  size: number,
  element: ElementAt,
  chirp: Float64Array,
): { readonly product: Float64Array; readonly room: Float64Array } {
  const signal = (k: number, out: Float64Array, at: number): void => {
    out[at] = 0;
    out[at + 1] = 0;
    if (2 * k >= chirp.length) return;
    element(k, out, at);
    multiply(out, at, chirp, 2 * k);
  };
  const filter = (k: number, out: Float64Array, at: number): void => {
    const from = 2 * Math.min(k, size - k);
    out[at] = from < chirp.length ? chirp[from]! : 0;
    out[at + 1] = from < chirp.length ? -chirp[from + 1]! : 0;
  };
  const product = transformPowerOfTwo(size, signal, false);
  const room = transformPowerOfTwo(size, filter, false);
  for (let at = 0; at < product.length; at += 2) multiply(product, at, room, at);
  return { product, room };
}

/** Multiplies a complex number in place. */
function multiply(into: Float64Array, at: number, by: Float64Array, from: number): void {
  const re = into[at]!;
  const im = into[at + 1]!;
  into[at] = re * by[from]! - im * by[from + 1]!;
  into[at + 1] = re * by[from + 1]! + im * by[from]!;
}
