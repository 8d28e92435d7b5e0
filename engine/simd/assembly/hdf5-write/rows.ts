/** Puts `count` elements of `width` bytes at the same place of rows of `stride` bytes; `target` is that place in row 0. */
export function interleave(source: usize, target: usize, count: i32, width: i32, stride: i32): void {
  if (width == 8) {
    for (let i = 0; i < count; i++) {
      store<u64>(target, load<u64>(source));
      source += 8;
      target += stride;
    }
  } else if (width == 4) {
    for (let i = 0; i < count; i++) {
      store<u32>(target, load<u32>(source));
      source += 4;
      target += stride;
    }
  } else if (width == 2) {
    for (let i = 0; i < count; i++) {
      store<u16>(target, load<u16>(source));
      source += 2;
      target += stride;
    }
  } else if (width == 1) {
    for (let i = 0; i < count; i++) {
      store<u8>(target, load<u8>(source));
      source++;
      target += stride;
    }
  } else {
    for (let i = 0; i < count; i++) {
      memory.copy(target, source, width);
      source += width;
      target += stride;
    }
  }
}

/**
 * Puts bytes of equal place in their element together: byte b of element i goes to `target + b * count + i`. Elements
 * of `width` bytes follow each other.
 */
export function planes(source: usize, target: usize, count: i32, width: i32): void {
  if (width == 1) {
    memory.copy(target, source, count);
    return;
  }
  if (width == 2) return planes2(source, target, count);
  if (width == 4) return planes4(source, target, count);
  const whole = width & ~7;
  for (let b = 0; b < whole; b += 8) planes8(source + b, target + b * count, count, width);
  for (let b = whole; b < width; b++) plane(source + b, target + b * count, 0, count, width);
}

function plane(source: usize, target: usize, from: i32, count: i32, stride: i32): void {
  let at = source + <usize>from * stride;
  for (let i = from; i < count; i++) {
    store<u8>(target + i, load<u8>(at));
    at += stride;
  }
}

function planes2(source: usize, target: usize, count: i32): void {
  const whole = count & ~15;
  for (let i = 0; i < whole; i += 16) {
    const a = v128.load(source + i * 2);
    const b = v128.load(source + i * 2, 16);
    v128.store(target + i, v128.shuffle<u8>(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30));
    v128.store(target + count + i, v128.shuffle<u8>(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31));
  }
  for (let b = 0; b < 2; b++) plane(source + b, target + b * count, whole, count, 2);
}

function planes4(source: usize, target: usize, count: i32): void {
  const whole = count & ~15;
  for (let i = 0; i < whole; i += 16) {
    const at = source + i * 4;
    const a = quarters(v128.load(at));
    const b = quarters(v128.load(at, 16));
    const c = quarters(v128.load(at, 32));
    const d = quarters(v128.load(at, 48));
    const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
    const AB = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
    const CD = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
    const to = target + i;
    v128.store(to, v128.shuffle<u64>(ab, cd, 0, 2));
    v128.store(to + count, v128.shuffle<u64>(ab, cd, 1, 3));
    v128.store(to + count * 2, v128.shuffle<u64>(AB, CD, 0, 2));
    v128.store(to + count * 3, v128.shuffle<u64>(AB, CD, 1, 3));
  }
  for (let b = 0; b < 4; b++) plane(source + b, target + b * count, whole, count, 4);
}

// @ts-ignore: decorator
@inline
function quarters(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

// @ts-ignore: decorator
@inline
function pair(at: usize, stride: i32): v128 {
  const v = i64x2(load<i64>(at), load<i64>(at + stride));
  return v128.shuffle<u8>(v, v, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Eight planes of elements that are `stride` bytes apart: a 16 × 8 transposition by doubling. */
function planes8(source: usize, target: usize, count: i32, stride: i32): void {
  const whole = count & ~15;
  const step = 2 * stride;
  let at = source;
  for (let i = 0; i < whole; i += 16) {
    const a = pair(at, stride);
    const b = pair(at + step, stride);
    const c = pair(at + step * 2, stride);
    const d = pair(at + step * 3, stride);
    const e = pair(at + step * 4, stride);
    const f = pair(at + step * 5, stride);
    const g = pair(at + step * 6, stride);
    const h = pair(at + step * 7, stride);
    at += step * 8;
    const ab = v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    const AB = v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    const cd = v128.shuffle<u16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
    const CD = v128.shuffle<u16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
    const ef = v128.shuffle<u16>(e, f, 0, 8, 1, 9, 2, 10, 3, 11);
    const EF = v128.shuffle<u16>(e, f, 4, 12, 5, 13, 6, 14, 7, 15);
    const gh = v128.shuffle<u16>(g, h, 0, 8, 1, 9, 2, 10, 3, 11);
    const GH = v128.shuffle<u16>(g, h, 4, 12, 5, 13, 6, 14, 7, 15);
    const to = target + i;
    store2(to, count, v128.shuffle<u32>(ab, cd, 0, 4, 1, 5), v128.shuffle<u32>(ef, gh, 0, 4, 1, 5));
    store2(to + 2 * count, count, v128.shuffle<u32>(ab, cd, 2, 6, 3, 7), v128.shuffle<u32>(ef, gh, 2, 6, 3, 7));
    store2(to + 4 * count, count, v128.shuffle<u32>(AB, CD, 0, 4, 1, 5), v128.shuffle<u32>(EF, GH, 0, 4, 1, 5));
    store2(to + 6 * count, count, v128.shuffle<u32>(AB, CD, 2, 6, 3, 7), v128.shuffle<u32>(EF, GH, 2, 6, 3, 7));
  }
  for (let b = 0; b < 8; b++) plane(source + b, target + b * count, whole, count, stride);
}

// @ts-ignore: decorator
@inline
function store2(to: usize, count: i32, low: v128, high: v128): void {
  v128.store(to, v128.shuffle<u64>(low, high, 0, 2));
  v128.store(to + count, v128.shuffle<u64>(low, high, 1, 3));
}
