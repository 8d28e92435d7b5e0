import { type ContinuousDistribution, continuous } from "./continuous.js";

/**
 * The uniform distribution on [loc, loc + scale], `scipy.stats.uniform`. Variates never hit the ends of the standard
 * interval.
 * @example uniform.rvs({ size: 10, seed: 1, loc: -1, scale: 2 })
 */
export const uniform: ContinuousDistribution<[]> = continuous<[]>({
  name: "uniform",
  shapes: [],
  support: [0, 1],
  pdf: () => 1,
  cdf: (x) => x,
  sf: (x) => 1 - x,
  ppf: (q) => q,
  moments: () => ({ mean: 0.5, variance: 1 / 12, skew: 0, kurt: -1.2 }),
});
