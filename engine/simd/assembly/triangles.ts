/** The two looks of Largest-Triangle-Three-Buckets at a bucket; `engine/decimate/lttb.ts` describes it. */

/**
 * out[0] sum of x, out[1] sum of y, out[2] their number, of the rows whose y is not NaN. Four lanes, then the rest one
 * by one. `xs` 0 stands for row numbers that begin with `first`.
 */
export function bucketSums(xs: usize, ys: usize, n: i32, first: f64, out: usize): void {
  let x0 = f64x2.splat(0), x1 = x0, y0 = x0, y1 = x0, n0 = x0, n1 = x0;
  const one = f64x2.splat(1), four = f64x2.splat(4);
  let r0 = f64x2.replace_lane(f64x2.splat(first), 1, first + 1), r1 = f64x2.add(r0, f64x2.splat(2));
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = <usize>i << 3;
    const a = v128.load(ys + at), b = v128.load(ys + at, 16);
    const u = xs == 0 ? r0 : v128.load(xs + at), v = xs == 0 ? r1 : v128.load(xs + at, 16);
    const isA = f64x2.eq(a, a), isB = f64x2.eq(b, b);
    x0 = f64x2.add(x0, v128.and(u, isA)); x1 = f64x2.add(x1, v128.and(v, isB));
    y0 = f64x2.add(y0, v128.and(a, isA)); y1 = f64x2.add(y1, v128.and(b, isB));
    n0 = f64x2.add(n0, v128.and(one, isA)); n1 = f64x2.add(n1, v128.and(one, isB));
    r0 = f64x2.add(r0, four); r1 = f64x2.add(r1, four);
  }
  let x = lanes(x0, x1), y = lanes(y0, y1), count = lanes(n0, n1);
  for (; i < n; i++) {
    const value = load<f64>(ys + (<usize>i << 3));
    if (value != value) continue;
    x += xs == 0 ? first + <f64>i : load<f64>(xs + (<usize>i << 3));
    y += value;
    count += 1;
  }
  store<f64>(out, x);
  store<f64>(out, y, 8);
  store<f64>(out, count, 16);
}

// @ts-ignore: decorator
@inline
function lanes(a: v128, b: v128): f64 {
  const sum = f64x2.add(a, b);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Position of the first row with the largest triangle; -1 when no row has one (NaN). */
export function widestTriangle(
  xs: usize, ys: usize, n: i32, first: f64, fromX: f64, fromY: f64, acrossX: f64, acrossY: f64,
): i32 {
  const fx = f64x2.splat(fromX), fy = f64x2.splat(fromY), ax = f64x2.splat(acrossX), ay = f64x2.splat(acrossY);
  const step = f64x2.splat(4);
  let r0 = f64x2.replace_lane(f64x2.splat(first), 1, first + 1), r1 = f64x2.add(r0, f64x2.splat(2));
  let i0 = f64x2.replace_lane(f64x2.splat(0), 1, 1), i1 = f64x2.add(i0, f64x2.splat(2));
  let m0 = f64x2.splat(-1), m1 = m0, w0 = m0, w1 = m0;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = <usize>i << 3;
    const u = xs == 0 ? r0 : v128.load(xs + at), v = xs == 0 ? r1 : v128.load(xs + at, 16);
    const a = f64x2.abs(f64x2.sub(f64x2.mul(ax, f64x2.sub(v128.load(ys + at), fy)), f64x2.mul(f64x2.sub(fx, u), ay)));
    const b = f64x2.abs(f64x2.sub(f64x2.mul(ax, f64x2.sub(v128.load(ys + at, 16), fy)), f64x2.mul(f64x2.sub(fx, v), ay)));
    const ga = f64x2.gt(a, m0), gb = f64x2.gt(b, m1);
    m0 = v128.bitselect(a, m0, ga); m1 = v128.bitselect(b, m1, gb);
    w0 = v128.bitselect(i0, w0, ga); w1 = v128.bitselect(i1, w1, gb);
    r0 = f64x2.add(r0, step); r1 = f64x2.add(r1, step);
    i0 = f64x2.add(i0, step); i1 = f64x2.add(i1, step);
  }
  let most = f64x2.extract_lane(m0, 0), where = f64x2.extract_lane(w0, 0);
  let other = f64x2.extract_lane(m0, 1), there = f64x2.extract_lane(w0, 1);
  if (other > most || (other == most && there < where)) { most = other; where = there; }
  other = f64x2.extract_lane(m1, 0); there = f64x2.extract_lane(w1, 0);
  if (other > most || (other == most && there < where)) { most = other; where = there; }
  other = f64x2.extract_lane(m1, 1); there = f64x2.extract_lane(w1, 1);
  if (other > most || (other == most && there < where)) { most = other; where = there; }
  for (; i < n; i++) {
    const x = xs == 0 ? first + <f64>i : load<f64>(xs + (<usize>i << 3));
    const area = abs(acrossX * (load<f64>(ys + (<usize>i << 3)) - fromY) - (fromX - x) * acrossY);
    if (area > most) { most = area; where = <f64>i; }
  }
  return <i32>where;
}
