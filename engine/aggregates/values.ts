/**
 * The values of a batch that count, packed for kernels.
 * @module
 */
import type { Arena, Batch, ColumnBatch, DTypeName, Selection } from "../../contract/index.js";
import { isDTypeName, memoryWidth, viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";
import type { Kernels, Wide } from "../simd/kernels.js";
import type { NaNPolicy } from "./request.js";

/** Packed float64 values: `n` at byte offset `at`; `rows` is the offset of their uint32 positions, or undefined for all. */
export interface Packed {
  readonly at: number;
  readonly n: number;
  readonly rows: number | undefined;
}

/** The numeric type of a column. @throws UnsupportedType for strings and times */
export function numericType(column: ColumnBatch, kind: string): DTypeName {
  if (isDTypeName(column.type)) return column.type;
  throw new EngineError("UnsupportedType", `'${kind}' needs numbers, the column holds ${column.type}; cast or map it`);
}

/** A column of times as the numbers it stores, in its unit; any other column as it is. */
export function storedNumbers(column: ColumnBatch): ColumnBatch {
  return column.type.startsWith("timestamp") ? { ...column, type: "int64" } : column;
}

/** The values of all rows as float64, converted at most once per batch. */
export function float64Of(column: ColumnBatch, rows: number, arena: Arena, kernels: Kernels, kind: string): number {
  const type = numericType(column, kind);
  if (type === "float64") return column.values;
  if (column.float64 === undefined) {
    column.float64 = arena.alloc(rows * 8);
    kernels.toFloat64(type, column.values, rows, column.float64);
  }
  return column.float64;
}

/** The float64 values of selected, valid rows, and with `nan: "skip"` only of those that are not NaN. */
export function packFloat64(
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
  kernels: Kernels,
  kind: string,
  selection: Selection,
  nan: NaNPolicy | undefined,
): Packed {
  const all = float64Of(column, batch.rows, arena, kernels, kind);
  const rows = countedRows(batch, column, arena, selection);
  const skip = nan === "skip" && (column.type === "float64" || column.type === "float32" || column.type === "float16");
  if (rows === undefined && !skip) return { at: all, n: batch.rows, rows: undefined };
  const candidates = rows?.n ?? batch.rows;
  const at = arena.alloc(candidates * 8);
  const positionsAt = arena.alloc(candidates * 4);
  const from = new Float64Array(arena.buffer, all, batch.rows);
  const to = new Float64Array(arena.buffer, at, candidates);
  const positions = new Uint32Array(arena.buffer, positionsAt, candidates);
  const given = rows === undefined ? undefined : new Uint32Array(arena.buffer, rows.at, candidates);
  let n = 0;
  for (let i = 0; i < candidates; i++) {
    const row = given === undefined ? i : given[i]!;
    const x = from[row]!;
    if (skip && Number.isNaN(x)) continue;
    to[n] = x;
    positions[n] = row;
    n++;
  }
  return { at, n, rows: positionsAt };
}

/** Least and greatest value that is not NaN, and the number of NaN. */
export type Extent = readonly [low: number, high: number, nans: number];

const extents = new WeakMap<ColumnBatch, Extent>();

/** {@link Extent} of packed values; found once per column and batch when all rows count. */
export function extentOf(column: ColumnBatch, packed: Packed, arena: Arena, kernels: Kernels): Extent {
  const known = packed.rows === undefined ? extents.get(column) : undefined;
  if (known !== undefined) return known;
  const out = arena.alloc(24);
  kernels.extremes(packed.at, packed.n, out);
  const [low, high, nans] = new Float64Array(arena.buffer, out, 3);
  const found: Extent = [low!, high!, nans!];
  if (packed.rows === undefined) extents.set(column, found);
  return found;
}

const wideExtents = new WeakMap<ColumnBatch, readonly [low: bigint, high: bigint]>();

/** Least and greatest of one or more packed 64-bit integers; found once per column and batch when all rows count. */
export function wideExtentOf(
  type: Wide,
  column: ColumnBatch,
  packed: Packed,
  arena: Arena,
  kernels: Kernels,
): readonly [low: bigint, high: bigint] {
  const known = packed.rows === undefined ? wideExtents.get(column) : undefined;
  if (known !== undefined) return known;
  const out = arena.alloc(16);
  kernels.wideExtremes(type, packed.at, packed.n, out);
  const [low, high] = viewOf(type, arena.buffer, out, 2) as unknown as [bigint, bigint];
  if (packed.rows === undefined) wideExtents.set(column, [low, high]);
  return [low, high];
}

/** A size that no value exceeds, if another aggregate has found it; 0 otherwise. */
export function knownBound(column: ColumnBatch, packed: Packed): number {
  const known = packed.rows === undefined ? extents.get(column) : undefined;
  if (known === undefined) return 0;
  const bound = Math.max(Math.abs(known[0]), Math.abs(known[1]));
  return Number.isFinite(bound) ? bound : 0;
}

/** The 64-bit integers of selected, valid rows. */
export function packWide(batch: Batch, column: ColumnBatch, arena: Arena, selection: Selection): Packed {
  const rows = countedRows(batch, column, arena, selection);
  if (rows === undefined) return { at: column.values, n: batch.rows, rows: undefined };
  const at = arena.alloc(rows.n * 8);
  const from = new BigInt64Array(arena.buffer, column.values, batch.rows);
  const to = new BigInt64Array(arena.buffer, at, rows.n);
  const positions = new Uint32Array(arena.buffer, rows.at, rows.n);
  for (let i = 0; i < rows.n; i++) to[i] = from[positions[i]!]!;
  return { at, n: rows.n, rows: rows.at };
}

/** Positions of selected and valid rows (uint32 at `at`), or undefined when all rows of the batch count. */
export function countedRows(
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
  selection: Selection,
): { readonly at: number; readonly n: number } | undefined {
  const { validity } = column;
  if (validity === undefined) return selection === undefined ? undefined : { at: selection.offset, n: selection.count };
  const candidates = selection?.count ?? batch.rows;
  const at = arena.alloc(candidates * 4);
  const bits = new Uint8Array(arena.buffer, validity, (batch.rows + 7) >> 3);
  const chosen = selection === undefined ? undefined : new Uint32Array(arena.buffer, selection.offset, candidates);
  const rows = new Uint32Array(arena.buffer, at, candidates);
  let n = 0;
  for (let i = 0; i < candidates; i++) {
    const row = chosen === undefined ? i : chosen[i]!;
    if ((bits[row >> 3]! >> (row & 7)) & 1) rows[n++] = row;
  }
  return { at, n };
}

/** Width in memory of a numeric column's values. */
export function widthOf(type: DTypeName): number {
  return memoryWidth(type);
}
