/** Copies between and within buffers; up to 16 bytes behind the destination may be written. */

/** Distance from which loads and stores do not wait for each other. */
const FAR: usize = 256;

/** Copies `n` bytes that do not overlap, 16 at a time. */
// @ts-ignore: decorator
@inline
export function wideCopy(from: usize, to: usize, n: usize): void {
  const end = to + n;
  do {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  } while (to < end);
}

/**
 * Writes `n` bytes at `to`, each equal to the one `distance` before it: LZ77's match. A distance below 16 is a
 * pattern: its first 16 bytes or more are made one by one, the rest by copying whole periods.
 */
// @ts-ignore: decorator
@inline
export function repeat(to: usize, distance: usize, n: usize): void {
  const end = to + n;
  if (distance < 16) {
    if (distance == 1) {
      const byte = i8x16.splat(load<i8>(to - 1));
      for (; to < end; to += 16) v128.store(to, byte);
      return;
    }
    let period = distance;
    while (period < 16) period += distance;
    const seeded = min(end, to + period);
    for (; to < seeded; to++) store<u8>(to, load<u8>(to - distance));
    distance = period;
  }
  // a load right behind the stores it reads from waits for them: whole periods are copied at once, ever more of them
  while (distance < FAR && to + distance < end) {
    const half = to + distance;
    for (let from = to - distance; to < half; to += 16, from += 16) v128.store(to, v128.load(from));
    to = half;
    distance <<= 1;
  }
  for (let from = to - distance; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
}
