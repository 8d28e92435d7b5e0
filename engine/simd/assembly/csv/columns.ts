import { readBoolean, truth } from "./booleans";
import { clearBit, fieldEnd, skipSpaces, trimSpaces } from "./fields";
import { floatBits, readFloat } from "./floats";
import { integer, readInteger } from "./integers";

/** Reads a field that is not empty as a `T` to `to`; false where that cannot be decided here. */
// @ts-ignore: decorator
@inline
function read<T>(p: usize, end: usize, to: usize): bool {
  if (isFloat<T>()) {
    if (!readFloat(p, end)) return false;
    store<u64>(to, floatBits);
  } else if (isBoolean<T>()) {
    if (!readBoolean(p, end)) return false;
    store<u8>(to, truth);
  } else {
    if (!readInteger(p, end)) return false;
    store<i64>(to, integer);
  }
  return true;
}

/** Reads field `k` of every row as a `T`; what the exports below say. */
// @ts-ignore: decorator
@inline
function parse<T>(
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
  let to = out;
  for (let row = 0; row < rows; row++, at += step, to += sizeof<T>()) {
    let p = <usize>load<u32>(at) + 1;
    let end = fieldEnd(<usize>load<u32>(at, 4), p, last);
    if (end > p && read<T>(p, end, to)) continue;
    p = skipSpaces(p, end);
    end = trimSpaces(p, end);
    if (end <= p) {
      store<T>(to, isFloat<T>() ? <T>NaN : <T>0);
      clearBit(validity, row);
      nulls++;
    } else if (!read<T>(p, end, to)) {
      store<u32>(doubts + (<usize>doubtful << 2), row);
      doubtful++;
    }
  }
  store<u32>(info, nulls);
  return doubtful;
}

/**
 * Reads field `k` of every row as float64 to `out`. Empty fields are NaN and their bit of `validity` is cleared; the
 * number of those goes to `info`. Rows this cannot decide go to `doubts` (row numbers); gives their number.
 */
export function parseFloats(
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
  return parse<f64>(marks, stride, k, last, rows, out, validity, doubts, info);
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
  return parse<i64>(marks, stride, k, last, rows, out, validity, doubts, info);
}

/** As `parseFloats`, for one byte per row: 1 is true; empty fields are 0. */
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
  return parse<bool>(marks, stride, k, last, rows, out, validity, doubts, info);
}
