/**
 * Discrete Fourier transforms of any length.
 * @module
 */
import FFT from "fft.js";

/**
 * Transform of complex numbers, real and imaginary parts interleaved. Powers of two go to fft.js; other lengths are
 * written as a convolution of a power of two (L. I. Bluestein, "A linear filtering approach to the computation of the
 * discrete Fourier transform", 1970), so that prime lengths take as long as others. Errors are a few 1e-16 of the
 * largest value times the logarithm of the length.
 * @param data `2 n` numbers, not changed
 * @param inverse with positive exponent and divided by n
 */
export function fourier(data: Float64Array, inverse = false): Float64Array {
  const n = data.length / 2;
  if (n < 2) return data.slice();
  if ((n & (n - 1)) === 0) return powerOfTwo(data, inverse);
  if (!inverse) return bluestein(data, n);
  const result = conjugate(bluestein(conjugate(data), n));
  for (let i = 0; i < result.length; i++) result[i]! /= n;
  return result;
}

function powerOfTwo(data: Float64Array, inverse: boolean): Float64Array {
  const fft = new FFT(data.length / 2);
  const out = new Float64Array(data.length);
  // fft.js declares plain arrays and indexes whatever it is given.
  if (inverse) fft.inverseTransform(out as unknown as number[], data as unknown as number[]);
  else fft.transform(out as unknown as number[], data as unknown as number[]);
  return out;
}

/** X(k) = w(k) Σ x(j) w(j) · conj w(k − j), with w(k) = exp(−iπk²/n). */
function bluestein(data: Float64Array, n: number): Float64Array {
  let size = 2;
  while (size < 2 * n - 1) size *= 2;
  const chirp = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    // k² modulo 2n, exact: the angle stays small whatever k.
    const angle = (-Math.PI * ((k * k) % (2 * n))) / n;
    chirp[2 * k] = Math.cos(angle);
    chirp[2 * k + 1] = Math.sin(angle);
  }
  const left = new Float64Array(2 * size);
  left.set(multiply(data, chirp));
  const right = new Float64Array(2 * size);
  right.set(conjugate(chirp));
  for (let k = 1; k < n; k++) {
    right[2 * (size - k)] = right[2 * k]!;
    right[2 * (size - k) + 1] = right[2 * k + 1]!;
  }
  const product = multiply(powerOfTwo(left, false), powerOfTwo(right, false));
  return multiply(powerOfTwo(product, true).subarray(0, 2 * n), chirp);
}

function conjugate(data: Float64Array): Float64Array {
  return data.map((value, i) => (i % 2 === 0 ? value : -value));
}

function multiply(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i += 2) {
    out[i] = a[i]! * b[i]! - a[i + 1]! * b[i + 1]!;
    out[i + 1] = a[i]! * b[i + 1]! + a[i + 1]! * b[i]!;
  }
  return out;
}
