import { repeat, wideCopy } from "./copy";

/** Decodes BloscLZ data of `n` bytes into at most `room` bytes; gives their number, or -1 for damage. */
export function blosclz(from: usize, n: i32, to: usize, room: i32): i32 {
  if (n <= 0) return -1;
  const stop = from + <usize>n;
  const end = to + <usize>room;
  const start = to;
  let control = <usize>load<u8>(from++) & 31;
  while (true) {
    if (control < 32) {
      const literals = control + 1;
      if (literals > end - to || literals > stop - from) return -1;
      wideCopy(from, to, literals);
      from += literals;
      to += literals;
    } else {
      let length = (control >> 5) + 2;
      if (length == 9) {
        let more: usize;
        do {
          if (from >= stop || length > <usize>room) return -1;
          more = <usize>load<u8>(from++);
          length += more;
        } while (more == 255);
      }
      if (from >= stop) return -1;
      const high = control & 31;
      const low = <usize>load<u8>(from++);
      let distance = (high << 8) + low + 1;
      if (high == 31 && low == 255) {
        if (stop - from < 2) return -1;
        distance = (<usize>load<u8>(from) << 8) + <usize>load<u8>(from + 1) + 8192;
        from += 2;
      }
      if (distance > to - start || length > end - to) return -1;
      repeat(to, distance, length);
      to += length;
    }
    if (from >= stop) return <i32>(to - start);
    control = <usize>load<u8>(from++);
  }
}
