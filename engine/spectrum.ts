/**
 * Resampling through the spectrum.
 * @module
 */
import { fourier } from "./fourier.js";

/** `n` points of a periodic signal, as `scipy.signal.resample` gives them. @param y one value or more */
export function resampled(y: Float64Array, n: number): Float64Array {
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
