/**
 * What all continuous distributions share: SciPy's signatures, its rules for bad parameters, and location and scale.
 * @module
 */
import { type RandomColumn, type RvsOptions, randomColumn } from "../random/column.js";
import { isRandomRange, type RandomRecipe } from "../random/recipe.js";
import { invalid, isArrayLike, type Parsed, parse, requireNumber } from "./parameters.js";

/** Mean, variance, skewness and excess kurtosis of the standard form; NaN where they do not exist. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly skew: number;
  readonly kurt: number;
}

/** The standard form (location 0, scale 1) of a family; its functions see valid shapes and arguments inside the support. */
export interface StandardForm {
  readonly name: RandomRecipe["distribution"];
  /** Names of the shape parameters, each > 0. */
  readonly shapes: readonly string[];
  readonly support: readonly [low: number, high: number];
  pdf(x: number, shape: readonly number[]): number;
  cdf(x: number, shape: readonly number[]): number;
  sf(x: number, shape: readonly number[]): number;
  /** Quantile of 0 < q < 1. */
  ppf(q: number, shape: readonly number[]): number;
  moments(shape: readonly number[]): Moments;
}

/** Which moments `stats` returns: letters of `m`ean, `v`ariance, `s`kewness, `k`urtosis (Fisher's: normal is 0). */
export type MomentLetters = string;

/**
 * A continuous distribution with SciPy's signatures: shape parameters first, then `loc = 0` and `scale = 1`.
 * Every function takes a number, or an array of numbers and returns a `Float64Array`. As in SciPy, a shape or scale
 * that is not positive gives NaN, arguments outside the support give density 0 and probabilities 0 or 1, `ppf` outside
 * [0, 1] gives NaN, and NaN stays NaN. Values agree with SciPy to 1e-12 relative wherever SciPy has those digits.
 * All throw `InvalidArgument` for what is no number.
 */
export interface ContinuousDistribution<Shape extends readonly number[]> {
  readonly name: string;
  /** Probability density at x. */
  pdf(x: number, ...parameters: [...shape: Shape, loc?: number, scale?: number]): number;
  pdf(x: ArrayLike<number>, ...parameters: [...shape: Shape, loc?: number, scale?: number]): Float64Array;
  /** P(X ≤ x). */
  cdf(x: number, ...parameters: [...shape: Shape, loc?: number, scale?: number]): number;
  cdf(x: ArrayLike<number>, ...parameters: [...shape: Shape, loc?: number, scale?: number]): Float64Array;
  /** P(X > x), with full precision where it is small. */
  sf(x: number, ...parameters: [...shape: Shape, loc?: number, scale?: number]): number;
  sf(x: ArrayLike<number>, ...parameters: [...shape: Shape, loc?: number, scale?: number]): Float64Array;
  /** Quantile: the x whose `cdf` is q. */
  ppf(q: number, ...parameters: [...shape: Shape, loc?: number, scale?: number]): number;
  ppf(q: ArrayLike<number>, ...parameters: [...shape: Shape, loc?: number, scale?: number]): Float64Array;
  /**
   * Moments in the order mean, variance, skewness, kurtosis, those whose letters are named; `"mv"` unless told.
   * NaN for a moment that does not exist, and for shape parameters too extreme (beyond 1e60) to work out.
   */
  stats(...parameters: [...shape: Shape, moments?: MomentLetters]): number[];
  stats(...parameters: [...shape: Shape, loc: number, moments?: MomentLetters]): number[];
  stats(...parameters: [...shape: Shape, loc: number, scale: number, moments?: MomentLetters]): number[];
  /**
   * Random variates: a lazy column of `size` float64 values that is a pure function of the seed, whatever slice of
   * it is asked for and however many workers make it. Each value is `ppf` of a uniform of 52 bits.
   * @throws InvalidArgument for bad parameters, as SciPy's "Domain error in arguments"
   */
  rvs(...parameters: [...shape: Shape, options?: RvsOptions]): RandomColumn;
}

