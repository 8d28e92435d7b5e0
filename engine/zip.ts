/**
 * zip({ name: column, … }): row-aligned columns as one table, for aggregates of several columns and for group-by.
 * @module
 */
import type { ColumnType, IndexedSource } from "../contract/index.js";
import { Column } from "./column.js";
import { didYouMean, EngineError } from "./errors.js";
import type { ScanInput } from "./scan.js";
import { zipSource } from "./sources/zip.js";

/** Columns by name. */
export interface Columns {
  readonly [name: string]: Column<ColumnType>;
}

/** Columns side by side; nothing is read or copied. */
export class Zip<C extends Columns> {
  readonly #columns: C;

  /** Made by {@link zip}. */
  constructor(columns: C) {
    if (Object.keys(columns).length === 0)
      throw new EngineError("InvalidArgument", "zip needs a column or more, got none");
    this.#columns = columns;
    this.#source();
  }

  /** Names of the columns. */
  get names(): readonly string[] {
    return Object.keys(this.#columns);
  }

  /** Number of rows. */
  get length(): number {
    return Object.values(this.#columns)[0]!.length;
  }

  /** What scans read. */
  get input(): ScanInput {
    const source = this.#source();
    return { source, columns: source.columns.map((_, position) => position) };
  }

  /** One of the columns. @throws InvalidArgument for unknown names */
  col<K extends keyof C & string>(name: K): C[K] {
    if (Object.hasOwn(this.#columns, name)) return this.#columns[name];
    throw new EngineError(
      "InvalidArgument",
      `no column '${name}'${didYouMean(name, this.names)}; there are ${this.names.join(", ")}`,
    );
  }

  /** A lazy column computed from several: `"price * amount"`. @throws ExpressionSyntax, InvalidArgument, UnsupportedType */
  map(expression: string): Column<"float64"> {
    return new Column<"float64">({ source: () => this.#source(), position: 0 }).map(expression);
  }

  #source(): IndexedSource {
    const parts = Object.entries(this.#columns).map(([name, { source, position }]) => [name, { source, position }]);
    return zipSource(Object.fromEntries(parts));
  }
}

/**
 * Puts columns of the same length side by side: `aggregate(zip({ country, temp }), { m: mean("temp") }, { by: "country" })`.
 * @throws InvalidArgument when lengths differ
 */
export function zip<C extends Columns>(columns: C): Zip<C> {
  return new Zip(columns);
}
