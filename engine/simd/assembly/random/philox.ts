/**
 * Philox4x32-10, four counters at a time.
 * J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC'11.
 */
const M0: u32 = 0xd2511f53;
const M1: u32 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;
const ROUNDS: i32 = 10;

// Outputs of the last four blocks, one vector per word.
let r0: v128 = i32x4.splat(0);
let r1: v128 = i32x4.splat(0);
let r2: v128 = i32x4.splat(0);
let r3: v128 = i32x4.splat(0);

// @ts-ignore: decorator
@inline
function high(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 1, 3, 5, 7);
}

// @ts-ignore: decorator
@inline
function low(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 0, 2, 4, 6);
}

/** Runs the ten rounds over four counters (one word of each per vector) under one key. */
// @ts-ignore: decorator
@inline
function rounds(c0: v128, c1: v128, c2: v128, c3: v128, key0: u32, key1: u32): void {
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  const w0 = i32x4.splat(W0);
  const w1 = i32x4.splat(W1);
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  for (let round = 0; round < ROUNDS; round++) {
    const a = i64x2.extmul_low_i32x4_u(c0, m0);
    const b = i64x2.extmul_high_i32x4_u(c0, m0);
    const e = i64x2.extmul_low_i32x4_u(c2, m1);
    const f = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(high(e, f), c1), k0);
    c1 = low(e, f);
    c2 = v128.xor(v128.xor(high(a, b), c3), k1);
    c3 = low(a, b);
    k0 = i32x4.add(k0, w0);
    k1 = i32x4.add(k1, w1);
  }
  r0 = c0;
  r1 = c1;
  r2 = c2;
  r3 = c3;
}

/** Raw words of the block of one counter at `out`, four times over; for the published test vectors. */
export function philoxBlocks(out: usize, c0: u32, c1: u32, c2: u32, c3: u32, key0: u32, key1: u32): void {
  rounds(i32x4.splat(c0), i32x4.splat(c1), i32x4.splat(c2), i32x4.splat(c3), key0, key1);
  v128.store(out, r0);
  v128.store(out, r1, 16);
  v128.store(out, r2, 32);
  v128.store(out, r3, 48);
}

/** 64 random bits to `(k + 1/2) / 2^52`, k their upper 52 bits: exact, symmetric about 1/2, never 0 or 1. */
// @ts-ignore: decorator
@inline
function unit(bits: v128): v128 {
  const oneToTwo = v128.or(i64x2.shr_u(bits, 12), i64x2.splat(0x3ff0000000000000));
  return f64x2.sub(oneToTwo, f64x2.splat(1.0 - 1.1102230246251565e-16));
}

/**
 * Uniforms of elements `8 * group` … `8 * (group + groups) - 1` at `out`; `group` comes in two halves of 32 bits. Element i takes words 2h and 2h + 1
 * (low, high) of block i >> 1, where h = i & 1; the block number is the counter's lower 64 bits.
 */
export function uniforms(out: usize, groupLow: u32, groupHigh: u32, groups: i32, key0: u32, key1: u32): void {
  const group = (<u64>groupHigh << 32) | <u64>groupLow;
  const zero = i32x4.splat(0);
  const step = i32x4(0, 1, 2, 3);
  for (let g = 0; g < groups; g++) {
    const block: u64 = (group + <u64>g) << 2;
    rounds(i32x4.add(i32x4.splat(<u32>block), step), i32x4.splat(<u32>(block >> 32)), zero, zero, key0, key1);
    const even01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const even23 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const odd01 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const odd23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(out, unit(v128.shuffle<i64>(even01, odd01, 0, 2)));
    v128.store(out, unit(v128.shuffle<i64>(even01, odd01, 1, 3)), 16);
    v128.store(out, unit(v128.shuffle<i64>(even23, odd23, 0, 2)), 32);
    v128.store(out, unit(v128.shuffle<i64>(even23, odd23, 1, 3)), 48);
    out += 64;
  }
}
