/**
 * Rows: what slices and queries give. Columns in memory that show themselves and can be scanned.
 * @module
 */
import {
  type ColumnSchema,
  JUPYTER_DISPLAY,
  type MimeBundle,
  type RowsColumn,
  type RowsParts,
} from "../../contract/index.js";
import { Column } from "../column.js";
import { EngineError } from "../errors.js";
import { arrowTable } from "../native/arrow.js";
import type { ScanInput } from "../scan.js";
import { checkIndex, sliceIndices } from "../slice.js";
import { rowsSource } from "../sources/rows.js";
import { type ToParquetOptions, toParquet } from "../sql/to-parquet.js";
import type { ColumnElement } from "../summaries.js";
import { toArrowFile, type WriteTableOptions } from "./arrow-file.js";
import { cellReader } from "./cells.js";
import { cutRows } from "./cut.js";
import { toDataFrame } from "./export.js";
import type { ArrowTable, DataFrame } from "./foreign.js";
import { type Cell, positionOf, schemaOf } from "./layout.js";
import type { NameOf, RowOf, Schema } from "./schema.js";
import { EDGE_ROWS, type Shown, showBundle, showText, WHOLE_ROWS } from "./show.js";

/**
 * Rows in memory, column by column in Arrow's layout. They can stand wherever a table can: `aggregate(rows, …)`,
 * `plot`, `sql`. Times are bigint in their unit, 64-bit integers bigint, nulls `null`.
 */
export class Rows<S extends Schema = Schema> implements RowsParts, Iterable<RowOf<S>> {
  /** Number of rows. */
  readonly length: number;
  /** The columns as they lie in memory. */
  readonly columns: readonly RowsColumn[];
  #readers: readonly ((row: number) => Cell)[] | undefined;

  /** Made by reading tables and by queries; over columns of one length, which are not copied. */
  constructor({ length, columns }: RowsParts) {
    this.length = length;
    this.columns = columns;
    const names = columns.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined)
      throw new EngineError("InvalidArgument", `two columns are called '${twice}'; give one of them another name`);
  }

  /** Names of the columns. */
  get colnames(): readonly NameOf<S>[] {
    return this.columns.map(({ name }) => name as NameOf<S>);
  }

  /** Names, types and shapes of the columns. */
  get schema(): readonly ColumnSchema[] {
    return schemaOf(this.columns);
  }

  /** What scans read: all columns. */
  get input(): ScanInput {
    return { source: rowsSource(this), columns: this.columns.map((_, position) => position) };
  }

  /** A column, with all statistics. @throws InvalidArgument for unknown names */
  col<K extends NameOf<S>>(name: K): Column<S[K]> {
    const position = positionOf(this.colnames, name);
    const read = this.#cells()[position]!;
    return new Column<S[K]>({
      source: rowsSource(this),
      position,
      element: (row) => read(row) as ColumnElement<S[K]>,
    });
  }

  /** A row as an object; a negative index counts from the end. @throws OutOfBounds */
  at(index: number): RowOf<S> {
    const row = checkIndex(index, this.length);
    return this.#row(row);
  }

  /** Rows `[start:stop:step]` with Python's meaning of negative and missing bounds; without a step nothing is copied. */
  slice(start?: number, stop?: number, step?: number): Rows<S> {
    return new Rows(cutRows(this, sliceIndices(this.length, start, stop, step)));
  }

  /** Some columns, in the order given; nothing is copied. @throws InvalidArgument for unknown names */
  select<K extends NameOf<S>>(names: readonly K[]): Rows<Pick<S, K>> {
    const all = this.colnames;
    return new Rows({ length: this.length, columns: names.map((name) => this.columns[positionOf(all, name)]!) });
  }

  /** The first rows; 5 unless told. */
  head(rows = 5): Rows<S> {
    return this.slice(0, rows);
  }

  /** The last rows; 5 unless told. */
  tail(rows = 5): Rows<S> {
    return this.slice(Math.max(0, this.length - rows));
  }

  /** All rows as objects. */
  toRows(): RowOf<S>[] {
    return Array.from({ length: this.length }, (_, row) => this.#row(row));
  }

  /**
   * An Arrow table over the same memory: nothing is copied but booleans, which Arrow packs into bits, and the texts of
   * dictionaries.
   */
  toArrow(): Promise<ArrowTable> {
    return arrowTable(this);
  }

  /**
   * A DataFrame of danfo.js: integers as numbers, times as ISO 8601 text, nulls as NaN in numbers.
   * @throws Unavailable when danfo.js is not installed, InvalidArgument for integers beyond 2^53
   */
  toDataFrame(): Promise<DataFrame> {
    return toDataFrame(this);
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

  /** Rows one after the other, as objects. */
  *[Symbol.iterator](): Iterator<RowOf<S>> {
    for (let row = 0; row < this.length; row++) yield this.#row(row);
  }

  /** Names, types, first and last rows, and how many there are. */
  toString(): string {
    return showText(shownOf(this));
  }

  #row(row: number): RowOf<S> {
    const cells = this.#cells();
    return Object.fromEntries(this.columns.map(({ name }, i) => [name, cells[i]!(row)])) as RowOf<S>;
  }

  #cells(): readonly ((row: number) => Cell)[] {
    this.#readers ??= this.columns.map(cellReader);
    return this.#readers;
  }
}

/** What is shown of rows. */
export function shownOf({ length, columns }: RowsParts, source?: string): Shown {
  const edge = length > WHOLE_ROWS ? EDGE_ROWS : length;
  const readers = columns.map(cellReader);
  const rows = (from: number, to: number): Cell[][] =>
    Array.from({ length: to - from }, (_, i) => readers.map((read) => read(from + i)));
  const tail = length > WHOLE_ROWS ? rows(length - EDGE_ROWS, length) : [];
  return { columns, head: rows(0, edge), tail, rows: length, ...(source === undefined ? {} : { source }) };
}

Object.defineProperty(Rows.prototype, JUPYTER_DISPLAY, {
  value(this: Rows): MimeBundle {
    return showBundle(shownOf(this));
  },
});
Object.defineProperty(Rows.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Rows): string {
    return this.toString();
  },
});
