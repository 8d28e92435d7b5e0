/**
 * Columns of row-aligned sources side by side, so that one scan sees them together.
 * @module
 */
import type { Batch, IndexedSource, SourceDescriptor, SourceReader } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { rowsOf } from "./request.js";
import type { OpenAny } from "./view.js";

/** One column of the zipped source. */
export interface ZipPart {
  readonly source: IndexedSource;
  /** Position among that source's columns. */
  readonly position: number;
}

/** Options of a `"zip"` descriptor. */
type ZipOptions = {
  readonly parts: readonly { readonly source: SourceDescriptor; readonly position: number }[];
};

/**
 * A source whose columns are named as given, each from a source of its own.
 * @throws InvalidArgument when the sources differ in length
 */
export function zipSource(columns: { readonly [name: string]: ZipPart }): IndexedSource {
  const entries = Object.entries(columns);
  const [firstName, first] = entries[0]!;
  for (const [name, { source }] of entries) {
    if (source.length === first.source.length) continue;
    throw new EngineError(
      "InvalidArgument",
      `${firstName} has ${first.source.length} rows and ${name} has ${source.length}; columns used together have one length`,
    );
  }
  const files = entries.flatMap(([, { source }]) => source.descriptor.files);
  const options: ZipOptions = {
    parts: entries.map(([, { source, position }]) => ({ source: source.descriptor, position })),
  };
  return {
    access: "indexed",
    descriptor: { kind: "zip", files, options },
    columns: entries.map(([name, { source, position }]) => ({ ...source.columns[position]!, name })),
    length: first.source.length,
    chunkRows: entries.every(([, { source }]) => source.chunkRows === first.source.chunkRows)
      ? first.source.chunkRows
      : 1,
    rowBytes: entries.reduce((sum, [, { source }]) => sum + source.rowBytes, 0),
  };
}

/** Opens a `"zip"` descriptor. */
export async function openZip(descriptor: SourceDescriptor, openAny: OpenAny): Promise<SourceReader> {
  const { parts } = descriptor.options as ZipOptions;
  const readers: SourceReader[] = [];
  const close = (): void => {
    for (const reader of readers) reader.close();
  };
  try {
    for (const { source } of parts) readers.push(await openAny(source));
  } catch (error) {
    close();
    throw error;
  }
  return {
    get counters() {
      const sum = { bytes: 0, reads: 0, decodes: 0 };
      for (const { counters } of readers) {
        sum.bytes += counters.bytes;
        sum.reads += counters.reads;
        sum.decodes += counters.decodes;
      }
      return sum;
    },
    async readBatch(request, columns, arena) {
      const batches: Batch[] = [];
      for (const column of columns) {
        batches.push(await readers[column]!.readBatch(request, [parts[column]!.position], arena));
      }
      const [first] = batches;
      // a scan that only counts rows reads no column
      const { start, stop } = first === undefined ? rowsOf(request) : { start: 0, stop: 0 };
      return {
        firstRow: first === undefined ? start : first.firstRow,
        rows: first?.rows ?? stop - start,
        columns: batches.map((batch) => batch.columns[0]!),
      };
    },
    close,
  };
}
