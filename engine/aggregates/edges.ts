/**
 * Edges of uniform bins as NumPy computes them, in the arithmetic of the column's type.
 * @module
 */
import type { DTypeName } from "../../contract/index.js";
import { EngineError } from "../errors.js";

/** Uniform bins. */
export interface UniformBins {
  /** What NumPy's estimate subtracts, and the difference of the outer edges. */
  readonly first: number;
  readonly last: number;
  readonly width: number;
  readonly edges: Float64Array;
}

/**
 * `np.histogram_bin_edges` for a number of bins.
 * @param range outer edges; equal ones are widened by 0.5 on both sides
 * @param given whether the caller named the range (then NumPy spaces edges in float64 and rounds once)
 * @throws InvalidArgument in NumPy's words
 */
export function uniformBins(
  bins: number,
  range: readonly [number, number],
  type: DTypeName,
  given: boolean,
): UniformBins {
  let [first, last] = range;
  if (first > last)
    throw new EngineError("InvalidArgument", `max must be larger than min in range parameter, got [${range}]`);
  if (!Number.isFinite(first) || !Number.isFinite(last))
    throw new EngineError(
      "InvalidArgument",
      `${given ? "supplied" : "autodetected"} range of [${words(first)}, ${words(last)}] is not finite; give a finite 'range'`,
    );
  const single = type === "float32" || type === "float16";
  const round = single ? Math.fround : (x: number): number => x;
  const spacing = single && !given ? Math.fround : (x: number): number => x;
  if (first === last) {
    first = spacing(first - 0.5);
    last = spacing(last + 0.5);
  }
  const delta = spacing(last - first);
  const step = spacing(delta / bins);
  const edges = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i++) {
    const offset = step === 0 ? spacing(spacing(i / bins) * delta) : spacing(i * step);
    edges[i] = round(spacing(offset + first));
  }
  edges[bins] = round(last);
  for (let i = 0; i < bins; i++)
    if (edges[i]! >= edges[i + 1]!)
      throw new EngineError(
        "InvalidArgument",
        `too many bins for data range: cannot create ${bins} finite-sized bins over [${first}, ${last}]`,
      );
  return { first, last, width: delta, edges };
}

function words(x: number): string {
  return Number.isNaN(x)
    ? "nan"
    : x === Number.POSITIVE_INFINITY
      ? "inf"
      : x === Number.NEGATIVE_INFINITY
        ? "-inf"
        : String(x);
}
