import { takeRuns } from "./runs";
import { within } from "./codes";

/**
 * Reads `n` texts that each stand behind their length, up to `stop`: their ends to `ends` (n + 1 int32, the first is 0)
 * and their bytes to `to`, which has room for those from `from` to `stop`. Gives the bytes read, or -1 for damage.
 */
export function readTexts(from: usize, stop: usize, n: u32, ends: usize, to: usize): i32 {
  const first = from;
  const base = to;
  store<i32>(ends, 0);
  for (let i: u32 = 0; i < n; i++) {
    if (stop - from < 4) return -1;
    const size = <usize>load<u32>(from);
    from += 4;
    if (size > stop - from) return -1;
    if (size <= 16) v128.store(to, v128.load(from));
    else memory.copy(to, from, size);
    from += size;
    to += size;
    ends += 4;
    store<i32>(ends, <i32>(to - base));
  }
  return <i32>(from - first);
}

/**
 * Takes `n` codes of a dictionary of texts to `codes` and their ends to `ends`, n + 1 int32; gives the bytes of all, -1
 * for damage, or -2 for more than fit in int32. With `to` not 0 the texts are put there, from codes that were taken.
 */
export function gatherTexts(
  state: usize, n: u32, dictionary: usize, count: u32, texts: usize, codes: usize, ends: usize, to: usize,
): i32 {
  if (to == 0) {
    if (takeRuns(state, n, codes) == 0 || !within(codes, n, count)) return -1;
    let total: u64 = 0;
    store<i32>(ends, 0);
    for (let i: u32 = 0; i < n; i++) {
      const entry = dictionary + (<usize>load<u32>(codes + (<usize>i << 2)) << 2);
      total += <u64>(load<u32>(entry, 4) - load<u32>(entry));
      if (total > 0x7fffffff) return -2;
      store<i32>(ends + (<usize>i << 2), <i32>total, 4);
    }
    return <i32>total;
  }
  for (let i: u32 = 0; i < n; i++) {
    const entry = dictionary + (<usize>load<u32>(codes + (<usize>i << 2)) << 2);
    const from = texts + load<u32>(entry);
    const size = <usize>(load<u32>(entry, 4) - load<u32>(entry));
    if (size <= 16) v128.store(to, v128.load(from));
    else memory.copy(to, from, size);
    to += size;
  }
  return 0;
}

/** Ends of valid rows' texts, n + 1 int32 in all, from those of the texts alone: null rows are empty. */
export function spreadEnds(from: usize, bitmap: usize, n: u32, to: usize): void {
  let end = load<i32>(from);
  store<i32>(to, end);
  for (let row: u32 = 0; row < n; row++) {
    if (((load<u8>(bitmap + (row >> 3)) >> <u8>(row & 7)) & 1) != 0) {
      from += 4;
      end = load<i32>(from);
    }
    to += 4;
    store<i32>(to, end);
  }
}
