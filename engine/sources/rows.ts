/**
 * Columns in memory as a source.
 * @module
 */
import type {
  ColumnSchema,
  IndexedSource,
  RowsColumn,
  RowsParts,
  SourceDescriptor,
  SourceReader,
} from "../../contract/index.js";
import { NATIVE_ORDER } from "../dtype.js";
import { cutColumn } from "../rows/cut.js";
import { schemaOf } from "../rows/layout.js";
import { bytesOf, putColumn } from "../rows/put.js";
import { rowsOf } from "./request.js";

/** Options of a `"rows"` descriptor. */
type RowsOptions = { readonly length: number; readonly columns: readonly ColumnOptions[] };

type ColumnOptions = Pick<RowsColumn, keyof RowsColumn>;

/** A source over columns, which are not copied. */
export function rowsSource({ length, columns }: RowsParts): IndexedSource {
  const schema: readonly ColumnSchema[] = schemaOf(columns);
  const options: RowsOptions = { length, columns: columns.map((column) => ({ ...column })) };
  const bytes = columns.reduce((sum, { values }) => sum + values.byteLength, 0);
  return {
    access: "indexed",
    descriptor: { kind: "rows", files: [], options },
    columns: schema.map((column) => ({ ...column, byteOrder: NATIVE_ORDER })),
    length,
    chunkRows: 1,
    rowBytes: length === 0 ? 0 : Math.ceil(bytes / length),
  };
}

/** Opens a `"rows"` descriptor. */
export function openRows(descriptor: SourceDescriptor): SourceReader {
  const { columns } = descriptor.options as RowsOptions;
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  return {
    counters,
    readBatch(request, positions, arena) {
      const { start, stop } = rowsOf(request);
      const rows = stop - start;
      const cut = positions.map((position) => cutColumn(columns[position]!, start, stop));
      counters.reads += positions.length;
      counters.bytes += cut.reduce((sum, column) => sum + bytesOf(column, rows), 0);
      return { firstRow: start, rows, columns: cut.map((column) => putColumn(column, rows, arena)) };
    },
    close() {},
  };
}