/** Builds the public functions of a family from its standard form. */
export function continuous<Shape extends readonly number[]>(form: StandardForm): ContinuousDistribution<Shape> {
  const [low, high] = form.support;
  const density = (x: number, { shape, loc, scale }: Parsed): number => {
    const y = (x - loc) / scale;
    if (Number.isNaN(y)) return Number.NaN;
    return y < low || y > high ? 0 : form.pdf(y, shape) / scale;
  };
  const probability = (x: number, { shape, loc, scale }: Parsed, upper: boolean): number => {
    const y = (x - loc) / scale;
    if (Number.isNaN(y)) return Number.NaN;
    if (y <= low) return upper ? 1 : 0;
    if (y >= high) return upper ? 0 : 1;
    return upper ? form.sf(y, shape) : form.cdf(y, shape);
  };
  const quantile = (q: number, { shape, loc, scale }: Parsed): number => {
    if (!(q >= 0 && q <= 1)) return Number.NaN;
    const y = q === 0 ? low : q === 1 ? high : form.ppf(q, shape);
    return y * scale + loc;
  };
  const over = (what: string, one: (x: number, parsed: Parsed) => number) => {
    function call(x: number, ...parameters: [...shape: Shape, loc?: number, scale?: number]): number;
    function call(x: ArrayLike<number>, ...parameters: [...shape: Shape, loc?: number, scale?: number]): Float64Array;
    function call(
      x: number | ArrayLike<number>,
      ...parameters: [...shape: Shape, loc?: number, scale?: number]
    ): number | Float64Array {
      const parsed = parse(form, what, parameters);
      const at = (value: unknown): number => {
        const number = requireNumber(value, form, what, what === "ppf" ? "q" : "x");
        return parsed.valid ? one(number, parsed) : Number.NaN;
      };
      return isArrayLike(x) ? Float64Array.from({ length: x.length }, (_, i) => at(x[i])) : at(x);
    }
    return call;
  };
  return {
    name: form.name,
    pdf: over("pdf", density),
    cdf: over("cdf", (x, parsed) => probability(x, parsed, false)),
    sf: over("sf", (x, parsed) => probability(x, parsed, true)),
    ppf: over("ppf", quantile),
    stats(...parameters: readonly (number | string | undefined)[]) {
      const letters = typeof parameters.at(-1) === "string" ? String(parameters.at(-1)) : "mv";
      const numbers = typeof parameters.at(-1) === "string" ? parameters.slice(0, -1) : parameters;
      return momentsOf(form, parse(form, "stats", numbers), letters);
    },
    rvs(...parameters: readonly (number | RvsOptions | undefined)[]) {
      const last = parameters.at(-1);
      const options = typeof last === "object" ? last : {};
      const numbers = typeof last === "object" ? parameters.slice(0, -1) : parameters;
      if (numbers.length > form.shapes.length) {
        throw invalid(form, "rvs", `loc, scale, size and seed go into an object: { loc, scale, size, seed }`);
      }
      const { loc = 0, scale = 1 } = options;
      const parsed = parse(form, "rvs", [...numbers, loc, scale]);
      if (!parsed.valid || !isRandomRange(parsed.shape)) {
        const given = form.shapes.map((name, i) => `${name} = ${parsed.shape[i]}, `).join("");
        throw invalid(
          form,
          "rvs",
          `domain error in arguments: ${given}scale = ${scale}; shapes and scale must be positive (shapes within 1e-200 … 1e200)`,
        );
      }
      return randomColumn({ distribution: form.name, shape: parsed.shape, loc, scale }, options);
    },
  };
}

function momentsOf(form: StandardForm, { shape, loc, scale, valid }: Parsed, letters: string): number[] {
  const unknown = [...letters].find((letter) => !"mvsk".includes(letter));
  if (unknown !== undefined || letters === "") {
    throw invalid(form, "stats", `moments '${letters}' must be letters of 'mvsk' (mean, variance, skewness, kurtosis)`);
  }
  const nothing = { mean: Number.NaN, variance: Number.NaN, skew: Number.NaN, kurt: Number.NaN };
  const standard = valid && !Number.isNaN(loc) ? form.moments(shape) : nothing;
  const values = {
    m: standard.mean * scale + loc,
    v: standard.variance * scale * scale,
    s: standard.skew,
    k: standard.kurt,
  };
  return (["m", "v", "s", "k"] as const).filter((letter) => letters.includes(letter)).map((letter) => values[letter]);
}
