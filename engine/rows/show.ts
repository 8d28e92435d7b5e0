/**
 * Tables as text and HTML: names, types, head and tail, and how many rows there are.
 * @module
 */
import { inspect } from "node:util";
import type { ColumnSchema, MimeBundle } from "../../contract/index.js";
import { timeText } from "./export.js";
import { type Cell, typeText } from "./layout.js";

/** What is shown of a table. */
export interface Shown {
  readonly columns: readonly Pick<ColumnSchema, "name" | "type" | "shape">[];
  /** First rows, each in the order of the columns. */
  readonly head: readonly (readonly Cell[])[];
  /** Last rows; none where all are in the head, or where the end is not known. */
  readonly tail: readonly (readonly Cell[])[];
  /** Rows in all; undefined where a pass would be needed to know. */
  readonly rows: number | undefined;
  /** What the table is, for its last line: `"data/weather.csv"`. */
  readonly source?: string;
}

/** Rows shown whole; longer tables by their ends. */
export const WHOLE_ROWS = 20;

/** Rows shown of either end of a longer table. */
export const EDGE_ROWS = 5;

const MOST_COLUMNS = 20;
const WIDEST = 50;

/** The table as HTML and as aligned text. */
export function showBundle(shown: Shown): MimeBundle {
  const grid = gridOf(shown);
  return { "text/html": htmlOf(grid), "text/plain": textOf(grid) };
}

/** The table as aligned text. */
export function showText(shown: Shown): string {
  return textOf(gridOf(shown));
}

interface Grid {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly right: readonly boolean[];
  readonly body: readonly (readonly string[])[];
  readonly size: string;
}

function gridOf({ columns, head, tail, rows, source }: Shown): Grid {
  const shown = columns.length > MOST_COLUMNS ? columns.slice(0, MOST_COLUMNS - 1) : columns;
  const cut = shown.length < columns.length;
  const more = cut ? ["…"] : [];
  const line = (row: readonly Cell[], number: number): string[] => [
    String(number),
    ...shown.map((column, i) => cellText(row[i]!, column.type)),
    ...more,
  ];
  const isOpen = rows === undefined && head.length > 0;
  const gap = tail.length > 0 || isOpen ? [["…", ...shown.map(() => "…"), ...more]] : [];
  const body = [
    ...head.map((row, i) => line(row, i)),
    ...gap,
    ...tail.map((row, i) => line(row, rows! - tail.length + i)),
  ];
  const many = (n: number, word: string): string => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
  const size = `${rows === undefined ? "rows not counted" : many(rows, "row")} × ${many(columns.length, "column")}`;
  return {
    names: ["", ...shown.map(({ name }) => clip(name)), ...more],
    types: ["", ...shown.map(typeText), ...more],
    right: [
      true,
      ...shown.map(({ type, shape }) => shape.length === 0 && !/string|binary|bool/.test(type)),
      ...(cut ? [false] : []),
    ],
    body,
    size: source === undefined ? size : `${size} · ${source}`,
  };
}

function cellText(cell: Cell, type: string): string {
  if (cell === null) return "null";
  if (typeof cell === "bigint" && type.startsWith("timestamp")) return timeText(cell, type).replace("T", " ");
  if (typeof cell === "number" && !Number.isInteger(cell)) return String(Number(cell.toPrecision(10)));
  if (typeof cell === "string") return clip(cell.replace(/\s+/g, " ").replace(/\p{Cc}/gu, "�"));
  if (ArrayBuffer.isView(cell) || Array.isArray(cell)) return clip(listText(cell as ArrayLike<unknown>));
  return String(cell);
}

function listText(values: ArrayLike<unknown>): string {
  const some = Array.from({ length: Math.min(values.length, 12) }, (_, i) =>
    inspect(values[i], { breakLength: Infinity }),
  );
  return `[${some.join(", ")}${values.length > some.length ? ", …" : ""}]`;
}

function clip(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

function textOf({ names, types, right, body, size }: Grid): string {
  const lines = [names, types, ...body];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (right[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
  return [...text, "", size].join("\n");
}

function htmlOf({ names, types, right, body, size }: Grid): string {
  const align = (column: number): string => ` style="text-align: ${right[column] ? "right" : "left"}"`;
  const head = names
    .map((name, i) => {
      const type = types[i] === "" || types[i] === "…" ? "" : `<br><small>${escaped(types[i]!)}</small>`;
      return `<th${align(i)}>${escaped(name)}${type}</th>`;
    })
    .join("");
  const rows = body.map((line) => {
    const cells = line.map(
      (cell, i) => `<t${i === 0 ? "h" : "d"}${align(i)}>${escaped(cell)}</t${i === 0 ? "h" : "d"}>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>\n<p>${escaped(size)}</p>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
