/**
 * Group numbers for rows: keys are numbered in the order they are met, each thread for itself.
 * @module
 */
import type { Arena, Batch, Selection } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import { createNumbering, type KeyPart } from "./numbering.js";

export type { KeyPart } from "./numbering.js";

/** Numbers for the keys of one thread. */
export interface GroupTable {
  /** Parts of the keys, by key column and number. */
  readonly keys: readonly (readonly KeyPart[])[];
  /** Number of keys. */
  readonly count: number;
  /** Byte offset of one uint32 group number per row; rows outside the selection hold 0. */
  assign(batch: Batch, columns: readonly number[], arena: Arena, selection: Selection): number;
}

/** Bytes a group costs in this table, for the budget. */
const BYTES_PER_GROUP = 64;

/** Makes an empty table. @param budget bytes that keys may take */
export function createGroups(parts: number, budget: number, kernels: Kernels): GroupTable {
  const keys: KeyPart[][] = Array.from({ length: parts }, () => []);
  let count = 0;
  const single = createNumbering((part) => {
    keys[0]!.push(part);
    return added();
  }, kernels);
  const seen: KeyPart[] = [];
  const remember = (part: KeyPart, number: number): number => {
    seen.push(part);
    return number;
  };
  const inner = Array.from({ length: parts }, () => createNumbering(remember, kernels));
  const values = inner.map(() => [] as KeyPart[]);
  const combined = new Map<string | number, number>();

  function added(): number {
    if ((count + 1) * BYTES_PER_GROUP > budget)
      throw new EngineError(
        "TooManyGroups",
        `more than ${count} groups: their keys do not fit in ${budget} bytes; group by fewer or coarser columns, or raise 'groupBytes'`,
      );
    return count++;
  }

  return {
    keys,
    get count() {
      return count;
    },
    assign(batch, columns, arena, selection) {
      const offset = arena.alloc(batch.rows * 4);
      const n = selection?.count ?? batch.rows;
      if (columns.length === 1) {
        single(batch, batch.columns[columns[0]!]!, arena, selection, offset);
        return offset;
      }
      const parts = columns.map((column, k) => {
        const part = arena.alloc(batch.rows * 4);
        seen.length = 0;
        inner[k]!(batch, batch.columns[column]!, arena, selection, part);
        values[k]!.push(...seen);
        return part;
      });
      const each = parts.map((part) => new Uint32Array(arena.buffer, part, batch.rows));
      const ids = new Uint32Array(arena.buffer, offset, batch.rows);
      const rows = selection && new Uint32Array(arena.buffer, selection.offset, n);
      for (let i = 0; i < n; i++) {
        const row = rows === undefined ? i : rows[i]!;
        const key = each.length === 2 ? each[0]![row]! * 2 ** 26 + each[1]![row]! : each.map((p) => p[row]).join();
        let id = combined.get(key);
        if (id === undefined) {
          for (const [k, part] of each.entries()) keys[k]!.push(values[k]![part[row]!]!);
          id = added();
          combined.set(key, id);
        }
        ids[row] = id;
      }
      return offset;
    },
  };
}

/** A key as a map's key: one string for every distinct key. */
export function keyText(key: readonly KeyPart[]): string {
  return key
    .map((part) => (typeof part === "string" ? `s${part.length}:${part}` : `${typeof part}${String(part)}`))
    .join("|");
}

/** Order of parts of keys in results: nulls last, numbers by size with NaN after the others, texts by code points. */
export function compareParts(a: KeyPart, b: KeyPart): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [nanA, nanB] = [Number.isNaN(a), Number.isNaN(b)];
  if (nanA || nanB) return Number(nanA) - Number(nanB);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
