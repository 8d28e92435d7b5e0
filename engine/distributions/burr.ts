import { burrMoments } from "./burr-moments.js";
import { type ContinuousDistribution, continuous } from "./continuous.js";

/**
 * The Burr distribution of type III (Dagum), `scipy.stats.burr`: density c·d·x^(−c−1) / (1 + x^(−c))^(d+1) for
 * x ≥ 0 with shapes c > 0 and d > 0. Written in logarithms so that the far tail, quantiles next to 1 and large shapes
 * keep their digits where SciPy's plain formulas lose them.
 * @example burr.stats(10.8, 4.2, "mvsk")
 */
export const burr: ContinuousDistribution<[c: number, d: number]> = continuous<[c: number, d: number]>({
  name: "burr",
  shapes: ["c", "d"],
  support: [0, Number.POSITIVE_INFINITY],
  pdf(x, [c, d]) {
    if (x === 0) return c * d > 1 ? 0 : c * d === 1 ? 1 : Number.POSITIVE_INFINITY;
    if (x === Number.POSITIVE_INFINITY) return 0;
    const falling = x < 1 ? x ** (c * d - 1) : x ** -c / x;
    return c * d * falling * Math.exp(-(d + 1) * Math.log1p(x < 1 ? x ** c : x ** -c));
  },
  cdf: (x, [c, d]) => Math.exp(logCdf(x, c, d)),
  sf: (x, [c, d]) => -Math.expm1(logCdf(x, c, d)),
  ppf(q, [c, d]) {
    const y = -Math.log(q) / d;
    // From here on exp(y) - 1 and exp(y) are the same number, and exp(y) may overflow where its root does not.
    return y > 40 ? Math.exp(-y / c) : Math.expm1(y) ** (-1 / c);
  },
  moments: ([c, d]) => burrMoments(c, d),
});

/** ln (1 + x^(−c))^(−d), with the power always at most 1. */
function logCdf(x: number, c: number, d: number): number {
  return x < 1 ? d * (c * Math.log(x) - Math.log1p(x ** c)) : -d * Math.log1p(x ** -c);
}
