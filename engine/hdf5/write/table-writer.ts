/**
 * Appends rows to a table: columns gather into batches, threads make chunks of them, a flush makes all of it part of
 * the file at once.
 * @module
 */
import { availableParallelism } from "node:os";
import type { RowsParts } from "../../../contract/index.js";
import { EngineError } from "../../errors.js";
import { type AttributeInput, attribute, attributeName } from "./attributes.js";
import { createBatchPool } from "./batch-pool.js";
import type { WrittenBatch } from "./batch-task.js";
import { chunkAt, setChunk, writeIndex } from "./chunk-index.js";
import { batchRows, columnStarts } from "./chunk-layout.js";
import { commitHeader } from "./header.js";
import { writeMemory } from "./kernels.js";
import { planMemory } from "./memory-plan.js";
import { chunkedLayout, growingSpace, MESSAGE, type Message } from "./messages.js";
import { type OutputFile, release, requireOpen, rollback } from "./output.js";
import { packRows } from "./pack-rows.js";
import { readTail } from "./read-chunk.js";
import { readTarget, type TableTarget } from "./target.js";

/** Options of {@link openTableWriter}. */
export interface TableWriterOptions {
  /** Threads that compress and write; the number of cores unless told, 0 for the caller's own. */
  readonly workers?: number;
}

/** What a writer has done since it was opened. */
export interface WriteReport {
  readonly rows: number;
  readonly chunks: number;
  /** Chunks that the compressor could not shrink: they are stored as they are, and readers know. */
  readonly rawChunks: number;
  /** Bytes of the rows. */
  readonly bytes: number;
  /** Bytes in the file. */
  readonly storedBytes: number;
}

/** Appends to one table. Calls may overlap; they are done one after the other. */
export interface TableWriter {
  readonly path: string;
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
  /** Sets an attribute of the table; part of the file with the next flush, together with the rows. */
  setAttribute(name: string, value: AttributeInput | undefined): void;
  /** Makes everything so far part of the file, in one step: a process that dies leaves all of it or none. */
  flush(): Promise<void>;
  /** Forgets what was appended and set since the last flush. */
  discard(): Promise<void>;
  /** Flushes and lets go of the threads. */
  close(): Promise<void>;
}

/** More slots than threads, so that rows can gather while chunks are made. */
const SPARE_SLOTS = 2;

