import { repeat, wideCopy } from "./copy";
import {
  accuracy,
  buildState,
  buildStates,
  highestOf,
  LITERAL_LENGTHS,
  MATCH_LENGTHS,
  OFFSETS,
  readCounts,
  usualCounts,
} from "./fse";

/**
 * The sequences of a zstd block (RFC 8878, 3.1.1.3.2): so many literals, then a match, and again. Their numbers come
 * from one stream that is read from its end, as those of Huffman's codes.
 */

/** Places of the tables in the scratch memory, by kind. */
const LENGTH_TABLE: usize = 6272;
const OFFSET_TABLE: usize = LENGTH_TABLE + 4096;
const MATCH_TABLE: usize = OFFSET_TABLE + 2048;

/** log2 of the states of each table, -1 where there is none. */
let lengthStates: i32 = -1;
let offsetStates: i32 = -1;
let matchStates: i32 = -1;

/** The last three distances. */
let recent1: usize = 1;
let recent2: usize = 4;
let recent3: usize = 8;

/** Makes ready for a frame. */
export function dropSequences(): void {
  lengthStates = -1;
  offsetStates = -1;
  matchStates = -1;
  recent1 = 1;
  recent2 = 4;
  recent3 = 8;
}

/**
 * Decodes a block's sequences.
 * @param from where they begin, behind the literals
 * @param literals the block's literals, `literalCount` of them
 * @param start first byte of the frame's output, which matches may reach back to
 * @returns the place behind what was written at `to`, or 0 for damage
 */
export function readSequences(
  from: usize,
  stop: usize,
  literals: usize,
  literalCount: usize,
  start: usize,
  to: usize,
  end: usize,
  scratch: usize,
): usize {
  if (from >= stop) return 0;
  let count = <u32>load<u8>(from++);
  if (count > 127) {
    if (stop - from < (count == 255 ? 2 : 1)) return 0;
    if (count == 255) {
      count = <u32>load<u16>(from) + 0x7f00;
      from += 2;
    } else count = ((count - 128) << 8) + <u32>load<u8>(from++);
  }
  if (count == 0) {
    if (from != stop) return 0;
    return last(literals, literals + literalCount, to, end);
  }
  if (from >= stop) return 0;
  const modes = <u32>load<u8>(from++);
  if ((modes & 3) != 0) return 0;
  lengthStates = readTable(modes >> 6, LITERAL_LENGTHS, 9, lengthStates, LENGTH_TABLE, from, stop, scratch);
  if (lengthStates < 0) return 0;
  from += described;
  offsetStates = readTable((modes >> 4) & 3, OFFSETS, 8, offsetStates, OFFSET_TABLE, from, stop, scratch);
  if (offsetStates < 0) return 0;
  from += described;
  matchStates = readTable((modes >> 2) & 3, MATCH_LENGTHS, 9, matchStates, MATCH_TABLE, from, stop, scratch);
  if (matchStates < 0) return 0;
  from += described;
  if (from >= stop || load<u8>(stop - 1) == 0) return 0;
  return run(from, stop, count, literals, literals + literalCount, start, to, end, scratch);
}

/** Bytes that the description of the last table took. */
let described: usize = 0;

/** Makes a table as its mode says: known to both sides, of one symbol, described here, or the last one again. */
function readTable(
  mode: u32,
  kind: u32,
  most: u32,
  before: i32,
  place: usize,
  from: usize,
  stop: usize,
  scratch: usize,
): i32 {
  described = 0;
  if (mode == 3) return before;
  if (mode == 1) {
    if (from >= stop || <u32>load<u8>(from) > highestOf(kind)) return -1;
    described = 1;
    buildState(kind, <u32>load<u8>(from), scratch + place);
    return 0;
  }
  if (mode == 0) usualCounts(kind, scratch);
  else {
    described = readCounts(from, stop - from, kind, most, scratch);
    if (described == 0) return -1;
  }
  buildStates(kind, scratch + place, scratch);
  return accuracy;
}

