/**
 * Where rows become chunks: columns gather in slots of a shared memory, threads make chunks of full slots and write
 * them. Nothing here is part of the file until somebody commits it.
 * @module
 */
import { availableParallelism } from "node:os";
import { createBatchPool } from "./batch-pool.js";
import type { WrittenBatch } from "./batch-task.js";
import { type ChunkIndex, chunkAt, type StoredChunk, setChunk } from "./chunk-index.js";
import { batchRows, columnStarts } from "./chunk-layout.js";
import { borrowMemory, returnMemory } from "./kernels.js";
import { planMemory } from "./memory-plan.js";
import type { OutputFile } from "./output.js";
import type { TableTarget } from "./target.js";

/** Bytes of each column, in native order, rows one after the other. */
export type ColumnBytes = readonly Uint8Array[];

/** Chunks that were written, and what happened to them. */
export interface SinkReport {
  chunks: number;
  /** Chunks that the compressor could not shrink. */
  rawChunks: number;
  storedBytes: number;
}

/** Takes rows from one place of a table on. */
export interface RowSink {
  /** The table's row that comes next. */
  readonly row: number;
  readonly report: Readonly<SinkReport>;
  /**
   * Goes on at a row; what waits is forgotten.
   * @param before columns of the rows between the beginning of that row's chunk and the row
   */
  seek(row: number, before: ColumnBytes): void;
  /** Takes rows; waits while all threads are busy. */
  put(columns: ColumnBytes, rows: number): Promise<void>;
  /**
   * Waits for all chunks and notes them in the index; the last, partial one is written too, and its rows stay, so
   * that rows can follow.
   * @returns chunks that are no longer the table's
   */
  settle(index: ChunkIndex): Promise<StoredChunk[]>;
  /** Waits for the threads and forgets what they did. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** More slots than threads, so that rows can gather while chunks are made. */
const SPARE_SLOTS = 2;

/**
 * Makes a sink for a table.
 * @param threads that compress and write, 0 for the caller's own; unless told the number of cores, and one where there
 *   is nothing to compress: a file takes one write at a time, and who waits for it keeps a core busy
 */
export function createRowSink(
  file: OutputFile,
  target: TableTarget,
  threads: number = target.layout.coding.library === undefined ? 1 : availableParallelism(),
): RowSink {
  const { layout, leaves, fill } = target;
  const { chunkRows } = layout;
  const { starts, bytes } = columnStarts(layout);
  const perBatch = batchRows(layout);
  const plan = planMemory(layout, threads + SPARE_SLOTS, threads + 1);
  const memory = borrowMemory(plan.bytes);
  const views = plan.slots.map((at) => new Uint8Array(memory.buffer, at, bytes));
  const turn = new SharedArrayBuffer(4);
  const end = file.end.buffer as SharedArrayBuffer;
  const pool = createBatchPool({ path: file.path, fd: file.fd, layout, fill, memory, plan, end, turn }, threads);
  const report: SinkReport = { chunks: 0, rawChunks: 0, storedBytes: 0 };

  const free = plan.slots.map((_, i) => i);
  const wanting: ((slot: number) => void)[] = [];
  const takeSlot = async (): Promise<number> => free.pop() ?? new Promise<number>((resolve) => wanting.push(resolve));
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

  /** Hands the slot over; its rows from `keep` on stay, in another slot. */
  const dispatch = async (keep: number): Promise<void> => {
    const [from, rows, first] = [slot, filled, base];
    const next = await takeSlot();
    leaves.forEach(({ width }, i) => {
      const start = starts[i]!;
      views[next]!.set(views[from]!.subarray(start + keep * width, start + rows * width), start);
    });
    [slot, filled, base] = [next, rows - keep, first + keep];
    const task = pool.run({ batch: batch++, slot: from, rows }).then(
      (done) => void written.push({ first, done }),
      (error: unknown) => {
        failure ??= error;
      },
    );
    pending.push(task.then(() => giveSlot(from)));
  };

  const note = (index: ChunkIndex): StoredChunk[] => {
    const replaced: StoredChunk[] = [];
    for (const { first, done } of written.sort((a, b) => a.done.batch - b.done.batch)) {
      let { address } = done;
      done.sizes.forEach((size, i) => {
        const number = first / chunkRows + i;
        const former = chunkAt(index, number);
        if (former !== undefined) replaced.push(former);
        setChunk(index, number, { size, mask: done.masks[i]!, address });
        address += size;
        report.chunks++;
        report.storedBytes += size;
        if (layout.coding.library !== undefined && size >= chunkRows * layout.rowBytes) report.rawChunks++;
      });
    }
    written = [];
    return replaced;
  };

  return {
    get row() {
      return base + filled;
    },
    report,
    seek(row, before) {
      base = Math.floor(row / chunkRows) * chunkRows;
      filled = row - base;
      leaves.forEach((_, i) => void views[slot]!.set(before[i]!, starts[i]!));
    },
    async put(columns, rows) {
      for (let done = 0; done < rows; ) {
        if (failure !== undefined) throw failure;
        const count = Math.min(rows - done, perBatch - filled);
        leaves.forEach(({ width }, i) => {
          const part = columns[i]!.subarray(done * width, (done + count) * width);
          views[slot]!.set(part, starts[i]! + filled * width);
        });
        filled += count;
        done += count;
        if (filled === perBatch) await dispatch(perBatch);
      }
    },
    async settle(index) {
      if (filled > 0) await dispatch(filled - (filled % chunkRows));
      await Promise.all(pending);
      pending = [];
      if (failure !== undefined) throw failure;
      return note(index);
    },
    async forget() {
      await Promise.all(pending);
      pending = [];
      written = [];
      failure = undefined;
      filled = 0;
    },
    async close() {
      await pool.close();
      // a batch that nobody waited for may still be on its way into it
      if (pending.length === 0) returnMemory(memory);
    },
  };
}
