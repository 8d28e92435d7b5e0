/**
 * Edges of uniform bins as NumPy computes them, in the arithmetic of the column's type.
 * @module
 */
import type { DTypeName } from "../../contract/index.js";
import { EngineError } from "../errors.js";

/** Uniform bins. */
export interface UniformBins {
  readonly first: number;
  readonly last: number;
  /** Bins per unit. */
  readonly scale: number;
  /** Distance from a bin's border, in bins, up to which an estimate by `scale` may be wrong. */
  readonly doubt: number;
  readonly edges: Float64Array;
}

/**
 * Outer edges as NumPy finds them: equal ones are widened by 0.5 on both sides.
 * @param given whether the caller named the range; else it was found in the data
 * @throws InvalidArgument in NumPy's words for a range that runs backwards or is not finite
 */
export function outerEdges(range: readonly [number, number], type: DTypeName, given: boolean): [number, number] {
  const [first, last] = range;
  if (first > last)
    throw new EngineError("InvalidArgument", `max must be larger than min in range parameter, got [${first}, ${last}]`);
  if (!Number.isFinite(first) || !Number.isFinite(last))
    throw new EngineError(
      "InvalidArgument",
      `${given ? "supplied" : "autodetected"} range of [${words(first)}, ${words(last)}] is not finite; give a finite 'range'`,
    );
  if (first !== last) return [first, last];
  const round = isSingle(type) && !given ? Math.fround : (x: number): number => x;
  return [round(first - 0.5), round(last + 0.5)];
}

/**
 * `np.histogram_bin_edges` for a number of bins. A range found in float32 data is spaced in float32 arithmetic; one
 * given by the caller in float64, rounded once.
 * @throws InvalidArgument as {@link outerEdges}, and for more bins than there are numbers in the range
 */
export function uniformBins(
  bins: number,
  range: readonly [number, number],
  type: DTypeName,
  given: boolean,
): UniformBins {
  const [first, last] = outerEdges(range, type, given);
  const single = isSingle(type);
  const round = single ? Math.fround : (x: number): number => x;
  const spacing = single && !given ? Math.fround : (x: number): number => x;
  const delta = spacing(last - first);
  const step = spacing(delta / bins);
  const edges = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i++) {
    const offset = step === 0 ? spacing(spacing(i / bins) * delta) : spacing(i * step);
    edges[i] = round(spacing(offset + first));
  }
  edges[bins] = round(last);
  for (let i = 0; i < bins; i++)
    if (!(edges[i]! < edges[i + 1]!))
      throw new EngineError(
        "InvalidArgument",
        `too many bins for data range: cannot create ${bins} finite-sized bins over [${first}, ${last}]`,
      );
  // the estimate and the edges are off by a few units in the last place of the largest edge
  const units = bins * (Math.max(Math.abs(first), Math.abs(last)) / (last - first) + 1);
  return { first, last, scale: bins / (last - first), doubt: units * 2 ** (single ? -20 : -48), edges };
}

/** The bin of a value, -1 outside. */
export function binOf({ first, last, scale, edges }: UniformBins, x: number): number {
  if (!(x >= first && x <= last)) return -1;
  const most = edges.length - 2;
  let bin = Math.min(Math.max(Math.trunc((x - first) * scale) || 0, 0), most);
  while (bin > 0 && x < edges[bin]!) bin--;
  while (bin < most && x >= edges[bin + 1]!) bin++;
  return bin;
}

function isSingle(type: DTypeName): boolean {
  return type === "float32" || type === "float16";
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
