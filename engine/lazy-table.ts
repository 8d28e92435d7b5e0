/**
 * Tables: lazy views of sources with several columns. Nothing is read until asked. Here what all have in common, and
 * those whose length is known by a pass only.
 * @module
 */
import { type ColumnSchema, JUPYTER_DISPLAY, type MimeBundle, type Source } from "../contract/index.js";
import { isDTypeName } from "./dtype.js";
import type { Expr } from "./expr/tree.js";
import { FilteredColumn } from "./filtered.js";
import { checkNames } from "./names.js";
import type { ScanOptions } from "./options.js";
import { type ArrayOf, arrayOf } from "./rows/arrays.js";
import { toArrowFile, type WriteTableOptions } from "./rows/arrow-file.js";
import type { ArrowTable, DataFrame } from "./rows/foreign.js";
import { positionOf, typeText } from "./rows/layout.js";
import { readRows } from "./rows/read.js";
import { Rows } from "./rows/rows.js";
import type { NameOf, RowOf, Schema } from "./rows/schema.js";
import { EDGE_ROWS, type Shown, showBundle, WHOLE_ROWS } from "./rows/show.js";
import { type ScanInput, scan } from "./scan.js";
import { viewSource } from "./sources/view.js";
import { type ToParquetOptions, toParquet } from "./sql/to-parquet.js";
import { bothWhere, parseWhere, type Where } from "./where.js";

/** What a table is made of. */
export interface TableParts<X extends Source = Source> {
  /** Asked for anew by each use where the source can change its state (a table that is appended to). */
  readonly source: X | (() => X);
  /** Positions of its columns in the source; default all. */
  readonly columns?: readonly number[];
  /** Rows that count. */
  readonly where?: Where | undefined;
  /** What it is, in a word or two, for its display: `"data/weather.csv"`. */
  readonly label?: string;
}

/** Options of reading. */
export type ReadOptions = Pick<ScanOptions, "signal">;

/** Rows to read, with Python's meaning of negative and missing bounds. */
export interface ReadRange extends ReadOptions {
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
}

/** Columns by name, conditions, reading: what all tables have. */
export abstract class LazyTable<S extends Schema = Schema> {
  protected readonly parts: TableParts;

  /** @param parts source, columns and condition */
  constructor(parts: TableParts) {
    this.parts = parts;
  }

  /** The source below. */
  get source(): Source {
    const { source } = this.parts;
    return typeof source === "function" ? source() : source;
  }

  /** What scans read. */
  get input(): ScanInput {
    const { source } = this;
    return { source, columns: this.positions(source), where: this.parts.where };
  }

  /** Names of the columns. */
  get colnames(): readonly NameOf<S>[] {
    return this.schema.map(({ name }) => name as NameOf<S>);
  }

  /** Names, types and shapes of the columns. */
  get schema(): readonly ColumnSchema[] {
    const { source } = this;
    return this.positions(source).map((position) => source.columns[position]!);
  }

  /** Number of rows; a pass over the data where it is not known. */
  async count(options: ScanOptions = {}): Promise<number> {
    const { source, where } = this.input;
    if (source.access === "indexed" && where === undefined) return source.length;
    const request = { kind: "count", columns: [], options: {} };
    // no columns: rows are counted, not values
    return (await scan({ source, columns: [], where }, [request], options, "count"))[0] as number;
  }

  /**
   * The rows for which a condition is true: `"(temp > 2.5) & (year >= 1990)"`. Conditions add up.
   * @throws ExpressionSyntax, InvalidArgument for unknown columns, UnsupportedType
   */
  where(condition: string | Expr): ScanTable<S> {
    const more = parseWhere(condition, this.source.columns, undefined);
    return new ScanTable<S>({ ...this.parts, where: bothWhere(this.parts.where, more) });
  }

  /** All rows in memory. */
  async rows(options: ReadOptions = {}): Promise<Rows<S>> {
    return new Rows<S>(await readRows(this.input, options));
  }

  /** The first rows in memory; 5 unless told. */
  async head(rows = 5, options: ReadOptions = {}): Promise<Rows<S>> {
    return new Rows<S>(await readRows(this.input, { ...options, limit: rows }));
  }

  /** All rows as objects. */
  async toRows(options?: ReadOptions): Promise<RowOf<S>[]> {
    return (await this.rows(options)).toRows();
  }

  /** All rows as an Arrow table in memory. */
  async toArrow(options?: ReadOptions): Promise<ArrowTable> {
    return (await this.rows(options)).toArrow();
  }

  /** All rows as a DataFrame of danfo.js; see the method of {@link Rows}. @throws Unavailable, InvalidArgument */
  async toDataFrame(options?: ReadOptions): Promise<DataFrame> {
    return (await this.rows(options)).toDataFrame();
  }

