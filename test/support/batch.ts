/**
 * Batches made from JavaScript values, as a reader would leave them in an arena.
 * @module
 */
import type { Arena, Batch, ColumnBatch, ColumnSchema, ColumnType, DTypeName } from "../../contract/index.js";
import { createArena } from "../../engine/arena.js";
import { isDTypeName, memoryWidth, viewOf } from "../../engine/dtype.js";
import { createMemory } from "../../engine/simd/memory.js";

/** One cell: null, or a value of the column's type (times as bigint). */
export type Cell = null | boolean | number | bigint | string;

/** A column of a test. */
export interface TestColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: readonly Cell[];
  /** Strings as codes into their distinct values. */
  readonly dictionary?: boolean;
}

/** A fresh arena. */
export function testArena(): Arena {
  return createArena(createMemory(1, 4096), 64);
}

/** The schema of test columns. */
export function schemaOf(columns: readonly TestColumn[]): ColumnSchema[] {
  return columns.map(({ name, type }) => ({ name, type, byteOrder: "<", nullable: true, shape: [] }));
}

/** Puts rows `start` to `stop` of test columns into the arena. */
export function batchOf(columns: readonly TestColumn[], arena: Arena, start = 0, stop?: number): Batch {
  const cut = columns.map((column) => ({ ...column, values: column.values.slice(start, stop) }));
  const rows = cut[0]?.values.length ?? 0;
  return { firstRow: start, rows, columns: cut.map((column) => put(column, arena, rows)) };
}

function put({ type, values, dictionary }: TestColumn, arena: Arena, rows: number): ColumnBatch {
  const validity = values.includes(null) ? { validity: putBits(values, arena) } : {};
  if (type === "string") {
    const texts = values.map((value) => (value === null ? "" : String(value)));
    return { type, ...validity, ...(dictionary ? putCodes(texts, arena) : putText(texts, arena)) };
  }
  const element: DTypeName = isDTypeName(type) ? type : "int64";
  const at = arena.alloc(rows * memoryWidth(element));
  const view = viewOf(element, arena.buffer, at, rows);
  values.forEach((value, i) => {
    if (view instanceof BigInt64Array || view instanceof BigUint64Array) view[i] = BigInt(value ?? 0);
    else view[i] = Number(value ?? 0);
  });
  return { type, values: at, ...validity };
}

function putBits(values: readonly Cell[], arena: Arena): number {
  const at = arena.alloc((values.length + 7) >> 3);
  const bits = new Uint8Array(arena.buffer, at, (values.length + 7) >> 3).fill(0);
  values.forEach((value, i) => {
    if (value !== null) bits[i >> 3]! |= 1 << (i & 7);
  });
  return at;
}

function putText(texts: readonly string[], arena: Arena): { values: number; offsets: number } {
  const parts = texts.map((text) => Buffer.from(text));
  const bytes = Buffer.concat(parts);
  const values = arena.alloc(bytes.length + 1);
  const offsets = arena.alloc((texts.length + 1) * 4);
  new Uint8Array(arena.buffer, values, bytes.length).set(bytes);
  const ends = new Int32Array(arena.buffer, offsets, texts.length + 1);
  ends[0] = 0;
  parts.forEach((part, i) => {
    ends[i + 1] = ends[i]! + part.length;
  });
  return { values, offsets };
}

function putCodes(texts: readonly string[], arena: Arena): { values: number; dictionary: readonly string[] } {
  const dictionary = [...new Set(texts)];
  const values = arena.alloc(texts.length * 4);
  new Int32Array(arena.buffer, values, texts.length).set(texts.map((text) => dictionary.indexOf(text)));
  return { values, dictionary };
}
