/** UTF-16 position of a position in code points, as Jupyter counts; clamped to the text. */
export function fromCodePoints(text: string, position: number): number {
  let units = 0;
  for (let points = 0; points < position && units < text.length; points++) {
    units += (text.codePointAt(units) as number) > 0xffff ? 2 : 1;
  }
  return units;
}

/** Position in code points of a UTF-16 position. */
export function toCodePoints(text: string, position: number): number {
  let points = 0;
  for (let units = 0; units < position && units < text.length; points++) {
    units += (text.codePointAt(units) as number) > 0xffff ? 2 : 1;
  }
  return points;
}
