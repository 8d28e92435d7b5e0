import { areDigits, bitsOf, valueOf, ZEROS } from "./number";
import { MINUS, PLUS } from "./fields";

const POINT: u8 = 46;

/** Digits that a word holds whatever they are. */
const WORD_DIGITS: i32 = 19;
/** Whole numbers up to this are doubles. */
const MOST_EXACT: u64 = 9007199254740992;

/** Powers of ten that a double holds exactly. */
const EXACT: StaticArray<f64> = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
];

/** The number that `readFloat` has read: the bits of a float64. */
export let floatBits: u64 = 0;

/** The first 19 significant digits of `from..to`, digits and at most one point; `shift` gets the tens left out. */
function leading(from: usize, to: usize): u64 {
  let w: u64 = 0;
  let seen: i32 = 0;
  let point = false;
  shift = 0;
  for (let p = from; p < to; p++) {
    const c = load<u8>(p);
    if (c == POINT) {
      point = true;
      continue;
    }
    const digit = <u64>(c - 48);
    if (seen == 0 && digit == 0) {
      if (point) shift--;
      continue;
    }
    if (seen < WORD_DIGITS) {
      w = w * 10 + digit;
      seen++;
      if (point) shift--;
    } else if (!point) shift++;
  }
  return w;
}
let shift: i32 = 0;

/** Powers of ten by which digits move a whole number. */
const TENS: StaticArray<u64> = [
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000,
];

/** From its byte `count` on: a mask of the last `count` of sixteen bytes. */
const LAST: StaticArray<u8> = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255,
];

/** Digits behind the point that are read without a loop. */
const PLAIN_DIGITS: usize = 16;

/** Numbers of few digits are below this: those are divided, others multiplied; mixed, they would stall the processor. */
const SHORT: u64 = 1 << 32;

const POINTS: u64 = 0x2e2e2e2e2e2e2e2e;

/**
 * Reads what most numbers look like: up to seven digits, a point, and up to sixteen more, 19 in all. Whether `start..end` is
 * one; its bits are in `floatBits`.
 */
// @ts-ignore: decorator
@inline
function readPlain(start: usize, end: usize): bool {
  const negative = <u64>(load<u8>(start) == MINUS);
  const p = start + <usize>negative;
  const head = load<u64>(p);
  const unlike = head ^ POINTS;
  // the lowest upper bit stands in the byte of the first point
  const points = (unlike - 0x0101010101010101) & ~unlike & 0x8080808080808080;
  if (points == 0) return false;
  const whole = <usize>ctz(points) >> 3;
  const fraction = p + whole + 1;
  if (fraction > end) return false;
  const count = end - fraction;
  if (count > PLAIN_DIGITS || whole + count == 0 || whole + count > <usize>WORD_DIGITS) return false;
  const before = ((head << 8) << (<u64>(7 - whole) << 3)) | (ZEROS >> (<u64>whole << 3));
  // the digits behind the point in sixteen lanes, zeros before them
  const lanes = v128.and(
    i8x16.sub(v128.load(end - 16), i8x16.splat(48)),
    v128.load(changetype<usize>(LAST) + count),
  );
  if (!areDigits(before) || v128.any_true(i8x16.gt_u(lanes, i8x16.splat(9)))) return false;
  const pairs = i16x8.add(i16x8.mul(v128.and(lanes, i16x8.splat(255)), i16x8.splat(10)), i16x8.shr_u(lanes, 8));
  const fours = i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const eights = i32x4.dot_i16x8_s(
    i16x8.narrow_i32x4_u(fours, fours),
    i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1),
  );
  const w =
    valueOf(before) * unchecked(TENS[<i32>count]) +
    <u64>i32x4.extract_lane(eights, 0) * 100000000 +
    <u64>i32x4.extract_lane(eights, 1);
  if (w < SHORT) floatBits = reinterpret<u64>(<f64>w / unchecked(EXACT[<i32>count])) | (negative << 63);
  else floatBits = bitsOf(w, -(<i32>count)) | (negative << 63);
  return true;
}

/** Whether `start..end` is a number that could be read; its bits are in `floatBits`. */
// @ts-ignore: decorator
@inline
export function readFloat(start: usize, end: usize): bool {
  return readPlain(start, end) || readAny(start, end);
}

function readAny(start: usize, end: usize): bool {
  let p = start;
  let sign: u64 = 0;
  let c = load<u8>(p);
  if (c == MINUS) {
    sign = 0x8000000000000000;
    p++;
  } else if (c == PLUS) p++;
  const first = p;
  let w: u64 = 0;
  while (p + 8 <= end && areDigits(load<u64>(p))) {
    w = w * 100000000 + valueOf(load<u64>(p));
    p += 8;
  }
  while (p < end && (c = load<u8>(p) - 48) < 10) {
    w = w * 10 + <u64>c;
    p++;
  }
  let digits = <i32>(p - first);
  let q: i32 = 0;
  if (p < end && load<u8>(p) == POINT) {
    p++;
    const fraction = p;
    while (p + 8 <= end && areDigits(load<u64>(p))) {
      w = w * 100000000 + valueOf(load<u64>(p));
      p += 8;
    }
    while (p < end && (c = load<u8>(p) - 48) < 10) {
      w = w * 10 + <u64>c;
      p++;
    }
    q = -(<i32>(p - fraction));
    digits -= q;
  }
  if (digits == 0) return false;
  const last = p;
  let e: i32 = 0;
  if (p < end && (load<u8>(p) | 32) == 101) {
    p++;
    if (p == end) return false;
    c = load<u8>(p);
    const negative = c == MINUS;
    if (negative || c == PLUS) p++;
    if (p == end) return false;
    while (p < end && (c = load<u8>(p) - 48) < 10) {
      if (e < 100000) e = e * 10 + <i32>c;
      p++;
    }
    if (negative) e = -e;
  }
  if (p != end) return false;
  q += e;
  if (digits > WORD_DIGITS) {
    const head = leading(first, last);
    let all = digits;
    for (let z = first; z < last; z++) {
      c = load<u8>(z);
      if (c == 48) all--;
      else if (c != POINT) break;
    }
    if (all > WORD_DIGITS) {
      const low = bitsOf(head, shift + e);
      if (low != bitsOf(head + 1, shift + e)) return false;
      floatBits = low | sign;
      return true;
    }
    w = head;
    q = shift + e;
  }
  if (w <= MOST_EXACT && q <= 22 && q >= -22) {
    const exact = <f64>w;
    const value = q < 0 ? exact / unchecked(EXACT[-q]) : exact * unchecked(EXACT[q]);
    floatBits = reinterpret<u64>(value) | sign;
  } else floatBits = bitsOf(w, q) | sign;
  return true;
}
