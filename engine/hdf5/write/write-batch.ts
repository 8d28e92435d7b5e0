/**
 * Makes the chunks of a batch and writes them, in whatever thread this is.
 * @module
 */
import { writeSync } from "node:fs";
import { fileError } from "../../errors.js";
import { loadZstdCompress } from "../../native/zstd-compress.js";
import type { BatchTask, WriteSetup, WrittenBatch } from "./batch-task.js";
import { createChunkMaker } from "./chunk-maker.js";
import { needsZstd } from "./compress.js";

/** Writes batches; space in the file is taken in the order of their numbers, whoever is first. */
export type BatchWriter = (task: BatchTask) => WrittenBatch;

/** Prepares a thread for its batches. */
export async function createBatchWriter(setup: WriteSetup): Promise<BatchWriter> {
  const { layout, fill, fd, path, memory, plan, lane } = setup;
  const zstd = needsZstd(layout.coding) ? await loadZstdCompress() : undefined;
  const maker = createChunkMaker(layout, memory, plan.lanes[lane]!, fill, zstd);
  const end = new BigInt64Array(setup.end);
  const turn = new Int32Array(setup.turn);
  return ({ batch, slot, rows }) => {
    let taken = false;
    try {
      const { bytes, sizes, masks } = maker.make(plan.slots[slot]!, rows);
      awaitTurn(turn, batch);
      const address = Number(Atomics.add(end, 0, BigInt(bytes.length)));
      nextTurn(turn, batch);
      taken = true;
      try {
        for (let done = 0; done < bytes.length; )
          done += writeSync(fd, bytes, done, bytes.length - done, address + done);
      } catch (cause) {
        throw fileError(cause, path, "cannot write");
      }
      return { batch, address, sizes, masks };
    } finally {
      if (!taken) {
        awaitTurn(turn, batch);
        nextTurn(turn, batch);
      }
    }
  };
}

function awaitTurn(turn: Int32Array, batch: number): void {
  for (let now = Atomics.load(turn, 0); now !== batch; now = Atomics.load(turn, 0)) Atomics.wait(turn, 0, now);
}

function nextTurn(turn: Int32Array, batch: number): void {
  Atomics.store(turn, 0, batch + 1);
  Atomics.notify(turn, 0);
}
