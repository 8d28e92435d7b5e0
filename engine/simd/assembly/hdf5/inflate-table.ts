/**
 * Tables of deflate's codes, looked up by the next bits: codes longer than the table's width lead to tables behind it.
 *
 * Entries: bits 0–5 the bits to take, extra bits included; 8–11 those of the code alone, or the width of the table
 * behind; 14 a table behind; 15 whatever is no length, distance or literal; 16–30 a literal, the least length or
 * distance, or where the table behind begins; 31 a literal. An end of block is 15 alone.
 */
export const LITERAL: u32 = 1 << 31;
export const SPECIAL: u32 = 1 << 15;
export const BEHIND: u32 = 1 << 14;
const WRONG: u32 = SPECIAL | (1 << 16);

/** What a table holds. */
export const LITERALS: u32 = 0;
export const DISTANCES: u32 = 1;
export const PRECODE: u32 = 2;

/** Places in the scratch memory: code lengths, counts and places by length, symbols in order of their codes. */
export const LENGTHS: usize = 0;
const COUNTS: usize = 512;
const PLACES: usize = 576;
const SORTED: usize = 640;
/** First byte of the scratch memory that tables may be in. */
export const TABLES: usize = 2048;

const LONGEST: u32 = 15;

/**
 * Makes a table of the codes whose lengths are given, one byte each.
 * @param most width of the table at most, in bits
 * @param room entries there is room for, those behind included
 * @returns the width, or 0 for lengths that are no code. As in zlib, a code may be incomplete only when it has one bit.
 */
export function build(
  kind: u32,
  lengths: usize,
  symbols: u32,
  table: usize,
  most: u32,
  room: u32,
  scratch: usize,
): u32 {
  const counts = scratch + COUNTS;
  const places = scratch + PLACES;
  const sorted = scratch + SORTED;
  memory.fill(counts, 0, 2 * (LONGEST + 1));
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const slot = counts + 2 * <usize>load<u8>(lengths + symbol);
    store<u16>(slot, load<u16>(slot) + 1);
  }
  let longest = LONGEST;
  while (longest > 0 && load<u16>(counts + 2 * longest) == 0) longest--;
  let free: i32 = 1;
  let place: u32 = 0;
  for (let length: u32 = 1; length <= LONGEST; length++) {
    const count = <u32>load<u16>(counts + 2 * length);
    free = (free << 1) - <i32>count;
    if (free < 0) return 0;
    store<u16>(places + 2 * length, <u16>place);
    place += count;
  }
  if (free > 0 && (kind == PRECODE || longest > 1)) return 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = <u32>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const slot = places + 2 * length;
    store<u16>(sorted + 2 * <usize>load<u16>(slot), <u16>symbol);
    store<u16>(slot, load<u16>(slot) + 1);
  }
  const width = max<u32>(1, min(most, longest));
  const size: u32 = 1 << width;
  if (free > 0) for (let i: u32 = 0; i < size; i++) store<u32>(table + 4 * i, WRONG | width);
  let used = size;
  let code: u32 = 0;
  let prefix = ~(<u32>0);
  let begin: u32 = 0;
  let behind: u32 = 0;
  for (let i: u32 = 0; i < place; i++) {
    const symbol = <u32>load<u16>(sorted + 2 * i);
    const length = <u32>load<u8>(lengths + symbol);
    if (length <= width) {
      const entry = entryOf(kind, symbol, length);
      for (let at = code; at < size; at += 1 << length) store<u32>(table + 4 * at, entry);
    } else {
      if ((code & (size - 1)) != prefix) {
        prefix = code & (size - 1);
        behind = widthBehind(counts, width, length, longest);
        begin = used;
        used += 1 << behind;
        if (used > room) return 0;
        store<u32>(table + 4 * prefix, (begin << 16) | SPECIAL | BEHIND | (behind << 8) | width);
      }
      const entry = entryOf(kind, symbol, length - width);
      for (let at = code >> width; at < <u32>1 << behind; at += 1 << (length - width))
        store<u32>(table + 4 * (begin + at), entry);
    }
    const slot = counts + 2 * length;
    store<u16>(slot, load<u16>(slot) - 1);
    code = following(code, length);
  }
  return width;
}

/** Width of a table behind another: of the longest code that begins with the same bits. */
function widthBehind(counts: usize, width: u32, length: u32, longest: u32): u32 {
  let behind = length - width;
  let free: i32 = 1 << behind;
  while (behind + width < longest) {
    free -= <i32>load<u16>(counts + 2 * <usize>(behind + width));
    if (free <= 0) break;
    behind++;
    free <<= 1;
  }
  return behind;
}

/** The code after another of the same length; both with their first bit lowest. */
function following(code: u32, length: u32): u32 {
  let bit: u32 = 1 << (length - 1);
  while ((code & bit) != 0) bit >>= 1;
  return bit == 0 ? 0 : (code & (bit - 1)) | bit;
}

function entryOf(kind: u32, symbol: u32, length: u32): u32 {
  if (kind == PRECODE) return (symbol << 16) | length;
  if (kind == DISTANCES) {
    if (symbol > 29) return WRONG | length;
    const extra: u32 = symbol < 4 ? 0 : (symbol >> 1) - 1;
    const base = symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << extra) + 1;
    return (base << 16) | (length << 8) | (length + extra);
  }
  if (symbol < 256) return LITERAL | (symbol << 16) | length;
  if (symbol == 256) return SPECIAL | length;
  if (symbol > 285) return WRONG | length;
  const step = symbol - 257;
  const extra: u32 = step < 8 || step == 28 ? 0 : (step >> 2) - 1;
  const base = step < 8 ? step + 3 : step == 28 ? 258 : ((4 + (step & 3)) << extra) + 3;
  return (base << 16) | (length << 8) | (length + extra);
}
