/**
 * Texts of `width` bytes each, without the padding byte at their ends, close together from `to` on; up to 16 bytes
 * behind the last may be written. `offsets` gets `count + 1` int32. Gives the bytes of all.
 */
export function trim(from: usize, width: i32, count: i32, padding: i32, to: usize, offsets: usize): i32 {
  const start = to;
  const pad = i8x16.splat(<i8>padding);
  store<i32>(offsets, 0);
  for (let i = 0; i < count; i++) {
    const length = lengthOf(from, width, pad);
    v128.store(to, v128.load(from));
    for (let k: usize = 16; k < length; k += 16) v128.store(to + k, v128.load(from + k));
    from += <usize>width;
    to += length;
    offsets += 4;
    store<i32>(offsets, <i32>(to - start));
  }
  return <i32>(to - start);
}

/** Bytes up to the last one that is no padding. */
// @ts-ignore: decorator
@inline
function lengthOf(from: usize, width: i32, pad: v128): usize {
  let rest = width;
  for (; rest > 16; rest -= 16) {
    const other = ~i8x16.bitmask(i8x16.eq(v128.load(from + <usize>(rest - 16)), pad)) & 0xffff;
    if (other != 0) return <usize>(rest + 16 - clz<i32>(other));
  }
  const other = ~i8x16.bitmask(i8x16.eq(v128.load(from), pad)) & ((1 << rest) - 1);
  return <usize>(32 - clz<i32>(other));
}
