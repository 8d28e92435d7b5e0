import { totalmem } from "node:os";
import { join } from "node:path";
import { aggregate, histogram, max, mean, memmap, min, variance } from "tslab-bigdata";
import type { RowGroup } from "../row.js";
import { quoted, threads } from "./files.js";

/** Part of the machine's memory that the file takes. */
const PART = 0.55;

/** Rows of a piece that is written; the rest of the file is a hole, which reads as zeros. */
const WRITTEN = 1_000_000;

/** A scan of a file larger than half of the machine's memory: what counts is the column of memory. */
export const memory: RowGroup = {
  name: "memory",
  async prepare(folder) {
    const size = Math.ceil((totalmem() * PART) / 8);
    const x = await memmap(join(folder, "large"), { dtype: "float64", mode: "w+", shape: size });
    const piece = Float64Array.from({ length: WRITTEN }, (_, i) => Math.sin(i));
    for (const start of [0, Math.floor(size / 2), size - WRITTEN]) await x.assign(piece, start);
    const work = {
      mean: mean(),
      var: variance(),
      min: min(),
      max: max(),
      histogram: histogram({ bins: 100, range: [-1, 1] }),
    };
    return [
      {
        work: `mean, var, min, max and histogram of a file of ${((size * 8) / 1e9).toFixed(1)} GB, most of it a hole`,
        peer: "NumPy's mean alone",
        atLeast: 0.2,
        pythonSetup: `import numpy as np; m = np.memmap(${quoted(folder, "large")}, np.float64, 'r')`,
        python: "m.mean()",
        bound: "compute",
        atMostBytes: 150e6,
        ours: (workers) => aggregate(x, work, threads(workers)),
      },
    ];
  },
};
