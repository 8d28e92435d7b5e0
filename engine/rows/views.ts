/**
 * A batch as columns that are views of its arena.
 * @module
 */
import type { Arena, Batch, ColumnSchema, RowsColumn } from "../../contract/index.js";
import { viewOf } from "../dtype.js";
import { elementsOf, isText, storageOf } from "./layout.js";

/** Views of a batch's columns; they hold until the arena is reset or grows. @param schema of the batch's columns */
export function batchColumns(batch: Batch, schema: readonly ColumnSchema[], arena: Arena): RowsColumn[] {
  return batch.columns.map((column, i) => {
    const { name, shape } = schema[i]!;
    const { buffer } = arena;
    const nulls =
      column.validity === undefined ? {} : { validity: new Uint8Array(buffer, column.validity, (batch.rows + 7) >> 3) };
    const head = { name, type: column.type, shape, ...nulls };
    if (column.dictionary !== undefined)
      return { ...head, values: viewOf("int32", buffer, column.values, batch.rows), dictionary: column.dictionary };
    const size = batch.rows * elementsOf({ shape });
    if (isText(column.type)) {
      const offsets = viewOf("int32", buffer, column.offsets!, size + 1);
      return { ...head, values: viewOf("uint8", buffer, column.values, offsets[size]!), offsets };
    }
    return { ...head, values: viewOf(storageOf(column.type), buffer, column.values, size) };
  });
}
