import { type ContinuousDistribution, continuous } from "./continuous.js";
import { normalQuantile } from "./normal-quantile.js";
import { normalDensity, normalUpperTail } from "./normal-tail.js";

/**
 * The normal distribution, `scipy.stats.norm`: `loc` is the mean, `scale` the standard deviation.
 * @example norm.ppf(0.975)
 */
export const norm: ContinuousDistribution<[]> = continuous<[]>({
  name: "norm",
  shapes: [],
  support: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  pdf: (x) => normalDensity(x),
  cdf: (x) => normalUpperTail(-x),
  sf: (x) => normalUpperTail(x),
  ppf: (q) => normalQuantile(q),
  moments: () => ({ mean: 0, variance: 1, skew: 0, kurt: 0 }),
});
