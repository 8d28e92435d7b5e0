/** Least and greatest values. `pmin(a, x)` keeps `a` when `x` is NaN. */

export function extremes(from: usize, n: i32, out: usize): void {
  let l0 = f64x2.splat(Infinity), l1 = l0, l2 = l0, l3 = l0;
  let h0 = f64x2.splat(-Infinity), h1 = h0, h2 = h0, h3 = h0;
  let odd = i64x2.splat(0);
  let i = 0;
  let p = from;
  for (; i + 8 <= n; i += 8, p += 64) {
    const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
    l0 = f64x2.pmin(l0, a); l1 = f64x2.pmin(l1, b); l2 = f64x2.pmin(l2, c); l3 = f64x2.pmin(l3, d);
    h0 = f64x2.pmax(h0, a); h1 = f64x2.pmax(h1, b); h2 = f64x2.pmax(h2, c); h3 = f64x2.pmax(h3, d);
    // a NaN makes the sum NaN; opposite infinities do too, which only costs a recount
    const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
    odd = v128.or(odd, f64x2.ne(sum, sum));
  }
  const low = f64x2.pmin(f64x2.pmin(l0, l1), f64x2.pmin(l2, l3));
  const high = f64x2.pmax(f64x2.pmax(h0, h1), f64x2.pmax(h2, h3));
  let min = f64x2.extract_lane(low, 0), max = f64x2.extract_lane(high, 0);
  if (f64x2.extract_lane(low, 1) < min) min = f64x2.extract_lane(low, 1);
  if (f64x2.extract_lane(high, 1) > max) max = f64x2.extract_lane(high, 1);
  let nans = 0;
  if (v128.any_true(odd)) {
    for (let j = 0; j < i; j++) {
      const x = load<f64>(from + (<usize>j << 3));
      if (x != x) nans++;
    }
  }
  for (; i < n; i++) {
    const x = load<f64>(from + (<usize>i << 3));
    if (x < min) min = x;
    if (x > max) max = x;
    if (x != x) nans++;
  }
  store<f64>(out, min);
  store<f64>(out, max, 8);
  store<f64>(out, <f64>nans, 16);
}

export function extremesI64(from: usize, n: i32, out: usize): void {
  wideExtremes(from, n, out, 0);
}

export function extremesU64(from: usize, n: i32, out: usize): void {
  wideExtremes(from, n, out, i64.MIN_VALUE);
}

/** `flip` has the highest bit where values have no sign: they are compared as if they had one. */
// @ts-ignore: decorator
@inline
function wideExtremes(from: usize, n: i32, out: usize, flip: i64): void {
  const f = i64x2.splat(flip);
  let l0 = i64x2.splat(i64.MAX_VALUE), l1 = l0, h0 = i64x2.splat(i64.MIN_VALUE), h1 = h0;
  let i = 0;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 32) {
    let a = v128.load(p), b = v128.load(p, 16);
    if (flip != 0) {
      a = v128.xor(a, f);
      b = v128.xor(b, f);
    }
    l0 = v128.bitselect(a, l0, i64x2.gt_s(l0, a)); l1 = v128.bitselect(b, l1, i64x2.gt_s(l1, b));
    h0 = v128.bitselect(a, h0, i64x2.gt_s(a, h0)); h1 = v128.bitselect(b, h1, i64x2.gt_s(b, h1));
  }
  l0 = v128.bitselect(l1, l0, i64x2.gt_s(l0, l1));
  h0 = v128.bitselect(h1, h0, i64x2.gt_s(h1, h0));
  let low = min(i64x2.extract_lane(l0, 0), i64x2.extract_lane(l0, 1));
  let high = max(i64x2.extract_lane(h0, 0), i64x2.extract_lane(h0, 1));
  for (; i < n; i++, p += 8) {
    const x = load<i64>(p) ^ flip;
    low = min(low, x);
    high = max(high, x);
  }
  store<i64>(out, low ^ flip);
  store<i64>(out, high ^ flip, 8);
}

/** Position of the first value equal to `value`; `n` when there is none. */
export function locate(from: usize, n: i32, value: f64): i32 {
  const wanted = f64x2.splat(value);
  let i = 0;
  let p = from;
  for (; i + 8 <= n; i += 8, p += 64) {
    const a = f64x2.eq(v128.load(p), wanted), b = f64x2.eq(v128.load(p, 16), wanted);
    const c = f64x2.eq(v128.load(p, 32), wanted), d = f64x2.eq(v128.load(p, 48), wanted);
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) break;
  }
  for (; i < n; i++, p += 8) if (load<f64>(p) == value) return i;
  return n;
}

/** 1 when no value is less than the one before it, or NaN. */
export function ascends(from: usize, n: i32): i32 {
  if (n > 0 && load<f64>(from) != load<f64>(from)) return 0;
  let i = 1;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 32) {
    const first = f64x2.le(v128.load(p), v128.load(p, 8)), second = f64x2.le(v128.load(p, 16), v128.load(p, 24));
    if (!i64x2.all_true(v128.and(first, second))) return 0;
  }
  for (; i < n; i++, p += 8) if (!(load<f64>(p) <= load<f64>(p, 8))) return 0;
  return 1;
}
