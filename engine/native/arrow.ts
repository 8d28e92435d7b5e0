/**
 * apache-arrow, loaded on first use: columns in memory as its vectors, tables and files.
 * @module
 */
import type * as Arrow from "apache-arrow";
import type { ColumnType, RowsColumn, RowsParts, TypedArray } from "../../contract/index.js";
import { isDTypeName } from "../dtype.js";
import { EngineError } from "../errors.js";
import type { ArrowTable, ArrowVector } from "../rows/foreign.js";
import { arrowRows } from "../rows/from-arrow.js";
import { elementsOf } from "../rows/layout.js";

type Library = typeof Arrow;

/** Codes and the type that goes with them; a dictionary keeps its type, so that batches that share one agree. */
type Coded = { readonly type: Arrow.DataType; readonly texts: Arrow.Vector };

/**
 * Columns as an Arrow table of one record batch. Values, offsets, codes and validity are shared, not copied; only
 * booleans are packed into bits, and the texts of dictionaries encoded.
 */
export async function arrowTable(parts: RowsParts): Promise<ArrowTable> {
  const arrow = await import("apache-arrow");
  const batch = recordBatch(arrow, parts);
  return new arrow.Table(batch.schema, [batch]) as unknown as ArrowTable;
}

/** A column of `length` elements as an Arrow vector, shared as in {@link arrowTable}. */
export async function arrowVector(column: RowsColumn, length: number): Promise<ArrowVector> {
  const arrow = await import("apache-arrow");
  return new arrow.Vector([dataOf(arrow, column, length)]) as unknown as ArrowVector;
}

/** The rows of whole IPC streams that follow each other, as Spark sends them. @throws CorruptData for other bytes */
export async function rowsFromIpc(streams: readonly Uint8Array[]): Promise<RowsParts> {
  const arrow = await import("apache-arrow");
  try {
    const tables = streams.map((bytes) => arrow.tableFromIPC(bytes));
    const [first, ...rest] = tables;
    if (first === undefined) return { length: 0, columns: [] };
    return arrowRows(first.concat(...rest));
  } catch (cause) {
    throw new EngineError("CorruptData", `no Arrow IPC stream: ${String(cause)}`, cause);
  }
}

/** Writes record batches in Arrow's IPC file format, bytes as they come. */
export interface ArrowWriter {
  /** Adds rows as a record batch; returns the bytes that are complete. Their memory may be reused after they are written. */
  write(parts: RowsParts): readonly Uint8Array[];
  /** The rest of the file. */
  finish(): readonly Uint8Array[];
}

/**
 * Starts a file.
 * @param empty columns without rows: names and types of all batches
 */
export async function arrowWriter(empty: RowsParts): Promise<ArrowWriter> {
  const arrow = await import("apache-arrow");
  const chunks: Uint8Array[] = [];
  class Sink extends arrow.AsyncByteQueue {
    override write(chunk: Uint8Array): void {
      chunks.push(chunk);
    }
    override close(): void {}
  }
  const schema = nullableSchema(arrow, recordBatch(arrow, empty).schema);
  const writer = new arrow.RecordBatchFileWriter();
  writer.reset(new Sink(), schema);
  const taken = (): readonly Uint8Array[] => chunks.splice(0);
  return {
    write(parts) {
      const batch = recordBatch(arrow, parts);
      writer.write(new arrow.RecordBatch(schema, arrow.makeData({ ...structOf(arrow, schema), ...partsOf(batch) })));
      return taken();
    },
    finish() {
      writer.finish();
      return taken();
    },
  };
}

function nullableSchema(arrow: Library, schema: Arrow.Schema): Arrow.Schema {
  return new arrow.Schema(schema.fields.map(({ name, type }) => new arrow.Field(name, type, true)));
}

function structOf(arrow: Library, schema: Arrow.Schema): { readonly type: Arrow.Struct } {
  return { type: new arrow.Struct(schema.fields) };
}

function partsOf({ data }: Arrow.RecordBatch): { length: number; nullCount: number; children: Arrow.Data[] } {
  return { length: data.length, nullCount: 0, children: data.children };
}

function recordBatch(arrow: Library, { length, columns }: RowsParts): Arrow.RecordBatch {
  const children = columns.map((column) => dataOf(arrow, column, length));
  const fields = columns.map(
    ({ name, validity }, i) => new arrow.Field(name, children[i]!.type, validity !== undefined),
  );
  const schema = new arrow.Schema(fields);
  const data = arrow.makeData({ ...structOf(arrow, schema), length, nullCount: 0, children });
  return new arrow.RecordBatch(schema, data);
}

function dataOf(arrow: Library, column: RowsColumn, length: number): Arrow.Data {
  const { type, values, offsets, dictionary, shape, validity } = column;
  const nulls = validity === undefined ? { length, nullCount: 0 } : { length, nullCount: -1, nullBitmap: validity };
  if (shape.length > 0) {
    const size = elementsOf(column);
    const { validity: _validity, ...rest } = column;
    const child = dataOf(arrow, { ...rest, shape: [] }, length * size);
    const list = new arrow.FixedSizeList(size, new arrow.Field("item", child.type, false));
    return arrow.makeData({ ...nulls, type: list, child });
  }
  if (dictionary !== undefined) {
    const { type: coded, texts } = codedOf(arrow, dictionary);
    return arrow.makeData({ ...nulls, type: coded, data: values, dictionary: texts } as never);
  }
  if (type === "bool") return arrow.makeData({ ...nulls, type: new arrow.Bool(), data: packed(values, length) });
  if (offsets === undefined) return arrow.makeData({ ...nulls, type: plainType(arrow, type), data: values } as never);
  const text = type === "string" ? new arrow.Utf8() : new arrow.Binary();
  return arrow.makeData({ ...nulls, type: text, data: values as Uint8Array, valueOffsets: offsets } as never);
}

const coded = new WeakMap<readonly string[], Coded>();

function codedOf(arrow: Library, dictionary: readonly string[]): Coded {
  const known = coded.get(dictionary);
  if (known !== undefined) return known;
  const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
  const made = { type, texts: arrow.vectorFromArray([...dictionary], new arrow.Utf8()) };
  coded.set(dictionary, made);
  return made;
}

function plainType(arrow: Library, type: ColumnType): Arrow.DataType {
  if (isDTypeName(type)) {
    const name = type === "float16" ? "Float32" : type[0]!.toUpperCase() + type.slice(1);
    return new arrow[name as "Float64"]();
  }
  const units = { s: "Second", ms: "Millisecond", us: "Microsecond", ns: "Nanosecond" } as const;
  return new arrow[`Timestamp${units[type.slice(10, -1) as keyof typeof units]}`]();
}

/** Booleans as bits. */
function packed(values: TypedArray, length: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < length; i++) if (values[i] !== 0) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}
