import { areDigits, bitsOf, valueOf } from "./number";
import { MINUS, PLUS } from "./fields";

const POINT: u8 = 46;

/** Digits that a word holds whatever they are. */
const WORD_DIGITS: i32 = 19;

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

/** Whether `start..end` is a number that could be read; its bits are in `floatBits`. */
// @ts-ignore: decorator
@inline
export function readFloat(start: usize, end: usize): bool {
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
  if (w <= 9007199254740992 && q <= 22 && q >= -22) {
    const exact = <f64>w;
    const value = q < 0 ? exact / unchecked(EXACT[-q]) : exact * unchecked(EXACT[q]);
    floatBits = reinterpret<u64>(value) | sign;
  } else floatBits = bitsOf(w, q) | sign;
  return true;
}
