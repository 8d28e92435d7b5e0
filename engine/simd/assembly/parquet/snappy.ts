import { repeat, wideCopy } from "../hdf5/copy";

/**
 * Decodes a Snappy block of `n` bytes into at most `room` bytes; gives their number, or -1 for damage.
 * Format: https://github.com/google/snappy/blob/main/format_description.txt
 */
export function snappy(from: usize, n: i32, to: usize, room: i32): i32 {
  const stop = from + <usize>n;
  const start = to;
  let length: u64 = 0;
  for (let shift: u64 = 0; ; shift += 7) {
    if (from >= stop || shift > 28) return -1;
    const byte = <u64>load<u8>(from++);
    length |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  if (length > <u64>room) return -1;
  const end = to + <usize>length;
  while (from < stop) {
    const tag = <usize>load<u8>(from++);
    if ((tag & 3) == 0) {
      let size = (tag >> 2) + 1;
      if (size > 60) {
        const more = size - 60;
        if (more > stop - from) return -1;
        size = (<usize>load<u32>(from) & (<usize>0xffffffff >> (32 - 8 * more))) + 1;
        from += more;
        // the length of 2^32 wraps to 0
        if (size == 0) return -1;
      }
      if (size > stop - from || size > end - to) return -1;
      if (size <= 16) v128.store(to, v128.load(from));
      else if (size < 256) wideCopy(from, to, size);
      else memory.copy(to, from, size);
      from += size;
      to += size;
      continue;
    }
    let size: usize;
    let distance: usize;
    if ((tag & 3) == 1) {
      if (from >= stop) return -1;
      size = ((tag >> 2) & 7) + 4;
      distance = ((tag >> 5) << 8) | <usize>load<u8>(from++);
    } else {
      const bytes: usize = (tag & 3) == 2 ? 2 : 4;
      if (bytes > stop - from) return -1;
      size = (tag >> 2) + 1;
      distance = bytes == 2 ? <usize>load<u16>(from) : <usize>load<u32>(from);
      from += bytes;
    }
    if (distance == 0 || distance > to - start || size > end - to) return -1;
    if (size <= 16 && distance >= 8) {
      // steps no longer than the distance read what the ones before have written
      store<u64>(to, load<u64>(to - distance));
      store<u64>(to, load<u64>(to + 8 - distance), 8);
    } else repeat(to, distance, size);
    to += size;
  }
  return to == end ? <i32>length : -1;
}
