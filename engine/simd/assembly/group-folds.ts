/**
 * Exact sums by group, by error-free extraction on a grid that all values share; `engine/simd/kernels.ts` describes it.
 *
 * Adding G = 1.5 · 2^e to a smaller value rounds it to multiples of 2^(e - 52), which then stand in the low bits of the
 * sum; adding up those bit patterns as integers adds up the multiples, and as many times the pattern of G.
 */
import { add, note, SPLIT } from "./groups";

/** Bits of a fold: the multiples of 2^17 values, two of each value, then fit in 64 bits. */
const FOLD: i32 = 44;

/** From one fold's leading bit to the next one's; what a fold leaves is at most half of its unit. */
const STEP: i32 = FOLD + 1;

/** Bytes of a group where sums run: two folds and the count, and three folds of the squares. */
const NARROW: usize = 32;
const WIDE: usize = 48;

/** Value to which values below 2^top are added in fold `k`. */
// @ts-ignore: decorator
@inline
function grid(top: i32, k: i32): f64 {
  return reinterpret<f64>((<u64>(top - STEP * k - FOLD + 52 + 1023) << 52) | (<u64>1 << 51));
}

export function groupFolds(
  values: usize, ids: usize, n: i32, top: i32, running: usize, sums: usize, squares: usize, spill: usize,
): i32 {
  const end = squares == 0
    ? narrow(values, ids, n, top, running, sums, spill)
    : wide(values, ids, n, top, running, sums, squares, spill);
  return <i32>((end - spill) >> 4);
}

/** Sums alone. */
function narrow(values: usize, ids: usize, n: i32, top: i32, running: usize, sums: usize, spill: usize): usize {
  const g1 = f64x2.splat(grid(top, 0)), g2 = f64x2.splat(grid(top, 1));
  const one = i64x2(1, 0);
  let end = spill;
  for (let i = 0; i < n; i += 2) {
    const last = i + 1 == n;
    const x = last ? v128.load64_zero(values + (<usize>i << 3)) : v128.load(values + (<usize>i << 3));
    const t1 = f64x2.add(x, g1), x1 = f64x2.sub(x, f64x2.sub(t1, g1));
    const t2 = f64x2.add(x1, g2), x2 = f64x2.sub(x1, f64x2.sub(t2, g2));
    const a = load<u32>(ids + (<usize>i << 2));
    let at = running + <usize>a * NARROW;
    v128.store(at, i64x2.add(v128.load(at), v128.shuffle<i64>(t1, t2, 0, 2)));
    v128.store(at, i64x2.add(v128.load(at, 16), one), 16);
    if (f64x2.extract_lane(x2, 0) != 0) end = keep(sums, a, 0, f64x2.extract_lane(x2, 0), end);
    if (last) break;
    const b = load<u32>(ids + (<usize>i << 2), 4);
    at = running + <usize>b * NARROW;
    v128.store(at, i64x2.add(v128.load(at), v128.shuffle<i64>(t1, t2, 1, 3)));
    v128.store(at, i64x2.add(v128.load(at, 16), one), 16);
    if (f64x2.extract_lane(x2, 1) != 0) end = keep(sums, b, 0, f64x2.extract_lane(x2, 1), end);
  }
  return end;
}

