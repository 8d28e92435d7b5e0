import { equalBytes, hash4, HASH_BITS } from "./match";

/** Distances below this take two bytes, others four. */
const NEAR: usize = 8191;
const FARTHEST: usize = 8191 + 65535;
const MOST_LITERALS: i32 = 32;
/** Bytes at the end that are always literals: decoders copy in steps. */
const TAIL: usize = 12;

/**
 * Compresses a block into blosclz's format (c-blosc's own, after FastLZ): runs of literals, a byte of count - 1 < 32
 * before them; matches, three bits of length - 2 and thirteen bits of distance - 1, both extended where they are full.
 * @param table 4 << HASH_BITS bytes
 * @param speed as of {@link lz4}
 * @returns bytes written, or 0 when they would be more than `room`
 */
export function blosclz(source: usize, size: i32, target: usize, room: i32, table: usize, speed: i32): i32 {
  const stop = source + size;
  const end = target + room;
  let out = target;
  let anchor = source;
  if (<usize>size > TAIL + 4) {
    memory.fill(table, 0, <usize>4 << HASH_BITS);
    const limit = stop - TAIL;
    // the first byte is a literal: its control byte carries no match
    let at = source + 1;
    let misses = speed << 6;
    while (at < limit) {
      const word = load<u32>(at);
      const slot = table + (<usize>hash4(word) << 2);
      const from = source + load<u32>(slot);
      store<u32>(slot, <u32>(at - source));
      if (at - from > FARTHEST || from >= at || load<u32>(from) != word) {
        at += misses++ >>> 6;
        continue;
      }
      const length = 4 + equalBytes(from + 4, at + 4, limit);
      const distance = at - from;
      // four bytes of a far match save nothing
      if (distance > NEAR && length < 7) {
        at++;
        continue;
      }
      out = runs(out, end, anchor, <i32>(at - anchor));
      if (out == 0 || out + length / 255 + 8 > end) return 0;
      out = match(out, length, distance - 1);
      at += length;
      anchor = at;
      misses = speed << 6;
      if (at < limit) store<u32>(table + (<usize>hash4(load<u32>(at - 2)) << 2), <u32>(at - 2 - source));
    }
  }
  out = runs(out, end, anchor, <i32>(stop - anchor));
  return out == 0 ? 0 : <i32>(out - target);
}

function runs(out: usize, end: usize, literals: usize, count: i32): usize {
  if (out + count + count / MOST_LITERALS + 1 > end) return 0;
  while (count > 0) {
    const run = min(count, MOST_LITERALS);
    store<u8>(out++, <u8>(run - 1));
    memory.copy(out, literals, run);
    out += run;
    literals += run;
    count -= run;
  }
  return out;
}

/** `back` is the distance less one. */
function match(out: usize, length: i32, back: usize): usize {
  const near = back < NEAR;
  const high: u32 = near ? <u32>(back >> 8) : 31;
  let rest = length - 2;
  if (rest < 7) store<u8>(out++, <u8>((<u32>rest << 5) | high));
  else {
    store<u8>(out++, <u8>((7 << 5) | high));
    for (rest -= 7; rest >= 255; rest -= 255) store<u8>(out++, 255);
    store<u8>(out++, <u8>rest);
  }
  if (near) {
    store<u8>(out++, <u8>back);
    return out;
  }
  const far = <u32>(back - NEAR);
  store<u8>(out++, 255);
  store<u8>(out++, <u8>(far >> 8));
  store<u8>(out++, <u8>far);
  return out;
}
