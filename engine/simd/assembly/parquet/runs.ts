/**
 * Parquet's hybrid of run lengths and packed bits, read a few values at a time. What is known between calls stands in
 * a state of 96 bytes:
 *   0 next byte of the source (u32), 4 its end (u32), 8 bits of a value (u32),
 *   12 values left of the run at hand (u32), 16 whether it is packed (u32), 20 the value of one that is not (u32),
 *   24 values taken of a packed run (u32), 28 the packed run's first byte (u32),
 *   32 and 48 where bytes of four packed values go, 64 and 80 how far these are moved.
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export const NEXT: usize = 0;
export const STOP: usize = 4;
export const WIDTH: usize = 8;
export const LEFT: usize = 12;
export const PACKED: usize = 16;
export const VALUE: usize = 20;
export const TAKEN: usize = 24;
export const FIRST: usize = 28;
const ORDER: usize = 32;
const SCALE: usize = 64;

/** Widths for which four values are unpacked at once. */
const WIDEST: u32 = 25;

/** Begins with values of `width` bits, at most 32, from `from` to `stop`. */
export function startRuns(state: usize, from: usize, stop: usize, width: u32): void {
  store<u32>(state, <u32>from, NEXT);
  store<u32>(state, <u32>stop, STOP);
  store<u32>(state, width, WIDTH);
  store<u32>(state, 0, LEFT);
  if (width == 0 || width > WIDEST) return;
  for (let lane: u32 = 0; lane < 8; lane++) {
    const half = lane >> 2;
    const bit = half * ((4 * width) & 7) + (lane & 3) * width;
    for (let k: u32 = 0; k < 4; k++) store<u8>(state + ORDER + lane * 4 + k, <u8>((bit >> 3) + k));
    store<u32>(state + SCALE + lane * 4, <u32>1 << (7 - (bit & 7)));
  }
}

/** Reads the head of the next run; false at the end and for damage. */
export function nextRun(state: usize): bool {
  let at = <usize>load<u32>(state, NEXT);
  const stop = <usize>load<u32>(state, STOP);
  const width = load<u32>(state, WIDTH);
  let head: u64 = 0;
  for (let shift: u64 = 0; ; shift += 7) {
    if (at >= stop || shift > 28) return false;
    const byte = <u64>load<u8>(at++);
    head |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  const count = head >> 1;
  if (count == 0 || head > 0xffffffff) return false;
  if ((head & 1) == 1) {
    // the last run may lack bytes of values that do not exist
    const bytes = min(count * <u64>width, <u64>(stop - at));
    const values = width == 0 ? count * 8 : min(count * 8, (bytes * 8) / <u64>width);
    if (values == 0 || values > 0x7fffffff) return false;
    store<u32>(state, 1, PACKED);
    store<u32>(state, <u32>values, LEFT);
    store<u32>(state, 0, TAKEN);
    store<u32>(state, <u32>at, FIRST);
    store<u32>(state, <u32>(at + <usize>bytes), NEXT);
    return true;
  }
  const bytes = <usize>((width + 7) >> 3);
  if (bytes > stop - at) return false;
  let value: u32 = 0;
  for (let k: usize = 0; k < bytes; k++) value |= <u32>load<u8>(at + k) << (8 * <u32>k);
  if (width < 32 && value >> width != 0) return false;
  store<u32>(state, 0, PACKED);
  store<u32>(state, <u32>count, LEFT);
  store<u32>(state, value, VALUE);
  store<u32>(state, <u32>(at + bytes), NEXT);
  return true;
}

/** Takes `n` values as uint32; gives 1, or 0 when there are fewer or they are damaged. */
export function takeRuns(state: usize, n: u32, to: usize): i32 {
  const width = load<u32>(state, WIDTH);
  while (n > 0) {
    let left = load<u32>(state, LEFT);
    if (left == 0) {
      if (!nextRun(state)) return 0;
      left = load<u32>(state, LEFT);
    }
    const count = min(left, n);
    if (load<u32>(state, PACKED) != 0) {
      const taken = load<u32>(state, TAKEN);
      unpack(state, <usize>load<u32>(state, FIRST), width, taken, count, to);
      store<u32>(state, taken + count, TAKEN);
    } else {
      const value = i32x4.splat(load<u32>(state, VALUE));
      const end = to + (<usize>count << 2);
      for (let at = to; at < end; at += 16) v128.store(at, value);
    }
    store<u32>(state, left - count, LEFT);
    n -= count;
    to += <usize>count << 2;
  }
  return 1;
}

/** Unpacks `count` values from the one numbered `taken` on. */
function unpack(state: usize, first: usize, width: u32, taken: u32, count: u32, to: usize): void {
  const mask = <u64>0xffffffff >> (32 - <u64>width);
  if (width == 0) {
    memory.fill(to, 0, <usize>count << 2);
    return;
  }
  // one by one up to a whole group of eight, whose bytes begin where a byte does
  const end = to + (<usize>count << 2);
  let at = taken;
  for (; to < end && ((at & 7) != 0 || width > WIDEST); to += 4, at++) {
    const bit = <u64>at * <u64>width;
    store<u32>(to, <u32>((load<u64>(first + <usize>(bit >> 3)) >> (bit & 7)) & mask));
  }
  const order0 = v128.load(state, ORDER);
  const order1 = v128.load(state, ORDER + 16);
  const scale0 = v128.load(state, SCALE);
  const scale1 = v128.load(state, SCALE + 16);
  const masks = i32x4.splat(<i32>mask);
  const half = <usize>((4 * width) >> 3);
  let from = first + <usize>((<u64>at * <u64>width) >> 3);
  // the last store may write up to 28 bytes behind the last value
  for (; to < end; to += 32, from += width) {
    const a = i32x4.mul(v128.swizzle(v128.load(from), order0), scale0);
    const b = i32x4.mul(v128.swizzle(v128.load(from + half), order1), scale1);
    v128.store(to, v128.and(i32x4.shr_u(a, 7), masks));
    v128.store(to, v128.and(i32x4.shr_u(b, 7), masks), 16);
  }
}
