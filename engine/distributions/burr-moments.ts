import type { Moments } from "./continuous.js";
import { type Calculator, createCalculator, type Real } from "./gamma.js";

const NOT_A_NUMBER: Moments = { mean: Number.NaN, variance: Number.NaN, skew: Number.NaN, kurt: Number.NaN };

/** More digits than this are not worked out: shapes beyond about 1e60. */
const MOST_DIGITS = 300;

/**
 * Moments of the standard Burr III distribution, correct to the last digits: raw moments
 * Γ(d + k/c) Γ(1 − k/c) / Γ(d) nearly cancel in the central ones, so they are worked out with 40 digits more than
 * the cancellation eats. The k-th moment exists for c > k, otherwise it is NaN, as in SciPy.
 * Source: C. Kleiber, "A guide to the Dagum distributions" (2008), equation for E(X^k).
 * @param c first shape, > 0
 * @param d second shape, > 0
 */
export function burrMoments(c: number, d: number): Moments {
  const digits = 40 + Math.ceil(4 * decades(c) + 2 * decades(d));
  if (digits > MOST_DIGITS) return NOT_A_NUMBER;
  const calculator = createCalculator(digits);
  const [e1, e2, e3, e4] = [1, 2, 3, 4].map((k) => (c > k ? rawMoment(calculator, c, d, k) : undefined));
  if (!e1) return NOT_A_NUMBER;
  const mean = e1.toNumber();
  if (!e2) return { ...NOT_A_NUMBER, mean };
  const variance = e2.sub(e1.pow(2));
  if (!e3) return { ...NOT_A_NUMBER, mean, variance: variance.toNumber() };
  const third = e3.sub(e2.mul(e1).mul(3)).add(e1.pow(3).mul(2));
  const skew = third.div(variance.mul(variance.sqrt())).toNumber();
  if (!e4) return { mean, variance: variance.toNumber(), skew, kurt: Number.NaN };
  const fourth = e4
    .sub(e3.mul(e1).mul(4))
    .add(e2.mul(e1.pow(2)).mul(6))
    .sub(e1.pow(4).mul(3));
  return { mean, variance: variance.toNumber(), skew, kurt: fourth.div(variance.pow(2)).sub(3).toNumber() };
}

function rawMoment({ real, logGamma }: Calculator, c: number, d: number, k: number): Real {
  const part = real(k).div(real(c));
  const one = real(1);
  return logGamma(part.add(real(d)))
    .add(logGamma(one.sub(part)))
    .sub(logGamma(real(d)))
    .exp();
}

function decades(value: number): number {
  return Math.max(0, Math.log10(value));
}
