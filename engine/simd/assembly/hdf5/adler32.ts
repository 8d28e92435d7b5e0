/** Bytes whose sums fit into 32 bits before a remainder is taken (RFC 1950's reference code). */
const MOST: usize = 5552;
const PRIME: u32 = 65521;

/** zlib's checksum: a sum of the bytes and a sum of those sums, 16 bytes at a time. */
export function adler32(from: usize, n: usize): u32 {
  const first = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const last = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  let a: u32 = 1;
  let b: u32 = 0;
  while (n > 0) {
    const part = min(n, MOST);
    n -= part;
    const wide = part & ~15;
    // sums of the bytes, of what those were before each step, and of the bytes by their weight within a step
    let bytes = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    for (const stop = from + wide; from < stop; from += 16) {
      const v = v128.load(from);
      before = i32x4.add(before, bytes);
      bytes = i32x4.add(bytes, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(v), first));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(v), last));
    }
    b += a * <u32>wide + across(before) * 16 + across(weighted);
    a += across(bytes);
    for (const stop = from + (part & 15); from < stop; from++) {
      a += <u32>load<u8>(from);
      b += a;
    }
    a %= PRIME;
    b %= PRIME;
  }
  return (b << 16) | a;
}

// @ts-ignore: decorator
@inline
function across(v: v128): u32 {
  return (
    <u32>i32x4.extract_lane(v, 0) +
    <u32>i32x4.extract_lane(v, 1) +
    <u32>i32x4.extract_lane(v, 2) +
    <u32>i32x4.extract_lane(v, 3)
  );
}
