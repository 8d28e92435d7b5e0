/** Copies the `width` bytes at the start of each of `count` rows `step` bytes apart to places `stride` bytes apart. */
export function pick(from: usize, step: usize, width: usize, count: i32, to: usize, stride: usize): void {
  if (width == 8) for (let i = 0; i < count; i++, from += step, to += stride) store<u64>(to, load<u64>(from));
  else if (width == 4) for (let i = 0; i < count; i++, from += step, to += stride) store<u32>(to, load<u32>(from));
  else if (width == 2) for (let i = 0; i < count; i++, from += step, to += stride) store<u16>(to, load<u16>(from));
  else if (width == 1) for (let i = 0; i < count; i++, from += step, to += stride) store<u8>(to, load<u8>(from));
  else for (let i = 0; i < count; i++, from += step, to += stride) memory.copy(to, from, width);
}

/** Undoes a shuffle of elements of `width` bytes over `n` bytes; a rest that is no whole element is copied. */
export function unshuffle(from: usize, n: i32, width: i32, to: usize): void {
  const count = n / width;
  for (let k = 0; count > 0 && k < width; k++) {
    let at = to + <usize>k;
    const plane = from + <usize>(k * count);
    for (let i = 0; i < count; i++, at += <usize>width) store<u8>(at, load<u8>(plane + <usize>i));
  }
  const whole = <usize>(count * width);
  memory.copy(to + whole, from + whole, <usize>n - whole);
}
