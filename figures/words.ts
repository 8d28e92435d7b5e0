/**
 * Numbers in sentences.
 * @module
 */

/** A count with thousands separated by commas: `"288,000,000"`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** A number with up to six significant digits. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return size < 1e4 ? String(value) : grouped(value);
  return String(Number(value.toPrecision(6)));
}

/** `"1 row"`, `"100,000,000 rows"`. */
export function counted(count: number, singular: string): string {
  return `${grouped(count)} ${singular}${count === 1 ? "" : "s"}`;
}
