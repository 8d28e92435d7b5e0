import { adler32 } from "./adler32";
import { repeat } from "./copy";
import { BEHIND, build, DISTANCES, LENGTHS, LITERAL, LITERALS, PRECODE, SPECIAL, TABLES } from "./inflate-table";

const LITERAL_BITS: u32 = 11;
const DISTANCE_BITS: u32 = 8;
const PRECODE_BITS: u32 = 7;

/** Entries of the tables: codes of 286 and of 30 symbols with at most 15 bits need 2342 and 402. */
const LITERAL_ROOM: u32 = 2560;
const DISTANCE_ROOM: u32 = 512;
const PRECODE_ROOM: u32 = 128;

const LITERAL_TABLE: usize = TABLES;
const DISTANCE_TABLE: usize = LITERAL_TABLE + 4 * LITERAL_ROOM;
const PRECODE_TABLE: usize = DISTANCE_TABLE + 4 * DISTANCE_ROOM;

/** Bits that wait, the next one lowest; how many they are; the byte after those they come from; the source's end. */
let word: u64 = 0;
let left: u32 = 0;
let next: usize = 0;
let stop: usize = 0;

/** Widths of the tables of the block at hand. */
let literalBits: u32 = 0;
let distanceBits: u32 = 0;

/**
 * Decodes zlib data (RFC 1950, 1951) of `n` bytes into at most `room` bytes; gives their number, or -1 for damage, a
 * wrong checksum included. What follows the checksum is not looked at.
 * @param scratch memory for tables
 */
export function inflate(from: usize, n: i32, to: usize, room: i32, scratch: usize): i32 {
  if (n < 6) return -1;
  const head = (<u32>load<u8>(from) << 8) | <u32>load<u8>(from + 1);
  // deflate, a window of at most 32 KiB, no dictionary
  if (head % 31 != 0 || (head & 0x0f00) != 0x0800 || head >> 12 > 7 || (head & 0x20) != 0) return -1;
  word = 0;
  left = 0;
  next = from + 2;
  stop = from + <usize>n;
  const end = to + <usize>room;
  let at = to;
  let isLast = false;
  while (!isLast) {
    if (next > stop + 8) return -1;
    fill();
    isLast = take(1) == 1;
    const kind = take(2);
    if (kind == 0) at = stored(at, end);
    else if (kind == 1 ? fixedTables(scratch) : kind == 2 && readTables(scratch)) at = coded(to, at, end, scratch);
    else return -1;
    if (at == 0) return -1;
  }
  if (!align() || stop - next < 4) return -1;
  return bswap<u32>(load<u32>(next)) == adler32(to, at - to) ? <i32>(at - to) : -1;
}

// @ts-ignore: decorator
@inline
function fill(): void {
  word |= load<u64>(next) << <u64>left;
  next += (63 - left) >> 3;
  left |= 56;
}

// @ts-ignore: decorator
@inline
function take(bits: u32): u32 {
  const value = <u32>word & ((<u32>1 << bits) - 1);
  word >>= <u64>bits;
  left -= bits;
  return value;
}

/** Drops bits up to the next whole byte and gives back the bytes behind it; false when it is behind the source. */
function align(): bool {
  next -= left >> 3;
  word = 0;
  left = 0;
  return next <= stop;
}

/** A block of bytes as they are; gives the place behind them, 0 for damage. */
function stored(to: usize, end: usize): usize {
  if (!align() || stop - next < 4) return 0;
  const length = <usize>load<u16>(next);
  if ((length ^ <usize>load<u16>(next + 2)) != 0xffff) return 0;
  next += 4;
  if (length > stop - next || length > end - to) return 0;
  memory.copy(to, next, length);
  next += length;
  return to + length;
}

function fixedTables(scratch: usize): bool {
  const lengths = scratch + LENGTHS;
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  memory.fill(lengths + 288, 5, 32);
  return makeTables(288, 32, scratch);
}

function makeTables(literals: u32, distances: u32, scratch: usize): bool {
  const lengths = scratch + LENGTHS;
  literalBits = build(LITERALS, lengths, literals, scratch + LITERAL_TABLE, LITERAL_BITS, LITERAL_ROOM, scratch);
  distanceBits = build(
    DISTANCES,
    lengths + literals,
    distances,
    scratch + DISTANCE_TABLE,
    DISTANCE_BITS,
    DISTANCE_ROOM,
    scratch,
  );
  return literalBits > 0 && distanceBits > 0;
}

