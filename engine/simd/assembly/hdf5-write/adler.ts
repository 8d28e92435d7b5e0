const MODULUS: u32 = 65521;
/** Bytes after which 32-bit sums of sixteen lanes' products still hold: taken modulo then. */
const STEP: usize = 4096;

/** Zlib's checksum, Adler-32 (RFC 1950, 8.2). */
export function adler32(source: usize, size: i32): u32 {
  let first: u32 = 1;
  let second: u32 = 0;
  let at = source;
  const stop = source + size;
  const high = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const low = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (at + 16 <= stop) {
    const begin = at;
    const end = at + min((stop - at) & ~15, STEP);
    // sums of bytes, sums of those sums before each sixteen bytes, and bytes by their distance to the end of theirs
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let ranked = i32x4.splat(0);
    for (; at < end; at += 16) {
      const bytes = v128.load(at);
      const a = i16x8.extend_low_i8x16_u(bytes);
      const b = i16x8.extend_high_i8x16_u(bytes);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.add(a, b)));
      ranked = i32x4.add(ranked, i32x4.add(i32x4.dot_i16x8_s(a, high), i32x4.dot_i16x8_s(b, low)));
    }
    second = (second + first * <u32>(end - begin) + 16 * total(before) + total(ranked)) % MODULUS;
    first = (first + total(sums)) % MODULUS;
  }
  for (; at < stop; at++) {
    first += load<u8>(at);
    second += first;
  }
  first %= MODULUS;
  return ((second % MODULUS) << 16) | first;
}

function total(four: v128): u32 {
  return (
    i32x4.extract_lane(four, 0) +
    i32x4.extract_lane(four, 1) +
    i32x4.extract_lane(four, 2) +
    i32x4.extract_lane(four, 3)
  );
}
