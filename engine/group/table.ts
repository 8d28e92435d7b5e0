/**
 * Group numbers for rows: keys are numbered in the order they are met, each thread for itself.
 * @module
 */
import type { Arena, Batch, ColumnBatch, Selection } from "../../contract/index.js";
import { isDTypeName, viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";

/** A key's part from one column. Null is a key of its own; all NaN are one key. */
export type KeyPart = number | bigint | string | boolean | null;

/** Numbers for the keys of one thread. */
export interface GroupTable {
  /** Keys by number. */
  readonly keys: KeyPart[][];
  /** Byte offset of one uint32 group number per row; rows outside the selection hold 0. */
  assign(batch: Batch, columns: readonly number[], arena: Arena, selection: Selection): number;
}

/** Bytes a group costs in this table, for the budget. */
const BYTES_PER_GROUP = 64;

/** Small integers are looked up in an array. */
const DIRECT = 65_536;

/** Makes an empty table. @param budget bytes that keys may take */
export function createGroups(parts: number, budget: number): GroupTable {
  const keys: KeyPart[][] = [];
  const single = createNumbering((part) => add([part]));
  const seen: KeyPart[] = [];
  const remember = (part: KeyPart, number: number): number => {
    seen.push(part);
    return number;
  };
  const inner = Array.from({ length: parts }, () => createNumbering(remember));
  const values = inner.map(() => [] as KeyPart[]);
  const combined = new Map<string | number, number>();

  function add(key: KeyPart[]): number {
    if ((keys.length + 1) * BYTES_PER_GROUP > budget)
      throw new EngineError(
        "TooManyGroups",
        `more than ${keys.length} groups: their keys do not fit in ${budget} bytes; group by fewer or coarser columns, or raise 'groupBytes'`,
      );
    keys.push(key);
    return keys.length - 1;
  }

  return {
    keys,
    assign(batch, columns, arena, selection) {
      const offset = arena.alloc(batch.rows * 4);
      const n = selection?.count ?? batch.rows;
      const ids = new Uint32Array(arena.buffer, offset, batch.rows);
      const rows = selection && new Uint32Array(arena.buffer, selection.offset, n);
      if (columns.length === 1) {
        single(batch, batch.columns[columns[0]!]!, arena, rows, ids);
        return offset;
      }
      const each = columns.map((column, k) => {
        const part = new Uint32Array(batch.rows);
        seen.length = 0;
        inner[k]!(batch, batch.columns[column]!, arena, rows, part);
        values[k]!.push(...seen);
        return part;
      });
      for (let i = 0; i < n; i++) {
        const row = rows === undefined ? i : rows[i]!;
        const key = each.length === 2 ? each[0]![row]! * 2 ** 26 + each[1]![row]! : each.map((p) => p[row]).join();
        let id = combined.get(key);
        if (id === undefined) {
          id = add(each.map((part, k) => values[k]![part[row]!]!));
          combined.set(key, id);
        }
        ids[row] = id;
      }
      return offset;
    },
  };
}

type Numbering = (
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
  rows: Uint32Array | undefined,
  ids: Uint32Array,
) => void;

/** Numbers the values of one column; `add` is told each new one and gives its number. */
function createNumbering(add: (part: KeyPart, next: number) => number): Numbering {
  const direct = new Int32Array(DIRECT).fill(-1);
  const others = new Map<KeyPart, number>();
  let count = 0;
  const number = (part: KeyPart): number => {
    let id = others.get(part);
    if (id === undefined) {
      id = add(part, count++);
      others.set(part, id);
    }
    return id;
  };
  return (batch, column, arena, rows, ids) => {
    const n = rows?.length ?? batch.rows;
    const read = partReader(batch, column, arena);
    const { validity } = column;
    const valid = validity === undefined ? undefined : new Uint8Array(arena.buffer, validity);
    const isValid = (row: number): boolean => valid === undefined || ((valid[row >> 3]! >> (row & 7)) & 1) === 1;
    if (isDTypeName(column.type) && column.type !== "bool" && valid === undefined) {
      const values = viewOf(column.type, arena.buffer, column.values, batch.rows);
      for (let i = 0; i < n; i++) {
        const row = rows === undefined ? i : rows[i]!;
        const value = values[row]! as number;
        // an index that is no whole number from 0 to DIRECT is not there
        const known = direct[value];
        if (known !== undefined && known >= 0) ids[row] = known;
        else {
          const id = number(values[row]!);
          ids[row] = id;
          if (known !== undefined) direct[value] = id;
        }
      }
      return;
    }
    for (let i = 0; i < n; i++) {
      const row = rows === undefined ? i : rows[i]!;
      ids[row] = number(isValid(row) ? read(row) : null);
    }
  };
}

/** Reads a column's element as a key part. */
function partReader(batch: Batch, column: ColumnBatch, arena: Arena): (row: number) => KeyPart {
  if (column.dictionary !== undefined) {
    const codes = new Int32Array(arena.buffer, column.values, batch.rows);
    const { dictionary } = column;
    return (row) => dictionary[codes[row]!]!;
  }
  if (column.type === "bool") {
    const bytes = new Uint8Array(arena.buffer, column.values, batch.rows);
    return (row) => bytes[row] !== 0;
  }
  if (isDTypeName(column.type)) {
    const values = viewOf(column.type, arena.buffer, column.values, batch.rows);
    return (row) => values[row]!;
  }
  if (column.offsets !== undefined) {
    const offsets = new Int32Array(arena.buffer, column.offsets, batch.rows + 1);
    const bytes = Buffer.from(arena.buffer as ArrayBuffer, column.values);
    return (row) => bytes.toString("utf8", offsets[row]!, offsets[row + 1]!);
  }
  if (column.type.startsWith("timestamp")) {
    const values = new BigInt64Array(arena.buffer, column.values, batch.rows);
    return (row) => values[row]!;
  }
  throw new EngineError("UnsupportedType", `cannot group by a ${column.type} column`);
}

/** A key as a map's key: one string for every distinct key. */
export function keyText(key: readonly KeyPart[]): string {
  return key
    .map((part) => (typeof part === "string" ? `s${part.length}:${part}` : `${typeof part}${String(part)}`))
    .join("|");
}

/** Order of keys in results: nulls last, numbers by size with NaN after the others, texts by code points. */
export function compareKeys(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareParts(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: KeyPart, b: KeyPart): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [nanA, nanB] = [Number.isNaN(a), Number.isNaN(b)];
  if (nanA || nanB) return Number(nanA) - Number(nanB);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
