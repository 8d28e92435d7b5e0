/**
 * Arrays in NumPy's print form: `memmap([ 90,  71,  15, ...,  33, 244,  63], dtype=uint8)`.
 * @module
 */
import type { DTypeName } from "../../contract/index.js";
import { floatTexts } from "./float.js";

/** NumPy's `threshold`, `edgeitems` and `linewidth`. */
const THRESHOLD = 1000;
const EDGE = 3;
const LINE = 75;

/** dtypes that NumPy does not name, as they are the default for their values. */
const IMPLIED: readonly DTypeName[] = ["float64", "int64", "bool"];

/**
 * The text of an array.
 * @param prefix what stands before the bracket: `memmap`
 * @param shape extents of the axes, C order
 * @param at reads an element by its position in C order
 * @param stored how the dtype is written when it is not the plain name: `'>i2'`
 */
export function arrayText(
  prefix: string,
  dtype: DTypeName,
  shape: readonly number[],
  at: (position: number) => number | bigint | boolean,
  stored: string = dtype,
): string {
  const size = shape.reduce((product, n) => product * n, 1);
  const edge = size > THRESHOLD ? EDGE : Number.POSITIVE_INFINITY;
  const shown = positions(shape, edge);
  const texts = new Map(elementTexts(dtype, shown.map(at)).map((text, i) => [shown[i]!, text]));
  const indent = prefix.length + 1;
  const body = size === 0 ? "[]" : block(shape, 0, edge, texts, indent, LINE - 1);
  const kind = IMPLIED.includes(dtype) && size > 0 && stored === dtype ? "" : `dtype=${stored}`;
  const shaped = size === 0 && shape.length > 1 ? `shape=(${shape.join(", ")})` : "";
  const extra = [shaped, kind].filter((part) => part !== "").join(", ");
  if (extra === "") return `${prefix}(${body})`;
  const last = body.length - (body.lastIndexOf("\n") + 1) + (body.includes("\n") ? 0 : indent);
  const glue = last + extra.length + 3 > LINE ? `,\n${" ".repeat(indent)}` : ", ";
  return `${prefix}(${body}${glue}${extra})`;
}

/** Positions in C order of the elements that are printed. */
function positions(shape: readonly number[], edge: number): number[] {
  return shape.reduce<number[]>((outer, n) => outer.flatMap((base) => kept(n, edge).map((i) => base * n + i)), [0]);
}

function kept(n: number, edge: number): number[] {
  const all = n <= 2 * edge;
  return Array.from({ length: all ? n : 2 * edge }, (_, i) => (all || i < edge ? i : n - 2 * edge + i));
}

function elementTexts(dtype: DTypeName, values: readonly (number | bigint | boolean)[]): string[] {
  if (dtype.startsWith("float")) return floatTexts(values as readonly number[], dtype !== "float64");
  const texts = values.map((value) => (typeof value === "boolean" ? (value ? "True" : "False") : String(value)));
  const width = Math.max(...texts.map((text) => text.length));
  return texts.map((text) => text.padStart(width));
}

function block(
  shape: readonly number[],
  base: number,
  edge: number,
  texts: ReadonlyMap<number, string>,
  indent: number,
  width: number,
): string {
  const [n, ...inner] = shape as readonly [number, ...number[]];
  const rows = kept(n, edge);
  const cut = rows.length < n;
  if (inner.length === 0) {
    const items = rows.map((i) => texts.get(base * n + i)!);
    if (cut) items.splice(EDGE, 0, "...");
    return `[${wrap(items, indent + 1, width)}]`;
  }
  const parts = rows.map((i) => block(inner, base * n + i, edge, texts, indent + 1, width - 1));
  if (cut) parts.splice(EDGE, 0, "...");
  return `[${parts.join(`,${"\n".repeat(inner.length)}${" ".repeat(indent + 1)}`)}]`;
}

/** Breaks a line where the next item would pass the width. */
function wrap(items: readonly string[], indent: number, width: number): string {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  items.forEach((item, i) => {
    const piece = i < items.length - 1 ? `${item},` : item;
    const used = line.trim() === "" ? line : `${line} `;
    if (line.trim() !== "" && used.length + item.length > width) {
      lines.push(line);
      line = " ".repeat(indent) + piece;
    } else line = used + piece;
  });
  lines.push(line);
  return lines.join("\n").slice(indent);
}
