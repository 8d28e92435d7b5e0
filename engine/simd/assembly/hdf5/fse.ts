/**
 * Finite state entropy coding as zstd has it (RFC 8878, 4.1): tables of states.
 *
 * Entries of 64 bits: 0–15 the least next state, 16–23 bits to add to it, 24–31 extra bits of the value, 32–63 the
 * least value.
 */

/** What the values of a table are. */
export const LITERAL_LENGTHS: u32 = 0;
export const OFFSETS: u32 = 1;
export const MATCH_LENGTHS: u32 = 2;
export const WEIGHTS: u32 = 3;

/** Places in the scratch memory: counts of symbols, and the next state of each. */
const COUNTS: usize = 0;
const STATES: usize = 512;

/** What {@link readCounts} and {@link usualCounts} found: log2 of the number of states, and symbols. */
export let accuracy: u32 = 0;
export let symbols: u32 = 0;

/** The highest symbol of a kind. */
export function highestOf(kind: u32): u32 {
  return kind == LITERAL_LENGTHS ? 35 : kind == OFFSETS ? 31 : kind == MATCH_LENGTHS ? 52 : 255;
}

/**
 * Reads how often each symbol occurs, of at most `most` = log2 states.
 * @returns bytes they take, or 0 for damage
 */
export function readCounts(from: usize, n: usize, kind: u32, most: u32, scratch: usize): usize {
  if (n == 0) return 0;
  const counts = scratch + COUNTS;
  const highest = highestOf(kind);
  accuracy = (<u32>load<u8>(from) & 15) + 5;
  if (accuracy > most) return 0;
  let bit: usize = 4;
  let rest: i32 = 1 << accuracy;
  let symbol: u32 = 0;
  while (rest > 0) {
    if (symbol > highest || bit > 8 * n) return 0;
    const width = 32 - clz<u32>(<u32>rest + 1);
    const short = (<u32>1 << width) - 1 - <u32>(rest + 1);
    const read = peek(from, bit);
    let value = read & ((<u32>1 << (width - 1)) - 1);
    if (value < short) bit += width - 1;
    else {
      value = read & ((<u32>1 << width) - 1);
      if (value >= <u32>1 << (width - 1)) value -= short;
      bit += width;
    }
    // one more than the count; 0 stands for a symbol that is rarer than once
    const count = <i32>value - 1;
    rest -= count < 0 ? 1 : count;
    store<i16>(counts + 2 * symbol++, <i16>count);
    if (count != 0) continue;
    for (let more: u32 = 3; more == 3; ) {
      if (bit > 8 * n) return 0;
      more = peek(from, bit) & 3;
      bit += 2;
      if (symbol + more > highest + 1) return 0;
      for (let i: u32 = 0; i < more; i++) store<i16>(counts + 2 * symbol++, 0);
    }
  }
  symbols = symbol;
  const bytes = (bit + 7) >> 3;
  return rest == 0 && bytes <= n ? bytes : 0;
}

// @ts-ignore: decorator
@inline
function peek(from: usize, bit: usize): u32 {
  return load<u32>(from + (bit >> 3)) >> <u32>(bit & 7);
}

/** The counts that both sides know (RFC 8878, 3.1.1.3.2.2). */
export function usualCounts(kind: u32, scratch: usize): void {
  const counts = scratch + COUNTS;
  accuracy = kind == OFFSETS ? 5 : 6;
  symbols = kind == LITERAL_LENGTHS ? 36 : kind == OFFSETS ? 29 : 53;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    let count: i16 = 1;
    if (kind == LITERAL_LENGTHS) {
      if (symbol == 0) count = 4;
      else if (symbol == 1 || symbol == 25) count = 3;
      else if (symbol > 31) count = -1;
      else if (symbol < 13 || (symbol > 15 && symbol < 27)) count = 2;
    } else if (kind == OFFSETS) {
      if (symbol > 23) count = -1;
      else if (symbol > 5 && symbol < 9) count = 2;
    } else {
      if (symbol == 1) count = 4;
      else if (symbol == 2) count = 3;
      else if (symbol > 2 && symbol < 9) count = 2;
      else if (symbol > 45) count = -1;
    }
    store<i16>(counts + 2 * symbol, count);
  }
}

/** Makes the table of 2^{@link accuracy} states. */
export function buildStates(kind: u32, table: usize, scratch: usize): void {
  const counts = scratch + COUNTS;
  const states = scratch + STATES;
  const size = <u32>1 << accuracy;
  let high = <i32>size - 1;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const count = load<i16>(counts + 2 * symbol);
    if (count < 0) store<u64>(table + 8 * <usize>(high--), <u64>symbol << 32);
    store<u16>(states + 2 * symbol, count < 0 ? 1 : <u16>count);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let at: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    for (let i: i32 = load<i16>(counts + 2 * symbol); i > 0; i--) {
      store<u64>(table + 8 * at, <u64>symbol << 32);
      do at = (at + step) & (size - 1);
      while (<i32>at > high);
    }
  }
  for (let i: u32 = 0; i < size; i++) {
    const symbol = <u32>(load<u64>(table + 8 * i) >> 32);
    const state = <u32>load<u16>(states + 2 * symbol);
    store<u16>(states + 2 * symbol, <u16>(state + 1));
    const bits = accuracy - (31 - clz<u32>(state));
    store<u64>(table + 8 * i, <u64>((state << bits) - size) | (<u64>bits << 16) | valueOf(kind, symbol));
  }
}

/** A table of one state: all values have one symbol. */
export function buildState(kind: u32, symbol: u32, table: usize): void {
  accuracy = 0;
  store<u64>(table, valueOf(kind, symbol));
}

/** A symbol's least value and extra bits, at their places in an entry. */
function valueOf(kind: u32, symbol: u32): u64 {
  let extra: u32 = 0;
  let least = symbol;
  if (kind == OFFSETS) {
    extra = symbol;
    least = <u32>1 << symbol;
  } else if (kind == LITERAL_LENGTHS && symbol > 15) {
    // 16 to 24 have the extra bits of these digits, the first one last
    const digits: u64 = 0x433221111;
    extra = symbol > 24 ? symbol - 19 : <u32>(digits >> <u64>(4 * (symbol - 16))) & 15;
    least = symbol > 24 ? <u32>1 << extra : 16;
    if (symbol < 25) for (let i: u32 = 16; i < symbol; i++) least += <u32>1 << (<u32>(digits >> <u64>(4 * (i - 16))) & 15);
  } else if (kind == MATCH_LENGTHS) {
    const digits: u64 = 0x54433221111;
    least = symbol + 3;
    if (symbol > 31) {
      extra = symbol > 42 ? symbol - 36 : <u32>(digits >> <u64>(4 * (symbol - 32))) & 15;
      least = symbol > 42 ? (<u32>1 << extra) + 3 : 35;
      if (symbol < 43) for (let i: u32 = 32; i < symbol; i++) least += <u32>1 << (<u32>(digits >> <u64>(4 * (i - 32))) & 15);
    }
  }
  return (<u64>least << 32) | (<u64>extra << 24);
}
