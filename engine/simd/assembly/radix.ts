/** Counting order-preserving keys of float64 by their leading 16 bits, into two tables of 65,536 uint32. */
export function leadingDigits(from: usize, n: i32, tables: usize): void {
  let i = 0;
  const second = tables + 262144;
  for (; i + 2 <= n; i += 2) {
    const p = from + (<usize>i << 3);
    count(tables, load<u16>(p, 6));
    count(second, load<u16>(p, 14));
  }
  if (i < n) count(tables, load<u16>(from + (<usize>i << 3), 6));
}

// @ts-ignore: decorator
@inline
function count(table: usize, word: u16): void {
  const sign = <i32><i16>word >> 15;
  const key = (<u32>word ^ <u32>(sign | 0x8000)) & 0xffff;
  const at = table + (<usize>key << 2);
  store<u32>(at, load<u32>(at) + 1);
}
