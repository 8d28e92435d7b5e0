/**
 * Building requests: aggregates as plain data.
 * @module
 */
import type { AggregateRequest, Cloneable } from "../../contract/index.js";
import { checkChoice, checkNames } from "../names.js";

/** What to do with NaN: `"propagate"` (default, as `np.mean`) makes the result NaN, `"skip"` leaves NaN out (`np.nanmean`). */
export type NaNPolicy = "propagate" | "skip";

/** Options of aggregates over numbers. */
export interface NaNOptions {
  readonly nan?: NaNPolicy;
}

/** Names of the options of the aggregates made here, by kind. */
const OPTIONS: { readonly [kind: string]: readonly string[] } = {
  count: ["nan"],
  sum: ["nan", "exact"],
  mean: ["nan", "exact"],
  extremes: ["nan"],
  moments: ["nan", "ddof"],
  histogram: ["bins", "range", "density"],
};

/** The only or first argument of an aggregate: a column's name, or on a Column its options at once. */
export type ColumnOr<O> = string | O;

/** A request over one column; on a Column the name is left out and the options come first. */
export function request<R, O extends object>(
  kind: string,
  first: ColumnOr<O> | undefined,
  second?: O,
  fixed: object = {},
): AggregateRequest<R> {
  const options = optionsOf(first, second);
  const known = OPTIONS[kind];
  if (known !== undefined) checkNames(options, known, `'${kind}'`);
  if ("nan" in options) checkChoice("nan", options.nan, ["propagate", "skip"]);
  const given = Object.entries({ ...options, ...fixed }).filter(([, value]) => value !== undefined);
  return {
    kind,
    columns: typeof first === "string" ? [first] : [],
    options: Object.fromEntries(given) as { [name: string]: Cloneable },
  };
}

/** The options among two arguments. */
export function optionsOf<O extends object>(first: ColumnOr<O> | undefined, second: O | undefined): Partial<O> {
  return (typeof first === "object" ? first : second) ?? {};
}
