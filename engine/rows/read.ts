/**
 * Reading rows of any source on the caller's thread, in turns, a piece at a time.
 * @module
 */
import type { ColumnSchema, ReadRequest, RowsColumn, RowsParts, Source } from "../../contract/index.js";
import { type ScanOptions, signalOf } from "../options.js";
import { BATCH_BYTES } from "../plan.js";
import type { ScanInput } from "../scan.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { openReader } from "../sources/registry.js";
import { compileWhere, whereColumns } from "../where.js";
import { borrowBench, returnBench } from "../workers/bench.js";
import { rowsBuilder } from "./builder.js";
import { elementsOf, storageOf } from "./layout.js";
import { batchColumns } from "./views.js";

/** Milliseconds of reading between turns of the caller's thread. */
const TURN_MS = 8;

/** Rows read at once from columns in a source; views of memory that the next piece overwrites. */
export interface Piece {
  readonly columns: readonly RowsColumn[];
  /** Rows of the columns. */
  readonly rows: number;
  /** Those that count; all without it. */
  readonly picked: Uint32Array | undefined;
}

/** What reading needs; {@link ScanOptions} of which only the signal counts here. */
export interface ReadOptions extends Pick<ScanOptions, "signal"> {
  /** Stop after so many rows. */
  readonly limit?: number;
}

/**
 * Visits the rows of an input in order, in constant memory.
 * @param input `columns` are the positions to read, in the order wanted
 * @param visit takes a piece, which is overwritten afterwards; a promise is awaited
 * @throws SourceChanged and TruncatedFile when a file changes, the signal's reason when aborted
 */
export async function eachPiece(
  input: ScanInput,
  options: ReadOptions,
  visit: (piece: Piece) => void | Promise<void>,
): Promise<void> {
  const { source, where } = input;
  const signal = signalOf(options);
  signal?.throwIfAborted();
  const position = input.columns.length === 1 ? input.columns[0] : undefined;
  const extra = where === undefined ? [] : whereColumns(where, source.columns, position);
  const projection = [...new Set([...input.columns, ...extra])].sort((a, b) => a - b);
  const slots = input.columns.map((column) => projection.indexOf(column));
  const test = where === undefined ? undefined : compileWhere(where, source.columns, position, projection);
  const schema = projection.map((column) => source.columns[column]!);
  for (const file of source.descriptor.files) checkFingerprint(file);
  const reader = await openReader(source.descriptor);
  const bench = borrowBench("auto");
  const { arena } = bench;
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  let turn = performance.now();
  try {
    const requests = await requestsOf(source, schema, where === undefined ? left : undefined);
    for (let { value: request, done } = requests.next(); !done && left > 0; ) {
      const mark = arena.mark();
      const reading = reader.readBatch(request, projection, arena);
      const batch = reading instanceof Promise ? await reading : reading;
      if (batch.more !== true) ({ value: request, done } = requests.next());
      const selection = test?.(batch, arena);
      const views = batchColumns(batch, schema, arena);
      const columns = slots.map((slot) => views[slot]!);
      const chosen = selection && new Uint32Array(arena.buffer, selection.offset, Math.min(selection.count, left));
      const rows = Math.min(batch.rows, chosen === undefined ? left : batch.rows);
      left -= chosen?.length ?? rows;
      const visited = visit({ columns, rows, picked: chosen });
      if (visited !== undefined) await visited;
      arena.reset(mark);
      if (performance.now() - turn > TURN_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        turn = performance.now();
      }
    }
    for (const file of source.descriptor.files) checkFingerprint(file);
  } finally {
    arena.reset();
    returnBench("auto", bench);
    reader.close();
  }
}

/** The rows of an input in memory. @param input as {@link eachPiece} takes it */
export async function readRows(input: ScanInput, options: ReadOptions = {}): Promise<RowsParts> {
  const { source, where, columns } = input;
  const known = source.access === "indexed" && where === undefined ? source.length : 0;
  const schema = columns.map((column) => source.columns[column]!);
  const builder = rowsBuilder(schema, Math.min(known, options.limit ?? known));
  await eachPiece(input, options, ({ columns: read, rows, picked }) => builder.append(read, rows, picked));
  return builder.finish();
}

async function requestsOf(
  source: Source,
  schema: readonly ColumnSchema[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Iterator<ReadRequest>> {
  if (source.access === "scannable") return (await source.parts()).map((part) => ({ part }))[Symbol.iterator]();
  const widest = schema.reduce((most, column) => Math.max(most, widthOf(column)), 1);
  const cached = Math.max(source.chunkRows, Math.floor(BATCH_BYTES / widest));
  const step = Math.min(cached - (cached % source.chunkRows), Math.max(1, limit));
  return ranges(source.length, step);
}

function* ranges(length: number, step: number): Generator<ReadRequest> {
  for (let start = 0; start < length; start += step) yield { rows: { start, stop: Math.min(start + step, length) } };
}

function widthOf(column: ColumnSchema): number {
  const wide = /64|timestamp/.test(storageOf(column.type));
  return elementsOf(column) * (wide ? 8 : 4);
}
