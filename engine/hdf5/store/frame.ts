/**
 * Rows of a stored table as columns of a frame.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../../contract/index.js";
import { EngineError } from "../../errors.js";
import { cutColumn } from "../../rows/cut.js";
import type { FrameColumn, FrameLayout } from "./layout.js";

/**
 * Takes vectors apart and names columns as the frame does.
 * @param rows of the stored table
 * @param categories texts of categories, by stored column
 */
export function frameRows(
  { columns }: FrameLayout,
  rows: RowsParts,
  categories: ReadonlyMap<string, readonly string[]>,
): RowsParts {
  const stored = new Map(rows.columns.map((column) => [column.name, column]));
  return {
    length: rows.length,
    columns: columns.flatMap((column): RowsColumn[] => {
      const from = stored.get(column.stored);
      return from === undefined ? [] : [frameColumn(column, from, rows.length, categories.get(column.stored))];
    }),
  };
}

function frameColumn(
  { name, place, type, category }: FrameColumn,
  stored: RowsColumn,
  rows: number,
  texts: readonly string[] | undefined,
): RowsColumn {
  const column = place === undefined ? { ...stored, name } : elementOf(name, stored, place, rows);
  if (category && texts !== undefined) return coded(column, rows, texts);
  return type === undefined ? column : { ...column, type };
}

/** One element of every row's vector. */
function elementOf(name: string, stored: RowsColumn, place: number, rows: number): RowsColumn {
  const width = stored.shape[0]!;
  if (stored.shape.length !== 1)
    throw new EngineError(
      "Unavailable",
      `column '${stored.name}' has shape (${stored.shape.join(", ")}); pandas' blocks are vectors`,
    );
  const { offsets, values, type } = stored;
  if (offsets !== undefined) {
    const parts = Array.from({ length: rows }, (_, row) =>
      cutColumn({ ...stored, shape: [] }, row * width + place, row * width + place + 1),
    );
    const starts = new Int32Array(rows + 1);
    const texts = parts.map((part) => (part.values as Uint8Array).subarray(part.offsets![0], part.offsets![1]));
    texts.forEach((text, row) => {
      starts[row + 1] = starts[row]! + text.length;
    });
    return { name, type, shape: [], values: new Uint8Array(Buffer.concat(texts)), offsets: starts };
  }
  const picked = values.slice(0, rows);
  for (let row = 0; row < rows; row++) picked[row] = values[row * width + place]!;
  return { name, type, shape: [], values: picked };
}

/** Codes with their texts; pandas' code -1 is null. */
function coded(column: RowsColumn, rows: number, dictionary: readonly string[]): RowsColumn {
  const values = new Int32Array(rows);
  const validity = new Uint8Array((rows + 7) >> 3);
  let nulls = 0;
  for (let row = 0; row < rows; row++) {
    const code = Number(column.values[row]);
    if (code >= 0) validity[row >> 3]! |= 1 << (row & 7);
    else nulls++;
    values[row] = Math.max(code, 0);
  }
  const valid = nulls === 0 ? {} : { validity };
  return { name: column.name, type: "string", shape: [], values, dictionary, ...valid };
}
