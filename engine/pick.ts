/**
 * slice(table, rows, columns): what `tab[start:stop:step]["temp"]` means.
 * @module
 */
import type { ColumnType } from "../contract/index.js";
import { Column } from "./column.js";
import { EngineError } from "./errors.js";
import { ScanTable } from "./lazy-table.js";
import { Rows } from "./rows/rows.js";
import type { NameOf, Schema } from "./rows/schema.js";
import { Table } from "./table.js";

/** Rows `[start:stop:step]`, with Python's meaning of negative and missing bounds. */
export interface SliceRange {
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
}

/**
 * Rows and columns of a table, as the magic `%slice` takes them: rows are read into memory; one column of them is a
 * column in memory, one column of all rows stays lazy. A column's slice is a lazy column.
 * @param columns a name for a column, several for rows of these columns
 * @throws InvalidArgument for unknown names, a step of zero; Unavailable for rows other than the first of a table whose
 * length is not known
 */
export async function slice<D extends ColumnType>(source: Column<D>, range?: SliceRange): Promise<Column<D>>;
export async function slice<S extends Schema>(
  source: Table<S> | Rows<S> | ScanTable<S>,
  range?: SliceRange,
): Promise<Rows<S>>;
export async function slice<S extends Schema, K extends NameOf<S>>(
  source: Table<S> | Rows<S> | ScanTable<S>,
  range: SliceRange,
  columns: K,
): Promise<Column<S[K]>>;
export async function slice<S extends Schema, K extends NameOf<S>>(
  source: Table<S> | Rows<S> | ScanTable<S>,
  range: SliceRange,
  columns: readonly K[],
): Promise<Rows<Pick<S, K>>>;
export async function slice(
  source: Column | Table | Rows | ScanTable,
  range: SliceRange = {},
  columns?: string | readonly string[],
): Promise<unknown> {
  const { start, stop, step } = range;
  if (source instanceof Column) return source.slice(start, stop, step);
  const isWhole = start === undefined && stop === undefined && step === undefined;
  if (source instanceof Table && typeof columns === "string" && isWhole) return source.col(columns);
  const names = typeof columns === "string" ? [columns] : columns;
  const rows = await rowsOf(source, range, names);
  return typeof columns === "string" ? rows.col(columns) : rows;
}

async function rowsOf(
  source: Table | Rows | ScanTable,
  { start, stop, step }: SliceRange,
  names: readonly string[] | undefined,
): Promise<Rows> {
  if (source instanceof Rows) return (names === undefined ? source : source.select(names)).slice(start, stop, step);
  if (source instanceof Table)
    return (names === undefined ? source : source.select(names)).slice(start, stop, step).rows();
  if (!(source instanceof ScanTable))
    throw new EngineError("InvalidArgument", `rows of a table, rows or a column can be taken, got ${describe(source)}`);
  const some = names === undefined ? source : source.select(names);
  if ((step ?? 1) === 1 && (start ?? 0) === 0 && stop === undefined) return some.rows();
  if ((step ?? 1) === 1 && (start ?? 0) >= 0 && stop !== undefined && stop >= 0)
    return (await some.head(stop)).slice(start);
  throw new EngineError(
    "Unavailable",
    `rows [${start ?? ""}:${stop ?? ""}:${step ?? ""}] of a table whose length is not known; take the first rows, [:10], or all of a condition: table.where(…).read()`,
  );
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null ? `a ${value.constructor?.name ?? "object"}` : String(value);
}
