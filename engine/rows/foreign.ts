/**
 * What other packages' values offer, as far as cells need it. Their own types stay outside: checking them would cost
 * every cell more than a second. Cells that import a package can say so: `rows.toArrow() as Promise<arrow.Table>`.
 * @module
 */

/** An Arrow vector of apache-arrow. */
export interface ArrowVector<T = unknown> extends Iterable<T | null> {
  readonly length: number;
  readonly nullCount: number;
  readonly type: object;
  readonly data: readonly object[];
  get(index: number): T | null;
  at(index: number): T | null;
  toArray(): ArrayLike<T>;
  toJSON(): (T | null)[];
  slice(begin?: number, end?: number): ArrowVector<T>;
}

/** An Arrow table of apache-arrow. */
export interface ArrowTable extends Iterable<object> {
  readonly numRows: number;
  readonly numCols: number;
  readonly schema: {
    readonly fields: readonly { readonly name: string; readonly type: object; readonly nullable: boolean }[];
  };
  readonly batches: readonly object[];
  get(index: number): { toJSON(): { [name: string]: unknown } } | null;
  getChild(name: string): ArrowVector | null;
  getChildAt(index: number): ArrowVector | null;
  select(names: string[]): ArrowTable;
  slice(begin?: number, end?: number): ArrowTable;
  toArray(): object[];
  toString(): string;
}

/** A DataFrame of danfo.js. */
export interface DataFrame {
  readonly columns: string[];
  readonly shape: number[];
  readonly index: (string | number)[];
  readonly values: unknown;
  readonly dtypes: string[];
  column(name: string): unknown;
  head(rows?: number): DataFrame;
  tail(rows?: number): DataFrame;
  describe(): DataFrame;
  groupby(columns: string[]): unknown;
  loc(selection: { rows?: unknown; columns?: unknown }): DataFrame;
  iloc(selection: { rows?: unknown; columns?: unknown }): DataFrame;
  sortValues(by: string, options?: object): DataFrame;
  print(): void;
}
