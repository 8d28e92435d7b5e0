import { availableParallelism } from "node:os";
import { join } from "node:path";
import { memmap } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";
import { bytes, quoted, threads } from "./files.js";

/** Slices that are filled. */
const SLICES = 11;

/**
 * One file into another, slice by slice. NumPy copies within its memory maps; we read and write with system calls, so
 * that a full disk is an error and not a crash. The second peer makes the same system calls on as many threads: what the
system's own copies into and out of its cache take.
 */
export const fill: RowGroup = {
  name: "fill",
  async prepare(folder, size) {
    const points = await bytes(folder, size);
    const w = await memmap(join(folder, "ours"), { mode: "w+", shape: size * SLICES });
    const pythonSetup = `
import numpy as np, os, threading
w = np.memmap(${quoted(folder, "theirs")}, np.uint8, 'w+' if 'w' not in globals() else 'r+', shape=${size * SLICES})
p = np.memmap(${quoted(folder, "u")}, np.uint8, 'r')
source, target = os.open(${quoted(folder, "u")}, os.O_RDONLY), os.open(${quoted(folder, "theirs")}, os.O_RDWR)
def copy(first, threads, size=1 << 18):
    block = memoryview(bytearray(size))
    for i in range(${SLICES}):
        for at in range(first * size, ${size}, threads * size):
            part = block[:${size} - at]
            os.preadv(source, [part], at)
            os.pwrite(target, part, i * ${size} + at)
def copy_all(threads=${availableParallelism()}):
    running = [threading.Thread(target=copy, args=(first, threads)) for first in range(threads)]
    for thread in running: thread.start()
    for thread in running: thread.join()`;
    const shared = {
      work: `filling ${(size * SLICES) / 1e6} M uint8 by ${SLICES} slices`,
      pythonSetup,
      bound: "bandwidth" as const,
      async ours(workers?: number) {
        for (let i = 0; i < SLICES; i++) await w.assign(points, i * size, threads(workers));
      },
    };
    const rows: Row[] = [
      {
        ...shared,
        peer: "NumPy",
        atLeast: 1,
        python: `for i in range(${SLICES}): w[i * ${size}:(i + 1) * ${size}] = p`,
      },
      {
        ...shared,
        peer: "preadv() and pwrite() on all cores",
        atLeast: 0.8,
        python: "copy_all()",
      },
    ];
    return rows;
  },
};
