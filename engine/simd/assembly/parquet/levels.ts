import { FIRST, LEFT, nextRun, PACKED, TAKEN, VALUE } from "./runs";

/**
 * Takes `n` levels of 0 or 1 as a validity bitmap, lowest bit first; gives how many are 1, or -1 when there are fewer
 * or they are damaged. The bitmap's last word is written whole.
 */
export function takeLevels(state: usize, n: u32, bitmap: usize): i32 {
  memory.fill(bitmap, 0, <usize>((n + 63) >> 6) << 3);
  let valid: u32 = 0;
  for (let row: u32 = 0; row < n; ) {
    let left = load<u32>(state, LEFT);
    if (left == 0) {
      if (!nextRun(state)) return -1;
      left = load<u32>(state, LEFT);
    }
    const count = min(left, n - row);
    store<u32>(state, left - count, LEFT);
    if (load<u32>(state, PACKED) != 0) {
      const taken = load<u32>(state, TAKEN);
      valid += copyBits(<usize>load<u32>(state, FIRST), taken, count, bitmap, row);
      store<u32>(state, taken + count, TAKEN);
    } else if (load<u32>(state, VALUE) != 0) {
      setBits(bitmap, row, count);
      valid += count;
    }
    row += count;
  }
  return <i32>valid;
}

/** Copies `count` bits and counts those that are set; the target's are 0 before. */
function copyBits(from: usize, first: u32, count: u32, to: usize, at: u32): u32 {
  let set: u32 = 0;
  while (count > 0) {
    const bits = min<u32>(count, 56);
    const word = (load<u64>(from + (first >> 3)) >> <u64>(first & 7)) & (((<u64>1) << bits) - 1);
    set += <u32>popcnt<u64>(word);
    orBits(to, at, word);
    first += bits;
    at += bits;
    count -= bits;
  }
  return set;
}

function setBits(to: usize, at: u32, count: u32): void {
  for (; count > 0 && (at & 7) != 0; count--, at++) orBits(to, at, 1);
  memory.fill(to + (at >> 3), 0xff, count >> 3);
  const rest = count & 7;
  if (rest > 0) orBits(to, at + count - rest, ((<u64>1) << rest) - 1);
}

/** At most 57 bits. */
// @ts-ignore: decorator
@inline
function orBits(to: usize, at: u32, word: u64): void {
  const place = to + (at >> 3);
  store<u64>(place, load<u64>(place) | (word << <u64>(at & 7)));
}
