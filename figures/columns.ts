/**
 * Columns in figures: what a figure asks of a column, and arrays treated alike.
 * @module
 */
import type { Data } from "../contract/index.js";

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
  histogram(options: { bins?: number; range?: readonly [number, number]; signal?: AbortSignal }): Promise<Binned>;
}

/** Turns an array, a typed array or an Arrow vector into a column. */
export type ToColumn = (values: ArrayLike<unknown>) => PlotColumn;

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
  return typeof (data as { length?: unknown }).length === "number";
}

/** The data as a column. */
export function asColumn(data: Data, toColumn: ToColumn): PlotColumn {
  return isColumn(data) ? data : toColumn(data as ArrayLike<unknown>);
}
