/**
 * A list of rows as a table of the page.
 * @module
 */
import type { ListedRows } from "../contract/index.js";
import { LIMIT } from "./rows.js";

/** A table of rows; all of it text, whatever the data holds. */
export function rowTable({ columns, rows }: ListedRows): HTMLElement {
  const table = document.createElement("table");
  const caption = table.createCaption();
  caption.textContent =
    rows.length === 0
      ? "no rows here"
      : `the first ${rows.length === 1 ? "row" : `${rows.length} rows`} here${rows.length < LIMIT ? ", all of them" : ""}`;
  const head = table.createTHead().insertRow();
  for (const name of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const value of row) line.insertCell().textContent = value === null ? "" : String(value);
  }
  return table;
}
