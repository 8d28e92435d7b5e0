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
  TypedArray,
} from "../../contract/index.js";
import { NATIVE_ORDER } from "../dtype.js";
import { cutBits } from "../rows/cut.js";
import { elementsOf, schemaOf } from "../rows/layout.js";
import { bytesOf, putColumn } from "../rows/put.js";
import { type FarArray, stretchesOf } from "./far.js";
import { rowsOf } from "./request.js";

/** Options of a `"rows"` descriptor. */
type RowsOptions = { readonly length: number; readonly columns: readonly ColumnOptions[] };

type ColumnOptions = Pick<RowsColumn, "name" | "type" | "shape" | "dictionary"> & {
  readonly values: TypedArray | FarArray;
  readonly validity?: TypedArray | FarArray;
  readonly offsets?: TypedArray | FarArray;
};

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
  const columns = (descriptor.options as RowsOptions).columns.map(cutter);
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  return {
    counters,
    readBatch(request, positions, arena) {
      const { start, stop } = rowsOf(request);
      const rows = stop - start;
      const cut = positions.map((position) => columns[position]!(start, stop));
      counters.reads += positions.length;
      counters.bytes += cut.reduce((sum, column) => sum + bytesOf(column, rows), 0);
      return { firstRow: start, rows, columns: cut.map((column) => putColumn(column, rows, arena)) };
    },
    close() {},
  };
}

/** Cuts stretches of rows out of a column that may lie in another thread; each is valid until the next. */
function cutter(column: ColumnOptions): (start: number, stop: number) => RowsColumn {
  const { values, validity, offsets, ...rest } = column;
  const [valuesOf, bitsOf, offsetsOf] = [values, validity, offsets].map((array) => array && stretchesOf(array));
  const size = elementsOf(column);
  return (start, stop) => {
    const first = start >> 3;
    const bits = bitsOf?.(first, (stop + 7) >> 3) as Uint8Array | undefined;
    const nulls = bits && { validity: cutBits(bits, start - first * 8, stop - first * 8) };
    if (offsetsOf === undefined) return { ...rest, ...nulls, values: valuesOf!(start * size, stop * size) };
    const places = offsetsOf(start, stop + 1) as Int32Array;
    const from = places[0] ?? 0;
    const text = valuesOf!(from, places.at(-1) ?? from);
    return { ...rest, ...nulls, values: text, offsets: places.map((place) => place - from) };
  };
}
