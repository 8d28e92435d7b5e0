/**
 * DuckDB inside threads that read for scans: one thread each, little memory, connections used again.
 * @module
 */
import type { RowsParts } from "../../contract/index.js";
import { type DuckDB, openDuckDB } from "../native/duckdb.js";

/** Bytes each thread's DuckDB may use; row groups are decoded one after the other. */
const MEMORY = 256 << 20;

/** Connections kept for the next reader. */
const KEEP = 2;

/** Connections of this thread that no reader uses now. */
const idle: DuckDB[] = [];

/** A query whose rows are taken a few at a time. */
export interface Stream {
  /** The next rows; undefined at the end. */
  next(): Promise<RowsParts | undefined>;
}

/** A connection for one reader. */
export interface ReaderConnection {
  /** Starts a query; one that runs is given up. */
  stream(sql: string): Promise<Stream>;
  /** Rows of a query, which are few enough to be held. */
  rows(sql: string): Promise<Iterable<RowsParts>>;
  /** Gives the connection back. */
  close(): void;
}

/** A connection that reads the footer of a file once. */
async function fresh(): Promise<DuckDB> {
  const connection = await openDuckDB({ threads: 1, memory: MEMORY });
  for (const _ of await connection.all("SET parquet_metadata_cache = true"));
  return connection;
}

/** A connection that opens when it is first asked. */
export function readerConnection(): ReaderConnection {
  let open: Promise<DuckDB> | undefined;
  const connected = (): Promise<DuckDB> => {
    open ??= Promise.resolve(idle.pop() ?? fresh());
    return open;
  };
  return {
    stream: async (sql) => (await connected()).query(sql),
    rows: async (sql) => (await connected()).all(sql),
    close() {
      void open?.then(
        (db) => void (idle.length < KEEP ? idle.push(db) : db.close()),
        () => undefined,
      );
    },
  };
}
