/**
 * Column.filter: the elements of a column for whose rows a condition holds.
 * @module
 */
import type { ColumnType, DTypeName, IndexedSource, TypedArray, TypedArrayOf } from "../contract/index.js";
import { isDTypeName, zeros } from "./dtype.js";
import { EngineError } from "./errors.js";
import { both, type Condition, conditionOf } from "./expr/condition.js";
import type { Expr } from "./expr/tree.js";
import type { ScanOptions } from "./options.js";
import { type ScanInput, scan } from "./scan.js";
import { Summaries } from "./summaries.js";

/**
 * A lazy selection of a column's elements. How many there are is known after a scan, so it has `await count()` and
 * statistics, but no `length` and no single elements.
 */
export class Filtered<D extends ColumnType = ColumnType> extends Summaries<D> {
  readonly #source: () => IndexedSource;
  readonly #position: number;
  readonly #where: Expr;

  /** Made by `column.filter(condition)`. */
  constructor(source: () => IndexedSource, position: number, where: Expr) {
    super();
    this.#source = source;
    this.#position = position;
    this.#where = where;
  }

  /** Name of the element type. */
  get dtype(): D {
    return this.#source().columns[this.#position]!.type as D;
  }

  /** What scans read. */
  get input(): ScanInput {
    return { source: this.#source(), columns: [this.#position], where: this.#where };
  }

  /** The elements for which another condition holds as well. @throws as `column.filter` */
  filter(condition: Condition): Filtered<D> {
    const { columns } = this.#source();
    const more = conditionOf(condition, columns, columns[this.#position]!.name);
    return new Filtered(this.#source, this.#position, both(this.#where, more)!);
  }

  /**
   * The elements in memory, in row order, without nulls: a typed array in native byte order.
   * @throws UnsupportedType for columns that are not numbers
   */
  async toArray(options?: ScanOptions): Promise<D extends DTypeName ? TypedArrayOf<D> : never> {
    const dtype: ColumnType = this.dtype;
    if (!isDTypeName(dtype)) throw new EngineError("UnsupportedType", `a ${dtype} column has no typed array`);
    const [parts] = (await scan(this.input, [{ kind: "gather", columns: [], options: {} }], options, "filter")) as [
      Uint8Array[],
    ];
    const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    const width = zeros(dtype, 1).byteLength;
    const values = zeros(dtype, bytes / width);
    const target = new Uint8Array(values.buffer);
    let at = 0;
    for (const part of parts) {
      target.set(part, at);
      at += part.byteLength;
    }
    return values as TypedArray as D extends DTypeName ? TypedArrayOf<D> : never;
  }
}
