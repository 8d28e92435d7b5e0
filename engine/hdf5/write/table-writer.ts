/**
 * Changes the rows of a table: every flush makes all that was done part of the file at once.
 * @module
 */
import type { RowsParts } from "../../../contract/index.js";
import { EngineError } from "../../errors.js";
import { type AttributeInput, attribute } from "./attributes.js";
import { dropChunks, type StoredChunk, writeIndex } from "./chunk-index.js";
import { commitNode } from "./commit-node.js";
import { type OutputFile, release, requireOpen, rollback } from "./output.js";
import { packRows } from "./pack-rows.js";
import { type ChunkReader, columnsOfRows, createChunkReader } from "./read-chunk.js";
import { createRowSink } from "./row-sink.js";
import { messagesWithRows } from "./table-messages.js";
import { readTarget } from "./target.js";

/** Options of {@link openTableWriter}. */
export interface TableWriterOptions {
  /** Threads that compress and write; as many as are of use unless told, 0 for the caller's own. */
  readonly workers?: number;
}

/** What a writer has done since it was opened. */
export interface WriteReport {
  /** Rows appended. */
  readonly rows: number;
  /** Chunks written. */
  readonly chunks: number;
  /** Chunks that the compressor could not shrink: they are stored as they are, and readers know. */
  readonly rawChunks: number;
  /** Bytes of the rows. */
  readonly bytes: number;
  /** Bytes in the file. */
  readonly storedBytes: number;
}

/** Writes to one table. Calls may overlap; they are done one after the other. */
export interface TableWriter {
  readonly path: string;
  readonly state: "open" | "closed";
  /** Rows of the table, with those that wait for a flush. */
  readonly nrows: number;
  /** Rows that are part of the file. */
  readonly flushedRows: number;
  readonly report: WriteReport;
  /**
   * Appends rows: all of them or, on an error, none.
   * @param rows a column for every column of the table, by name; nested ones by path (`"info/name"`), complex ones as
   *   pairs (shape `[…, 2]`) or real numbers, enums by name or value, texts as texts
   * @throws InvalidArgument for missing, unknown, too long, null and unfitting values; FileAccess when the disk is full
   */
  append(rows: RowsParts): Promise<void>;
  /**
   * Puts other values into rows from `start` on, and flushes.
   * @param rows some of the table's columns; the others stay
   * @throws InvalidArgument as `append`, OutOfBounds
   */
  modify(start: number, rows: RowsParts): Promise<void>;
  /** Takes rows `start <= row < stop` out, and flushes. @throws OutOfBounds */
  removeRows(start: number, stop: number): Promise<void>;
  /** Sets an attribute of the table, or removes it; part of the file with the next flush, together with the rows. */
  setAttribute(name: string, value: AttributeInput | undefined): void;
  /** Makes everything so far part of the file, in one step: a process that dies leaves all of it or none. */
  flush(): Promise<void>;
  /** Forgets what was appended and set since the last flush. */
  discard(): Promise<void>;
  /** Flushes and lets go of the threads. After an error nothing is flushed. */
  close(): Promise<void>;
}