  /**
   * Writes a Parquet file; see the function `toParquet`.
   * @throws FileMissing, FileAccess, InvalidArgument
   */
  toParquet(path: string, options?: ToParquetOptions): Promise<void> {
    return toParquet(this, path, options);
  }

  /** Writes an Arrow IPC file; see the function `toArrowFile`. @throws FileMissing, FileAccess */
  toArrowFile(path: string, options?: WriteTableOptions): Promise<void> {
    return toArrowFile(this, path, options);
  }

  /** What it is: kind, columns with their types, and rows where they are known. */
  toString(): string {
    const columns = this.schema.map((column) => `${column.name}: ${typeText(column)}`).join(", ");
    const rows = this.known();
    const label = this.parts.label === undefined ? "" : `${this.parts.label}, `;
    return `table(${label}${rows === undefined ? "" : `${rows} rows, `}${columns})`;
  }

  /** Number of rows where no pass is needed to know it. */
  protected known(): number | undefined {
    const { source, where } = this.input;
    return source.access === "indexed" && where === undefined ? source.length : undefined;
  }

  /** Positions of the columns in the source. */
  protected positions(source: Source): readonly number[] {
    return this.parts.columns ?? source.columns.map((_, position) => position);
  }

  /** Positions of columns by name. @throws InvalidArgument with the nearest known name */
  protected positionsOf(names: readonly string[]): number[] {
    const { source, colnames } = this;
    const positions = this.positions(source);
    return names.map((name) => positions[positionOf(colnames, name)]!);
  }

  /** What is shown of it: as much as can be read without a pass. */
  protected async shown(): Promise<Shown> {
    const rows = this.known();
    const isLong = rows === undefined || rows > WHOLE_ROWS;
    const edge = isLong ? EDGE_ROWS : rows;
    const head = await readRows(this.input, { limit: rows === undefined ? edge + 1 : edge });
    const all = rows === undefined && head.length <= edge ? head.length : rows;
    const tail = rows !== undefined && isLong ? await readRows(this.last(EDGE_ROWS), {}) : { length: 0, columns: [] };
    const cells = (parts: typeof head, n: number): Shown["head"] =>
      new Rows(parts)
        .toRows()
        .slice(0, n)
        .map((row) => Object.values(row));
    const source = this.parts.label === undefined ? {} : { source: this.parts.label };
    return { columns: this.schema, head: cells(head, edge), tail: cells(tail, EDGE_ROWS), rows: all, ...source };
  }

  /** The last rows of a table of known length. */
  protected last(rows: number): ScanInput {
    const { source, columns } = this.input;
    if (source.access !== "indexed") return { source, columns };
    return { source: viewSource(source, Math.max(0, source.length - rows), 1, Math.min(rows, source.length)), columns };
  }
}

/** A table whose number of rows is known by a pass only: CSV, JSON, or the rows for which a condition is true. */
export class ScanTable<S extends Schema = Schema> extends LazyTable<S> {
  /** A column, with all statistics. @throws InvalidArgument for unknown names */
  col<K extends NameOf<S>>(name: K): FilteredColumn<S[K]> {
    const { source, where } = this.input;
    return new FilteredColumn<S[K]>({ source, columns: this.positionsOf([name]), where });
  }

  /** Some columns, in the order given. @throws InvalidArgument for unknown names */
  select<K extends NameOf<S>>(names: readonly K[]): ScanTable<Pick<S, K>> {
    return new ScanTable<Pick<S, K>>({ ...this.parts, columns: this.positionsOf(names) });
  }

  /** All rows in memory, or with `field` all elements of one column. @throws InvalidArgument for unknown names */
  read(options?: ReadOptions): Promise<Rows<S>>;
  read<K extends NameOf<S>>(options: ReadOptions & { readonly field: K }): Promise<ArrayOf<S[K]>>;
  async read(options: ReadOptions & { readonly field?: string } = {}): Promise<unknown> {
    checkNames(options, ["field", "signal"], "read");
    const { field, ...rest } = options;
    return field === undefined ? this.rows(rest) : readField(this.input, this.positionsOf([field]), rest);
  }
}

/** All elements of one column. */
export async function readField(input: ScanInput, columns: readonly number[], options: ReadOptions): Promise<unknown> {
  const { source, where } = input;
  const { type, nullable, shape } = source.columns[columns[0]!]!;
  // numbers that fulfil a condition are gathered on all cores
  if (where !== undefined && isDTypeName(type) && !nullable && shape.length === 0)
    return new FilteredColumn({ source, columns, where }).toArray(options);
  const { columns: read, length } = await readRows({ ...input, columns }, options);
  return arrayOf(read[0]!, length);
}

Object.defineProperty(LazyTable.prototype, JUPYTER_DISPLAY, {
  async value(this: LazyTable): Promise<MimeBundle> {
    return showBundle(await (this as unknown as { shown(): Promise<Shown> }).shown());
  },
});
Object.defineProperty(LazyTable.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: LazyTable): string {
    return this.toString();
  },
});
