/** Reverses the bytes of each element of `n` bytes in all, in place. */

export function swap2(at: usize, n: i32): void {
  const end = at + <usize>n;
  for (; at + 16 <= end; at += 16) {
    const x = v128.load(at);
    v128.store(at, i8x16.shuffle(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  }
  for (; at < end; at += 2) store<u16>(at, bswap<u16>(load<u16>(at)));
}

export function swap4(at: usize, n: i32): void {
  const end = at + <usize>n;
  for (; at + 16 <= end; at += 16) {
    const x = v128.load(at);
    v128.store(at, i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  }
  for (; at < end; at += 4) store<u32>(at, bswap<u32>(load<u32>(at)));
}

export function swap8(at: usize, n: i32): void {
  const end = at + <usize>n;
  for (; at + 16 <= end; at += 16) {
    const x = v128.load(at);
    v128.store(at, i8x16.shuffle(x, x, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
  }
  for (; at < end; at += 8) store<u64>(at, bswap<u64>(load<u64>(at)));
}

/** PyTables' 64-bit times (seconds in the high half, microseconds in the low one) to seconds, in place. */
export function seconds(at: usize, count: i32): void {
  for (let i = 0; i < count; i++, at += 8)
    store<f64>(at, <f64>load<i32>(at + 4) + 1e-6 * <f64>load<i32>(at));
}
