/** Sums by pairwise addition. */

/** Values that are added in lanes before pairs are made. */
const RUN: i32 = 128;

/** `stack` has room for the partial sums that wait for their neighbours, one for each bit of the number of runs. */
export function pairwiseSum(from: usize, n: i32, stack: usize): f64 {
  let top = stack;
  for (let done = 0, run = 1; done < n; done += RUN, run++) {
    store<f64>(top, laneSum(from + (<usize>done << 3), min(RUN, n - done)));
    for (let bits = run; (bits & 1) == 0; bits >>= 1) {
      top -= 8;
      store<f64>(top, load<f64>(top) + load<f64>(top, 8));
    }
    top += 8;
  }
  let sum: f64 = 0;
  for (; top > stack; top -= 8) sum = load<f64>(top - 8) + sum;
  return sum;
}

/** Eight interleaved lanes, then what is left over one by one. */
export function laneSum(from: usize, n: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  let i = 0;
  let p = from;
  for (; i + 8 <= n; i += 8, p += 64) {
    s0 = f64x2.add(s0, v128.load(p));
    s1 = f64x2.add(s1, v128.load(p, 16));
    s2 = f64x2.add(s2, v128.load(p, 32));
    s3 = f64x2.add(s3, v128.load(p, 48));
  }
  let tail: f64 = 0;
  for (; i < n; i++, p += 8) tail += load<f64>(p);
  const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1) + tail;
}
