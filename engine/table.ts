/**
 * Tables of known length.
 * @module
 */
import type { IndexedSource } from "../contract/index.js";
import { Column } from "./column.js";
import { LazyTable, type ReadOptions, type ReadRange, readField, type TableParts } from "./lazy-table.js";
import { checkNames } from "./names.js";
import type { ArrayOf } from "./rows/arrays.js";
import { readRows } from "./rows/read.js";
import { Rows } from "./rows/rows.js";
import type { NameOf, RowOf, Schema } from "./rows/schema.js";
import { checkIndex, sliceIndices } from "./slice.js";
import { viewSource } from "./sources/view.js";

/** A table of known length. */
export class Table<S extends Schema = Schema> extends LazyTable<S> {
  /** @param parts source and columns */
  constructor(parts: Omit<TableParts<IndexedSource>, "where">) {
    super(parts);
  }

  /** The source below. */
  override get source(): IndexedSource {
    return super.source as IndexedSource;
  }

  /** Number of rows. */
  get nrows(): number {
    return this.source.length;
  }

  /** Number of rows. */
  get length(): number {
    return this.source.length;
  }

  /** A column, with all statistics. @throws InvalidArgument for unknown names */
  col<K extends NameOf<S>>(name: K): Column<S[K]> {
    const { source } = this.parts as TableParts<IndexedSource>;
    return new Column<S[K]>({ source, position: this.positionsOf([name])[0]! });
  }

  /** Some columns, in the order given. @throws InvalidArgument for unknown names */
  select<K extends NameOf<S>>(names: readonly K[]): Table<Pick<S, K>> {
    return new Table<Pick<S, K>>({ ...(this.parts as TableParts<IndexedSource>), columns: this.positionsOf(names) });
  }

  /** A lazy view of `[start:stop:step]` with Python's meaning of negative and missing bounds; nothing is read. */
  slice(start?: number, stop?: number, step?: number): Table<S> {
    const { source: below } = this.parts as TableParts<IndexedSource>;
    const rows = sliceIndices(this.length, start, stop, step);
    const cut = (source: IndexedSource): IndexedSource => viewSource(source, rows.start, rows.step, rows.length);
    const source = typeof below === "function" ? (): IndexedSource => cut(below()) : cut(below);
    return new Table<S>({ ...(this.parts as TableParts<IndexedSource>), source });
  }

  /** One row; a negative index counts from the end. @throws OutOfBounds */
  async at(index: number, options: ReadOptions = {}): Promise<RowOf<S>> {
    const row = checkIndex(index, this.length);
    return (await this.slice(row, row + 1).rows(options)).at(0);
  }

  /**
   * Rows `[start:stop:step]` in memory, or with `field` the elements of one column.
   * @throws InvalidArgument for unknown names and a step of zero
   */
  read(options?: ReadRange): Promise<Rows<S>>;
  read<K extends NameOf<S>>(options: ReadRange & { readonly field: K }): Promise<ArrayOf<S[K]>>;
  async read(options: ReadRange & { readonly field?: string } = {}): Promise<unknown> {
    checkNames(options, ["start", "stop", "step", "field", "signal"], "read");
    const { start, stop, step, field, ...rest } = options;
    const { input } = [start, stop, step].every((bound) => bound === undefined) ? this : this.slice(start, stop, step);
    return field === undefined
      ? new Rows<S>(await readRows(input, rest))
      : readField(input, this.positionsOf([field]), rest);
  }

  /** The last rows in memory; 5 unless told. */
  async tail(rows = 5, options: ReadOptions = {}): Promise<Rows<S>> {
    return new Rows<S>(await readRows(this.last(rows), options));
  }
}
