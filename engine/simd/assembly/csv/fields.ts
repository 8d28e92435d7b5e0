/** What reading any kind of field needs. */

/** The signs of numbers. */
export const MINUS: u8 = 45;
export const PLUS: u8 = 43;

const RETURN: u8 = 13;
const SPACE: u8 = 32;
const TAB: u8 = 9;

/** End of a field that ends before `mark`; the last one of a line may be followed by a carriage return. */
// @ts-ignore: decorator
@inline
export function fieldEnd(mark: usize, start: usize, last: i32): usize {
  return last != 0 && mark > start && load<u8>(mark - 1) == RETURN ? mark - 1 : mark;
}

/** First byte of `p..end` that is no blank. */
export function skipSpaces(p: usize, end: usize): usize {
  while (p < end && (load<u8>(p) == SPACE || load<u8>(p) == TAB)) p++;
  return p;
}

/** End of `p..end` without blanks there. */
export function trimSpaces(p: usize, end: usize): usize {
  while (end > p && (load<u8>(end - 1) == SPACE || load<u8>(end - 1) == TAB)) end--;
  return end;
}

/** Clears the bit of a row. */
// @ts-ignore: decorator
@inline
export function clearBit(validity: usize, row: i32): void {
  const at = validity + (<usize>row >> 3);
  store<u8>(at, load<u8>(at) & ~((<u8>1) << (<u8>(row & 7))));
}
