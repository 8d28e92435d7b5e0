import { clearBit, fieldEnd, skipSpaces, trimSpaces } from "./fields";

const MINUS: u8 = 45;
const PLUS: u8 = 43;

let value: i64 = 0;

// @ts-ignore: decorator
@inline
function parse(start: usize, end: usize): bool {
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
  value = negative ? -(<i64>w) : <i64>w;
  return true;
}

/** As `parseFloats`, for int64; empty fields are 0. */
export function parseIntegers(
  marks: usize,
  stride: i32,
  k: i32,
  last: i32,
  rows: i32,
  out: usize,
  validity: usize,
  doubts: usize,
  info: usize,
): i32 {
  let nulls: i32 = 0;
  let doubtful: i32 = 0;
  const step = <usize>stride << 2;
  let at = marks + (<usize>k << 2);
  for (let row = 0; row < rows; row++, at += step) {
    let p = <usize>load<u32>(at) + 1;
    let end = fieldEnd(<usize>load<u32>(at, 4), p, last);
    if (end > p && parse(p, end)) {
      store<i64>(out + (<usize>row << 3), value);
      continue;
    }
    p = skipSpaces(p, end);
    end = trimSpaces(p, end);
    if (end <= p) {
      store<i64>(out + (<usize>row << 3), 0);
      clearBit(validity, row);
      nulls++;
    } else if (parse(p, end)) {
      store<i64>(out + (<usize>row << 3), value);
    } else {
      store<u32>(doubts + (<usize>doubtful << 2), row);
      doubtful++;
    }
  }
  store<u32>(info, nulls);
  return doubtful;
}

/** As `parseFloats`, for one byte per row: true and false as they are usually written, whatever the case. */
export function parseBooleans(
  marks: usize,
  stride: i32,
  k: i32,
  last: i32,
  rows: i32,
  out: usize,
  validity: usize,
  doubts: usize,
  info: usize,
): i32 {
  let nulls: i32 = 0;
  let doubtful: i32 = 0;
  const step = <usize>stride << 2;
  let at = marks + (<usize>k << 2);
  for (let row = 0; row < rows; row++, at += step) {
    let p = <usize>load<u32>(at) + 1;
    let end = fieldEnd(<usize>load<u32>(at, 4), p, last);
    p = skipSpaces(p, end);
    end = trimSpaces(p, end);
    const size: usize = end <= p ? 0 : end - p;
    let truth: u8 = 0;
    if (size == 0) {
      clearBit(validity, row);
      nulls++;
    } else if (size == 4 && (load<u32>(p) | 0x20202020) == 0x65757274) {
      truth = 1;
    } else if (!(size == 5 && (load<u32>(p) | 0x20202020) == 0x736c6166 && (load<u8>(p, 4) | 32) == 101)) {
      store<u32>(doubts + (<usize>doubtful << 2), row);
      doubtful++;
    }
    store<u8>(out + <usize>row, truth);
  }
  store<u32>(info, nulls);
  return doubtful;
}
