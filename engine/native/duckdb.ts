/**
 * DuckDB, loaded on first use: queries whose rows come as they are found, and our own sources as tables of it.
 * @module
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import type * as Api from "@duckdb/node-api";
import type Bindings from "@duckdb/node-bindings";
import type { ColumnSchema, RowsParts } from "../../contract/index.js";
import { elementsOf } from "../rows/layout.js";
import { decodeVector } from "../sql/decode.js";
import { encodeVector } from "../sql/encode.js";
import { isInterrupt, missingTable, sqlError } from "../sql/errors.js";
import { type Cursor, cursor, type Feed } from "../sql/feed.js";
import { checkUsed, parameterValue } from "../sql/parameters.js";
import { columnOfSql, literal, quoted, type SqlType, type SqlValue, sqlOfColumn } from "../sql/types.js";
import { rawVector, vectorSink } from "../sql/vectors.js";
import type { DuckDB, DuckDBOptions, QueryOptions } from "./duckdb-types.js";

export type { DuckDB, DuckDBOptions, DuckDBRows, QueryOptions } from "./duckdb-types.js";

type Library = { readonly api: typeof Api; readonly raw: typeof Bindings };

/** Rows of a chunk. */
const CHUNK = 2048;

const DEFAULT_MEMORY = 1 << 30;

/** Opens a database, or another connection to one that this thread has open. @throws FileMissing, FileAccess, CorruptData */
export async function openDuckDB(options: DuckDBOptions = {}): Promise<DuckDB> {
  const [api, { default: raw }] = await Promise.all([import("@duckdb/node-api"), import("@duckdb/node-bindings")]);
  const library = { api, raw };
  try {
    const instance = await instanceOf(library, options);
    const connection = await instance.connect();
    const feeds = registerFeeds(library, connection);
    return connectionOf(library, connection, feeds, () => instance.closeSync());
  } catch (cause) {
    throw sqlError(cause, "FileAccess");
  }
}

function instanceOf({ api }: Library, options: DuckDBOptions): Promise<Api.DuckDBInstance> {
  const { path, threads, memory = DEFAULT_MEMORY, readOnly = false } = options;
  const settings: Record<string, string> = {
    memory_limit: `${Math.ceil(memory / 1024)}KiB`,
    temp_directory: join(tmpdir(), `tslab-bigdata-${process.pid}-${threadId}`),
    autoinstall_known_extensions: "false",
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(readOnly ? { access_mode: "READ_ONLY" } : {}),
  };
  // a file is opened once in a process and shared by its connections
  return path === undefined
    ? api.DuckDBInstance.create(":memory:", settings)
    : api.DuckDBInstance.fromCache(path, settings);
}

function connectionOf(library: Library, connection: Api.DuckDBConnection, feeds: Feeds, closed: () => void): DuckDB {
  const run = async (sql: string): Promise<void> => {
    await connection.run(sql);
  };
  return {
    async query(sql, options = {}) {
      const { signal } = options;
      signal?.throwIfAborted();
      const interrupt = (): void => connection.interrupt();
      signal?.addEventListener("abort", interrupt);
      const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
        try {
          return await work();
        } catch (cause) {
          signal?.removeEventListener("abort", interrupt);
          if (isInterrupt(cause)) signal?.throwIfAborted();
          throw feeds.failure() ?? sqlError(cause);
        }
      };
      const result = await guarded(() => streamLast(library, connection, sql, options));
      const names = result.deduplicatedColumnNames();
      const types = result.columnTypes().map((type) => sqlType(library.api, type));
      const columns = names.map((name, i) => columnOfSql(name, types[i]!));
      return {
        columns,
        next: () =>
          guarded(async () => {
            const chunk = await result.fetchChunk();
            if (chunk !== null && chunk.rowCount > 0) return partsOf(library, chunk, names, types);
            signal?.removeEventListener("abort", interrupt);
            signal?.throwIfAborted();
            return undefined;
          }),
      };
    },
    async all(sql) {
      try {
        const result = await connection.run(sql);
        const names = result.deduplicatedColumnNames();
        const types = result.columnTypes().map((type) => sqlType(library.api, type));
        return chunksOf(library, result, names, types);
      } catch (cause) {
        throw sqlError(cause);
      }
    },
    async register(name, feed) {
      const id = feeds.add(feed);
      await run(`CREATE OR REPLACE TEMP VIEW ${quoted(name)} AS SELECT * FROM ${feeds.name}(${literal(id)})`);
    },
    unregister: (name) => run(`DROP VIEW IF EXISTS temp.${quoted(name)}`),
    close() {
      connection.closeSync();
      closed();
    },
  };
}

