/** HDF5's Fletcher checksum: 16-bit words, high byte first, an odd byte as a word's high one. */
export function fletcher32(from: usize, n: i32): u32 {
  let sum1: u32 = 0;
  let sum2: u32 = 0;
  let words = n >> 1;
  while (words > 0) {
    // so many words cannot overflow 32 bits
    const block = min(words, 360);
    words -= block;
    for (let i = 0; i < block; i++, from += 2) {
      sum1 += <u32>bswap<u16>(load<u16>(from));
      sum2 += sum1;
    }
    sum1 = (sum1 & 0xffff) + (sum1 >> 16);
    sum2 = (sum2 & 0xffff) + (sum2 >> 16);
  }
  if ((n & 1) == 1) {
    sum1 += <u32>load<u8>(from) << 8;
    sum2 += sum1;
    sum1 = (sum1 & 0xffff) + (sum1 >> 16);
    sum2 = (sum2 & 0xffff) + (sum2 >> 16);
  }
  sum1 = (sum1 & 0xffff) + (sum1 >> 16);
  sum2 = (sum2 & 0xffff) + (sum2 >> 16);
  return (sum2 << 16) | sum1;
}
