/**
 * What travels between the user's thread, the thread that runs DuckDB, and the threads that read tables for it.
 * @module
 */
import type { MessagePort } from "node:worker_threads";
import type { ColumnSchema, Part, RowsParts, SourceDescriptor } from "../../contract/index.js";
import type { PlainError } from "../errors.js";
import type { ScanInput } from "../scan.js";
import type { Where } from "../where.js";
import type { SqlParameters } from "./types.js";

/** A table of ours as plain data. */
export interface TableTask {
  readonly descriptor: SourceDescriptor;
  /** All columns of the source. */
  readonly schema: readonly ColumnSchema[];
  /** Positions of the table's columns in the source. */
  readonly columns: readonly number[];
  readonly where: Where | undefined;
  /** Shape of an indexed source, or the parts of a scannable one. */
  readonly shape: { readonly length: number; readonly chunkRows: number; readonly rowBytes: number } | undefined;
  readonly parts: readonly Part[];
}

/** A query for the thread that runs DuckDB. */
export interface QueryTask {
  readonly sql: string;
  readonly path: string | undefined;
  readonly readOnly: boolean;
  /** Where relative paths in the query start. */
  readonly directory: string;
  readonly parameters: SqlParameters | undefined;
  /** Shared words of the query; see {@link stopWords}. */
  readonly stop: SharedArrayBuffer;
}

/** To the thread that runs DuckDB. */
export type HostRequest =
  | { readonly id: number; readonly query: QueryTask }
  | { readonly id: number; readonly table: TableTask | undefined }
  | { readonly id: number; readonly stop: true }
  | { readonly id: number; readonly taken: true };

/** From it. */
export type HostReply =
  | { readonly id: number; readonly wanted: string }
  | { readonly id: number; readonly columns: readonly ColumnSchema[] }
  | { readonly id: number; readonly rows: RowsParts }
  | { readonly id: number; readonly done: true }
  | { readonly id: number; readonly error: PlainError };

/** What a reading thread is started with. */
export interface FeederTask {
  readonly table: TableTask;
  /** Positions in `table.columns` to read. */
  readonly columns: readonly number[];
  readonly port: MessagePort;
  /** Pieces sent, pieces taken, and whether the thread is gone. */
  readonly words: SharedArrayBuffer;
  /** Shared words of the query. */
  readonly stop: SharedArrayBuffer;
}

/** From a reading thread, through its port. */
export type FeederMessage = { readonly rows: RowsParts } | { readonly done: true } | { readonly error: PlainError };

/** Pieces a reading thread may be ahead. */
export const AHEAD = 4;

/** Whether a query was told to stop, seen by all threads at once. */
export function stopWords(buffer: SharedArrayBuffer): { stop(): void; stopped(): boolean } {
  const words = new Int32Array(buffer);
  return {
    stop: () => void Atomics.store(words, 0, 1),
    stopped: () => Atomics.load(words, 0) === 1,
  };
}

/** A table as plain data. */
export async function tableTask({ source, columns, where }: ScanInput): Promise<TableTask> {
  const { descriptor } = source;
  const indexed = source.access === "indexed";
  return {
    descriptor,
    schema: source.columns,
    columns,
    where,
    shape: indexed ? { length: source.length, chunkRows: source.chunkRows, rowBytes: source.rowBytes } : undefined,
    parts: indexed ? [] : await source.parts(),
  };
}

/** The input that a task stands for, with some of its columns. */
export function inputOf(
  { descriptor, schema, where, shape, parts, columns }: TableTask,
  some: readonly number[],
): ScanInput {
  const common = { descriptor, columns: schema };
  return {
    source:
      shape === undefined
        ? { ...common, access: "scannable", parts: () => Promise.resolve(parts) }
        : { ...common, access: "indexed", ...shape },
    columns: some.map((column) => columns[column]!),
    where,
  };
}
