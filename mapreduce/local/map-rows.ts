/**
 * Rows of a table through the mapper of a local job.
 * @module
 */
import { openRowParts, type RowItem, type RowPartReader, type RowParts } from "../../engine/rows/parts.js";
import type { LineContext, Pairs } from "../functions.js";
import { createMapLines, type MapLinesParts, TEXT, type Telling } from "../map-lines.js";

/**
 * Maps the rows of one part.
 * @param parts what the loop over items needs besides
 * @param tidyAfter called after each batch with what is still pending of it
 * @param onRead hears of rows read
 */
export type MapRows = (
  part: number,
  parts: Pick<MapLinesParts<RowItem>, "who" | "strict" | "emit" | "seen">,
  tidyAfter: (pending: Promise<void> | undefined) => Promise<void> | undefined,
  onRead: (rows: number) => void,
) => Promise<void>;

/** Makes it for one thread; the table is opened on first use and closed with the thread. */
export function createMapRows(
  rows: RowParts,
  call: (row: unknown, context: LineContext) => Pairs<unknown, unknown>,
): MapRows {
  const file = rows.descriptor.files[0]?.path ?? "";
  const context = { file: file === "" ? `a '${rows.descriptor.kind}' source` : file };
  let opened: Promise<RowPartReader> | undefined;
  return async (part, parts, tidyAfter, onRead) => {
    opened ??= openRowParts(rows);
    const reader = await opened;
    const mapItems = createMapLines<RowItem>({
      ...parts,
      call: ({ value, row }) => call(value, { file, row }),
      telling: tellRow,
      context,
    });
    await reader.each(part, (items, count) => {
      onRead(count);
      return tidyAfter(mapItems(items));
    });
  };
}

const tellRow: Telling<RowItem> = ({ value, row = -1 }) => ({ line: row, text: textOf(value), isRow: true });

/** A row in words, at most so many characters of it. */
function textOf(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (ArrayBuffer.isView(part)) return Array.from(part as Float64Array);
    return typeof part === "bigint" ? String(part) : part;
  });
  return (text ?? String(value)).slice(0, TEXT);
}
