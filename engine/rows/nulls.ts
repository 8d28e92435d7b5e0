/**
 * Columns of nulls.
 * @module
 */
import type { ColumnSchema, RowsColumn } from "../../contract/index.js";
import { zeros } from "../dtype.js";
import { elementsOf, isText, storageOf } from "./layout.js";

/** A column in which every row is null. */
export function nullColumn(
  { name, type, shape }: Pick<ColumnSchema, "name" | "type" | "shape">,
  rows: number,
): RowsColumn {
  const validity = new Uint8Array((rows + 7) >> 3);
  if (isText(type))
    return { name, type, shape, values: new Uint8Array(0), offsets: new Int32Array(rows + 1), validity };
  return { name, type, shape, values: zeros(storageOf(type), rows * elementsOf({ shape })), validity };
}
