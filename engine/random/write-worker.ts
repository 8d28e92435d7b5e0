/**
 * A thread that makes pieces of a random sequence and writes each at its place, until none is left.
 * @module
 */
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { createGenerator } from "./generator.js";
import { PIECE, type WriteTask } from "./task.js";

function writePieces({ recipe, first, length, fd, shared }: WriteTask): void {
  const counters = new Int32Array(shared);
  const generator = createGenerator();
  for (;;) {
    const start = Atomics.add(counters, 0, 1) * PIECE;
    if (start >= length) return;
    const values = generator.elements(recipe, first + start, Math.min(PIECE, length - start));
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, start * 8 + done);
    Atomics.add(counters, 1, 1);
  }
}

if (parentPort) writePieces(workerData as WriteTask);
