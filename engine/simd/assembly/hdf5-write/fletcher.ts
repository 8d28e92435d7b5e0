/** HDF5's Fletcher-32: 16-bit big-endian words, sums folded every 360 words; an odd last byte is a word's upper half. */
export function fletcher32(source: usize, size: i32): u32 {
  let first: u32 = 0;
  let second: u32 = 0;
  let words = size >> 1;
  let at = source;
  while (words > 0) {
    const block = min(words, 360);
    for (let i = 0; i < block; i++) {
      first += (<u32>load<u8>(at) << 8) | <u32>load<u8>(at + 1);
      second += first;
      at += 2;
    }
    words -= block;
    first = (first & 0xffff) + (first >>> 16);
    second = (second & 0xffff) + (second >>> 16);
  }
  if (size & 1) {
    first += <u32>load<u8>(at) << 8;
    second += first;
    first = (first & 0xffff) + (first >>> 16);
    second = (second & 0xffff) + (second >>> 16);
  }
  first = (first & 0xffff) + (first >>> 16);
  second = (second & 0xffff) + (second >>> 16);
  return (second << 16) | first;
}
