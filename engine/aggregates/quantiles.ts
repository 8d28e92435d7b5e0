/**
 * quantiles and median: requests. Exact ones are worked out by `radix-quantiles.ts`, sketches by `ddsketch.ts`.
 * @module
 */
import type { AggregateRequest } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { checkMethod, type QuantileMethod } from "./quantile-methods.js";
import { type ColumnOr, type NaNOptions, optionsOf, request } from "./request.js";

/**
 * Exact quantiles, interpolated between the two nearest ranks as `np.quantile` does. NaN when a NaN is there
 * (`nan: "skip"`: leave out) or for no values. 64-bit integers are ordered with all their digits: methods that pick an
 * element (`"lower"`, `"higher"`, `"nearest"`, `"inverted_cdf"`, `"closest_observation"`) give it as bigint, as NumPy
 * gives int64; the others compute between two elements and give numbers.
 *
 * With `sketch: true` one pass is enough whatever the data: by DDSketch, within a relative `accuracy` of a value of
 * that rank.
 * @throws InvalidArgument for no probabilities, or ones outside [0, 1], an unknown method, an accuracy outside (0, 1)
 */
export function quantiles<R extends number | bigint = number>(
  column: string | QuantilesOptions,
  options?: QuantilesOptions,
): AggregateRequest<R[]> {
  const { q } = optionsOf(column, options);
  if (q === undefined || q.length === 0)
    throw new EngineError(
      "InvalidArgument",
      "'q' must name probabilities: quantiles(column, { q: [0.25, 0.5, 0.75] })",
    );
  for (const p of q)
    if (!(p >= 0 && p <= 1))
      throw new EngineError("InvalidArgument", `quantiles must be in the range [0, 1], got ${String(p)}`);
  return requestOf(column, options, {});
}

/** The middle value, or the mean of the two middle ones (`np.median`). NaN as {@link quantiles}. */
export function median(column?: ColumnOr<MedianOptions>, options?: MedianOptions): AggregateRequest<number> {
  return requestOf(column, options, { median: true, q: [0.5] });
}

/** Options of {@link median}. */
export interface MedianOptions extends NaNOptions {
  /** Estimate in one pass instead of finding the exact value. Default false. */
  readonly sketch?: boolean;
  /** Relative accuracy of a sketch; default 0.01. */
  readonly accuracy?: number;
}

/** Options of {@link quantiles}. */
export interface QuantilesOptions extends MedianOptions {
  /** Probabilities in [0, 1]. */
  readonly q: readonly number[];
  /** NumPy's name of the way to interpolate; default `"linear"`. Not for sketches. */
  readonly method?: QuantileMethod;
}

function requestOf<R>(
  column: ColumnOr<Partial<QuantilesOptions>> | undefined,
  options: Partial<QuantilesOptions> | undefined,
  fixed: object,
): AggregateRequest<R> {
  const { method, sketch = false, accuracy = 0.01 } = optionsOf(column, options);
  if (method !== undefined) checkMethod(method);
  if (!sketch) return request("quantiles", column, options, fixed);
  if (method !== undefined)
    throw new EngineError("InvalidArgument", `'method' is for exact quantiles; leave out '${method}' or 'sketch'`);
  if (!(accuracy >= 0.001 && accuracy < 1))
    throw new EngineError("InvalidArgument", `'accuracy' must be from 0.001 to below 1, got ${String(accuracy)}`);
  return request("ddsketch", column, options, { ...fixed, accuracy });
}
