/** Exact sums of at most 4,096 values. */

/** Bits of room that 4,096 values need above the largest. */
const ROOM: i32 = 13;

export function exactSum(from: usize, n: i32, out: usize, bound: f64): i32 {
  const largest = bound > 0 ? bound : largestOf(from, n);
  store<f64>(out, 0);
  store<f64>(out, 0, 8);
  store<f64>(out, 0, 16);
  const e1 = <i32>(reinterpret<u64>(largest) >> 52) - 1022 + ROOM;
  if (e1 >= 1023) return 0;
  const g1 = grid(e1), g2 = grid(e1 - 52 + ROOM);
  // two folds are enough where no value is much smaller than the largest
  if (twoFolds(from, n, out, g1, g2)) return 1;
  return folds(from, n, out, g1, g2, grid(e1 - 2 * (52 - ROOM)));
}

function largestOf(from: usize, n: i32): f64 {
  let m0 = f64x2.splat(0), m1 = m0, m2 = m0, m3 = m0;
  let i = 0;
  let p = from;
  for (; i + 8 <= n; i += 8, p += 64) {
    m0 = f64x2.pmax(m0, f64x2.abs(v128.load(p)));
    m1 = f64x2.pmax(m1, f64x2.abs(v128.load(p, 16)));
    m2 = f64x2.pmax(m2, f64x2.abs(v128.load(p, 32)));
    m3 = f64x2.pmax(m3, f64x2.abs(v128.load(p, 48)));
  }
  m0 = f64x2.pmax(f64x2.pmax(m0, m1), f64x2.pmax(m2, m3));
  let largest = f64x2.extract_lane(m0, 0);
  if (f64x2.extract_lane(m0, 1) > largest) largest = f64x2.extract_lane(m0, 1);
  for (; i < n; i++, p += 8) {
    const x = Math.abs(load<f64>(p));
    if (x > largest) largest = x;
  }
  return largest;
}

/** 1.5 · 2^e; below the normal range the least normal power, whose unit in the last place is the least subnormal. */
function grid(e: i32): f64 {
  const exponent = <u64>((e < -1022 ? -1022 : e) + 1023);
  return reinterpret<f64>((exponent << 52) | (<u64>1 << 51));
}

function twoFolds(from: usize, n: i32, out: usize, g1: f64, g2: f64): bool {
  const v1 = f64x2.splat(g1), v2 = f64x2.splat(g2);
  let a1 = f64x2.splat(0), a2 = a1, b1 = a1, b2 = a1;
  let rest = i64x2.splat(0);
  let i = 0;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 32) {
    const x = v128.load(p), y = v128.load(p, 16);
    const q1 = f64x2.sub(f64x2.add(x, v1), v1), r1 = f64x2.sub(f64x2.add(y, v1), v1);
    const x2 = f64x2.sub(x, q1), y2 = f64x2.sub(y, r1);
    const q2 = f64x2.sub(f64x2.add(x2, v2), v2), r2 = f64x2.sub(f64x2.add(y2, v2), v2);
    a1 = f64x2.add(a1, q1); b1 = f64x2.add(b1, r1);
    a2 = f64x2.add(a2, q2); b2 = f64x2.add(b2, r2);
    rest = v128.or(rest, v128.or(f64x2.ne(x2, q2), f64x2.ne(y2, r2)));
  }
  if (v128.any_true(rest)) return false;
  a1 = f64x2.add(a1, b1); a2 = f64x2.add(a2, b2);
  let s1 = f64x2.extract_lane(a1, 0) + f64x2.extract_lane(a1, 1);
  let s2 = f64x2.extract_lane(a2, 0) + f64x2.extract_lane(a2, 1);
  for (; i < n; i++, p += 8) {
    const x = load<f64>(p);
    const q1 = x + g1 - g1, x2 = x - q1;
    const q2 = x2 + g2 - g2;
    if (x2 != q2) return false;
    s1 += q1; s2 += q2;
  }
  store<f64>(out, s1);
  store<f64>(out, s2, 8);
  return true;
}

