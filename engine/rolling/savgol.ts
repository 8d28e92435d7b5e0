import type { RowRange } from "../../contract/index.js";

/** The fit of a polynomial to a window. */
export interface SavgolFilter {
  /** Orthonormal polynomials over the places of the window, by degree. */
  readonly basis: readonly Float64Array[];
  /** Weights of the window's values for its middle. */
  readonly weights: Float64Array;
}

/**
 * The least-squares polynomial of degree `order` through `window` equidistant points. Polynomials orthogonal over the
 * points keep the digits that powers lose: P(k+1) = x P(k) − b P(k−1). Sources: A. Savitzky and M. J. E. Golay,
 * "Smoothing and differentiation of data by simplified least squares procedures", 1964; P. A. Gorry, "General
 * least-squares smoothing and differentiation by the convolution method", 1990.
 * @param window odd number of points
 * @param order degree, less than `window`
 */
export function savgolFilter(window: number, order: number): SavgolFilter {
  const half = (window - 1) / 2;
  const unit = Math.max(half, 1);
  const raw: Float64Array[] = [];
  for (let degree = 0; degree <= order; degree++) {
    const k = degree - 1;
    const b = (k * k * (window * window - k * k)) / (4 * (4 * k * k - 1)) / (unit * unit);
    const [one, two] = [raw[degree - 1], raw[degree - 2]];
    const place = (i: number): number =>
      one === undefined ? 1 : ((i - half) / unit) * one[i]! - (two === undefined ? 0 : b * two[i]!);
    raw.push(Float64Array.from({ length: window }, (_, i) => place(i)));
  }
  const basis = raw.map((polynomial) => {
    const norm = Math.sqrt(dot(polynomial, polynomial, 0));
    return polynomial.map((value) => value / norm);
  });
  const weights = Float64Array.from({ length: window }, (_, i) =>
    basis.reduce((sum, polynomial) => sum + polynomial[half]! * polynomial[i]!, 0),
  );
  return { basis, weights };
}

function dot(weights: Float64Array, values: Float64Array, base: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[base + i]!;
  return sum;
}

/** Rows that must be read to smooth `rows` of `length` in all. */
export function savgolNeeds(rows: RowRange, window: number, length: number): RowRange {
  const half = (window - 1) / 2;
  const start = Math.max(0, Math.min(rows.start - half, length - window));
  return { start, stop: Math.min(length, Math.max(rows.stop + half, window)) };
}

/**
 * Smooths `rows`: the filter inside, at both ends the polynomial through the first or last full window, as
 * `scipy.signal.savgol_filter` does.
 * @param values values of `read`, the rows {@link savgolNeeds} named
 */
export function smooth(
  values: Float64Array,
  read: RowRange,
  rows: RowRange,
  length: number,
  { basis, weights }: SavgolFilter,
  out: Float64Array,
): void {
  const window = weights.length;
  const half = (window - 1) / 2;
  /** The fit to the window that begins at a row. */
  const fit = (from: number): readonly number[] =>
    basis.map((polynomial) => dot(polynomial, values, from - read.start));
  let head: readonly number[] | undefined;
  let tail: readonly number[] | undefined;
  for (let row = rows.start; row < rows.stop; row++) {
    let smoothed: number;
    if (row < half) {
      head ??= fit(0);
      smoothed = head.reduce((sum, share, k) => sum + share * basis[k]![row]!, 0);
    } else if (row >= length - half) {
      tail ??= fit(length - window);
      smoothed = tail.reduce((sum, share, k) => sum + share * basis[k]![row - (length - window)]!, 0);
    } else smoothed = dot(weights, values, row - half - read.start);
    out[row - rows.start] = smoothed;
  }
}
