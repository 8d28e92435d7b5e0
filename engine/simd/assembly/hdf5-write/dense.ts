import { hash4, HASH_BITS } from "./match";

/** Bytes that are judged together. */
const BLOCK: usize = 1024;

/** Neighbours that are equal in random bytes: 4 of 1,024; more than this many show runs. */
const MOST_EQUAL: i32 = 32;
/**
 * Sum of the squares of how often each value stands in a block: 5,116 ± 90 where all are as frequent as any other
 * (chi-square 255 ± 22.6). More than this many tell of a Huffman code that saves a hundredth.
 */
const MOST_SQUARES: i32 = 5700;
/** Places of a block at which four bytes stand that stood in such a block before. */
const MOST_AGAIN: i32 = 32;

const SHRINKS: u8 = 0;
const DENSE: u8 = 1;
const AGAIN: u8 = 2;

/**
 * Marks the blocks of 1,024 bytes that deflate cannot shrink: all values are about as frequent, and next to nothing
 * stood in a block like that before. What is less than a block at the end is not marked.
 * @param table 4 << HASH_BITS bytes
 * @param counts 1,024 bytes
 * @param marks a byte for every block: 1 for those, 2 for such as stood in one of those before, 0 for others
 * @returns how many are marked 1
 */
export function denseBlocks(source: usize, size: i32, table: usize, counts: usize, marks: usize): i32 {
  const blocks = <usize>size / BLOCK;
  let marked: i32 = 0;
  memory.fill(table, 0, <usize>4 << HASH_BITS);
  for (let b: usize = 0; b < blocks; b++) {
    const at = source + b * BLOCK;
    let mark: u8 = SHRINKS;
    if (equalNeighbours(at) <= MOST_EQUAL && squares(at, counts) <= MOST_SQUARES)
      mark = again(source, at, table) <= MOST_AGAIN ? DENSE : AGAIN;
    store<u8>(marks + b, mark);
    if (mark == DENSE) marked++;
  }
  return marked;
}

/** Bytes of a block, but for its last 16, that are as the byte after them. */
function equalNeighbours(at: usize): i32 {
  let equal: i32 = 0;
  const end = at + BLOCK - 16;
  for (; at < end; at += 16) equal += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(at, 1))));
  return equal;
}

function squares(at: usize, counts: usize): i32 {
  memory.fill(counts, 0, 1024);
  const end = at + BLOCK;
  for (; at < end; at++) {
    const count = counts + (<usize>load<u8>(at) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  let sum = i32x4.splat(0);
  for (let i: usize = 0; i < 1024; i += 16) {
    const four = v128.load(counts + i);
    sum = i32x4.add(sum, i32x4.mul(four, four));
  }
  return (
    i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)
  );
}

function again(source: usize, at: usize, table: usize): i32 {
  let found: i32 = 0;
  const end = at + BLOCK - 3;
  for (; at < end; at++) {
    const word = load<u32>(at);
    const slot = table + (<usize>hash4(word) << 2);
    const from = source + load<u32>(slot);
    store<u32>(slot, <u32>(at - source));
    if (from < at && load<u32>(from) == word) found++;
  }
  return found;
}
