import { join } from "node:path";
import { memmap } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";
import { bytes, quoted } from "./files.js";

/** Slices that are filled. */
const SLICES = 11;

/**
 * One file into another, slice by slice. NumPy copies within its memory maps; we read and write with system calls, so
 * that a full disk is an error and not a crash. The second peer shows what writing with system calls costs by itself.
 */
export const fill: RowGroup = {
  name: "fill",
  async prepare(folder, size) {
    const points = await bytes(folder, size);
    const w = await memmap(join(folder, "ours"), { mode: "w+", shape: size * SLICES });
    const pythonSetup = `
import numpy as np, os
w = np.memmap(${quoted(folder, "theirs")}, np.uint8, 'w+' if 'w' not in globals() else 'r+', shape=${size * SLICES})
p = np.memmap(${quoted(folder, "u")}, np.uint8, 'r')
block = np.fromfile(${quoted(folder, "u")}, np.uint8, ${Math.min(size, 1 << 20)})
fd = os.open(${quoted(folder, "theirs")}, os.O_RDWR)`;
    const shared = {
      work: `filling ${(size * SLICES) / 1e6} M uint8 by ${SLICES} slices`,
      pythonSetup,
      async ours() {
        for (let i = 0; i < SLICES; i++) await w.assign(points, i * size);
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
        peer: "pwrite() of one block from memory",
        atLeast: 0.6,
        python: `for at in range(0, ${size * SLICES}, len(block)): os.pwrite(fd, block[:${size * SLICES} - at], at)`,
      },
    ];
    return rows;
  },
};
