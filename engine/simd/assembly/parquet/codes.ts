import { takeRuns } from "./runs";

/** Codes looked up at once. */
const BLOCK: u32 = 1024;

/**
 * Takes `n` codes of a dictionary of `count` values and gives the values; 0 for damage, a code beyond the dictionary
 * included.
 * @param codes room for 1024 of them and 32 bytes
 */
export function takeCodes8(state: usize, n: u32, dictionary: usize, count: u32, codes: usize, to: usize): i32 {
  for (; n > 0; ) {
    const block = min(n, BLOCK);
    if (takeRuns(state, block, codes) == 0 || !within(codes, block, count)) return 0;
    const end = codes + (<usize>block << 2);
    for (let at = codes; at < end; at += 4, to += 8) store<u64>(to, load<u64>(dictionary + (<usize>load<u32>(at) << 3)));
    n -= block;
  }
  return 1;
}

/** The same for values of four bytes. */
export function takeCodes4(state: usize, n: u32, dictionary: usize, count: u32, codes: usize, to: usize): i32 {
  for (; n > 0; ) {
    const block = min(n, BLOCK);
    if (takeRuns(state, block, codes) == 0 || !within(codes, block, count)) return 0;
    const end = codes + (<usize>block << 2);
    for (let at = codes; at < end; at += 4, to += 4) store<u32>(to, load<u32>(dictionary + (<usize>load<u32>(at) << 2)));
    n -= block;
  }
  return 1;
}

/** Whether all codes are below `count`. */
export function within(codes: usize, n: u32, count: u32): bool {
  const end = codes + (<usize>n << 2);
  const limit = i32x4.splat(<i32>count);
  let fine = i32x4.splat(-1);
  let at = codes;
  for (; at + 16 <= end; at += 16) fine = v128.and(fine, i32x4.lt_u(v128.load(at), limit));
  let all = i32x4.all_true(fine);
  for (; at < end; at += 4) all = all && load<u32>(at) < count;
  return all;
}
