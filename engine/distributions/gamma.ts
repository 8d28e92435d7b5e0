import { Decimal } from "decimal.js";

/** A real number of as many digits as its calculator was made for. */
export type Real = Decimal;

/** Arithmetic of a fixed number of decimal digits, with the logarithm of the gamma function. */
export interface Calculator {
  /** The exact value of a number. */
  real(value: number): Real;
  /** ln Γ(x) for x > 0. */
  logGamma(x: Real): Real;
}

/**
 * A calculator of `digits` significant digits. Γ follows Stirling's series after shifting the argument up by its
 * recurrence; Bernoulli numbers come from tangent numbers. Sources: Abramowitz and Stegun 6.1.15 and 6.1.40;
 * R. P. Brent and D. Harvey, "Fast computation of Bernoulli, tangent and secant numbers", algorithm TangentNumbers.
 * @param digits significant decimal digits of every operation
 */
export function createCalculator(digits: number): Calculator {
  // Own constructor: the precision is this calculator's alone.
  const Digits = Decimal.clone({ precision: digits + 10, maxE: 9e15, minE: -9e15 });
  const least = Math.ceil(digits / 2) + 10;
  const terms = Math.ceil(digits / 2) + 5;
  const coefficients = evenBernoulli(terms).map(([above, below], k) => {
    const n = 2 * (k + 1);
    return new Digits(above.toString()).div(new Digits(below.toString()).mul(n * (n - 1)));
  });
  const halfLogTwoPi = Digits.acos(-1).mul(2).ln().div(2);
  return {
    real(value) {
      // decimal.js would take the shortest decimal text of a number, not its value.
      let [whole, halvings] = [value, 0];
      for (; !Number.isInteger(whole); halvings++) whole *= 2;
      return new Digits(BigInt(whole).toString()).div(new Digits(2).pow(halvings));
    },
    logGamma(x) {
      let shifted = new Digits(x);
      let product = new Digits(1);
      while (shifted.lt(least)) {
        product = product.mul(shifted);
        shifted = shifted.add(1);
      }
      const square = shifted.mul(shifted);
      let series = new Digits(0);
      for (const coefficient of coefficients.slice().reverse()) series = series.div(square).add(coefficient);
      return shifted
        .sub(0.5)
        .mul(shifted.ln())
        .sub(shifted)
        .add(halfLogTwoPi)
        .add(series.div(shifted))
        .sub(product.ln());
    },
  };
}

/** B₂, B₄, … B₂ₙ as fractions. */
function evenBernoulli(count: number): [bigint, bigint][] {
  const tangent: bigint[] = [1n];
  for (let k = 1; k < count; k++) tangent.push(BigInt(k) * tangent[k - 1]!);
  for (let k = 1; k < count; k++) {
    for (let j = k; j < count; j++) tangent[j] = BigInt(j - k) * tangent[j - 1]! + BigInt(j - k + 2) * tangent[j]!;
  }
  return tangent.map((value, index) => {
    const n = BigInt(index + 1);
    const power = 4n ** n;
    return [index % 2 === 0 ? 2n * n * value : -2n * n * value, power * (power - 1n)];
  });
}
