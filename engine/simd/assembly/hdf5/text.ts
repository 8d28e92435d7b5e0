/**
 * Texts of `width` bytes each, without the padding byte at their ends, close together from `to` on (which may be
 * `from`); `offsets` gets `count + 1` int32. Gives the bytes of all.
 */
export function trim(from: usize, width: i32, count: i32, padding: i32, to: usize, offsets: usize): i32 {
  const start = to;
  store<i32>(offsets, 0);
  for (let i = 0; i < count; i++) {
    let length = width;
    while (length > 0 && <i32>load<u8>(from + <usize>(length - 1)) == padding) length--;
    if (to != from) memory.copy(to, from, <usize>length);
    from += <usize>width;
    to += <usize>length;
    store<i32>(offsets + (<usize>(i + 1) << 2), <i32>(to - start));
  }
  return <i32>(to - start);
}