function folds(from: usize, n: i32, out: usize, g1: f64, g2: f64, g3: f64): i32 {
  const v1 = f64x2.splat(g1), v2 = f64x2.splat(g2), v3 = f64x2.splat(g3);
  let a1 = f64x2.splat(0), a2 = a1, a3 = a1, b1 = a1, b2 = a1, b3 = a1;
  let rest = i64x2.splat(0);
  let i = 0;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 32) {
    const x = v128.load(p), y = v128.load(p, 16);
    const q1 = f64x2.sub(f64x2.add(x, v1), v1), r1 = f64x2.sub(f64x2.add(y, v1), v1);
    const x2 = f64x2.sub(x, q1), y2 = f64x2.sub(y, r1);
    const q2 = f64x2.sub(f64x2.add(x2, v2), v2), r2 = f64x2.sub(f64x2.add(y2, v2), v2);
    const x3 = f64x2.sub(x2, q2), y3 = f64x2.sub(y2, r2);
    const q3 = f64x2.sub(f64x2.add(x3, v3), v3), r3 = f64x2.sub(f64x2.add(y3, v3), v3);
    a1 = f64x2.add(a1, q1); b1 = f64x2.add(b1, r1);
    a2 = f64x2.add(a2, q2); b2 = f64x2.add(b2, r2);
    a3 = f64x2.add(a3, q3); b3 = f64x2.add(b3, r3);
    rest = v128.or(rest, v128.or(f64x2.ne(x3, q3), f64x2.ne(y3, r3)));
  }
  a1 = f64x2.add(a1, b1); a2 = f64x2.add(a2, b2); a3 = f64x2.add(a3, b3);
  let s1 = f64x2.extract_lane(a1, 0) + f64x2.extract_lane(a1, 1);
  let s2 = f64x2.extract_lane(a2, 0) + f64x2.extract_lane(a2, 1);
  let s3 = f64x2.extract_lane(a3, 0) + f64x2.extract_lane(a3, 1);
  let left = v128.any_true(rest);
  for (; i < n; i++, p += 8) {
    const x = load<f64>(p);
    const q1 = x + g1 - g1, x2 = x - q1;
    const q2 = x2 + g2 - g2, x3 = x2 - q2;
    const q3 = x3 + g3 - g3;
    s1 += q1; s2 += q2; s3 += q3;
    left = left || x3 != q3;
  }
  store<f64>(out, s1);
  store<f64>(out, s2, 8);
  store<f64>(out, s3, 16);
  return left ? 0 : 1;
}

/** Sums of the low and of the high 32 bits; both are exact. */
export function sumHalvesI64(from: usize, n: i32, out: usize): void {
  sumHalves(from, n, out, i64.MIN_VALUE);
}

export function sumHalvesU64(from: usize, n: i32, out: usize): void {
  sumHalves(from, n, out, 0);
}

/** `flip` has the highest bit where values have a sign: high halves are added without one, 2^31 too high each. */
// @ts-ignore: decorator
@inline
function sumHalves(from: usize, n: i32, out: usize, flip: i64): void {
  const f = i64x2.splat(flip), mask = i64x2.splat(0xffffffff);
  let l0 = i64x2.splat(0), l1 = l0, h0 = l0, h1 = l0;
  let i = 0;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 32) {
    const a = v128.load(p), b = v128.load(p, 16);
    l0 = i64x2.add(l0, v128.and(a, mask)); l1 = i64x2.add(l1, v128.and(b, mask));
    h0 = i64x2.add(h0, i64x2.shr_u(v128.xor(a, f), 32)); h1 = i64x2.add(h1, i64x2.shr_u(v128.xor(b, f), 32));
  }
  l0 = i64x2.add(l0, l1);
  h0 = i64x2.add(h0, h1);
  let low = i64x2.extract_lane(l0, 0) + i64x2.extract_lane(l0, 1);
  let high = i64x2.extract_lane(h0, 0) + i64x2.extract_lane(h0, 1);
  for (; i < n; i++, p += 8) {
    const x = load<i64>(p);
    low += x & 0xffffffff;
    high += <i64>(<u64>(x ^ flip) >> 32);
  }
  if (flip != 0) high -= <i64>n << 31;
  store<f64>(out, <f64>low);
  store<f64>(out, <f64>high, 8);
}