/** Reads the lengths of a block's codes, which are themselves coded. */
function readTables(scratch: usize): bool {
  const lengths = scratch + LENGTHS;
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const listed = take(4) + 4;
  if (literals > 286 || distances > 30) return false;
  memory.fill(lengths, 0, 19);
  for (let i: u32 = 0; i < listed; i++) {
    fill();
    // 16, 17, 18, 0, 8, 7, 9, 6, 10 …
    const symbol = i < 3 ? 16 + i : i == 3 ? 0 : (i & 1) == 0 ? 6 + (i >> 1) : 9 - (i >> 1);
    store<u8>(lengths + symbol, <u8>take(3));
  }
  const table = scratch + PRECODE_TABLE;
  const width = build(PRECODE, lengths, 19, table, PRECODE_BITS, PRECODE_ROOM, scratch);
  if (width == 0) return false;
  const mask = (<u64>1 << <u64>width) - 1;
  const total = literals + distances;
  for (let i: u32 = 0; i < total; ) {
    if (next > stop + 8) return false;
    fill();
    const entry = load<u32>(table + 4 * <usize>(word & mask));
    take(entry & 63);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(lengths + i++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    const value = symbol == 16 ? load<u8>(lengths + i - 1) : 0;
    const times: u32 = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (times > total - i) return false;
    memory.fill(lengths + i, value, times);
    i += times;
  }
  // a block needs an end
  return load<u8>(lengths + 256) != 0 && makeTables(literals, distances, scratch);
}

/** Literals and matches up to the end of a block; gives the place behind them, 0 for damage. */
function coded(start: usize, to: usize, end: usize, scratch: usize): usize {
  const literals = scratch + LITERAL_TABLE;
  const distances = scratch + DISTANCE_TABLE;
  const literalMask = (<u64>1 << <u64>literalBits) - 1;
  const distanceMask = (<u64>1 << <u64>distanceBits) - 1;
  const limit = stop + 8;
  let bits = word;
  // only the lowest six bits count: entries are taken off whole
  let count: u64 = left;
  let from = next;
  while (true) {
    if (from > limit || to > end) return 0;
    bits |= load<u64>(from) << count;
    from += <usize>((63 - (count & 63)) >> 3);
    count |= 56;
    let entry = load<u32>(literals + (<usize>(bits & literalMask) << 2));
    if ((entry & LITERAL) != 0) {
      // four of at most 11 bits
      bits >>= <u64>entry;
      count -= <u64>entry;
      store<u8>(to++, <u8>(entry >> 16));
      entry = load<u32>(literals + (<usize>(bits & literalMask) << 2));
      if ((entry & LITERAL) != 0) {
        bits >>= <u64>entry;
        count -= <u64>entry;
        store<u8>(to++, <u8>(entry >> 16));
        entry = load<u32>(literals + (<usize>(bits & literalMask) << 2));
        if ((entry & LITERAL) != 0) {
          bits >>= <u64>entry;
          count -= <u64>entry;
          store<u8>(to++, <u8>(entry >> 16));
          entry = load<u32>(literals + (<usize>(bits & literalMask) << 2));
          if ((entry & LITERAL) != 0) {
            bits >>= <u64>entry;
            count -= <u64>entry;
            store<u8>(to++, <u8>(entry >> 16));
            continue;
          }
        }
      }
      bits |= load<u64>(from) << count;
      from += <usize>((63 - (count & 63)) >> 3);
      count |= 56;
    }
    if ((entry & SPECIAL) != 0) {
      if ((entry & BEHIND) != 0) {
        bits >>= <u64>entry;
        count -= <u64>entry;
        const within = bits & ((<u64>1 << <u64>((entry >> 8) & 15)) - 1);
        entry = load<u32>(literals + ((<usize>(entry >> 16) + <usize>within) << 2));
        if ((entry & LITERAL) != 0) {
          bits >>= <u64>entry;
          count -= <u64>entry;
          store<u8>(to++, <u8>(entry >> 16));
          continue;
        }
      }
      if ((entry & SPECIAL) != 0) {
        if (entry >> 16 != 0 || to > end) return 0;
        word = bits >> <u64>entry;
        left = <u32>((count - <u64>entry) & 63);
        next = from;
        return to;
      }
    }
    const length = <usize>((entry >> 16) + extra(bits, entry));
    bits >>= <u64>entry;
    count -= <u64>entry;
    let far = load<u32>(distances + (<usize>(bits & distanceMask) << 2));
    if ((far & SPECIAL) != 0) {
      if ((far & BEHIND) == 0) return 0;
      bits >>= <u64>far;
      count -= <u64>far;
      const within = bits & ((<u64>1 << <u64>((far >> 8) & 15)) - 1);
      far = load<u32>(distances + ((<usize>(far >> 16) + <usize>within) << 2));
      if ((far & SPECIAL) != 0) return 0;
    }
    const distance = <usize>((far >> 16) + extra(bits, far));
    bits >>= <u64>far;
    count -= <u64>far;
    if (distance > to - start || to > end || length > end - to) return 0;
    repeat(to, distance, length);
    to += length;
  }
}

/** The extra bits of a length or distance. */
// @ts-ignore: decorator
@inline
function extra(bits: u64, entry: u32): u32 {
  return <u32>((bits & ((<u64>1 << <u64>(entry & 63)) - 1)) >> <u64>((entry >> 8) & 15));
}