function run(
  from: usize,
  stop: usize,
  count: u32,
  literals: usize,
  literalEnd: usize,
  start: usize,
  to: usize,
  end: usize,
  scratch: usize,
): usize {
  const lengths = scratch + LENGTH_TABLE;
  const offsets = scratch + OFFSET_TABLE;
  const matches = scratch + MATCH_TABLE;
  let at = stop - 8;
  let bits = load<u64>(at);
  bits = (bits | 1) << (clz<u64>(bits) + 1);
  // at most 8 + 9 + 8 + 9 bits of what is there
  let lengthState = <usize>top(bits, lengthStates);
  bits <<= <u64>lengthStates;
  let offsetState = <usize>top(bits, offsetStates);
  bits <<= <u64>offsetStates;
  let matchState = <usize>top(bits, matchStates);
  bits <<= <u64>matchStates;
  for (;;) {
    let taken = ctz<u64>(bits);
    at -= <usize>(taken >> 3);
    if (at + 8 < from) return 0;
    bits = (load<u64>(at) | 1) << (taken & 7);
    const length = load<u64>(lengths + (lengthState << 3));
    const offset = load<u64>(offsets + (offsetState << 3));
    const match = load<u64>(matches + (matchState << 3));
    const offsetBits = <u32>(offset >> 24) & 255;
    const matchBits = <u32>(match >> 24) & 255;
    const lengthBits = <u32>(length >> 24) & 255;
    let distance = <usize>(offset >> 32) + <usize>top(bits, offsetBits);
    bits <<= <u64>offsetBits;
    const matchLength = <usize>(match >> 32) + <usize>top(bits, matchBits);
    bits <<= <u64>matchBits;
    // 56 are there; the states take 26 at most
    if (offsetBits + matchBits + lengthBits > 30) {
      taken = ctz<u64>(bits);
      at -= <usize>(taken >> 3);
      if (at + 8 < from) return 0;
      bits = (load<u64>(at) | 1) << (taken & 7);
    }
    const literalLength = <usize>(length >> 32) + <usize>top(bits, lengthBits);
    bits <<= <u64>lengthBits;
    if (offsetBits > 1) {
      distance -= 3;
      recent3 = recent2;
      recent2 = recent1;
      recent1 = distance;
    } else {
      distance = recent(literalLength == 0 ? distance + 1 : distance);
      if (distance == 0) return 0;
    }
    if (literalLength > literalEnd - literals || literalLength > end - to) return 0;
    if (literalLength > 0) {
      wideCopy(literals, to, literalLength);
      literals += literalLength;
      to += literalLength;
    }
    if (distance > to - start || matchLength > end - to) return 0;
    repeat(to, distance, matchLength);
    to += matchLength;
    if (--count == 0) break;
    const lengthStep = <u32>(length >> 16) & 255;
    lengthState = (<usize>length & 0xffff) + <usize>top(bits, lengthStep);
    bits <<= <u64>lengthStep;
    const matchStep = <u32>(match >> 16) & 255;
    matchState = (<usize>match & 0xffff) + <usize>top(bits, matchStep);
    bits <<= <u64>matchStep;
    const offsetStep = <u32>(offset >> 16) & 255;
    offsetState = (<usize>offset & 0xffff) + <usize>top(bits, offsetStep);
    bits <<= <u64>offsetStep;
  }
  if ((at + 8 - from) << 3 != <usize>ctz<u64>(bits)) return 0;
  return last(literals, literalEnd, to, end);
}

/** The next `width` bits, at most 63. */
// @ts-ignore: decorator
@inline
function top(bits: u64, width: u32): u64 {
  return (bits >> 1) >> <u64>(63 - width);
}

/** One of the last distances, which becomes the last; 0 for damage. */
function recent(which: usize): usize {
  if (which == 1) return recent1;
  const distance = which == 2 ? recent2 : which == 3 ? recent3 : recent1 - 1;
  if (which > 2) recent3 = recent2;
  recent2 = recent1;
  recent1 = distance;
  return distance;
}

/** The literals behind the last match. */
function last(literals: usize, literalEnd: usize, to: usize, end: usize): usize {
  const length = literalEnd - literals;
  if (length > end - to) return 0;
  memory.copy(to, literals, length);
  return to + length;
}
