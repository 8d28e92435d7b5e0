/**
 * Between which ranks a quantile lies: NumPy's methods, after R. Hyndman and Y. Fan, "Sample quantiles in statistical
 * packages" (1996), with NumPy's own arithmetic, so that rounding falls the same way.
 * @module
 */
import { didYouMean, EngineError } from "../errors.js";

/** Methods that pick an element; of 64-bit integers they give bigint. */
export type PickingMethod = "inverted_cdf" | "closest_observation" | "lower" | "higher" | "nearest";

/** Methods that may fall between two elements; they give numbers. */
export type BetweenMethod =
  | "averaged_inverted_cdf"
  | "interpolated_inverted_cdf"
  | "hazen"
  | "weibull"
  | "linear"
  | "median_unbiased"
  | "normal_unbiased"
  | "midpoint";

/** A method of `np.quantile`. */
export type QuantileMethod = PickingMethod | BetweenMethod;

const PICKING: readonly QuantileMethod[] = [
  "inverted_cdf",
  "closest_observation",
  "lower",
  "higher",
  "nearest",
] satisfies readonly PickingMethod[];

/** Whether a method picks an element instead of computing between two. */
export function isPicking(method: QuantileMethod): method is PickingMethod {
  return PICKING.includes(method);
}

/** Two ranks and the weight of the upper one. */
export interface Between {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

/** From probability and number of values to a place among the sorted values; fractions lie between two. */
type Place = (q: number, n: number) => number;

const hyndmanFan =
  (alpha: number, beta: number): Place =>
  (q, n) =>
    n * q + (alpha + q * (1 - alpha - beta)) - 1;

const PLACES: { readonly [M in QuantileMethod]: Place } = {
  inverted_cdf: (q, n) => Math.ceil(n * q - 1),
  averaged_inverted_cdf: (q, n) => n * q - 1,
  closest_observation(q, n) {
    const place = n * q - 1 - 0.5;
    const floor = Math.floor(place);
    // ties go to the even rank, counted from 1
    return place === floor && floor % 2 !== 0 ? floor : floor + 1;
  },
  interpolated_inverted_cdf: hyndmanFan(0, 1),
  hazen: hyndmanFan(0.5, 0.5),
  weibull: hyndmanFan(0, 0),
  linear: (q, n) => (n - 1) * q,
  median_unbiased: hyndmanFan(1 / 3, 1 / 3),
  normal_unbiased: hyndmanFan(3 / 8, 3 / 8),
  lower: (q, n) => Math.floor((n - 1) * q),
  higher: (q, n) => Math.ceil((n - 1) * q),
  midpoint: (q, n) => 0.5 * (Math.floor((n - 1) * q) + Math.ceil((n - 1) * q)),
  nearest: (q, n) => roundHalfEven((n - 1) * q),
};

/** Checks a method's name. @throws InvalidArgument with the nearest known one */
export function checkMethod(method: string): asserts method is QuantileMethod {
  if (Object.hasOwn(PLACES, method)) return;
  const names = Object.keys(PLACES);
  throw new EngineError(
    "InvalidArgument",
    `'${method}' is not a valid method${didYouMean(method, names)}; use one of ${names.join(", ")}`,
  );
}

/** Where the quantile `q` of `n > 0` values lies. */
export function between(method: QuantileMethod, q: number, n: number): Between {
  const place = PLACES[method](q, n);
  if (place < 0) return { low: 0, high: 0, weight: 0 };
  if (place >= n - 1) return { low: n - 1, high: n - 1, weight: 0 };
  const low = Math.floor(place);
  const rest = place - low;
  const weight = method === "averaged_inverted_cdf" ? (rest === 0 ? 0.5 : 1) : rest;
  return { low, high: low + 1, weight };
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