/** Opens a table for appending. @throws InvalidArgument, Unavailable, CorruptData */
export async function openTableWriter(
  file: OutputFile,
  path: string,
  options: TableWriterOptions = {},
): Promise<TableWriter> {
  let target = readTarget(file, path);
  const { layout, leaves } = target;
  const { starts, bytes } = columnStarts(layout);
  const perBatch = batchRows(layout);
  const threads = options.workers ?? availableParallelism();
  const plan = planMemory(layout, threads + SPARE_SLOTS, threads + 1);
  const memory = writeMemory(plan.bytes);
  const views = plan.slots.map((at) => new Uint8Array(memory.buffer, at, bytes));
  const turn = new SharedArrayBuffer(4);
  const end = file.end.buffer as SharedArrayBuffer;
  const pool = createBatchPool(
    { path: file.path, fd: file.fd, layout, fill: target.fill, memory, plan, end, turn },
    threads,
  );
  const totals = { rows: 0, chunks: 0, rawChunks: 0, bytes: 0, storedBytes: 0 };

  /** Slots that nobody uses, and those who wait for one. */
  const free = plan.slots.map((_, i) => i);
  const wanting: ((slot: number) => void)[] = [];
  const takeSlot = (): Promise<number> | number =>
    free.pop() ?? new Promise<number>((resolve) => wanting.push(resolve));
  const giveSlot = (slot: number): void => {
    const next = wanting.shift();
    if (next === undefined) free.push(slot);
    else next(slot);
  };

  let batch = 0;
  let slot = free.pop()!;
  /** Rows in the slot, and the table's row that its first one is. */
  let filled = 0;
  let base = 0;
  let pending: Promise<void>[] = [];
  let written: { readonly first: number; readonly done: WrittenBatch }[] = [];
  let failure: unknown;
  let closed = false;
  let attributes = new Map<string, AttributeInput | undefined>();
  let dirty = false;

  const load = async (): Promise<void> => {
    base = Math.floor(target.rows / layout.chunkRows) * layout.chunkRows;
    filled = target.rows - base;
    if (filled > 0) await readTail(file, target, filled, views[slot]!, starts);
  };
  await load();

  /** Hands the slot over; its rows from `keep` on stay with the writer, in another slot. */
  const dispatch = async (keep: number): Promise<void> => {
    const [from, rows, first] = [slot, filled, base];
    const next = await takeSlot();
    if (keep < rows)
      leaves.forEach(({ width }, i) => {
        const start = starts[i]!;
        views[next]!.set(views[from]!.subarray(start + keep * width, start + rows * width), start);
      });
    [slot, filled, base] = [next, rows - keep, first + keep];
    const task = pool.run({ batch: batch++, slot: from, rows }).then(
      (done) => {
        written.push({ first, done });
        giveSlot(from);
      },
      (error: unknown) => {
        failure ??= error;
        giveSlot(from);
      },
    );
    pending.push(task);
  };

  const put = async (columns: readonly Uint8Array[], rows: number): Promise<void> => {
    for (let done = 0; done < rows; ) {
      const count = Math.min(rows - done, perBatch - filled);
      leaves.forEach(({ width }, i) => {
        const part = columns[i]!.subarray(done * width, (done + count) * width);
        views[slot]!.set(part, starts[i]! + filled * width);
      });
      filled += count;
      done += count;
      if (filled === perBatch) await dispatch(perBatch);
    }
  };

  const settle = async (): Promise<void> => {
    await Promise.all(pending);
    pending = [];
    if (failure !== undefined) throw failure;
    for (const { first, done } of written.sort((a, b) => a.done.batch - b.done.batch)) {
      let { address } = done;
      done.sizes.forEach((size, i) => {
        const number = first / layout.chunkRows + i;
        const former = chunkAt(target.index, number);
        if (former !== undefined) replaced.push(former);
        setChunk(file, target.index, number, { size, mask: done.masks[i]!, address });
        address += size;
        totals.chunks++;
        totals.storedBytes += size;
        if (layout.coding.library !== undefined && size >= layout.chunkRows * layout.rowBytes) totals.rawChunks++;
      });
    }
    written = [];
  };
  let replaced: { readonly address: number; readonly size: number }[] = [];

  const commitRows = async (): Promise<void> => {
    const rows = base + filled;
    const partial = filled % layout.chunkRows;
    if (filled > 0) await dispatch(filled - partial);
    await settle();
    const index = writeIndex(file, target.index);
    const header = commitHeader(file, target.header, changed(target, rows, index.root, attributes));
    target = { ...target, header, rows };
    index.settle();
    for (const { address, size } of replaced) release(file, address, size);
    replaced = [];
    attributes = new Map();
    dirty = false;
  };

  const forget = async (): Promise<void> => {
    await Promise.all(pending);
    pending = [];
    written = [];
    replaced = [];
    failure = undefined;
    attributes = new Map();
    rollback(file);
    target = readTarget(file, path);
    await load();
    dirty = false;
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

  return {
    path,
    get nrows() {
      return base + filled;
    },
    get flushedRows() {
      return target.rows;
    },
    get report() {
      return { ...totals };
    },
    append: (rows) =>
      inTurn(async () => {
        usable();
        const columns = packRows(leaves, rows, path);
        if (rows.length === 0) return;
        dirty = true;
        await put(columns, rows.length);
        totals.rows += rows.length;
        totals.bytes += rows.length * layout.rowBytes;
        if (failure !== undefined) throw failure;
      }),
    setAttribute(name, value) {
      usable();
      if (value !== undefined) attribute(name, value);
      attributes.set(name, value);
      dirty = true;
    },
    flush: () =>
      inTurn(async () => {
        usable();
        if (dirty) await commitRows();
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
          if (dirty && file.state === "open") {
            if (failure !== undefined) throw failure;
            await commitRows();
          }
        } finally {
          closed = true;
          await pool.close();
        }
      }),
  };
}

/** The table's messages with new rows, index and attributes. */
function changed(
  { header, layout }: TableTarget,
  rows: number,
  root: number | bigint,
  attributes: ReadonlyMap<string, AttributeInput | undefined>,
): Message[] {
  const all = new Map(attributes).set("NROWS", BigInt(rows));
  const messages = header.messages.flatMap((message): Message[] => {
    if (message.type === MESSAGE.dataspace) return [growingSpace(rows)];
    if (message.type === MESSAGE.layout) return [chunkedLayout(root, layout.chunkRows, layout.rowBytes)];
    const name = attributeName(message);
    if (name === undefined || !all.has(name)) return [message];
    const value = all.get(name);
    all.delete(name);
    return value === undefined ? [] : [attribute(name, value)];
  });
  for (const [name, value] of all) if (value !== undefined) messages.push(attribute(name, value));
  return messages;
}
