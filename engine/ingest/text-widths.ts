/**
 * The longest text of each text column: tables hold texts of a fixed width.
 * @module
 */
import type { Part, RowsColumn, ScannableSource } from "../../contract/index.js";
import { parseStream } from "./parse-stream.js";

/** Reads the text columns once; no pass where there is none. Bytes by column name. */
export async function textWidths(
  source: ScannableSource,
  parts: readonly Part[],
  threads: number,
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const positions = [...source.columns.keys()].filter((position) => source.columns[position]!.type === "string");
  const widths = new Map(positions.map((position) => [source.columns[position]!.name, 0]));
  if (positions.length === 0) return widths;
  const stream = parseStream(source, parts, threads, positions);
  try {
    for await (const { rows } of stream.pieces()) {
      signal?.throwIfAborted();
      for (const column of rows.columns)
        widths.set(column.name, Math.max(widths.get(column.name)!, widest(column, rows.length)));
    }
  } finally {
    await stream.close();
  }
  return widths;
}

function widest({ dictionary, offsets }: RowsColumn, rows: number): number {
  if (dictionary !== undefined) return dictionary.reduce((most, text) => Math.max(most, Buffer.byteLength(text)), 0);
  let most = 0;
  for (let row = 0; row < rows; row++) most = Math.max(most, offsets![row + 1]! - offsets![row]!);
  return most;
}
