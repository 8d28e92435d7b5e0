import { accuracy, buildStates, readCounts, WEIGHTS } from "./fse";

/**
 * zstd's Huffman codes (RFC 8878, 4.2). The table has an entry for every value of the next `huffmanBits` bits: the
 * bits to take and, in the high byte, the literal. Streams are read from their ends: a word of 64 bits holds the next
 * ones highest, and below those that are left a 1, whose place tells how many were taken.
 */

/** Bits of the longest code, 0 where there is no table. */
export let huffmanBits: u32 = 0;

const MOST_BITS: u32 = 11;

/** Places in the scratch memory. */
const LISTED: usize = 1024;
const STATES: usize = 1536;
const TABLE: usize = 2048;

/** Forgets the table of an earlier block. */
export function dropHuffman(): void {
  huffmanBits = 0;
}

/** Reads a table's description; gives the bytes it takes, or 0 for damage. */
export function readHuffman(from: usize, n: usize, scratch: usize): usize {
  huffmanBits = 0;
  if (n < 2) return 0;
  const head = <usize>load<u8>(from);
  const weights = scratch + LISTED;
  let count: u32;
  let bytes: usize;
  if (head >= 128) {
    count = <u32>head - 127;
    bytes = 1 + ((<usize>count + 1) >> 1);
    if (bytes > n) return 0;
    for (let i: u32 = 0; i < count; i++) {
      const pair = load<u8>(from + 1 + (i >> 1));
      store<u8>(weights + i, (i & 1) == 0 ? pair >> 4 : pair & 15);
    }
  } else {
    bytes = 1 + head;
    if (bytes > n) return 0;
    count = readWeights(from + 1, head, weights, scratch);
    if (count == 0) return 0;
  }
  return makeTable(weights, count, scratch + TABLE) ? bytes : 0;
}

/** Weights that two states of a stream give in turn, until it has not enough bits; gives their number, 0 for damage. */
function readWeights(from: usize, n: usize, weights: usize, scratch: usize): u32 {
  const head = readCounts(from, n, WEIGHTS, 6, scratch);
  if (head == 0 || head >= n) return 0;
  const table = scratch + STATES;
  buildStates(WEIGHTS, table, scratch);
  const stop = from + n;
  const last = <u32>load<u8>(stop - 1);
  if (last == 0) return 0;
  // bits from the stream's start; at most 64 of the stream's at most 1008 are looked at in a step
  let bit = <i32>((n - head) << 3) - <i32>(clz<u32>(last) - 23);
  const start = from + head;
  bit -= 2 * <i32>accuracy;
  if (bit < 0) return 0;
  let a = below(start, bit + <i32>accuracy, accuracy);
  let b = below(start, bit, accuracy);
  for (let count: u32 = 0; count < 254; count += 2) {
    const one = load<u64>(table + 8 * <usize>a);
    const oneBits = <u32>(one >> 16) & 255;
    store<u8>(weights + count, <u8>(one >> 32));
    bit -= <i32>oneBits;
    const other = load<u64>(table + 8 * <usize>b);
    store<u8>(weights + count + 1, <u8>(other >> 32));
    if (bit < 0) return count + 2;
    a = (<u32>one & 0xffff) + below(start, bit, oneBits);
    const otherBits = <u32>(other >> 16) & 255;
    bit -= <i32>otherBits;
    if (bit < 0) {
      store<u8>(weights + count + 2, <u8>(load<u64>(table + 8 * <usize>a) >> 32));
      return count + 3;
    }
    b = (<u32>other & 0xffff) + below(start, bit, otherBits);
  }
  return 0;
}

/** `width` bits of a stream from `bit` on. */
function below(start: usize, bit: i32, width: u32): u32 {
  return (load<u32>(start + (bit >> 3)) >> (bit & 7)) & ((<u32>1 << width) - 1);
}

/** Makes the table; the last weight is what is missing to a whole power of two. */
function makeTable(weights: usize, count: u32, table: usize): bool {
  let total: u32 = 0;
  let shortest: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const weight = load<u8>(weights + i);
    if (weight > MOST_BITS) return false;
    if (weight == 1) shortest++;
    total += (<u32>1 << weight) >> 1;
  }
  if (total == 0) return false;
  const bits: u32 = 32 - clz<u32>(total);
  const rest = (<u32>1 << bits) - total;
  if (bits > MOST_BITS || (rest & (rest - 1)) != 0) return false;
  if (rest == 1) shortest++;
  if (shortest < 2) return false;
  store<u8>(weights + count, <u8>(32 - clz<u32>(rest)));
  let at = table;
  for (let weight: u32 = 1; weight <= bits; weight++) {
    const length = <usize>1 << weight;
    for (let symbol: u32 = 0; symbol <= count; symbol++) {
      if (load<u8>(weights + symbol) != weight) continue;
      const entry = i16x8.splat(<i16>((symbol << 8) | (bits + 1 - weight)));
      // what is behind a short run is written over by the next
      for (let to = at; to < at + length; to += 16) v128.store(to, entry);
      at += length;
    }
  }
  huffmanBits = bits;
  return true;
}

