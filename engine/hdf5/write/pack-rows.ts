/**
 * Rows in memory against a table's columns.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../../contract/index.js";
import { didYouMean, EngineError } from "../../errors.js";
import { columnBytes } from "./column-bytes.js";
import type { StoredLeaf } from "./stored-leaves.js";

/**
 * The bytes of every column of the table, in its order.
 * @throws InvalidArgument when columns are missing or unknown, or values do not fit
 */
export function packRows(leaves: readonly StoredLeaf[], rows: RowsParts, table: string): Uint8Array[] {
  const names = leaves.map(({ path }) => path);
  const given = new Map<string, RowsColumn>(rows.columns.map((column) => [column.name, column]));
  for (const name of given.keys())
    if (!names.includes(name))
      throw new EngineError("InvalidArgument", `table '${table}' has no column '${name}'${didYouMean(name, names)}`);
  return leaves.map((leaf) => {
    const column = given.get(leaf.path);
    if (column === undefined)
      throw new EngineError(
        "InvalidArgument",
        `column '${leaf.path}' of '${table}' is missing from the rows; they have ${[...given.keys()].join(", ") || "none"}`,
      );
    return columnBytes(leaf, column, rows.length);
  });
}
