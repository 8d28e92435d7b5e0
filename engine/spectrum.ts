/**
 * Resampling through the spectrum.
 * @module
 */
import { fourier } from "./fourier.js";

/** `n` points of a periodic signal, as `scipy.signal.resample` gives them. @param y one value or more */
export function resampled(y: ArrayLike<number | bigint>, n: number): Float64Array {
  const size = y.length;
  const spectrum = fourier(size, (k, out, at) => {
    out[at] = Number(y[k]);
    out[at + 1] = 0;
  });
  const kept = Math.min(n, size);
  const points = fourier(
    n,
    (k, out, at) => {
      const mirrored = 2 * k > kept;
      const bin = mirrored ? n - k : k;
      out[at] = 0;
      out[at + 1] = 0;
      if (2 * bin > kept) return;
      // At half the sampling rate one bin stands for two: split between both going up, united going down.
      const unpaired = bin > 0 && 2 * bin === kept;
      const share = unpaired && n !== size ? (n > size ? 0.5 : 2) : 1;
      out[at] = spectrum[2 * bin]! * share;
      const im = bin === 0 || 2 * bin === n ? 0 : spectrum[2 * bin + 1]! * share;
      out[at + 1] = mirrored ? -im : im;
    },
    true,
  );
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) result[i] = (points[2 * i]! * n) / size;
  return result;
}
