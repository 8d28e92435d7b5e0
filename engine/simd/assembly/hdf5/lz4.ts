import { repeat, wideCopy } from "./copy";

/** Decodes an LZ4 block of `n` bytes into at most `room` bytes; gives their number, or -1 for damage. */
export function lz4(from: usize, n: i32, to: usize, room: i32): i32 {
  const stop = from + <usize>n;
  const end = to + <usize>room;
  const start = to;
  while (from < stop) {
    const token = <usize>load<u8>(from++);
    let literals = token >> 4;
    if (literals == 15) {
      let more: usize;
      do {
        if (from >= stop || literals > <usize>room) return -1;
        more = <usize>load<u8>(from++);
        literals += more;
      } while (more == 255);
    }
    if (literals > end - to || literals > stop - from) return -1;
    // few bytes at once: a loop would guess how many
    if (literals <= 16) v128.store(to, v128.load(from));
    else wideCopy(from, to, literals);
    from += literals;
    to += literals;
    if (from == stop) return <i32>(to - start);
    if (stop - from < 2) return -1;
    const distance = <usize>load<u16>(from);
    from += 2;
    let length = token & 15;
    if (length == 15) {
      let more: usize;
      do {
        if (from >= stop || length > <usize>room) return -1;
        more = <usize>load<u8>(from++);
        length += more;
      } while (more == 255);
    }
    length += 4;
    if (distance == 0 || distance > to - start || length > end - to) return -1;
    // steps no longer than the distance read what the ones before have written
    if (length <= 18 && distance >= 8) {
      store<u64>(to, load<u64>(to - distance));
      store<u64>(to, load<u64>(to + 8 - distance), 8);
      store<u16>(to, load<u16>(to + 16 - distance), 16);
    } else if (length <= 10 && distance >= 4) {
      store<u32>(to, load<u32>(to - distance));
      store<u32>(to, load<u32>(to + 4 - distance), 4);
      store<u16>(to, load<u16>(to + 8 - distance), 8);
    } else repeat(to, distance, length);
    to += length;
  }
  return -1;
}
