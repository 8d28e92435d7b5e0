/**
 * sql(query): DuckDB over files and over our tables by name.
 * @module
 */
import { ambient } from "../../contract/index.js";
import { didYouMean, EngineError, isEngineError } from "../errors.js";
import { checkNames } from "../names.js";
import { signalOf } from "../options.js";
import { type RowsBuilder, rowsBuilder } from "../rows/builder.js";
import { Rows } from "../rows/rows.js";
import type { Schema } from "../rows/schema.js";
import type { ScanInput } from "../scan.js";
import { runQuery } from "./client.js";
import { missingTable } from "./errors.js";
import { tableInput } from "./tables.js";
import type { SqlParameters } from "./types.js";

/** Options of {@link sql}. */
export interface SqlOptions {
  /**
   * Tables by the names they have in the query: tables, rows, columns, memory maps, Arrow tables. In a notebook its
   * variables are found by their names, unless the database has a table of that name.
   */
  readonly tables?: { readonly [name: string]: object };
  /** A DuckDB file that lasts; made when it is not there. Without it a database in memory, which the session keeps. */
  readonly database?: string;
  /** Open the database file for reading only. */
  readonly readOnly?: boolean;
  /** Values for `$name`, or for `?` in order. They are never part of the text. */
  readonly parameters?: SqlParameters;
  /** Stops the query; default the running cell's signal. */
  readonly signal?: AbortSignal;
}

/**
 * Runs SQL in DuckDB, in a thread of its own, and gives the rows of the last statement. Files stand in quotes
 * (`FROM 'data/*.csv'`, also Parquet and JSON, relative to the notebook's folder); tables of ours stand by their names
 * and are streamed through, so they may be larger than memory. DuckDB uses 1 GiB before it goes to the disk
 * (`SET memory_limit = '4GB'`).
 * @throws Sql in DuckDB's words with the place, FileMissing, FileAccess, CorruptData, OutOfMemory, InvalidArgument for
 * tables that are none
 * @example await sql("SELECT country, avg(temp) FROM weather WHERE year > $from GROUP BY ALL", { tables: { weather }, parameters: { from: 1990 } })
 */
export async function sql<S extends Schema = Schema>(query: string, options: SqlOptions = {}): Promise<Rows<S>> {
  checkNames(options, ["tables", "database", "readOnly", "parameters", "signal"], "sql");
  if (typeof query !== "string" || query.trim() === "")
    throw new EngineError("InvalidArgument", `expected a query, as in "SELECT 1", got ${JSON.stringify(query)}`);
  const { tables = {}, database, readOnly, parameters } = options;
  const given = givenTables(tables);
  let builder: RowsBuilder = rowsBuilder([]);
  const variables = notebookTables();
  try {
    await runQuery(
      {
        sql: query,
        database,
        ...(readOnly === undefined ? {} : { readOnly }),
        parameters,
        table: (name) => given.get(name) ?? variables.get(name)?.(),
        signal: signalOf(options),
      },
      {
        columns(columns) {
          builder = rowsBuilder(columns);
        },
        rows: (rows) => builder.append(rows.columns, rows.length),
      },
    );
  } catch (error) {
    throw withNearest(error, [...given.keys(), ...variables.keys()]);
  }
  return new Rows<S>(builder.finish());
}

function givenTables(tables: { readonly [name: string]: object }): ReadonlyMap<string, ScanInput> {
  return new Map(
    Object.entries(tables).map(([name, value]) => {
      const input = tableInput(value);
      if (input !== undefined) return [name, input];
      const kind = typeof value === "object" && value !== null ? (value.constructor?.name ?? "object") : typeof value;
      throw new EngineError(
        "InvalidArgument",
        `table '${name}' is a ${kind}; expected a table, rows, a column, a memory map or an Arrow table, or rows(…) of the value`,
      );
    }),
  );
}

/** The notebook's variables that can be tables; looked into only when a query names them. */
function notebookTables(): ReadonlyMap<string, () => ScanInput | undefined> {
  const variables = ambient()?.session?.variables() ?? [];
  return new Map(variables.map(({ name, value }) => [name, () => tableInput(value)]));
}

/** Adds the nearest of our names to DuckDB's words about a table that is not there. */
function withNearest(error: unknown, names: readonly string[]): unknown {
  if (!isEngineError(error, "Sql")) return error;
  const missing = missingTable(error);
  if (missing === undefined) return error;
  const hint = didYouMean(missing, names);
  return hint === "" ? error : new EngineError("Sql", `${error.message}\n${hint.slice(2)}`, error);
}
