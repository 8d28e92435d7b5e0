/**
 * Columns in figures: what a figure asks of a column, and arrays treated alike.
 * @module
 */

import type { Data, KnownData, LazyColumnLike } from "../contract/index.js";
import type { Decimatable } from "../engine/decimate/decimate.js";
import type { Description } from "../engine/summaries.js";

/** Edges and counts of a histogram; `edges` is one longer. */
export interface Binned {
  readonly counts: ArrayLike<number>;
  readonly edges: ArrayLike<number>;
}

/** What a figure asks of a column; the engine's `Column` has it. */
export interface PlotColumn {
  readonly dtype: string;
  readonly length: number;
  at(index: number): unknown;
  slice(start?: number, stop?: number, step?: number): PlotColumn;
  toArray(): Promise<ArrayLike<unknown>>;
  histogram(options: {
    bins?: number;
    range?: readonly [number, number];
    signal?: AbortSignal;
    priority?: "refine" | "cell";
  }): Promise<Binned>;
}

/** Five numbers and more of a column, as pandas' `describe` names them. */
export type Described = Omit<Description, "count">;

/** A column that can be scanned row by row. */
export interface ScannedColumn extends PlotColumn, Decimatable {
  describe(options: { signal?: AbortSignal; priority?: "refine" | "cell" }): Promise<Described>;
  map(expression: string): PlotColumn & Decimatable;
}

/** Whether data is a column of the engine whose length is not known: it can be read and counted, not indexed. */
export function isLazy(data: unknown): data is LazyColumn {
  if (typeof data !== "object" || data === null || "length" in data) return false;
  return ["count", "toArray", "histogram"].every(
    (name) => typeof (data as Record<string, unknown>)[name] === "function",
  );
}

/** A lazy column, as far as a histogram needs it. */
export interface LazyColumn extends LazyColumnLike {
  histogram: PlotColumn["histogram"];
}

/** Turns an array, a typed array or an Arrow vector into a column. */
export type ToColumn = (values: ArrayLike<unknown>) => ScannedColumn;

/** Whether the data is a column of the engine rather than an array. */
export function isColumn(data: unknown): data is PlotColumn {
  if (typeof data !== "object" || data === null) return false;
  return ["slice", "toArray", "histogram"].every(
    (name) => typeof (data as Record<string, unknown>)[name] === "function",
  );
}

/** Whether a value can stand where Plotly takes an array. */
export function isData(data: unknown): data is Data {
  if (typeof data !== "object" || data === null) return false;
  if (isLazy(data)) return true;
  return typeof (data as { length?: unknown }).length === "number";
}

/** Whether a value is a column of known length, an array or a typed array. */
export function isList(value: unknown): value is KnownData {
  return isColumn(value) || Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
}

/** Data as a column that can be scanned; a foreign column is read into memory. */
export async function scannable(data: Data, toColumn: ToColumn): Promise<ScannedColumn> {
  if (!isColumn(data)) return toColumn(data as ArrayLike<unknown>);
  return "source" in data && "position" in data ? (data as ScannedColumn) : toColumn(await data.toArray());
}

const NUMERIC = /^(bool|u?int(8|16|32|64)|float(16|32|64))$/;

/** The unit of a column of times: of timestamps, and of numbers that are times by their file's own words. */
export function timeUnitOf(column: PlotColumn): string | undefined {
  const named = /^timestamp\[(\w+)\]$/.exec(column.dtype)?.[1];
  if (named !== undefined || !("source" in column)) return named;
  const { source, position } = column as ScannedColumn;
  return source.columns[position]?.time;
}

/** Whether data is a column of times. */
export function isTimed(data: Data): boolean {
  return isColumn(data) && timeUnitOf(data) !== undefined;
}

/** Whether data holds numbers, looking at the first values of an array only. */
export function isNumeric(data: Data): boolean {
  if (isColumn(data)) return NUMERIC.test(data.dtype);
  if (ArrayBuffer.isView(data)) return true;
  const values = data as ArrayLike<unknown>;
  for (let index = 0; index < Math.min(values.length, 100); index++) {
    if (typeof values[index] !== "number" && typeof values[index] !== "bigint") return false;
  }
  return values.length > 0;
}
