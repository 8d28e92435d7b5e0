import { equalBytes, hash4, HASH_BITS } from "./match";

/** LZ4 block format: the last match begins at least 12 bytes before the end, the last 5 bytes are literals. */
const MATCH_LIMIT: usize = 12;
const LAST_LITERALS: usize = 5;
const FARTHEST: usize = 65535;

/**
 * Compresses a block into LZ4's block format by greedy search.
 * @param table 4 << HASH_BITS bytes
 * @param speed 1 looks at every place; larger ones skip sooner over what does not repeat
 * @returns bytes written, or 0 when they would be more than `room`
 */
export function lz4(source: usize, size: i32, target: usize, room: i32, table: usize, speed: i32): i32 {
  const stop = source + size;
  const end = target + room;
  let out = target;
  let anchor = source;
  if (<usize>size > MATCH_LIMIT) {
    memory.fill(table, 0, <usize>4 << HASH_BITS);
    const limit = stop - MATCH_LIMIT;
    const matchEnd = stop - LAST_LITERALS;
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
      let begin = at;
      let back = from;
      while (begin > anchor && back > source && load<u8>(begin - 1) == load<u8>(back - 1)) {
        begin--;
        back--;
      }
      const length = <i32>(at - begin) + 4 + equalBytes(from + 4, at + 4, matchEnd);
      out = sequence(out, end, anchor, <i32>(begin - anchor), <i32>(begin - back), length);
      if (out == 0) return 0;
      at = begin + length;
      anchor = at;
      misses = speed << 6;
      if (at < limit) store<u32>(table + (<usize>hash4(load<u32>(at - 2)) << 2), <u32>(at - 2 - source));
    }
  }
  out = sequence(out, end, anchor, <i32>(stop - anchor), 0, 0);
  return out == 0 ? 0 : <i32>(out - target);
}

/**
 * The same format by search of chains of earlier places with one byte of delay: LZ4's high compression.
 * @param table 4 << HASH_BITS bytes
 * @param chain 4 bytes for every byte of the block
 * @param depth places looked at
 */
export function lz4Deep(
  source: usize,
  size: i32,
  target: usize,
  room: i32,
  table: usize,
  chain: usize,
  depth: i32,
): i32 {
  const stop = source + size;
  const end = target + room;
  let out = target;
  let anchor = source;
  if (<usize>size > MATCH_LIMIT) {
    memory.fill(table, 0xff, <usize>4 << HASH_BITS);
    const limit = stop - MATCH_LIMIT;
    const matchEnd = stop - LAST_LITERALS;
    let at = source;
    while (at < limit) {
      insert(source, at, table, chain);
      let found = longest(source, at, chain, depth, matchEnd);
      if (found == 0) {
        at++;
        continue;
      }
      // a longer one a byte later is worth a literal
      while (at + 1 < limit) {
        insert(source, at + 1, table, chain);
        const later = longest(source, at + 1, chain, depth, matchEnd);
        if (<i32>(later >> 32) <= <i32>(found >> 32)) break;
        found = later;
        at++;
      }
      const length = <i32>(found >> 32);
      out = sequence(out, end, anchor, <i32>(at - anchor), <i32>found, length);
      if (out == 0) return 0;
      const next = at + length;
      for (at += 2; at < next && at < limit; at++) insert(source, at, table, chain);
      at = next;
      anchor = at;
    }
  }
  out = sequence(out, end, anchor, <i32>(stop - anchor), 0, 0);
  return out == 0 ? 0 : <i32>(out - target);
}

function insert(source: usize, at: usize, table: usize, chain: usize): void {
  const slot = table + (<usize>hash4(load<u32>(at)) << 2);
  const position = <u32>(at - source);
  store<u32>(chain + (<usize>position << 2), load<u32>(slot));
  store<u32>(slot, position);
}

/** Length << 32 | distance of the longest match of four bytes or more, or 0. */
function longest(source: usize, at: usize, chain: usize, depth: i32, matchEnd: usize): i64 {
  const word = load<u32>(at);
  let best: i32 = 3;
  let distance: usize = 0;
  let from = load<u32>(chain + ((at - source) << 2));
  while (from != 0xffffffff && depth-- > 0) {
    const place = source + from;
    if (at - place > FARTHEST) break;
    if (load<u32>(place) == word && (at + best >= matchEnd || load<u8>(place + best) == load<u8>(at + best))) {
      const length = 4 + equalBytes(place + 4, at + 4, matchEnd);
      if (length > best) {
        best = length;
        distance = at - place;
      }
    }
    from = load<u32>(chain + (<usize>from << 2));
  }
  return distance == 0 ? 0 : (<i64>best << 32) | <i64>distance;
}

/** Writes literals and a match (none when `distance` is 0); returns the next place, or 0 without room. */
function sequence(out: usize, end: usize, literals: usize, count: i32, distance: i32, length: i32): usize {
  if (out + count + count / 255 + length / 255 + 32 > end) return 0;
  const token = out++;
  let head: u32 = 0;
  if (count >= 15) {
    head = 15 << 4;
    out = longer(out, count - 15);
  } else head = <u32>count << 4;
  if (count <= 16) v128.store(out, v128.load(literals));
  else memory.copy(out, literals, count);
  out += count;
  if (distance > 0) {
    store<u16>(out, <u16>distance);
    out += 2;
    const rest = length - 4;
    if (rest >= 15) {
      head |= 15;
      out = longer(out, rest - 15);
    } else head |= <u32>rest;
  }
  store<u8>(token, <u8>head);
  return out;
}

function longer(out: usize, rest: i32): usize {
  while (rest >= 255) {
    store<u8>(out++, 255);
    rest -= 255;
  }
  store<u8>(out++, <u8>rest);
  return out;
}
