/** Elements to float64. */

export function widenI8(from: usize, n: i32, to: usize): void {
  for (let i = 0; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<i8>(from + i));
}

export function widenU8(from: usize, n: i32, to: usize): void {
  for (let i = 0; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<u8>(from + i));
}

export function widenI16(from: usize, n: i32, to: usize): void {
  for (let i = 0; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<i16>(from + (<usize>i << 1)));
}

export function widenU16(from: usize, n: i32, to: usize): void {
  for (let i = 0; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<u16>(from + (<usize>i << 1)));
}

export function widenI32(from: usize, n: i32, to: usize): void {
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const pair = v128.load64_zero(from + (<usize>i << 2));
    v128.store(to + (<usize>i << 3), f64x2.convert_low_i32x4_s(pair));
  }
  for (; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<i32>(from + (<usize>i << 2)));
}

export function widenU32(from: usize, n: i32, to: usize): void {
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const pair = v128.load64_zero(from + (<usize>i << 2));
    v128.store(to + (<usize>i << 3), f64x2.convert_low_i32x4_u(pair));
  }
  for (; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<u32>(from + (<usize>i << 2)));
}

export function widenF32(from: usize, n: i32, to: usize): void {
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const pair = v128.load64_zero(from + (<usize>i << 2));
    v128.store(to + (<usize>i << 3), f64x2.promote_low_f32x4(pair));
  }
  for (; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<f32>(from + (<usize>i << 2)));
}

export function widenI64(from: usize, n: i32, to: usize): void {
  for (let i = 0; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<i64>(from + (<usize>i << 3)));
}

export function widenU64(from: usize, n: i32, to: usize): void {
  for (let i = 0; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<u64>(from + (<usize>i << 3)));
}
