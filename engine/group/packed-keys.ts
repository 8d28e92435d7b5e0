/**
 * Keys of groups as they cross threads: a few arrays instead of one for each group, which would hold the thread that
 * reads them.
 * @module
 */
import { sharedCopy } from "../shared-copy.js";
import type { KeyPart } from "./table.js";

/** Parts of one type, as those of one key column: numbers, 64-bit integers, texts behind each other with their ends, or anything. */
export type PackedColumn =
  | { readonly numbers: Float64Array }
  | { readonly integers: BigInt64Array }
  | { readonly text: string; readonly ends: Uint32Array }
  | { readonly parts: readonly KeyPart[] };

/** Keys by group number. */
export interface PackedKeys {
  /** Number of groups. */
  readonly groups: number;
  readonly columns: readonly PackedColumn[];
}

/** Longest text that V8 holds in one string. */
const TEXT_LIMIT = 2 ** 28;

/** Packs keys. @param columns parts of the keys, by key column and group */
export function packColumns(columns: readonly (readonly KeyPart[])[]): PackedKeys {
  return { groups: columns[0]?.length ?? 0, columns: columns.map(packColumn) };
}

/** The same keys in memory that all threads see. */
export function sharedKeys({ groups, columns }: PackedKeys): PackedKeys {
  return { groups, columns: columns.map(sharedColumn) };
}

function sharedColumn(column: PackedColumn): PackedColumn {
  if ("numbers" in column) return { numbers: sharedCopy(column.numbers) };
  if ("integers" in column) return { integers: sharedCopy(column.integers) };
  return "ends" in column ? { text: column.text, ends: sharedCopy(column.ends) } : column;
}

/** Packs parts of one type. */
export function packColumn(parts: readonly KeyPart[]): PackedColumn {
  if (parts.every((part) => typeof part === "number"))
    return { numbers: Float64Array.from(parts as readonly number[]) };
  if (parts.every((part) => typeof part === "bigint" && BigInt.asIntN(64, part) === part))
    return { integers: BigInt64Array.from(parts as readonly bigint[]) };
  if (parts.every((part) => typeof part === "string")) {
    const texts = parts as readonly string[];
    const ends = new Uint32Array(texts.length);
    let end = 0;
    for (const [i, text] of texts.entries()) {
      end += text.length;
      ends[i] = end;
    }
    if (end < TEXT_LIMIT) return { text: texts.join(""), ends };
  }
  return { parts };
}

/** The key of one group. */
export function keyAt({ columns }: PackedKeys, group: number): KeyPart[] {
  return columns.map((column) => partAt(column, group));
}

/** One of the packed parts. */
export function partAt(column: PackedColumn, i: number): KeyPart {
  if ("numbers" in column) return column.numbers[i]!;
  if ("integers" in column) return column.integers[i]!;
  if ("parts" in column) return column.parts[i]!;
  return column.text.slice(i === 0 ? 0 : column.ends[i - 1], column.ends[i]);
}

/** Memory of packed keys that can change hands instead of being copied. */
export function buffersOf({ columns }: PackedKeys): ArrayBuffer[] {
  return columns.flatMap((column) => {
    const array = "numbers" in column ? column.numbers : "integers" in column ? column.integers : undefined;
    const found = array ?? ("ends" in column ? column.ends : undefined);
    return found?.buffer instanceof ArrayBuffer ? [found.buffer] : [];
  });
}
