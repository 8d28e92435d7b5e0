import { join } from "node:path";
import { decimate, density, line, type MemmapArray, memmap, norm } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";

/** Points of a default figure: four for each of 740 pixels. */
const POINTS = 2960;

/** What pictures need of long columns: against tsdownsample on one thread, over data in memory. */
export const decimation: RowGroup = {
  name: "decimate",
  async prepare(folder, size) {
    const path = join(folder, "y");
    await norm.rvs({ size, seed: 1 }).toFile(path);
    const y = await memmap(path, { dtype: "float64" });
    const pythonSetup = [
      "import numpy as np",
      "from tsdownsample import LTTBDownsampler, M4Downsampler, MinMaxDownsampler",
      `y = np.fromfile(${JSON.stringify(path)})`,
    ].join("\n");
    return [...indices(y, size, pythonSetup), ...pictures(y, size, pythonSetup)];
  },
};

function indices(y: MemmapArray<"float64">, size: number, pythonSetup: string): Row[] {
  const against = (method: "minmax" | "m4" | "lttb", sampler: string, rows: number, atLeast: number): Row => ({
    work: `${method} indices, ${rows.toLocaleString("en-US")} float64 from a file`,
    peer: "tsdownsample, one thread, in memory",
    atLeast,
    pythonSetup,
    python: `${sampler}().downsample(y[:${rows}], n_out=${POINTS})`,
    ours: () => decimate(y.slice(0, rows), { method, points: POINTS }),
  });
  return [
    against("minmax", "MinMaxDownsampler", size, 0.6),
    against("m4", "M4Downsampler", size, 0.6),
    against("lttb", "LTTBDownsampler", Math.min(size, 10_000_000), 0.5),
  ];
}

function pictures(y: MemmapArray<"float64">, size: number, pythonSetup: string): Row[] {
  const bundle = Symbol.for("Jupyter.display");
  const x = y.slice(0, -1);
  const after = y.slice(1);
  return [
    {
      work: `line of ${size.toLocaleString("en-US")} rows to a finished bundle with its picture`,
      peer: "tsdownsample's indices alone",
      atLeast: 0.1,
      pythonSetup,
      python: `MinMaxDownsampler().downsample(y, n_out=${POINTS})`,
      ours: () => Promise.resolve((line(y) as { [bundle]?(): unknown })[bundle]?.()),
    },
    {
      work: `density, 266 × 118 cells, ${size.toLocaleString("en-US")} points`,
      peer: "NumPy's histogram2d",
      atLeast: 1,
      pythonSetup,
      python: "np.histogram2d(y[1:], y[:-1], bins=(118, 266))",
      ours: () => density(x, after, { cells: [266, 118] }).ready,
    },
  ];
}
