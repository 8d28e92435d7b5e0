/**
 * The rows behind a cell of a density or a bar of a histogram.
 * @module
 */
import type { Data, ListedRows, RowsRequest, Trace } from "../contract/index.js";
import type { Decimatable } from "../engine/decimate/decimate.js";
import { gatherRows } from "../engine/decimate/gather.js";
import { firstRows } from "../engine/decimate/list-rows.js";
import { isColumn, isList, type ScannedColumn, scannable, type ToColumn } from "./columns.js";
import { timeOf } from "./timed.js";
import { dateText } from "./words.js";

/** Rows listed at most. */
const MOST_ROWS = 100;

/** Attributes beside x and y that are listed where they hold one value a row. */
const TOLD = ["text", "hovertext", "customdata"] as const;

/**
 * The first rows of a trace in a cell, with their values and texts.
 * @throws RangeError for bounds or limits that are no numbers, TypeError when the trace holds no columns to look at
 */
export async function listRows(
  trace: Trace,
  { cell, limit }: Pick<RowsRequest, "cell" | "limit">,
  toColumn: ToColumn,
  signal: AbortSignal,
): Promise<ListedRows> {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`the limit of rows must be a positive integer, got ${String(limit)}`);
  const time = timeOf(trace);
  const looked: { name: "x" | "y"; column: ScannedColumn; bounds: readonly [number, number] }[] = [];
  for (const name of ["x", "y"] as const) {
    const bounds = cell[name];
    const dated = name === "x" ? time : undefined;
    const data = dated?.x ?? trace[name];
    if (bounds === undefined || (data === undefined && trace.type === "histogram")) continue;
    if (!Array.isArray(bounds) || bounds.length !== 2 || !bounds.every(Number.isFinite))
      throw new RangeError(`the cell's ${name} must be [low, high], got ${JSON.stringify(bounds)}`);
    const values = data ?? Float64Array.from({ length: trace.y?.length ?? 0 }, (_, row) => row);
    const ends = bounds.map((bound) => dated?.stored(Number(bound)) ?? Number(bound)) as [number, number];
    looked.push({ name, column: await scannable(values, toColumn), bounds: ends });
  }
  if (looked.length === 0) throw new TypeError("the cell names no axis of a trace that holds rows");
  const rows = await firstRows(looked, Math.min(limit, MOST_ROWS), { signal, priority: "refine" });
  const names = ["row", ...looked.map(({ name }) => name)];
  const values: ArrayLike<unknown>[] = [rows];
  for (const { name, column } of looked) {
    const found = await valuesAt(column, rows);
    values.push(
      name === "x" && time !== undefined ? Array.from(found, (at) => dateText(time.shown(Number(at)))) : found,
    );
  }
  const length = looked[0]?.column.length;
  for (const name of TOLD) {
    const data = trace[name];
    if (!isList(data) || data.length !== length) continue;
    names.push(name);
    values.push(await valuesAt(data, rows));
  }
  return { columns: names, rows: Array.from(rows, (_, at) => values.map((list) => shown(list[at]))) };
}

async function valuesAt(data: Data, rows: Float64Array): Promise<ArrayLike<unknown>> {
  if (isColumn(data) && "source" in data) {
    const { source, position } = data as unknown as Decimatable;
    return gatherRows(source, position, rows);
  }
  const at = isColumn(data) ? (row: number) => data.at(row) : (row: number) => (data as ArrayLike<unknown>)[row];
  return Array.from(rows, at);
}

function shown(value: unknown): number | string | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return value === null || value === undefined ? null : String(value);
}
