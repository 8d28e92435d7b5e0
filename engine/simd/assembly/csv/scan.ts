/** Where fields and lines end. */

const LINE_END: u8 = 10;
const RETURN: u8 = 13;
const QUOTE: u8 = 34;

// @ts-ignore: decorator
@inline
function mask(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16);
  const high = <u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16);
  return <u64>low | (<u64>high << 32);
}

/**
 * Writes the position of every delimiter and line end of `from..to` to `out`, ascending. `info` gets the number of
 * line ends, whether there is a quote, and whether there is a carriage return without a line end after it. 64 bytes
 * behind `to` may be read.
 */
export function scan(from: usize, to: usize, delimiter: i32, out: usize, info: usize): i32 {
  const comma = i8x16.splat(<i8>delimiter);
  const line = i8x16.splat(LINE_END);
  const quote = i8x16.splat(QUOTE);
  const cr = i8x16.splat(RETURN);
  let quotes: u64 = 0;
  let lines: i32 = 0;
  let stray: u64 = 0;
  let returned: u64 = 0;
  let at = out;
  for (let p = from; p < to; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const keep: u64 = to - p >= 64 ? ~(<u64>0) : ((<u64>1) << (<u64>(to - p))) - 1;
    const la = i8x16.eq(a, line);
    const lb = i8x16.eq(b, line);
    const lc = i8x16.eq(c, line);
    const ld = i8x16.eq(d, line);
    const ends = mask(la, lb, lc, ld) & keep;
    lines += <i32>popcnt(ends);
    const odd = v128.or(
      v128.or(v128.or(i8x16.eq(a, quote), i8x16.eq(b, quote)), v128.or(i8x16.eq(c, quote), i8x16.eq(d, quote))),
      v128.or(v128.or(i8x16.eq(a, cr), i8x16.eq(b, cr)), v128.or(i8x16.eq(c, cr), i8x16.eq(d, cr))),
    );
    if (returned != 0 || v128.any_true(odd)) {
      quotes |= mask(i8x16.eq(a, quote), i8x16.eq(b, quote), i8x16.eq(c, quote), i8x16.eq(d, quote)) & keep;
      const returns = mask(i8x16.eq(a, cr), i8x16.eq(b, cr), i8x16.eq(c, cr), i8x16.eq(d, cr)) & keep;
      stray |= ((returns << 1) | returned) & ~ends;
      returned = returns >> 63;
    }
    let fields =
      mask(
        v128.or(la, i8x16.eq(a, comma)),
        v128.or(lb, i8x16.eq(b, comma)),
        v128.or(lc, i8x16.eq(c, comma)),
        v128.or(ld, i8x16.eq(d, comma)),
      ) & keep;
    while (fields != 0) {
      store<u32>(at, <u32>(p + <usize>ctz(fields)));
      at += 4;
      fields &= fields - 1;
    }
  }
  store<u32>(info, lines);
  store<u32>(info, quotes != 0 ? 1 : 0, 4);
  store<u32>(info, stray != 0 ? 1 : 0, 8);
  return <i32>((at - out) >> 2);
}

/** Number of line ends in `from..to`; 64 bytes behind `to` may be read. */
export function countLines(from: usize, to: usize): i32 {
  const line = i8x16.splat(LINE_END);
  let lines: i32 = 0;
  for (let p = from; p < to; p += 64) {
    const keep: u64 = to - p >= 64 ? ~(<u64>0) : ((<u64>1) << (<u64>(to - p))) - 1;
    const ends = mask(
      i8x16.eq(v128.load(p), line),
      i8x16.eq(v128.load(p, 16), line),
      i8x16.eq(v128.load(p, 32), line),
      i8x16.eq(v128.load(p, 48), line),
    );
    lines += <i32>popcnt(ends & keep);
  }
  return lines;
}
