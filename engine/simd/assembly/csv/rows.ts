/**
 * Fields of rows. `marks` holds positions of delimiters and line ends; field `k` of row `r` lies between the marks
 * `r * stride + k` and `r * stride + k + 1`, so the mark before the first one is the byte before the first row.
 */

const LINE_END: u8 = 10;
const RETURN: u8 = 13;

/** Whether every row has exactly `fields` fields; `lines` line ends are among the `count` marks. */
export function isRegular(marks: usize, count: i32, lines: i32, fields: i32): bool {
  if (lines * fields != count) return false;
  const step = <usize>fields << 2;
  const end = marks + (<usize>count << 2);
  for (let at = marks + step - 4; at < end; at += step) {
    if (load<u8>(<usize>load<u32>(at)) != LINE_END) return false;
  }
  return true;
}

/**
 * Lays out rows one by one, `fields + 1` marks each, at `out`; `start` is the first byte of the first row. Blank lines
 * are left out. Lines with another number of fields go to `odd`, four words each: begin, end,
 * fields found, row number; with `keep` they are rows nevertheless, short ones with empty fields at the end. Gives
 * the number of rows; `info` gets the number of odd lines.
 */
export function regroup(
  marks: usize,
  count: i32,
  start: usize,
  fields: i32,
  keep: i32,
  out: usize,
  odd: usize,
  info: usize,
): i32 {
  let rows: i32 = 0;
  let bad: i32 = 0;
  let line = start;
  let to = out;
  let found: i32 = 0;
  store<u32>(to, <u32>(line - 1));
  for (let i = 0; i < count; i++) {
    const mark = <usize>load<u32>(marks + (<usize>i << 2));
    found++;
    if (found <= fields) store<u32>(to + (<usize>found << 2), <u32>mark);
    if (load<u8>(mark) != LINE_END) continue;
    const length = mark - line;
    const blank = length == 0 || (length == 1 && load<u8>(line) == RETURN);
    if (!blank && (found == fields || keep != 0)) {
      if (found != fields) {
        const at = odd + (<usize>bad << 4);
        store<u32>(at, <u32>line);
        store<u32>(at, <u32>mark, 4);
        store<u32>(at, found, 8);
        store<u32>(at, rows, 12);
        bad++;
        for (let k = found + 1; k <= fields; k++) store<u32>(to + (<usize>k << 2), <u32>mark);
      }
      rows++;
      to += <usize>(fields + 1) << 2;
    } else if (!blank) {
      const at = odd + (<usize>bad << 4);
      store<u32>(at, <u32>line);
      store<u32>(at, <u32>mark, 4);
      store<u32>(at, found, 8);
      store<u32>(at, rows, 12);
      bad++;
    }
    line = mark + 1;
    found = 0;
    store<u32>(to, <u32>(line - 1));
  }
  store<u32>(info, bad);
  return rows;
}
