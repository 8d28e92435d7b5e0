/**
 * Normal variates by inversion of the distribution function.
 * M. J. Wichura: "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988),
 * routine PPND16.
 */
import { log } from "./math";

const SPLIT1: f64 = 0.425;
const SPLIT2: f64 = 5.0;

// @ts-ignore: decorator
@inline
function rational(
  r: v128,
  a0: f64, a1: f64, a2: f64, a3: f64, a4: f64, a5: f64, a6: f64, a7: f64,
  b1: f64, b2: f64, b3: f64, b4: f64, b5: f64, b6: f64, b7: f64,
): v128 {
  let p = madd(f64x2.splat(a7), r, a6);
  p = madd(p, r, a5);
  p = madd(p, r, a4);
  p = madd(p, r, a3);
  p = madd(p, r, a2);
  p = madd(p, r, a1);
  p = madd(p, r, a0);
  let q = madd(f64x2.splat(b7), r, b6);
  q = madd(q, r, b5);
  q = madd(q, r, b4);
  q = madd(q, r, b3);
  q = madd(q, r, b2);
  q = madd(q, r, b1);
  q = madd(q, r, 1.0);
  return f64x2.div(p, q);
}

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c));
}

/** |q| <= 0.425, in r = 0.425^2 - q^2. */
// @ts-ignore: decorator
@inline
function central(r: v128): v128 {
  return rational(
    r,
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
    3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
  );
}

/** sqrt(-log(p)) <= 5, in that less 1.6. */
// @ts-ignore: decorator
@inline
function near(r: v128): v128 {
  return rational(
    r,
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
    1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
  );
}

/** sqrt(-log(p)) > 5, in that less 5. */
function far(r: v128): v128 {
  return rational(
    r,
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
    1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
  );
}

/** Both tails, of p = u and q = u - 1/2. */
function tails(p: v128, q: v128): v128 {
  const small = f64x2.pmin(p, f64x2.sub(f64x2.splat(1.0), p));
  const r = f64x2.sqrt(f64x2.neg(log(small)));
  let x = near(f64x2.sub(r, f64x2.splat(1.6)));
  const beyond = f64x2.gt(r, f64x2.splat(SPLIT2));
  if (v128.any_true(beyond)) x = v128.bitselect(far(f64x2.sub(r, f64x2.splat(5.0))), x, beyond);
  return v128.bitselect(x, f64x2.neg(x), f64x2.ge(q, f64x2.splat(0.0)));
}

/** Uniforms at `data` become normal variates. */
export function normInPlace(data: usize, count: i32, loc: f64, scale: f64): void {
  const factor = f64x2.splat(scale);
  const shift = f64x2.splat(loc);
  const end = data + (<usize>count << 3);
  for (; data < end; data += 16) {
    const p = v128.load(data);
    const q = f64x2.sub(p, f64x2.splat(0.5));
    let x = f64x2.mul(q, central(f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q))));
    const tail = f64x2.gt(f64x2.abs(q), f64x2.splat(SPLIT1));
    if (v128.any_true(tail)) x = v128.bitselect(tails(p, q), x, tail);
    v128.store(data, f64x2.add(f64x2.mul(x, factor), shift));
  }
}
