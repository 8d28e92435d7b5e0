import { dropHuffman, huffmanBits, readHuffman, readStream, readStreams } from "./huffman";
import { xxh64 } from "./xxhash";
import { dropSequences, readSequences } from "./zstd-sequences";

/** Zstandard's frames (RFC 8878), without dictionaries. */

const MAGIC: u32 = 0xfd2fb528;
const SKIPPABLE: u32 = 0x184d2a50;

/** Bytes of a block at most, decoded. */
const BLOCK: usize = 131072;

/** Where literals are in the scratch memory. */
const LITERALS: usize = 16640;

/**
 * Decodes zstd data of `n` bytes into at most `room` bytes; gives their number, or -1 for damage, a wrong checksum
 * included.
 * @param scratch memory for tables and literals
 */
export function zstd(from: usize, n: i32, to: usize, room: i32, scratch: usize): i32 {
  const stop = from + <usize>n;
  const end = to + <usize>room;
  const start = to;
  while (from < stop) {
    if (stop - from < 8) return -1;
    const magic = load<u32>(from);
    if ((magic & 0xfffffff0) == SKIPPABLE) {
      const length = <usize>load<u32>(from, 4);
      if (length > stop - from - 8) return -1;
      from += 8 + length;
      continue;
    }
    if (magic != MAGIC) return -1;
    from = readFrame(from + 4, stop, to, end, scratch);
    if (from == 0) return -1;
    to = written;
  }
  return <i32>(to - start);
}

/** Where the last frame's output ends. */
let written: usize = 0;

/** Decodes a frame from behind its magic number; gives the place behind it, 0 for damage. */
function readFrame(from: usize, stop: usize, to: usize, end: usize, scratch: usize): usize {
  const start = to;
  const flags = <u32>load<u8>(from++);
  const isSingle = (flags & 32) != 0;
  const idBytes: usize = ((1 << (flags & 3)) >> 1) & 7;
  const sizeBytes: usize = flags >> 6 == 0 ? (isSingle ? 1 : 0) : <usize>1 << (flags >> 6);
  const windowBytes: usize = isSingle ? 0 : 1;
  if ((flags & 8) != 0 || stop - from < windowBytes + idBytes + sizeBytes) return 0;
  from += windowBytes;
  // a dictionary's number, which must be none
  for (const ids = from + idBytes; from < ids; from++) if (load<u8>(from) != 0) return 0;
  let size: u64 = 0;
  for (let i: usize = 0; i < sizeBytes; i++) size |= <u64>load<u8>(from + i) << (8 * i);
  if (sizeBytes == 2) size += 256;
  from += sizeBytes;
  dropHuffman();
  dropSequences();
  for (let isLast = false; !isLast; ) {
    if (stop - from < 3) return 0;
    const head = <u32>load<u16>(from) | (<u32>load<u8>(from, 2) << 16);
    from += 3;
    isLast = (head & 1) != 0;
    const kind = (head >> 1) & 3;
    const length = <usize>(head >> 3);
    const taken: usize = kind == 1 ? 1 : length;
    if (taken > stop - from || length > BLOCK) return 0;
    if (kind == 2) {
      to = readBlock(from, length, start, to, end, scratch);
      if (to == 0) return 0;
    } else {
      if (kind == 3 || length > end - to) return 0;
      if (kind == 0) memory.copy(to, from, length);
      else memory.fill(to, load<u8>(from), length);
      to += length;
    }
    from += taken;
  }
  if (sizeBytes > 0 && size != <u64>(to - start)) return 0;
  if ((flags & 4) != 0) {
    if (stop - from < 4 || load<u32>(from) != <u32>xxh64(start, to - start)) return 0;
    from += 4;
  }
  written = to;
  return from;
}

/** Decodes a compressed block; gives the place behind what was written at `to`, 0 for damage. */
function readBlock(from: usize, n: usize, start: usize, to: usize, end: usize, scratch: usize): usize {
  if (n < 2) return 0;
  const stop = from + n;
  const head = <u32>load<u8>(from);
  const kind = head & 3;
  const format = (head >> 2) & 3;
  // what the last block may write
  const least = end - to < BLOCK ? end : to + BLOCK;
  if (kind < 2) {
    const headBytes: usize = (format & 1) == 0 ? 1 : format == 1 ? 2 : 3;
    const count = <usize>(headBytes == 1 ? head >> 3 : headBytes == 2 ? head24(from) >> 4 & 0xfff : head24(from) >> 4);
    from += headBytes;
    const taken = kind == 0 ? count : 1;
    if (count > BLOCK || from > stop || taken > stop - from) return 0;
    let literals = from;
    if (kind == 1) {
      literals = scratch + LITERALS;
      memory.fill(literals, load<u8>(from), count);
    }
    return readSequences(from + taken, stop, literals, count, start, to, least, scratch);
  }
  const headBytes: usize = format < 2 ? 3 : format == 2 ? 4 : 5;
  if (n < headBytes) return 0;
  const sizes = (<u64>load<u32>(from) | (<u64>load<u8>(from, 4) << 32)) >> 4;
  const bits: u64 = format < 2 ? 10 : format == 2 ? 14 : 18;
  const count = <usize>(sizes & ((<u64>1 << bits) - 1));
  const length = <usize>((sizes >> bits) & ((<u64>1 << bits) - 1));
  from += headBytes;
  if (count > BLOCK || length > stop - from) return 0;
  let described: usize = 0;
  if (kind == 2) {
    described = readHuffman(from, length, scratch);
    if (described == 0) return 0;
  } else if (huffmanBits == 0) return 0;
  const literals = scratch + LITERALS;
  const isRead =
    format == 0
      ? readStream(from + described, length - described, literals, count, scratch)
      : readStreams(from + described, length - described, literals, count, scratch);
  return isRead ? readSequences(from + length, stop, literals, count, start, to, least, scratch) : 0;
}

function head24(from: usize): u32 {
  return <u32>load<u16>(from) | (<u32>load<u8>(from, 2) << 16);
}
