import { inspect, stripVTControlCharacters } from "node:util";
import { MIME, type MimeBundle } from "../../contract/index.js";
import { escapeHtml } from "../escape.js";
import { clip } from "./plain.js";

/** A table of any length, as far as showing it needs it. */
export interface ShownTable {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Values of a row, in the order of the columns. */
  row(index: number): readonly unknown[];
  /** Label of a row; its number where there is none. */
  label?(index: number): string;
}

/** pandas' limits: up to 60 rows whole, longer tables by their ends; up to 20 columns. */
const WHOLE_ROWS = 60;
const EDGE_ROWS = 5;
const COLUMNS = 20;
const CELL_LIMIT = 200;

/** A table as HTML and as aligned text, both with the row count where rows are left out. */
export function tableBundle(table: ShownTable): MimeBundle {
  const grid = gridOf(table);
  return { [MIME.html]: htmlOf(grid), [MIME.plain]: textOf(grid) };
}

/** A table as HTML only. */
export function tableHtml(table: ShownTable): string {
  return htmlOf(gridOf(table));
}

interface Grid {
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
  /** Columns of numbers are aligned to the right. */
  readonly right: readonly boolean[];
  readonly size: string;
}

function gridOf(table: ShownTable): Grid {
  const columns = table.columns.length > COLUMNS ? [...table.columns.slice(0, COLUMNS - 1)] : table.columns;
  const isCut = columns.length < table.columns.length;
  const isLong = table.rows > WHOLE_ROWS;
  const shown = isLong ? EDGE_ROWS : table.rows;
  const indices = Array.from({ length: shown }, (_, index) => index);
  if (isLong) indices.push(...Array.from({ length: EDGE_ROWS }, (_, index) => table.rows - EDGE_ROWS + index));
  const values = indices.map((index) => table.row(index).slice(0, columns.length));
  const body = values.map((row, at) => {
    const cells = [table.label?.(indices[at]) ?? String(indices[at]), ...row.map(cellText)];
    return isCut ? [...cells, "…"] : cells;
  });
  if (isLong) body.splice(EDGE_ROWS, 0, ["…", ...columns.map(() => "…"), ...(isCut ? ["…"] : [])]);
  const right = columns.map((_, column) =>
    values.every((row) => ["number", "bigint", "undefined"].includes(typeof row[column]) || row[column] === null),
  );
  return {
    head: ["", ...columns.map((name) => clip(name, CELL_LIMIT)), ...(isCut ? ["…"] : [])],
    body,
    right: [table.label === undefined, ...right, ...(isCut ? [false] : [])],
    size: `${table.rows} ${table.rows === 1 ? "row" : "rows"} × ${table.columns.length} ${table.columns.length === 1 ? "column" : "columns"}`,
  };
}

/** A value in a cell: text as it is, everything else on one line as Node prints it. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  let text: string;
  try {
    text = typeof value === "string" ? value : inspect(value, { depth: 1, maxArrayLength: 5, breakLength: Infinity });
  } catch {
    text = "[cannot be shown]";
  }
  return clip(stripVTControlCharacters(text).replace(/\s+/g, " "), CELL_LIMIT);
}

function htmlOf({ head, body, right, size }: Grid): string {
  const align = (column: number): string =>
    right[column] ? ' style="text-align: right"' : ' style="text-align: left"';
  const cells = (row: readonly string[], tag: "th" | "td"): string =>
    row
      .map((text, column) => {
        const name = column === 0 ? "th" : tag;
        return `<${name}${align(column)}>${escapeHtml(text)}</${name}>`;
      })
      .join("");
  const rows = body.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n");
  return `<table>\n<thead><tr>${cells(head, "th")}</tr></thead>\n<tbody>\n${rows}\n</tbody>\n</table>\n<p>${size}</p>`;
}

function textOf({ head, body, right, size }: Grid): string {
  const lines = [head, ...body].map((row) => row.map((text) => clip(text, 50)));
  const widths = head.map((_, column) => Math.max(...lines.map((row) => row[column].length)));
  const aligned = lines.map((row) =>
    row
      .map((text, column) => (right[column] ? text.padStart(widths[column]) : text.padEnd(widths[column])))
      .join("  ")
      .trimEnd(),
  );
  return [...aligned, "", size].join("\n");
}
