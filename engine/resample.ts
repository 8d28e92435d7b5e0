import { type Column, isNumeric } from "./column.js";
import { EngineError } from "./errors.js";
import { fourier } from "./fourier.js";

/** Longest signal: transforms of it, padded, take some 2 GB. */
const LONGEST = 2 ** 24;

/**
 * Resamples a periodic signal to `n` points through its spectrum, as `scipy.signal.resample` does: the first point stays
 * where it is, frequencies that the new points cannot carry are left out. The whole signal is held in memory; of a
 * column it is read first.
 * @param y real values; a column of numbers, or an array
 * @param n number of points, at least 1
 * @returns `n` values; equal to SciPy's within about 1e-15 of the largest value
 * @throws InvalidArgument for no values, more than 2^24 of them, or an `n` that is no number of points
 * @example resample([0, 1, 0, -1], 8)
 */
export function resample(y: ArrayLike<number>, n: number): Float64Array;
export function resample(y: Column, n: number): Promise<Float64Array>;
export function resample(y: ArrayLike<number> | Column, n: number): Float64Array | Promise<Float64Array> {
  for (const [name, count] of Object.entries({ n, "the signal's length": y.length })) {
    if (Number.isInteger(count) && count >= 1 && count <= LONGEST) continue;
    throw new EngineError(
      "InvalidArgument",
      `resample: ${name} must be an integer from 1 to 2^24; got ${String(count)}`,
    );
  }
  if (!("toArray" in y)) return resampled(Float64Array.from(y), n);
  if (!isNumeric(y)) throw new EngineError("UnsupportedType", `resample takes numbers; the column is ${y.dtype}`);
  return y.toArray().then((values) => resampled(Float64Array.from(values, Number), n));
}

function resampled(y: Float64Array, n: number): Float64Array {
  const size = y.length;
  const signal = new Float64Array(2 * size);
  for (let i = 0; i < size; i++) signal[2 * i] = y[i]!;
  const spectrum = fourier(signal);
  const kept = Math.min(n, size);
  const out = new Float64Array(2 * n);
  for (let k = 0; 2 * k <= kept; k++) {
    // At half the sampling rate one bin stands for two: split between both going up, united going down.
    const unpaired = k > 0 && 2 * k === kept;
    const share = unpaired && n !== size ? (n > size ? 0.5 : 2) : 1;
    const re = spectrum[2 * k]! * share;
    const im = k === 0 || 2 * k === n ? 0 : spectrum[2 * k + 1]! * share;
    out[2 * k] = re;
    out[2 * k + 1] = im;
    if (k === 0 || 2 * k === n) continue;
    out[2 * (n - k)] = re;
    out[2 * (n - k) + 1] = -im;
  }
  const result = fourier(out, true);
  return Float64Array.from({ length: n }, (_, i) => (result[2 * i]! * n) / size);
}
