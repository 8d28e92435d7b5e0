import { exp, expm1, log } from "./math";

// Beyond this exp(y) - 1 and exp(y) are the same number, and log(expm1(y)) is y.
const LARGE: f64 = 40.0;

/**
 * Uniforms at `data` become Burr III variates by inversion: x = (u^(-1/d) - 1)^(-1/c), written as
 * exp(-log(expm1(-log(u) / d)) / c) so that neither end of the unit interval loses digits. Short loops over a block
 * that stays in the first-level cache overlap better than one long dependency chain per element.
 */
export function burrInPlace(data: usize, count: i32, c: f64, d: f64, loc: f64, scale: f64): void {
  const end = data + (<usize>count << 3);
  const inverse = f64x2.splat(-1.0 / d);
  for (let at = data; at < end; at += 16) v128.store(at, f64x2.mul(log(v128.load(at)), inverse));
  const large = f64x2.splat(LARGE);
  for (let at = data; at < end; at += 16) {
    const y = v128.load(at);
    const small = log(expm1(f64x2.pmin(y, large)));
    v128.store(at, v128.bitselect(y, small, f64x2.gt(y, large)));
  }
  const divisor = f64x2.splat(-c);
  const factor = f64x2.splat(scale);
  const shift = f64x2.splat(loc);
  for (let at = data; at < end; at += 16) {
    const x = exp(f64x2.div(v128.load(at), divisor));
    v128.store(at, f64x2.add(f64x2.mul(x, factor), shift));
  }
}