/** Decodes `count` literals of one stream; false unless it ends with the last of them. */
export function readStream(from: usize, n: usize, to: usize, count: usize, scratch: usize): bool {
  if (n == 0 || load<u8>(from + n - 1) == 0) return false;
  const at = from + n - 8;
  return readRest(at, opened(at), from, to, count, scratch + TABLE);
}

/**
 * Decodes `count` literals of four streams, a quarter in each, with a table of 6 bytes before them that tells where
 * they begin.
 */
export function readStreams(from: usize, n: usize, to: usize, count: usize, scratch: usize): bool {
  if (n < 10) return false;
  const quarter = (count + 3) >> 2;
  if (quarter * 3 > count) return false;
  const from1 = from + 6;
  const from2 = from1 + <usize>load<u16>(from);
  const from3 = from2 + <usize>load<u16>(from, 2);
  const from4 = from3 + <usize>load<u16>(from, 4);
  const stop = from + n;
  if (from4 >= stop || from2 == from1 || from3 == from2 || from4 == from3) return false;
  if (load<u8>(from2 - 1) == 0 || load<u8>(from3 - 1) == 0) return false;
  if (load<u8>(from4 - 1) == 0 || load<u8>(stop - 1) == 0) return false;
  const table = scratch + TABLE;
  const shift = <u64>(64 - huffmanBits);
  let at1 = from2 - 8;
  let at2 = from3 - 8;
  let at3 = from4 - 8;
  let at4 = stop - 8;
  let bits1 = opened(at1);
  let bits2 = opened(at2);
  let bits3 = opened(at3);
  let bits4 = opened(at4);
  const last = count - quarter * 3;
  const to2 = to + quarter;
  const to3 = to2 + quarter;
  const to4 = to3 + quarter;
  const fives = last - (last % 5);
  for (let i: usize = 0; i < fives; i += 5) {
    // five of at most 11 bits
    for (let k: usize = 0; k < 5; k++) {
      const entry1 = load<u16>(table + (<usize>(bits1 >> shift) << 1));
      const entry2 = load<u16>(table + (<usize>(bits2 >> shift) << 1));
      const entry3 = load<u16>(table + (<usize>(bits3 >> shift) << 1));
      const entry4 = load<u16>(table + (<usize>(bits4 >> shift) << 1));
      bits1 <<= <u64>entry1;
      bits2 <<= <u64>entry2;
      bits3 <<= <u64>entry3;
      bits4 <<= <u64>entry4;
      store<u8>(to + i + k, <u8>(entry1 >> 8));
      store<u8>(to2 + i + k, <u8>(entry2 >> 8));
      store<u8>(to3 + i + k, <u8>(entry3 >> 8));
      store<u8>(to4 + i + k, <u8>(entry4 >> 8));
    }
    const taken1 = ctz<u64>(bits1);
    const taken2 = ctz<u64>(bits2);
    const taken3 = ctz<u64>(bits3);
    const taken4 = ctz<u64>(bits4);
    at1 -= <usize>(taken1 >> 3);
    at2 -= <usize>(taken2 >> 3);
    at3 -= <usize>(taken3 >> 3);
    at4 -= <usize>(taken4 >> 3);
    if (at1 + 8 < from1 || at2 + 8 < from2 || at3 + 8 < from3 || at4 + 8 < from4) return false;
    bits1 = (load<u64>(at1) | 1) << (taken1 & 7);
    bits2 = (load<u64>(at2) | 1) << (taken2 & 7);
    bits3 = (load<u64>(at3) | 1) << (taken3 & 7);
    bits4 = (load<u64>(at4) | 1) << (taken4 & 7);
  }
  return (
    readRest(at1, bits1, from1, to + fives, quarter - fives, table) &&
    readRest(at2, bits2, from2, to2 + fives, quarter - fives, table) &&
    readRest(at3, bits3, from3, to3 + fives, quarter - fives, table) &&
    readRest(at4, bits4, from4, to4 + fives, last - fives, table)
  );
}

/** The first bits of a stream: those of its last bytes, without the highest 1 and what is above it. */
// @ts-ignore: decorator
@inline
function opened(at: usize): u64 {
  const bits = load<u64>(at);
  return (bits | 1) << (clz<u64>(bits) + 1);
}

/** Literals of one stream up to its end. @param from the stream's first byte */
function readRest(at: usize, bits: u64, from: usize, to: usize, count: usize, table: usize): bool {
  const shift = <u64>(64 - huffmanBits);
  const stop = to + count;
  while (to < stop) {
    const taken = ctz<u64>(bits);
    at -= <usize>(taken >> 3);
    if (at + 8 < from) return false;
    bits = (load<u64>(at) | 1) << (taken & 7);
    for (const few = min(stop, to + 5); to < few; to++) {
      const entry = load<u16>(table + (<usize>(bits >> shift) << 1));
      bits <<= <u64>entry;
      store<u8>(to, <u8>(entry >> 8));
    }
  }
  return (at + 8 - from) << 3 == <usize>ctz<u64>(bits);
}
