/** Exact sums by group; `engine/group/sums.ts` describes them. */

/** Splits a double in two halves of 26 bits (Veltkamp). */
export const SPLIT: f64 = 134217729.0;

/** Takes `x` into three parts without error; gives what did not fit. */
// @ts-ignore: decorator
@inline
export function add(at: usize, x: f64): f64 {
  const a = load<f64>(at);
  const s0 = a + x;
  if (s0 - s0 != 0) return x;
  const b0 = s0 - a;
  const e0 = a - (s0 - b0) + (x - b0);
  store<f64>(at, s0);
  if (e0 == 0) return 0;
  const b = load<f64>(at, 8);
  const s1 = b + e0;
  const b1 = s1 - b;
  const e1 = b - (s1 - b1) + (e0 - b1);
  store<f64>(at, s1, 8);
  if (e1 == 0) return 0;
  const c = load<f64>(at, 16);
  const s2 = c + e1;
  const b2 = s2 - c;
  store<f64>(at, s2, 16);
  return c - (s2 - b2) + (e1 - b2);
}

// @ts-ignore: decorator
@inline
export function note(spill: usize, group: u32, which: u32, rest: f64): usize {
  store<u32>(spill, group);
  store<u32>(spill, which, 4);
  store<f64>(spill, rest, 8);
  return spill + 16;
}

export function groupSums(values: usize, ids: usize, n: i32, sums: usize, squares: usize, spill: usize): i32 {
  let end = spill;
  for (let i = 0; i < n; i++) {
    const x = load<f64>(values + (<usize>i << 3));
    const group = load<u32>(ids + (<usize>i << 2));
    const at = sums + (<usize>group << 5);
    store<f64>(at, load<f64>(at, 24) + 1, 24);
    const rest = add(at, x);
    if (rest != 0) end = note(end, group, 0, rest);
    if (squares == 0) continue;
    const to = squares + (<usize>group << 5);
    const p = x * x;
    const c = SPLIT * x;
    const high = c - (c - x);
    const low = x - high;
    const e = high * high - p + 2 * high * low + low * low;
    const first = add(to, p);
    if (first != 0) end = note(end, group, 1, first);
    if (e != 0 && e - e == 0) {
      const second = add(to, e);
      if (second != 0) end = note(end, group, 1, second);
    }
  }
  return <i32>((end - spill) >> 4);
}

/** Adds the number of rows of each group to `counts`, one u64 each. */
export function groupCounts(ids: usize, n: i32, counts: usize): void {
  for (let i = 0; i < n; i++) {
    const at = counts + (<usize>load<u32>(ids + (<usize>i << 2)) << 3);
    store<u64>(at, load<u64>(at) + 1);
  }
}