/** Sums, and sums of squares: each square is a double and its rounding error (Dekker). */
function wide(
  values: usize, ids: usize, n: i32, top: i32, running: usize, sums: usize, squares: usize, spill: usize,
): usize {
  const g1 = f64x2.splat(grid(top, 0)), g2 = f64x2.splat(grid(top, 1));
  const h1 = f64x2.splat(grid(2 * top, 0)), h2 = f64x2.splat(grid(2 * top, 1)), h3 = f64x2.splat(grid(2 * top, 2));
  const split = f64x2.splat(SPLIT);
  const one = i64x2.splat(1);
  let end = spill;
  for (let i = 0; i < n; i += 2) {
    const last = i + 1 == n;
    const x = last ? v128.load64_zero(values + (<usize>i << 3)) : v128.load(values + (<usize>i << 3));
    const t1 = f64x2.add(x, g1), x1 = f64x2.sub(x, f64x2.sub(t1, g1));
    const t2 = f64x2.add(x1, g2), x2 = f64x2.sub(x1, f64x2.sub(t2, g2));
    const p = f64x2.mul(x, x);
    const c = f64x2.mul(split, x);
    const high = f64x2.sub(c, f64x2.sub(c, x)), low = f64x2.sub(x, high);
    const e = f64x2.add(
      f64x2.add(f64x2.sub(f64x2.mul(high, high), p), f64x2.mul(f64x2.add(high, high), low)),
      f64x2.mul(low, low),
    );
    const u1 = f64x2.add(p, h1), p1 = f64x2.sub(p, f64x2.sub(u1, h1));
    const u2 = f64x2.add(p1, h2), p2 = f64x2.sub(p1, f64x2.sub(u2, h2));
    const w2 = f64x2.add(u2, e), e2 = f64x2.sub(e, f64x2.sub(w2, u2));
    const u3 = f64x2.add(p2, h3), p3 = f64x2.sub(p2, f64x2.sub(u3, h3));
    const w3 = f64x2.add(u3, e2), e3 = f64x2.sub(e2, f64x2.sub(w3, u3));
    const a = load<u32>(ids + (<usize>i << 2));
    let at = running + <usize>a * WIDE;
    v128.store(at, i64x2.add(v128.load(at), v128.shuffle<i64>(t1, t2, 0, 2)));
    v128.store(at, i64x2.add(v128.load(at, 16), v128.shuffle<i64>(one, u1, 0, 2)), 16);
    v128.store(at, i64x2.add(v128.load(at, 32), v128.shuffle<i64>(w2, w3, 0, 2)), 32);
    const b = last ? a : load<u32>(ids + (<usize>i << 2), 4);
    if (!last) {
      at = running + <usize>b * WIDE;
      v128.store(at, i64x2.add(v128.load(at), v128.shuffle<i64>(t1, t2, 1, 3)));
      v128.store(at, i64x2.add(v128.load(at, 16), v128.shuffle<i64>(one, u1, 1, 3)), 16);
      v128.store(at, i64x2.add(v128.load(at, 32), v128.shuffle<i64>(w2, w3, 1, 3)), 32);
    }
    if (v128.any_true(v128.or(x2, v128.or(p3, e3)))) {
      end = keep(sums, a, 0, f64x2.extract_lane(x2, 0), end);
      end = keep(squares, a, 1, f64x2.extract_lane(p3, 0), end);
      end = keep(squares, a, 1, f64x2.extract_lane(e3, 0), end);
      // a value that is not there leaves nothing
      end = keep(sums, b, 0, f64x2.extract_lane(x2, 1), end);
      end = keep(squares, b, 1, f64x2.extract_lane(p3, 1), end);
      end = keep(squares, b, 1, f64x2.extract_lane(e3, 1), end);
    }
  }
  return end;
}

/** Adds what the folds have left to the three parts. */
function keep(parts: usize, group: u32, which: u32, x: f64, end: usize): usize {
  if (x == 0) return end;
  const rest = add(parts + (<usize>group << 5), x);
  return rest == 0 ? end : note(end, group, which, rest);
}

export function groupDrain(
  first: u32, groups: u32, least: i32, top: i32, running: usize, sums: usize, squares: usize, spill: usize,
): i32 {
  const size = squares == 0 ? NARROW : WIDE;
  let end = spill;
  for (let group = first; group < first + groups; group++) {
    const at = running + <usize>group * size;
    const n = load<i64>(at, 16);
    if (n == 0 || n < <i64>least) continue;
    end = take(at, n, top, 0, sums, group, 0, end);
    end = take(at + 8, n, top, 1, sums, group, 0, end);
    if (squares != 0) {
      end = take(at + 24, n, 2 * top, 0, squares, group, 1, end);
      end = take(at + 32, n, 2 * top, 1, squares, group, 1, end);
      end = take(at + 40, n, 2 * top, 2, squares, group, 1, end);
    }
    const count = sums + (<usize>group << 5);
    store<f64>(count, load<f64>(count, 24) + <f64>n, 24);
    memory.fill(at, 0, size);
  }
  return <i32>((end - spill) >> 4);
}

/** A fold's sum as two doubles into the three parts. */
function take(at: usize, n: i64, top: i32, k: i32, parts: usize, group: u32, which: u32, end: usize): usize {
  const multiples = load<i64>(at) - n * reinterpret<i64>(grid(top, k));
  const unit = reinterpret<f64>(<u64>(top - STEP * k - FOLD + 1023) << 52);
  end = keep(parts, group, which, <f64>(multiples >> 32) * 4294967296.0 * unit, end);
  return keep(parts, group, which, <f64>(multiples & 0xffffffff) * unit, end);
}
