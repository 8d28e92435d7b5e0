/** Values of valid rows, packed, to their rows; null rows become 0. One value more than are valid is read. */

export function spread1(from: usize, bitmap: usize, n: u32, to: usize): void {
  spread<u8>(from, bitmap, n, to);
}

export function spread4(from: usize, bitmap: usize, n: u32, to: usize): void {
  spread<u32>(from, bitmap, n, to);
}

export function spread8(from: usize, bitmap: usize, n: u32, to: usize): void {
  spread<u64>(from, bitmap, n, to);
}

// @ts-ignore: decorator
@inline
function spread<T>(from: usize, bitmap: usize, n: u32, to: usize): void {
  for (let row: u32 = 0; row < n; row += 8, bitmap++) {
    let bits = <i64>load<u8>(bitmap);
    const count = min<u32>(8, n - row);
    for (let k: u32 = 0; k < count; k++) {
      const bit = bits & 1;
      // no branch: it would guess which rows are null
      store<T>(to, load<T>(from) & <T>(0 - bit));
      from += <usize>bit * sizeof<T>();
      to += sizeof<T>();
      bits >>= 1;
    }
  }
}
