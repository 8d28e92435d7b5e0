/**
 * Columns of which only some rows count.
 * @module
 */
import type { ColumnType, TypedArray } from "../contract/index.js";
import { gather } from "./aggregates/gather.js";
import { isDTypeName, zeros } from "./dtype.js";
import type { Expr } from "./expr/tree.js";
import { joinParts } from "./join-parts.js";
import type { ScanOptions } from "./options.js";
import { type ArrayOf, arrayOf } from "./rows/arrays.js";
import { readRows } from "./rows/read.js";
import { type ScanInput, scan } from "./scan.js";
import { type ColumnElement, Summaries } from "./summaries.js";
import { bothWhere, type ElementFunction, parseWhere, type UsesOptions } from "./where.js";

/** The elements of a column for which a condition is true: a lazy view whose length is known after a scan, `count()`. */
export class FilteredColumn<D extends ColumnType = ColumnType> extends Summaries<D> {
  /** What scans read. */
  readonly input: ScanInput;

  /** Made by `column.filter(condition)`. */
  constructor(input: ScanInput) {
    super();
    this.input = input;
  }

  /** Name of the element type. */
  get dtype(): D {
    const { source, columns } = this.input;
    return source.columns[columns[0]!]!.type as D;
  }

  /**
   * The elements for which another condition is true as well.
   * @throws ExpressionSyntax, InvalidArgument (also beside a function), UnsupportedType, UserFunction
   */
  filter(
    condition: string | Expr | ElementFunction<ColumnElement<D>, boolean>,
    options?: UsesOptions,
  ): FilteredColumn<D> {
    const { source, columns, where } = this.input;
    const more = parseWhere(condition, source.columns, columns[0], options);
    return new FilteredColumn({ ...this.input, where: bothWhere(where, more) });
  }

  /**
   * The elements in memory, in row order: numbers as a typed array in native byte order, without nulls; times as
   * BigInt64Array, text as an array of strings and nulls.
   */
  async toArray(options?: ScanOptions): Promise<ArrayOf<D>> {
    const { source, columns } = this.input;
    const { type: dtype, shape } = source.columns[columns[0]!]!;
    if (!isDTypeName(dtype) || shape.length > 0) {
      const rows = await readRows(this.input, options);
      return arrayOf<D>(rows.columns[0]!, rows.length);
    }
    const [parts] = (await scan(this.input, [gather({ nulls: false })], options, "filter")) as [readonly Uint8Array[]];
    const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    const values: TypedArray = zeros(dtype, bytes / zeros(dtype, 1).byteLength);
    await joinParts(parts, new Uint8Array(values.buffer));
    return values as ArrayOf<D>;
  }
}
