/** Bits of the hash of four bytes; a table of positions takes 4 << HASH_BITS bytes. */
export const HASH_BITS: u32 = 13;

// @ts-ignore: decorator
@inline
export function hash4(word: u32): u32 {
  return (word * 2654435761) >>> (32 - HASH_BITS);
}

/** Bytes that are equal from `a` and `b` on, `b < limit`. */
// @ts-ignore: decorator
@inline
export function equalBytes(a: usize, b: usize, limit: usize): i32 {
  const start = b;
  while (b + 8 <= limit) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return <i32>(b - start) + (<i32>ctz(difference) >> 3);
    a += 8;
    b += 8;
  }
  while (b < limit && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return <i32>(b - start);
}
