/** Mean and central power sums of a block, in eight and four interleaved lanes. */

import { laneSum } from "./pairwise";

export function moments(from: usize, n: i32, order: i32, out: usize): void {
  const centre = laneSum(from, n) / <f64>n;
  const c = f64x2.splat(centre);
  let a1 = f64x2.splat(0), a2 = a1, a3 = a1, a4 = a1;
  let b1 = a1, b2 = a1, b3 = a1, b4 = a1;
  let i = 0;
  let p = from;
  if (order > 2) {
    for (; i + 4 <= n; i += 4, p += 32) {
      const d = f64x2.sub(v128.load(p), c), e = f64x2.sub(v128.load(p, 16), c);
      const d2 = f64x2.mul(d, d), e2 = f64x2.mul(e, e);
      a1 = f64x2.add(a1, d); b1 = f64x2.add(b1, e);
      a2 = f64x2.add(a2, d2); b2 = f64x2.add(b2, e2);
      a3 = f64x2.add(a3, f64x2.mul(d2, d)); b3 = f64x2.add(b3, f64x2.mul(e2, e));
      a4 = f64x2.add(a4, f64x2.mul(d2, d2)); b4 = f64x2.add(b4, f64x2.mul(e2, e2));
    }
  } else {
    for (; i + 4 <= n; i += 4, p += 32) {
      const d = f64x2.sub(v128.load(p), c), e = f64x2.sub(v128.load(p, 16), c);
      a1 = f64x2.add(a1, d); b1 = f64x2.add(b1, e);
      a2 = f64x2.add(a2, f64x2.mul(d, d)); b2 = f64x2.add(b2, f64x2.mul(e, e));
    }
  }
  // values left over go to the lanes they would have had
  for (let lane = 0; i < n; i++, lane++, p += 8) {
    const d = load<f64>(p) - centre;
    const pair = lane & 1 ? single(d, true) : single(d, false);
    const d2 = f64x2.mul(pair, pair);
    if (lane < 2) {
      a1 = f64x2.add(a1, pair); a2 = f64x2.add(a2, d2);
      a3 = f64x2.add(a3, f64x2.mul(d2, pair)); a4 = f64x2.add(a4, f64x2.mul(d2, d2));
    } else {
      b1 = f64x2.add(b1, pair); b2 = f64x2.add(b2, d2);
      b3 = f64x2.add(b3, f64x2.mul(d2, pair)); b4 = f64x2.add(b4, f64x2.mul(d2, d2));
    }
  }
  store<f64>(out, centre);
  store<f64>(out, across(a1, b1), 8);
  store<f64>(out, across(a2, b2), 16);
  store<f64>(out, across(a3, b3), 24);
  store<f64>(out, across(a4, b4), 32);
}

/** A value in one lane, zero in the other: adding zero changes nothing. */
// @ts-ignore: decorator
@inline
function single(x: f64, high: bool): v128 {
  return high ? f64x2(0, x) : f64x2(x, 0);
}

/** (lane 0 + lane 2) + (lane 1 + lane 3). */
// @ts-ignore: decorator
@inline
function across(a: v128, b: v128): f64 {
  const s = f64x2.add(a, b);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}
