/**
 * Parts of a table that DuckDB reads: each part a FROM item of SQL, its rows taken in order.
 * @module
 */
import type {
  ColumnSchema,
  Fingerprint,
  ScannableSource,
  SourceDescriptor,
  SourceReader,
} from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { rowsBuilder } from "../rows/builder.js";
import { putColumn } from "../rows/put.js";
import { readerConnection, type Stream } from "../sql/connections.js";
import { quoted } from "../sql/types.js";

/** Options of a `"query"` descriptor. */
type QueryOptions = {
  /** What stands behind FROM, one for each part. */
  readonly from: readonly string[];
  readonly columns: readonly PlainSchema[];
};

type PlainSchema = Pick<ColumnSchema, "name" | "type" | "byteOrder" | "nullable" | "shape">;

/** Rows of a batch, at least, unless the part ends. */
const BATCH_ROWS = 32_768;

/** A source whose part `i` is `from[i]`, a file each. */
export function querySource(
  files: readonly Fingerprint[],
  columns: readonly ColumnSchema[],
  from: readonly string[],
): ScannableSource {
  const options: QueryOptions = { from, columns: columns.map((column) => ({ ...column })) };
  return {
    access: "scannable",
    descriptor: { kind: "query", files, options },
    columns,
    parts: () =>
      Promise.resolve(files.map(({ size }, file) => ({ index: file, file, bytes: { start: 0, stop: size } }))),
  };
}

/** Opens a `"query"` descriptor. */
export function openQuery(descriptor: SourceDescriptor): SourceReader {
  const { from, columns: schema } = descriptor.options as QueryOptions;
  const connection = readerConnection();
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  let open: { readonly part: number; readonly stream: Stream } | undefined;
  return {
    counters,
    async readBatch(request, columns, arena) {
      if (!("part" in request))
        throw new EngineError("InvalidArgument", "rows were asked of a source that is read by parts");
      const { index } = request.part;
      if (open?.part !== index) {
        const names = columns.map((column) => quoted(schema[column]!.name)).join(", ") || "1 AS one";
        counters.reads++;
        counters.bytes += request.part.bytes.stop - request.part.bytes.start;
        open = { part: index, stream: await connection.stream(`SELECT ${names} FROM ${from[index]!}`) };
      }
      const wanted = columns.map((column) => schema[column]!);
      const builder = rowsBuilder(wanted, BATCH_ROWS);
      let more = true;
      while (more && builder.length < BATCH_ROWS) {
        const next = await open.stream.next();
        if (next === undefined) more = false;
        else builder.append(next.columns, next.length);
      }
      counters.decodes += columns.length;
      if (!more) open = undefined;
      const parts = builder.finish();
      const read = parts.columns.map((column) => putColumn(column, parts.length, arena));
      return { firstRow: undefined, rows: parts.length, columns: read, more };
    },
    close: () => connection.close(),
  };
}
