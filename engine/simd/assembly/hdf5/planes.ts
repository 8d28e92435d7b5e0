/**
 * Un-shuffling: an element's bytes lie `step` bytes apart, the k-th bytes of all elements behind each other. Elements
 * are written `stride` bytes apart. Sixteen at a time; the last sixteen overlap those before.
 */

export function planes1(from: usize, _step: usize, count: i32, to: usize, stride: usize): void {
  if (stride == 1) {
    memory.copy(to, from, <usize>count);
    return;
  }
  for (let i = 0; i < count; i++, to += stride) store<u8>(to, load<u8>(from + <usize>i));
}

export function planes2(from: usize, step: usize, count: i32, to: usize, stride: usize): void {
  let i = 0;
  while (i < count) {
    if (count - i < 16) {
      if (count < 16) break;
      i = count - 16;
    }
    const a = v128.load(from + <usize>i);
    const b = v128.load(from + <usize>i + step);
    const low = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const high = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    let at = to + <usize>i * stride;
    if (stride == 2) {
      v128.store(at, low);
      v128.store(at + 16, high);
    } else {
      at = scatter2(at, stride, low);
      scatter2(at, stride, high);
    }
    i += 16;
  }
  for (; i < count; i++) {
    const at = to + <usize>i * stride;
    store<u8>(at, load<u8>(from + <usize>i));
    store<u8>(at + 1, load<u8>(from + <usize>i + step));
  }
}

export function planes4(from: usize, step: usize, count: i32, to: usize, stride: usize): void {
  let i = 0;
  while (i < count) {
    if (count - i < 16) {
      if (count < 16) break;
      i = count - 16;
    }
    const at0 = from + <usize>i;
    const a = v128.load(at0);
    const b = v128.load(at0 + step);
    const c = v128.load(at0 + 2 * step);
    const d = v128.load(at0 + 3 * step);
    const ab0 = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const ab1 = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cd0 = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cd1 = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const r0 = i16x8.shuffle(ab0, cd0, 0, 8, 1, 9, 2, 10, 3, 11);
    const r1 = i16x8.shuffle(ab0, cd0, 4, 12, 5, 13, 6, 14, 7, 15);
    const r2 = i16x8.shuffle(ab1, cd1, 0, 8, 1, 9, 2, 10, 3, 11);
    const r3 = i16x8.shuffle(ab1, cd1, 4, 12, 5, 13, 6, 14, 7, 15);
    let at = to + <usize>i * stride;
    if (stride == 4) {
      v128.store(at, r0);
      v128.store(at + 16, r1);
      v128.store(at + 32, r2);
      v128.store(at + 48, r3);
    } else {
      at = scatter4(at, stride, r0);
      at = scatter4(at, stride, r1);
      at = scatter4(at, stride, r2);
      scatter4(at, stride, r3);
    }
    i += 16;
  }
  for (; i < count; i++) {
    const at = to + <usize>i * stride;
    for (let k: usize = 0; k < 4; k++) store<u8>(at + k, load<u8>(from + <usize>i + k * step));
  }
}

export function planes8(from: usize, step: usize, count: i32, to: usize, stride: usize): void {
  let i = 0;
  while (i < count) {
    if (count - i < 16) {
      if (count < 16) break;
      i = count - 16;
    }
    const near = from + <usize>i;
    const far = near + 4 * step;
    const a = v128.load(near);
    const b = v128.load(near + step);
    const c = v128.load(near + 2 * step);
    const d = v128.load(near + 3 * step);
    const e = v128.load(far);
    const f = v128.load(far + step);
    const g = v128.load(far + 2 * step);
    const h = v128.load(far + 3 * step);
    const ab0 = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const ab1 = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cd0 = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cd1 = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const ef0 = i8x16.shuffle(e, f, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const ef1 = i8x16.shuffle(e, f, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const gh0 = i8x16.shuffle(g, h, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const gh1 = i8x16.shuffle(g, h, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const p0 = i16x8.shuffle(ab0, cd0, 0, 8, 1, 9, 2, 10, 3, 11);
    const p1 = i16x8.shuffle(ab0, cd0, 4, 12, 5, 13, 6, 14, 7, 15);
    const p2 = i16x8.shuffle(ab1, cd1, 0, 8, 1, 9, 2, 10, 3, 11);
    const p3 = i16x8.shuffle(ab1, cd1, 4, 12, 5, 13, 6, 14, 7, 15);
    const q0 = i16x8.shuffle(ef0, gh0, 0, 8, 1, 9, 2, 10, 3, 11);
    const q1 = i16x8.shuffle(ef0, gh0, 4, 12, 5, 13, 6, 14, 7, 15);
    const q2 = i16x8.shuffle(ef1, gh1, 0, 8, 1, 9, 2, 10, 3, 11);
    const q3 = i16x8.shuffle(ef1, gh1, 4, 12, 5, 13, 6, 14, 7, 15);
    let at = to + <usize>i * stride;
    at = store8(at, stride, i32x4.shuffle(p0, q0, 0, 4, 1, 5));
    at = store8(at, stride, i32x4.shuffle(p0, q0, 2, 6, 3, 7));
    at = store8(at, stride, i32x4.shuffle(p1, q1, 0, 4, 1, 5));
    at = store8(at, stride, i32x4.shuffle(p1, q1, 2, 6, 3, 7));
    at = store8(at, stride, i32x4.shuffle(p2, q2, 0, 4, 1, 5));
    at = store8(at, stride, i32x4.shuffle(p2, q2, 2, 6, 3, 7));
    at = store8(at, stride, i32x4.shuffle(p3, q3, 0, 4, 1, 5));
    store8(at, stride, i32x4.shuffle(p3, q3, 2, 6, 3, 7));
    i += 16;
  }
  for (; i < count; i++) {
    const at = to + <usize>i * stride;
    for (let k: usize = 0; k < 8; k++) store<u8>(at + k, load<u8>(from + <usize>i + k * step));
  }
}

// @ts-ignore: decorator
@inline
function store8(at: usize, stride: usize, pair: v128): usize {
  if (stride == 8) v128.store(at, pair);
  else {
    store<i64>(at, i64x2.extract_lane(pair, 0));
    store<i64>(at + stride, i64x2.extract_lane(pair, 1));
  }
  return at + 2 * stride;
}

function scatter4(at: usize, stride: usize, four: v128): usize {
  store<i32>(at, i32x4.extract_lane(four, 0));
  store<i32>(at + stride, i32x4.extract_lane(four, 1));
  store<i32>(at + 2 * stride, i32x4.extract_lane(four, 2));
  store<i32>(at + 3 * stride, i32x4.extract_lane(four, 3));
  return at + 4 * stride;
}

function scatter2(at: usize, stride: usize, eight: v128): usize {
  store<i16>(at, i16x8.extract_lane_s(eight, 0));
  store<i16>(at + stride, i16x8.extract_lane_s(eight, 1));
  store<i16>(at + 2 * stride, i16x8.extract_lane_s(eight, 2));
  store<i16>(at + 3 * stride, i16x8.extract_lane_s(eight, 3));
  store<i16>(at + 4 * stride, i16x8.extract_lane_s(eight, 4));
  store<i16>(at + 5 * stride, i16x8.extract_lane_s(eight, 5));
  store<i16>(at + 6 * stride, i16x8.extract_lane_s(eight, 6));
  store<i16>(at + 7 * stride, i16x8.extract_lane_s(eight, 7));
  return at + 8 * stride;
}
