/**
 * Numbers for the values of one key column, in the order they are met.
 * @module
 */
import type { Arena, Batch, ColumnBatch, Selection } from "../../contract/index.js";
import { isDTypeName, memoryWidth, viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";
import { type IntegerType, type Kernels, TABLE_KEYS } from "../simd/kernels.js";
import { createNumberTable } from "./number-table.js";

/** A key's part from one column. Null is a key of its own; all NaN are one key. */
export type KeyPart = number | bigint | string | boolean | null;

/** Writes one uint32 per row at a byte offset of the arena; rows outside the selection hold anything. */
export type Numbering = (batch: Batch, column: ColumnBatch, arena: Arena, selection: Selection, ids: number) => void;

/** Rows that are looked up one by one after a key that the kernel does not know. */
const BY_HAND = 64;

/** Numbers values; `add` is told each new one, with how many there were before, and gives its number. */
export function createNumbering(add: (part: KeyPart, next: number) => number, kernels: Kernels): Numbering {
  const numbers = createNumberTable();
  const others = new Map<KeyPart, number>();
  let count = 0;
  const number = (part: KeyPart): number => {
    const key = typeof part === "number" ? part : typeof part === "bigint" ? Number(part) : Number.NaN;
    if (typeof part === "number" || Number.isSafeInteger(key)) {
      let id = numbers.get(key);
      if (id < 0) {
        id = add(part, count++);
        numbers.set(key, id);
      }
      return id;
    }
    let id = others.get(part);
    if (id === undefined) {
      id = add(part, count++);
      others.set(part, id);
    }
    return id;
  };
  // small whole keys: their number + 1, in linear memory when there is room
  const table = kernels.keep(TABLE_KEYS * 4);
  const own = table === undefined ? new Uint32Array(TABLE_KEYS) : undefined;

  return (batch, column, arena, selection, ids) => {
    const n = selection?.count ?? batch.rows;
    const rows = selection && new Uint32Array(arena.buffer, selection.offset, n);
    const out = new Uint32Array(arena.buffer, ids, batch.rows);
    const { type, validity } = column;
    if (!isDTypeName(type) || type === "bool" || validity !== undefined) {
      const read = partReader(batch, column, arena);
      const valid = validity === undefined ? undefined : new Uint8Array(arena.buffer, validity);
      for (let i = 0; i < n; i++) {
        const row = rows === undefined ? i : rows[i]!;
        const isValid = valid === undefined || ((valid[row >> 3]! >> (row & 7)) & 1) === 1;
        out[row] = number(isValid ? read(row) : null);
      }
      return;
    }
    const values = viewOf(type, arena.buffer, column.values, batch.rows);
    const direct = own ?? new Uint32Array(arena.buffer, table, TABLE_KEYS);
    const one = (row: number): void => {
      const value = values[row]!;
      const place = placeOf(value);
      const known = place < 0 ? 0 : direct[place]!;
      if (known > 0) {
        out[row] = known - 1;
        return;
      }
      const id = number(value);
      out[row] = id;
      if (place >= 0) direct[place] = id + 1;
    };
    if (rows !== undefined) for (const row of rows) one(row);
    else if (table === undefined || !isInteger(type)) for (let row = 0; row < n; row++) one(row);
    else {
      const width = memoryWidth(type);
      for (let row = 0; row < n; ) {
        row += kernels.groupIds(type, column.values + row * width, n - row, table, ids + row * 4);
        for (const stop = Math.min(row + BY_HAND, n); row < stop; row++) one(row);
      }
    }
  };
}

const WIDE_TABLE_KEYS = BigInt(TABLE_KEYS);

/** Place of a key in the table of small whole keys, -1 for none. */
function placeOf(value: number | bigint): number {
  if (typeof value === "bigint") return value >= 0n && value < WIDE_TABLE_KEYS ? Number(value) : -1;
  const whole = value >>> 0;
  return whole === value && whole < TABLE_KEYS ? whole : -1;
}

function isInteger(type: string): type is IntegerType {
  return type.startsWith("int") || type.startsWith("uint");
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
