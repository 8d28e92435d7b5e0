/**
 * DuckDB as we use it: connections, queries, and tables whose rows come from elsewhere.
 * @module
 */
import type { ColumnSchema, RowsParts } from "../../contract/index.js";
import type { Feed } from "../sql/feed.js";
import type { SqlParameters } from "../sql/types.js";

/** How a database is opened. */
export interface DuckDBOptions {
  /** Path of a `.duckdb` file; default in memory. */
  readonly path?: string;
  /** Open the file for reading only. */
  readonly readOnly?: boolean;
  /** Threads; default all cores. */
  readonly threads?: number;
  /** Memory in bytes before work goes to the disk or is refused; default 1 GiB. */
  readonly memory?: number;
}

/** Options of a query. */
export interface QueryOptions {
  readonly parameters?: SqlParameters | undefined;
  /** Stops the query; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Asked for a table that the database does not have; true when it has it now. */
  readonly missing?: (table: string) => Promise<boolean>;
}

/** The rows of a query, as they are found. */
export interface DuckDBRows {
  readonly columns: readonly ColumnSchema[];
  /** The next rows, up to 2,048; undefined when there are no more. Nothing is read ahead. */
  next(): Promise<RowsParts | undefined>;
}

/** A connection to a database. Queries on one connection run one after the other. */
export interface DuckDB {
  /** Runs statements; the rows are those of the last one. @throws EngineError in DuckDB's words */
  query(sql: string, options?: QueryOptions): Promise<DuckDBRows>;
  /** Runs one statement; its rows are held by DuckDB and taken from there: quicker than {@link query}, while they are few. */
  all(sql: string): Promise<Iterable<RowsParts>>;
  /** Makes a table of rows from elsewhere: a view of this connection. */
  register(name: string, feed: Feed): Promise<void>;
  /** Takes the view away again. */
  unregister(name: string): Promise<void>;
  close(): void;
}
