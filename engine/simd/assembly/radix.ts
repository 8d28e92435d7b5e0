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

/** Copies the values whose highest 16 bits are `word`; gives their number. */
export function collectDigit(from: usize, n: i32, word: i32, to: usize): i32 {
  const wanted = i64x2.splat(<i64>word);
  let end = to;
  let i = 0;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 32) {
    const a = i64x2.eq(i64x2.shr_u(v128.load(p), 48), wanted);
    const b = i64x2.eq(i64x2.shr_u(v128.load(p, 16), 48), wanted);
    if (!v128.any_true(v128.or(a, b))) continue;
    for (let j: usize = 0; j < 32; j += 8) {
      store<u64>(end, load<u64>(p + j));
      end += <usize>(load<u16>(p + j, 6) == <u16>word) << 3;
    }
  }
  for (; i < n; i++, p += 8) {
    store<u64>(end, load<u64>(p));
    end += <usize>(load<u16>(p, 6) == <u16>word) << 3;
  }
  return <i32>((end - to) >> 3);
}
