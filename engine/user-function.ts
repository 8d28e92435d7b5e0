/**
 * Calling functions of users on the elements of a batch: nulls are not passed, and what a function throws or returns
 * wrongly is told with its row and value.
 * @module
 */
import type { Arena, Batch, ColumnBatch, DTypeName, Selection } from "../contract/index.js";
import { type CellValue, cellReader } from "./aggregates/cells.js";
import { isDTypeName, memoryWidth, viewOf } from "./dtype.js";
import { EngineError } from "./errors.js";

/** A function of one element and its row number. */
export type CellFunction = (value: CellValue, row: number) => unknown;

/**
 * Computes a column by a function; null gives null.
 * @throws UserFunction when it throws, or returns something else than an element of `type`
 */
export function mapCells(
  call: CellFunction,
  type: DTypeName,
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
): ColumnBatch {
  const values = arena.alloc(batch.rows * memoryWidth(type));
  const out = viewOf(type, arena.buffer, values, batch.rows);
  const wide = out instanceof BigInt64Array || out instanceof BigUint64Array;
  const expected = wide ? "bigint" : type === "bool" ? "boolean" : "number";
  const slots = out as { [row: number]: unknown };
  if (column.validity === undefined && expected === "number" && mapNumbers(call, batch, column, arena, slots))
    return { type, values };
  forEachCell("map", call, batch, column, arena, (row, result) => {
    if (typeof result !== expected)
      throw new EngineError(
        "UserFunction",
        `the function of map gave ${String(result)} (${typeof result}) at row ${row + (batch.firstRow ?? 0)}, ` +
          `expected a ${expected} for ${type}; name another type: map(f, { dtype: … })`,
      );
    slots[row] = result;
  });
  return column.validity === undefined ? { type, values } : { type, values, validity: column.validity };
}

/**
 * The common case without detours. False when anything is out of the ordinary: then the careful loop does it over,
 * and finds the words for it.
 */
function mapNumbers(
  call: CellFunction,
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
  out: { [row: number]: unknown },
): boolean {
  if (!isDTypeName(column.type) || column.type === "bool") return false;
  const view: ArrayLike<number | bigint> = viewOf(column.type, arena.buffer, column.values, batch.rows);
  const first = batch.firstRow ?? 0;
  try {
    for (let row = 0; row < batch.rows; row++) {
      const result = call(view[row]!, first + row);
      if (typeof result !== "number") return false;
      out[row] = result;
    }
    return true;
  } catch {
    return false;
  }
}

/** The rows for which a function is true. Nulls are left out. @throws UserFunction when it throws */
export function selectCells(
  call: CellFunction,
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
): NonNullable<Selection> {
  const offset = arena.alloc(batch.rows * 4);
  const rows = new Uint32Array(arena.buffer, offset, batch.rows);
  let count = 0;
  forEachCell("filter", call, batch, column, arena, (row, result) => {
    if (result) rows[count++] = row;
  });
  return { offset, count };
}

function forEachCell(
  role: string,
  call: CellFunction,
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
  take: (row: number, result: unknown) => void,
): void {
  const cell = cellReader(batch, column, arena);
  const valid = column.validity === undefined ? undefined : new Uint8Array(arena.buffer, column.validity);
  const first = batch.firstRow ?? 0;
  let row = 0;
  let isCalling = false;
  try {
    for (; row < batch.rows; row++) {
      if (valid !== undefined && ((valid[row >> 3]! >> (row & 7)) & 1) === 0) continue;
      const value = cell(row);
      isCalling = true;
      const result = call(value, first + row);
      isCalling = false;
      take(row, result);
    }
  } catch (cause) {
    if (!isCalling) throw cause;
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new EngineError(
      "UserFunction",
      `the function of ${role} threw at row ${first + row}, value ${String(cell(row))}: ${reason}`,
      cause,
    );
  }
}
