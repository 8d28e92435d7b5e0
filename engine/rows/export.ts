/**
 * Columns in memory as values of other packages.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { dataFrame, type PlainColumns } from "../native/danfo.js";
import { cellsOf } from "./cells.js";
import type { DataFrame } from "./foreign.js";
import type { Cell } from "./layout.js";

/** Nanoseconds of a unit of time. */
const UNIT_NS: { readonly [unit: string]: bigint } = { s: 1_000_000_000n, ms: 1_000_000n, us: 1000n, ns: 1n };

/**
 * Columns as a DataFrame of danfo.js. It has no 64-bit integers, no times and no nulls in numbers: integers become
 * numbers, times ISO 8601 text in UTC, nulls NaN in numbers and null elsewhere.
 * @throws Unavailable when danfo.js is not installed, InvalidArgument for integers beyond 2^53
 */
export async function toDataFrame(parts: RowsParts): Promise<DataFrame> {
  const columns: PlainColumns = Object.fromEntries(
    parts.columns.map((column) => [column.name, plainCells(column, parts.length)]),
  );
  return dataFrame(columns, parts.length);
}

function plainCells(column: RowsColumn, length: number): unknown[] {
  const cells = cellsOf(column, length);
  if (column.type === "string") return cells;
  if (column.type === "bool" && column.shape.length === 0) return cells;
  if (column.type.startsWith("timestamp"))
    return cells.map((cell) => (cell === null ? null : timeText(cell as bigint, column.type)));
  return cells.map((cell) => (cell === null ? Number.NaN : plain(cell, column.name)));
}

function plain(cell: Cell, name: string): unknown {
  if (typeof cell !== "bigint") return ArrayBuffer.isView(cell) ? Array.from(cell as Float64Array) : cell;
  const value = Number(cell);
  if (Number.isSafeInteger(value)) return value;
  throw new EngineError(
    "InvalidArgument",
    `column '${name}' holds ${cell}, which is no exact number beyond 2^53; use toRows() or toArrow()`,
  );
}

/** A time as ISO 8601 in UTC, with the digits of its unit; a count of units where a Date cannot hold it. */
export function timeText(value: bigint, type: string): string {
  const unit = type.slice(10, -1);
  const perSecond = 1_000_000_000n / UNIT_NS[unit]!;
  const seconds = value / perSecond - (value % perSecond < 0n ? 1n : 0n);
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return `${value} ${unit}`;
  const whole = date.toISOString().slice(0, -5);
  const rest = value - seconds * perSecond;
  return unit === "s" ? whole : `${whole}.${String(rest).padStart(unit === "ms" ? 3 : unit === "us" ? 6 : 9, "0")}`;
}
