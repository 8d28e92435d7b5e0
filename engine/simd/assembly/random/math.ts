/**
 * Vector log, expm1 and exp in plain IEEE operations: the argument reductions and polynomials of Sun's fdlibm
 * (e_log.c, e_exp.c; "Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use,
 * copy, modify, and distribute this software is freely granted, provided that this notice is preserved."),
 * without branches. Each is good to 1 ulp on the domain it states.
 */
const LN2_HI: f64 = 6.93147180369123816490e-1;
const LN2_LO: f64 = 1.90821492927058770002e-10;
const LOG2E: f64 = 1.44269504088896338700;
// 1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits.
const ROUND: f64 = 6755399441055744.0;
const EXPONENT_BITS: f64 = 4503599627370496.0;

const L1: f64 = 6.666666666666735130e-1;
const L2: f64 = 3.999999999940941908e-1;
const L3: f64 = 2.857142874366239149e-1;
const L4: f64 = 2.222219843214978396e-1;
const L5: f64 = 1.818357216161805012e-1;
const L6: f64 = 1.531383769920937332e-1;
const L7: f64 = 1.479819860511658591e-1;

const P1: f64 = 1.66666666666666019037e-1;
const P2: f64 = -2.77777777770155933842e-3;
const P3: f64 = 6.61375632143793436117e-5;
const P4: f64 = -1.65339022054652515390e-6;
const P5: f64 = 4.13813679705723846039e-8;

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c));
}

/** Natural logarithm of positive normal numbers. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const shifted = i64x2.add(x, i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e00000000));
  const exponent = v128.or(i64x2.shr_u(shifted, 52), f64x2.splat(EXPONENT_BITS));
  const k = f64x2.sub(exponent, f64x2.splat(EXPONENT_BITS + 1023.0));
  const mantissa = i64x2.add(
    v128.and(shifted, i64x2.splat(0x000fffffffffffff)),
    i64x2.splat(0x3fe6a09e00000000),
  );
  const f = f64x2.sub(mantissa, f64x2.splat(1.0));
  const half = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const s = f64x2.div(f, f64x2.add(f, f64x2.splat(2.0)));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, madd(w, madd(w, f64x2.splat(L6), L4), L2));
  const odd = f64x2.mul(z, madd(w, madd(w, madd(w, f64x2.splat(L7), L5), L3), L1));
  const tail = f64x2.add(
    f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even))),
    f64x2.mul(k, f64x2.splat(LN2_LO)),
  );
  const sum = f64x2.add(f64x2.sub(tail, half), f);
  return f64x2.add(sum, f64x2.mul(k, f64x2.splat(LN2_HI)));
}

/** exp(r) - 1 of the reduced argument `hi - lo`, |r| <= ln(2)/2. */
// @ts-ignore: decorator
@inline
function expm1Reduced(hi: v128, lo: v128): v128 {
  const r = f64x2.sub(hi, lo);
  const t = f64x2.mul(r, r);
  const p = madd(t, madd(t, madd(t, madd(t, f64x2.splat(P5), P4), P3), P2), P1);
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const q = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2.0), c));
  return f64x2.sub(hi, f64x2.sub(lo, q));
}

/** 2^k for integers k in -1022 … 1023 as left in the low bits by adding ROUND. */
// @ts-ignore: decorator
@inline
function power2(rounded: v128): v128 {
  return i64x2.shl(i64x2.add(rounded, i64x2.splat(1023)), 52);
}

/** exp(x) - 1 for 0 <= x <= 700. */
// @ts-ignore: decorator
@inline
export function expm1(x: v128): v128 {
  const rounded = madd(x, f64x2.splat(LOG2E), ROUND);
  const k = f64x2.sub(rounded, f64x2.splat(ROUND));
  const hi = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HI)));
  const e = expm1Reduced(hi, f64x2.mul(k, f64x2.splat(LN2_LO)));
  const scale = power2(rounded);
  return f64x2.add(f64x2.mul(scale, e), f64x2.sub(scale, f64x2.splat(1.0)));
}

/** exp(x) for any x; infinity and 0 where it overflows and underflows. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const clamped = f64x2.pmax(f64x2.pmin(x, f64x2.splat(710.0)), f64x2.splat(-746.0));
  const rounded = madd(clamped, f64x2.splat(LOG2E), ROUND);
  const k = f64x2.sub(rounded, f64x2.splat(ROUND));
  const hi = f64x2.sub(clamped, f64x2.mul(k, f64x2.splat(LN2_HI)));
  const e = f64x2.add(expm1Reduced(hi, f64x2.mul(k, f64x2.splat(LN2_LO))), f64x2.splat(1.0));
  // Two factors, because 2^k alone leaves the range of normal numbers at both ends.
  const halfRounded = madd(k, f64x2.splat(0.5), ROUND);
  const first = power2(halfRounded);
  const second = power2(i64x2.sub(rounded, i64x2.sub(halfRounded, f64x2.splat(ROUND))));
  return f64x2.mul(f64x2.mul(e, first), second);
}
