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
  let i = 0;
  // 2^52 and the low half, 2^84 + 2^63 and the high one with its sign turned: only the last addition rounds
  const low = i64x2.splat(0x4330000000000000), high = i64x2.splat(0x4530000080000000);
  const mask = i64x2.splat(0xffffffff), both = f64x2.splat(reinterpret<f64>(<u64>0x4530000080100000));
  for (; i + 2 <= n; i += 2) {
    const x = v128.load(from + (<usize>i << 3));
    const l = v128.or(v128.and(x, mask), low);
    const h = v128.xor(i64x2.shr_u(x, 32), high);
    v128.store(to + (<usize>i << 3), f64x2.add(f64x2.sub(h, both), l));
  }
  for (; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<i64>(from + (<usize>i << 3)));
}

export function widenU64(from: usize, n: i32, to: usize): void {
  let i = 0;
  const low = i64x2.splat(0x4330000000000000), high = i64x2.splat(0x4530000000000000);
  const mask = i64x2.splat(0xffffffff), both = f64x2.splat(reinterpret<f64>(<u64>0x4530000000100000));
  for (; i + 2 <= n; i += 2) {
    const x = v128.load(from + (<usize>i << 3));
    const l = v128.or(v128.and(x, mask), low);
    const h = v128.or(i64x2.shr_u(x, 32), high);
    v128.store(to + (<usize>i << 3), f64x2.add(f64x2.sub(h, both), l));
  }
  for (; i < n; i++) store<f64>(to + (<usize>i << 3), <f64>load<u64>(from + (<usize>i << 3)));
}
