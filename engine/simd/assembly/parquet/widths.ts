/** The low bytes of `n` int32. */
export function narrow1(from: usize, n: u32, to: usize): void {
  for (const end = to + n; to < end; to++, from += 4) store<u8>(to, load<u8>(from));
}

/** The low halves of `n` int32. */
export function narrow2(from: usize, n: u32, to: usize): void {
  for (const end = to + (<usize>n << 1); to < end; to += 2, from += 4) store<u16>(to, load<u16>(from));
}

/** `n` int32 days as int64 seconds. */
export function days(from: usize, n: u32, to: usize): void {
  for (const end = to + (<usize>n << 3); to < end; to += 8, from += 4) store<i64>(to, <i64>load<i32>(from) * 86400);
}

/** `n` int64 milliseconds as microseconds; gives 0 when one does not fit. */
export function millis(from: usize, n: u32, to: usize): i32 {
  const most = i64.MAX_VALUE / 1000;
  let fine = true;
  for (const end = to + (<usize>n << 3); to < end; to += 8, from += 8) {
    const value = load<i64>(from);
    fine = fine && value <= most && value >= -most;
    store<i64>(to, value * 1000);
  }
  return fine ? 1 : 0;
}

/** `n` bits from bit `first` on, lowest first, as bytes of 0 and 1. */
export function unpackBits(from: usize, first: u32, n: u32, to: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const bit = first + i;
    store<u8>(to + i, (load<u8>(from + (bit >> 3)) >> <u8>(bit & 7)) & 1);
  }
}