/** Runs all statements; the last one's rows are not fetched yet. */
async function streamLast(
  library: Library,
  connection: Api.DuckDBConnection,
  sql: string,
  { parameters, missing }: QueryOptions,
): Promise<Api.DuckDBResult> {
  // a statement that could not be prepared is gone: it is extracted anew
  let statements = await connection.extractStatements(sql);
  const used = new Set<string>();
  const prepare = async (i: number): Promise<Api.DuckDBPreparedStatement> => {
    for (let last = ""; ; ) {
      try {
        return await statements.prepare(i);
      } catch (cause) {
        const table = missingTable(cause);
        if (table === undefined || table === last || missing === undefined || !(await missing(table))) throw cause;
        last = table;
        statements = await connection.extractStatements(sql);
      }
    }
  };
  for (let i = 0; ; i++) {
    const prepared = await prepare(i);
    try {
      for (let k = 1; parameters !== undefined && k <= prepared.parameterCount; k++) {
        const name = prepared.parameterName(k);
        prepared.bindValue(k, bindValue(library, parameterValue(parameters, name)));
        used.add(name);
      }
      const isLast = i === statements.count - 1;
      if (isLast) checkUsed(parameters, used);
      const result = await prepared.stream();
      if (isLast) return result;
      while (((await result.fetchChunk())?.rowCount ?? 0) > 0);
    } finally {
      prepared.destroySync();
    }
  }
}

/** The rows of a result that DuckDB holds. */
function* chunksOf(
  library: Library,
  result: Api.DuckDBMaterializedResult,
  names: readonly string[],
  types: readonly SqlType[],
): Generator<RowsParts> {
  for (let i = 0; i < result.chunkCount; i++) yield partsOf(library, result.getChunk(i), names, types);
}

function partsOf(
  { api, raw }: Library,
  { chunk, rowCount }: Api.DuckDBDataChunk,
  names: readonly string[],
  types: readonly SqlType[],
): RowsParts {
  const columns = names.map((name, i) => {
    const vector = raw.data_chunk_get_vector(chunk, i);
    let general: Api.DuckDBVector | undefined;
    const text = (row: number): string => {
      general ??= api.DuckDBVector.create(vector, rowCount);
      return String(general.getItem(row));
    };
    return decodeVector(name, types[i]!, rawVector(raw, vector, text), rowCount);
  });
  return { length: rowCount, columns };
}

function sqlType(api: Library["api"], type: Api.DuckDBType): SqlType {
  const name = api.DuckDBTypeId[type.typeId]!;
  if (type instanceof api.DuckDBDecimalType) return { name, width: type.width, scale: type.scale };
  if (type instanceof api.DuckDBEnumType) return { name, values: type.values };
  if (type instanceof api.DuckDBArrayType) return { name, length: type.length, item: sqlType(api, type.valueType) };
  return { name };
}

/** A value as DuckDB's package takes it. */
function bindValue(library: Library, value: SqlValue): Api.DuckDBValue {
  const { api } = library;
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return new api.DuckDBTimestampValue(BigInt(value.getTime()) * 1000n);
  if (value instanceof Uint8Array) return new api.DuckDBBlobValue(value);
  if (Array.isArray(value)) return new api.DuckDBListValue(value.map((item: SqlValue) => bindValue(library, item)));
  return value as Api.DuckDBValue;
}

/** Tables of a connection whose rows come from elsewhere: one table function that looks them up by number. */
interface Feeds {
  /** Name of the table function. */
  readonly name: string;
  /** Adds a feed; the argument it is called by. */
  add(feed: Feed): string;
  /** The error of a feed that failed since the last call. */
  failure(): unknown;
}

let connections = 0;

function registerFeeds({ api, raw }: Library, connection: Api.DuckDBConnection): Feeds {
  const name = `bigdata_feed_${threadId}_${connections++}`;
  const feeds: Feed[] = [];
  let failed: unknown;
  /** DuckDB takes words only; the error itself is kept for the caller. */
  const careful = (info: { setError(words: string): void }, work: () => void): void => {
    try {
      work();
    } catch (error) {
      failed ??= error;
      info.setError(error instanceof Error ? error.message : String(error));
    }
  };
  connection.registerTableFunction(
    api.DuckDBTableFunction.create({
      name,
      parameterTypes: [api.VARCHAR],
      supportsProjectionPushdown: true,
      bindFunction: (info) =>
        careful(info, () => {
          const feed = feeds[Number(info.getParameter(0))]!;
          for (const column of feed.columns) info.addResultColumn(column.name, typeFor(api, column));
          if (feed.rows !== undefined) info.setCardinality(feed.rows, true);
          info.setBindData(feed);
        }),
      initFunction: (info) =>
        careful(info, () => {
          const columns = info.getColumnIndexes();
          info.setMaxThreads(1);
          const feed = info.getBindData() as Feed;
          // a query that only counts rows asks for a column beyond the last
          info.setInitData(cursor(feed.open(columns.filter((column) => column < feed.columns.length))));
        }),
      mainFunction: (info, output) =>
        careful(info, () => {
          const scan = info.getInitData() as Cursor;
          const { parts, start, stop } = scan.take(CHUNK);
          output.rowCount = stop - start;
          if (stop === start) return;
          for (const [i, column] of parts.columns.entries())
            encodeVector(column, start, stop, vectorSink(raw, raw.data_chunk_get_vector(output.chunk, i)));
        }),
    }),
  );
  return {
    name,
    add: (feed) => String(feeds.push(feed) - 1),
    failure() {
      const error = failed;
      failed = undefined;
      return error;
    },
  };
}

function typeFor(api: Library["api"], column: ColumnSchema): Api.DuckDBType {
  const type = api[sqlOfColumn(column) as "DOUBLE"];
  return column.shape.length === 0 ? type : api.ARRAY(type, elementsOf(column));
}
