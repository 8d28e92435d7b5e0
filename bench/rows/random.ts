import { join } from "node:path";
import { burr, norm, uniform } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";
import { threads } from "./files.js";

/** Random variates into a file, against SciPy and NumPy with `tofile`. */
export const random: RowGroup = {
  name: "random",
  async prepare(folder, size) {
    const ours = join(folder, "ours.bin");
    const theirs = JSON.stringify(join(folder, "theirs.bin"));
    const millions = `${size / 1e6} M`;
    const shared = {
      atLeast: 0.8,
      pythonSetup: "import numpy as np, scipy.stats as st; rng = np.random.default_rng(1)",
    };
    const rows: Row[] = [
      {
        ...shared,
        work: `burr.rvs(10.8, 4.2), ${millions} into a file`,
        peer: "SciPy",
        python: `st.burr.rvs(10.8, 4.2, size=${size}, random_state=rng).tofile(${theirs})`,
        bound: "compute",
        ours: (workers) => burr.rvs(10.8, 4.2, { size, seed: 1 }).toFile(ours, threads(workers)),
      },
      {
        ...shared,
        work: `norm.rvs(), ${millions} into a file`,
        peer: "NumPy",
        python: `rng.standard_normal(${size}).tofile(${theirs})`,
        bound: "compute",
        ours: (workers) => norm.rvs({ size, seed: 1 }).toFile(ours, threads(workers)),
      },
      {
        ...shared,
        work: `norm.rvs(loc=3, scale=2), ${millions} into a file`,
        peer: "SciPy",
        python: `st.norm.rvs(3, 2, size=${size}, random_state=rng).tofile(${theirs})`,
        bound: "compute",
        ours: (workers) => norm.rvs({ size, seed: 1, loc: 3, scale: 2 }).toFile(ours, threads(workers)),
      },
      {
        ...shared,
        work: `uniform.rvs(), ${millions} into a file`,
        peer: "NumPy",
        python: `rng.random(${size}).tofile(${theirs})`,
        bound: "writing",
        ours: (workers) => uniform.rvs({ size, seed: 1 }).toFile(ours, threads(workers)),
      },
    ];
    return rows;
  },
};
