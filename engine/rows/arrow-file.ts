/**
 * toArrowFile(source, path): tables, rows and columns as Arrow's IPC files.
 * @module
 */
import { basename } from "node:path";
import { writeFully } from "../aggregates/write.js";
import { checkNames } from "../names.js";
import { arrowWriter } from "../native/arrow.js";
import { progressOf, type ScanOptions, signalOf } from "../options.js";
import { followProgress } from "../progress.js";
import { attemptWrite, replaceFile } from "../replace-file.js";
import type { ScanInput } from "../scan.js";
import { rowsBuilder, spelledOut } from "./builder.js";
import { eachPiece } from "./read.js";

/** Options of writing a table. */
export type WriteTableOptions = Pick<ScanOptions, "signal" | "onProgress">;

/** Rows of a record batch. */
const BATCH_ROWS = 65_536;

/**
 * Writes a table, rows or a column as an Arrow IPC file ("Feather" version 2, not compressed), in record batches of
 * 65,536 rows and in constant memory. Texts of dictionaries are written out. The file appears under its name when it
 * is complete; after a failure or abort an earlier file of that name is as it was.
 * @throws FileMissing, FileAccess, what reading the source throws, the signal's reason
 */
export async function toArrowFile(
  source: { readonly input: ScanInput },
  path: string,
  options: WriteTableOptions = {},
): Promise<void> {
  checkNames(options, ["signal", "onProgress"], "toArrowFile");
  const { input } = source;
  const { source: from, columns } = input;
  const schema = columns.map((column) => from.columns[column]!);
  const signal = signalOf(options);
  await replaceFile(path, 0, async (fd, target) => {
    let end = 0;
    const put = (chunks: readonly Uint8Array[]): void => {
      for (const chunk of chunks) {
        attemptWrite(target, () => writeFully(fd, chunk, end));
        end += chunk.byteLength;
      }
    };
    const writer = await arrowWriter(rowsBuilder(schema).finish());
    let builder = rowsBuilder(schema, BATCH_ROWS);
    let written = 0;
    const total = from.access === "indexed" && input.where === undefined ? from.length : undefined;
    const label = `arrow → ${basename(target)}`;
    const progress = followProgress(progressOf(options), { label, unit: "rows", total }, () => written);
    const flush = (): void => {
      const { length, columns: read } = builder.finish();
      const plain = read.map((column) => (column.dictionary === undefined ? column : spelledOut(column, length)));
      put(writer.write({ length, columns: plain }));
      written += length;
      builder = rowsBuilder(schema, BATCH_ROWS);
    };
    try {
      await eachPiece(input, { signal }, ({ columns: read, rows, picked }) => {
        builder.append(read, rows, picked);
        if (builder.length >= BATCH_ROWS) flush();
      });
      if (builder.length > 0) flush();
      put(writer.finish());
      progress.end("done");
    } catch (error) {
      progress.end(signal?.aborted ? "cancelled" : "failed");
      throw error;
    }
  });
}
