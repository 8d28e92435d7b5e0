/**
 * rows(values): JavaScript values and Arrow tables as rows.
 * @module
 */
import { EngineError } from "../errors.js";
import { arrowRows, isArrowTable, type TableLike } from "./from-arrow.js";
import { columnsFromRecords, columnsFromValues } from "./from-values.js";
import { Rows } from "./rows.js";
import type { Schema } from "./schema.js";

/**
 * Rows from columns by name (arrays or typed arrays of one length), from objects, or from an Arrow table. Typed arrays
 * and Arrow's columns are shared where their layout is ours. Of other arrays numbers become float64, bigints int64,
 * Dates timestamp[ms]; null and undefined are nulls.
 * @throws InvalidArgument for arrays that mix types or differ in length, UnsupportedType for Arrow's lists and structs
 * @example rows({ town: ["x", "y"], temp: new Float64Array([1.5, 2.5]) })
 */
export function rows<S extends Schema = Schema>(
  values: { readonly [name: string]: ArrayLike<unknown> } | readonly object[] | TableLike,
): Rows<S> {
  if (typeof values !== "object" || values === null)
    throw new EngineError(
      "InvalidArgument",
      `expected columns by name, objects or an Arrow table, got ${String(values)}`,
    );
  if (isArrowTable(values)) return new Rows(arrowRows(values));
  if (Array.isArray(values)) return new Rows(columnsFromRecords(values));
  return new Rows(columnsFromValues(values as { readonly [name: string]: ArrayLike<unknown> }));
}
