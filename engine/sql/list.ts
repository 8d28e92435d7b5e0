/**
 * Whole results of queries about files, for opening them.
 * @module
 */
import type { ColumnSchema, RowsParts } from "../../contract/index.js";
import { rowsBuilder } from "../rows/builder.js";
import { runQuery } from "./client.js";

/** Runs a query that names files only, and gives all its rows. */
export async function queryAll(sql: string, signal?: AbortSignal): Promise<RowsParts> {
  let builder = rowsBuilder([]);
  await runQuery(
    { sql, signal, table: () => undefined },
    {
      columns: (columns) => {
        builder = rowsBuilder(columns);
      },
      rows: (rows) => builder.append(rows.columns, rows.length),
    },
  );
  return builder.finish();
}

/** The columns of a query, without its rows. */
export async function queryColumns(sql: string, signal?: AbortSignal): Promise<readonly ColumnSchema[]> {
  let found: readonly ColumnSchema[] = [];
  await runQuery(
    { sql: `SELECT * FROM (${sql}) LIMIT 0`, signal, table: () => undefined },
    {
      columns: (columns) => {
        found = columns;
      },
      rows() {},
    },
  );
  return found;
}
