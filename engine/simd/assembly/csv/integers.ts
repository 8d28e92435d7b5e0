import { MINUS, PLUS } from "./fields";
import { areDigits, lastDigits, valueOf } from "./number";

/** The number that `readInteger` has read. */
export let integer: i64 = 0;

/** Whether `start..end` is an integer of 64 bits; it is in `integer`. */
// @ts-ignore: decorator
@inline
export function readInteger(start: usize, end: usize): bool {
  const size = end - start;
  if (size - 1 < 8) {
    const digits = lastDigits(end, size);
    if (areDigits(digits)) {
      integer = <i64>valueOf(digits);
      return true;
    }
  }
  let p = start;
  let c = load<u8>(p);
  const negative = c == MINUS;
  if (negative || c == PLUS) p++;
  const first = p;
  let w: u64 = 0;
  while (p < end && (c = load<u8>(p) - 48) < 10) {
    w = w * 10 + <u64>c;
    p++;
  }
  // 19 digits never leave the 64 bits of `w`, so one comparison tells whether they fit in 63
  if (p != end || p == first || p - first > 19) return false;
  if (w > 0x7fffffffffffffff + <u64>(negative ? 1 : 0)) return false;
  integer = negative ? -(<i64>w) : <i64>w;
  return true;
}
