import { fieldEnd } from "./fields";

/** Bytes of field `k` of all rows together. */
export function textBytes(marks: usize, stride: i32, k: i32, last: i32, rows: i32): i32 {
  const step = <usize>stride << 2;
  let at = marks + (<usize>k << 2);
  let sum: i32 = 0;
  for (let row = 0; row < rows; row++, at += step) {
    const p = <usize>load<u32>(at) + 1;
    const end = fieldEnd(<usize>load<u32>(at, 4), p, last);
    if (end > p) sum += <i32>(end - p);
  }
  return sum;
}

/** Copies field `k` of all rows behind each other to `out`; `offsets` gets `rows + 1` int32. */
export function copyTexts(
  marks: usize,
  stride: i32,
  k: i32,
  last: i32,
  rows: i32,
  out: usize,
  offsets: usize,
): void {
  const step = <usize>stride << 2;
  let at = marks + (<usize>k << 2);
  let to = out;
  for (let row = 0; row < rows; row++, at += step) {
    store<i32>(offsets + (<usize>row << 2), <i32>(to - out));
    const p = <usize>load<u32>(at) + 1;
    const end = fieldEnd(<usize>load<u32>(at, 4), p, last);
    if (end <= p) continue;
    memory.copy(to, p, end - p);
    to += end - p;
  }
  store<i32>(offsets + (<usize>rows << 2), <i32>(to - out));
}

/**
 * Numbers the distinct texts of field `k`: `codes` gets one int32 per row, `first` the row in which each number appears
 * first. `slots` is a zeroed table of `size` words, a power of two. Gives the number of distinct texts, or -1 when there
 * are more than a quarter of `size`.
 */
export function encodeTexts(
  marks: usize,
  stride: i32,
  k: i32,
  last: i32,
  rows: i32,
  codes: usize,
  first: usize,
  slots: usize,
  size: i32,
): i32 {
  const step = <usize>stride << 2;
  let at = marks + (<usize>k << 2);
  const limit = size >> 2;
  let known: i32 = 0;
  for (let row = 0; row < rows; row++, at += step) {
    const p = <usize>load<u32>(at) + 1;
    const end = fieldEnd(<usize>load<u32>(at, 4), p, last);
    const length: usize = end <= p ? 0 : end - p;
    let hash: u32 = 2166136261 ^ <u32>length;
    for (let i: usize = 0; i < length; i++) hash = (hash ^ <u32>load<u8>(p + i)) * 16777619;
    let slot = (hash ^ (hash >> 15)) & (size - 1);
    let code: i32 = -1;
    for (;;) {
      const entry = load<i32>(slots + (<usize>slot << 2));
      if (entry == 0) break;
      const other = marks + (<usize>k << 2) + step * <usize>load<u32>(first + (<usize>(entry - 1) << 2));
      const q = <usize>load<u32>(other) + 1;
      const stop = fieldEnd(<usize>load<u32>(other, 4), q, last);
      if ((stop <= q ? 0 : stop - q) == length && memory.compare(p, q, length) == 0) {
        code = entry - 1;
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
    if (code < 0) {
      if (known >= limit) return -1;
      code = known++;
      store<u32>(first + (<usize>code << 2), row);
      store<i32>(slots + (<usize>slot << 2), known);
    }
    store<i32>(codes + (<usize>row << 2), code);
  }
  return known;
}
