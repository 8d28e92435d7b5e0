/**
 * Rows of files into a table, file by file.
 * @module
 */
import type { RowProblems, RowsParts } from "../../contract/index.js";
import type { TableWriter } from "../hdf5/write/table-writer.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { entryOf, LEDGER, type LedgerEntry } from "./ledger.js";
import { parseStream } from "./parse-stream.js";
import type { IngestPlan } from "./plan.js";
import { storable } from "./storable.js";

/** What follows an ingest. */
export interface IngestWatch {
  readonly signal: AbortSignal | undefined;
  /** Takes bytes of text that are done. */
  onBytes(done: number): void;
  /** Takes rows that were appended, the first one being row `first` of the table. */
  onRows(rows: RowsParts, first: number): void;
}

/** Appends the rows of all missing files; those of each file become part of the table together, or not at all. */
export async function runIngest(
  { sniffed, source, missing, parts }: IngestPlan,
  writer: TableWriter,
  known: readonly LedgerEntry[],
  threads: number,
  watch: IngestWatch,
): Promise<RowProblems> {
  const stream = parseStream(source, parts, threads);
  const lastPart = new Map(parts.map(({ file, index }) => [file, index]));
  let ledger = known;
  let turn = 0;
  let first = writer.nrows;
  let bytes = 0;

  /** Makes the rows of a file part of the table; all files without it. Files without rows before it come along. */
  const settle = async (file?: number): Promise<void> => {
    for (let settled: number | undefined; turn < missing.length && (settled !== file || file === undefined); turn++) {
      settled = missing[turn]!;
      const entry = sniffed.files[settled]!;
      checkFingerprint(entry);
      ledger = [...ledger, entryOf(entry, lastPart.has(settled) ? writer.nrows - first : 0)];
    }
    first = writer.nrows;
    writer.setAttribute(LEDGER, JSON.stringify(ledger));
    await writer.flush();
  };

  try {
    for await (const { part, rows, last } of stream.pieces()) {
      watch.signal?.throwIfAborted();
      const stored = storable(rows, `'${sniffed.files[part.file]!.path}'`);
      const at = writer.nrows;
      await writer.append(stored);
      watch.onRows(stored, at);
      if (last) bytes += part.bytes.stop - part.bytes.start;
      watch.onBytes(bytes);
      if (last && lastPart.get(part.file) === part.index) await settle(part.file);
    }
    if (turn < missing.length) await settle();
    return stream.problems();
  } catch (error) {
    await writer.discard().catch(() => undefined);
    throw error;
  } finally {
    await stream.close();
  }
}
