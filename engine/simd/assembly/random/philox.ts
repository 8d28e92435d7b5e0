/**
 * Philox4x32-10, four counters at a time.
 * J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC'11.
 */
const M0: u32 = 0xd2511f53;
const M1: u32 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;
const ROUNDS: i32 = 10;

// Outputs of the last eight blocks, one vector per word of four of them.
let a0: v128 = i32x4.splat(0);
let a1: v128 = a0;
let a2: v128 = a0;
let a3: v128 = a0;
let b0: v128 = a0;
let b1: v128 = a0;
let b2: v128 = a0;
let b3: v128 = a0;

// @ts-ignore: decorator
@inline
function high(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(i64x2.shr_u(first, 32), second, 0, 5, 2, 7);
}

/**
 * Runs the ten rounds over twice four counters under one key: one four alone would spend its time waiting for products.
 * Every round leaves the lanes of words 0 and 2 in the order 0, 2, 1, 3 of what they were, those of words 1 and 3 as
 * they were: what meets in the next round is in the same order again, and words 1 and 3 are put in order at the end.
 * @param c0  word 0 of the first four
 * @param d0  word 0 of the others; words 1 to 3 are the same for all
 */
// @ts-ignore: decorator
@inline
function rounds(c0: v128, d0: v128, word1: u32, word2: u32, word3: u32, key0: u32, key1: u32): void {
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  const w0 = i32x4.splat(W0);
  const w1 = i32x4.splat(W1);
  let c1 = i32x4.splat(word1), c2 = i32x4.splat(word2), c3 = i32x4.splat(word3);
  let d1 = c1, d2 = c2, d3 = c3;
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  for (let round = 0; round < ROUNDS; round++) {
    const c0high = high(i64x2.extmul_low_i32x4_u(c0, m0), i64x2.extmul_high_i32x4_u(c0, m0));
    const d0high = high(i64x2.extmul_low_i32x4_u(d0, m0), i64x2.extmul_high_i32x4_u(d0, m0));
    const c2high = high(i64x2.extmul_low_i32x4_u(c2, m1), i64x2.extmul_high_i32x4_u(c2, m1));
    const d2high = high(i64x2.extmul_low_i32x4_u(d2, m1), i64x2.extmul_high_i32x4_u(d2, m1));
    const c0low = i32x4.mul(c0, m0), d0low = i32x4.mul(d0, m0);
    const c2low = i32x4.mul(c2, m1), d2low = i32x4.mul(d2, m1);
    c0 = v128.xor(c2high, v128.xor(c1, k0));
    d0 = v128.xor(d2high, v128.xor(d1, k0));
    c1 = c2low;
    d1 = d2low;
    c2 = v128.xor(c0high, v128.xor(c3, k1));
    d2 = v128.xor(d0high, v128.xor(d3, k1));
    c3 = c0low;
    d3 = d0low;
    k0 = i32x4.add(k0, w0);
    k1 = i32x4.add(k1, w1);
  }
  a0 = c0;
  b0 = d0;
  a1 = v128.shuffle<i32>(c1, c1, 0, 2, 1, 3);
  b1 = v128.shuffle<i32>(d1, d1, 0, 2, 1, 3);
  a2 = c2;
  b2 = d2;
  a3 = v128.shuffle<i32>(c3, c3, 0, 2, 1, 3);
  b3 = v128.shuffle<i32>(d3, d3, 0, 2, 1, 3);
}

/** Raw words of the block of one counter at `out`, four times over; for the published test vectors. */
export function philoxBlocks(out: usize, c0: u32, c1: u32, c2: u32, c3: u32, key0: u32, key1: u32): void {
  rounds(i32x4.splat(c0), i32x4.splat(c0), c1, c2, c3, key0, key1);
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
}

/** 64 random bits to `(k + 1/2) / 2^52`, k their upper 52 bits: exact, symmetric about 1/2, never 0 or 1. */
// @ts-ignore: decorator
@inline
function unit(bits: v128): v128 {
  const oneToTwo = v128.or(i64x2.shr_u(bits, 12), i64x2.splat(0x3ff0000000000000));
  return f64x2.sub(oneToTwo, f64x2.splat(1.0 - 1.1102230246251565e-16));
}

/** Eight elements of four blocks, given by words. */
// @ts-ignore: decorator
@inline
function put(out: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const even01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const even23 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const odd01 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const odd23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, unit(v128.shuffle<i64>(even01, odd01, 0, 2)));
  v128.store(out, unit(v128.shuffle<i64>(even01, odd01, 1, 3)), 16);
  v128.store(out, unit(v128.shuffle<i64>(even23, odd23, 0, 2)), 32);
  v128.store(out, unit(v128.shuffle<i64>(even23, odd23, 1, 3)), 48);
}

/**
 * Uniforms of elements `8 * group` … `8 * (group + groups) - 1` at `out`; `group` comes in two halves of 32 bits.
 * Element i takes words 2h and 2h + 1 (low, high) of block i >> 1, where h = i & 1; the block number is the counter's
 * lower 64 bits.
 */
export function uniforms(out: usize, groupLow: u32, groupHigh: u32, groups: i32, key0: u32, key1: u32): void {
  const group = (<u64>groupHigh << 32) | <u64>groupLow;
  const four = i32x4(0, 1, 2, 3);
  const others = i32x4(4, 5, 6, 7);
  // pairs of groups that begin at an even one have the same upper word of their block numbers
  let g = 0;
  if ((group & 1) != 0) {
    const block: u64 = group << 2;
    const first = i32x4.add(i32x4.splat(<u32>block), four);
    rounds(first, first, <u32>(block >> 32), 0, 0, key0, key1);
    put(out, a0, a1, a2, a3);
    out += 64;
    g = 1;
  }
  for (; g < groups; g += 2) {
    const block: u64 = (group + <u64>g) << 2;
    const first = i32x4.splat(<u32>block);
    rounds(i32x4.add(first, four), i32x4.add(first, others), <u32>(block >> 32), 0, 0, key0, key1);
    put(out, a0, a1, a2, a3);
    if (g + 1 < groups) put(out + 64, b0, b1, b2, b3);
    out += 128;
  }
}