/** Opens a table for writing. @throws InvalidArgument, Unavailable, CorruptData */
export async function openTableWriter(
  file: OutputFile,
  path: string,
  options: TableWriterOptions = {},
): Promise<TableWriter> {
  let target = readTarget(file, path);
  const { layout, leaves } = target;
  const { chunkRows, rowBytes } = layout;
  const sink = createRowSink(file, target, options.workers);
  const totals = { rows: 0, bytes: 0 };
  let attributes = new Map<string, AttributeInput | undefined>();
  let failure: unknown;
  let closed = false;

  /** Goes on at a row, with the rows of its chunk before it. */
  const seek = async (row: number, reader?: ChunkReader): Promise<void> => {
    const before = row % chunkRows;
    const rows =
      before === 0 ? undefined : (reader ?? createChunkReader(file, target)).read((row - before) / chunkRows);
    sink.seek(row, columnsOfRows(target, rows ?? new Uint8Array(), 0, before));
  };
  await seek(target.rows);

  /** Commits; the table has `rows` rows then. */
  const commitRows = async (rows: number): Promise<void> => {
    const replaced = await sink.settle(target.index);
    replaced.push(...dropChunks(target.index, Math.ceil(rows / chunkRows)));
    const index = writeIndex(file, target.index);
    const header = commitNode(file, path, target.header, messagesWithRows(target, rows, index.root, attributes));
    target = { ...target, header, rows };
    index.settle();
    for (const { address, size } of replaced as StoredChunk[]) release(file, address, size);
    attributes = new Map();
    file.dirty.delete(writer);
  };

  /** Appends the rows that are in the file from one row on up to another. */
  const copy = async (reader: ChunkReader, from: number, to: number): Promise<void> => {
    for (let row = from; row < to; ) {
      const first = row % chunkRows;
      const count = Math.min(chunkRows - first, to - row);
      const rows = reader.read((row - first) / chunkRows);
      await sink.put(columnsOfRows(target, rows, first, count), count);
      row += count;
    }
  };

  const forget = async (): Promise<void> => {
    await sink.forget();
    attributes = new Map();
    failure = undefined;
    file.dirty.delete(writer);
    rollback(file);
    target = readTarget(file, path);
    await seek(target.rows);
  };

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  const usable = (): void => {
    requireOpen(file);
    if (closed) throw new EngineError("Closed", `the writer of '${path}' is closed`);
    if (failure !== undefined) throw failure;
  };
  /** Work on the file: when it fails, the writer refuses more until what was done is discarded. */
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    file.dirty.add(writer);
    try {
      await work();
    } catch (error) {
      failure ??= error;
      throw error;
    }
  };
  const checkRange = (start: number, stop: number): void => {
    if (Number.isSafeInteger(start) && Number.isSafeInteger(stop) && start >= 0 && start <= stop && stop <= sink.row)
      return;
    throw new EngineError(
      "OutOfBounds",
      `rows ${start} to ${stop} are out of bounds for '${path}' with ${sink.row} rows`,
    );
  };

  const writer: TableWriter = {
    path,
    get state() {
      return closed ? "closed" : "open";
    },
    get nrows() {
      return sink.row;
    },
    get flushedRows() {
      return target.rows;
    },
    get report() {
      return { ...totals, ...sink.report };
    },
    append: (rows) =>
      inTurn(async () => {
        usable();
        const columns = packRows(leaves, rows, path);
        if (rows.length === 0) return;
        await guarded(() => sink.put(columns, rows.length));
        totals.rows += rows.length;
        totals.bytes += rows.length * rowBytes;
      }),
    modify: (start, rows) =>
      inTurn(async () => {
        usable();
        checkRange(start, start + rows.length);
        const given = leaves.filter(({ path: name }) => rows.columns.some((column) => column.name === name));
        const values = packRows(given, rows, path);
        if (rows.length === 0 || given.length === 0) return;
        await guarded(async () => {
          if (file.dirty.has(writer)) await commitRows(sink.row);
          const { rows: total } = target;
          const reader = createChunkReader(file, { ...target, index: readTarget(file, path).index });
          await seek(start, reader);
          for (let done = 0; done < rows.length; ) {
            const first = (start + done) % chunkRows;
            const count = Math.min(chunkRows - first, rows.length - done);
            const old = columnsOfRows(target, reader.read(Math.floor((start + done) / chunkRows)), first, count);
            const columns = leaves.map((leaf, i) => {
              const at = given.indexOf(leaf);
              return at < 0 ? old[i]! : values[at]!.subarray(done * leaf.width, (done + count) * leaf.width);
            });
            await sink.put(columns, count);
            done += count;
          }
          const stop = start + rows.length;
          await copy(reader, stop, Math.min(total, Math.ceil(stop / chunkRows) * chunkRows));
          await commitRows(total);
          await seek(total);
        });
      }),
    removeRows: (start, stop) =>
      inTurn(async () => {
        usable();
        checkRange(start, stop);
        if (start === stop) return;
        await guarded(async () => {
          await commitRows(sink.row);
          const { rows: total } = target;
          const reader = createChunkReader(file, { ...target, index: readTarget(file, path).index });
          await seek(start, reader);
          await copy(reader, stop, total);
          await commitRows(total - (stop - start));
        });
      }),
    setAttribute(name, value) {
      usable();
      if (value !== undefined) attribute(name, value);
      attributes.set(name, value);
      file.dirty.add(writer);
    },
    flush: () =>
      inTurn(async () => {
        usable();
        if (file.dirty.has(writer)) await guarded(() => commitRows(sink.row));
      }),
    discard: () =>
      inTurn(async () => {
        requireOpen(file);
        await forget();
      }),
    close: () =>
      inTurn(async () => {
        if (closed) return;
        try {
          if (file.dirty.has(writer) && file.state === "open" && failure === undefined) await commitRows(sink.row);
        } finally {
          closed = true;
          file.dirty.delete(writer);
          await sink.close();
        }
      }),
  };
  return writer;
}
