import { join } from "node:path";
import { decimate, density, type MemmapArray, memmap, norm } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";

/** Points of a default figure: four for each of 740 pixels. */
const POINTS = 2960;

/** Views in a row, where one is too short to time. */
const TIMES = 50;

/** What pictures need of long columns: files of ours against the peers' arrays in memory. */
export const decimation: RowGroup = {
  name: "decimate",
  async prepare(folder, size) {
    process.env["BIGDATA_PYRAMID_CACHE"] = join(folder, "pyramids");
    const path = join(folder, "y");
    await norm.rvs({ size, seed: 1 }).toFile(path);
    const y = await memmap(path, { dtype: "float64" });
    const pythonSetup = [
      "import numpy as np",
      "from tsdownsample import LTTBDownsampler, M4Downsampler, MinMaxDownsampler",
      `y = np.fromfile(${JSON.stringify(path)})`,
    ].join("\n");
    return [...indices(y, size, pythonSetup), cloud(y, size, pythonSetup)];
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
  const known = (method: "minmax" | "m4", sampler: string): Row => ({
    ...against(method, sampler, size, 50),
    work: `${method} indices, ${size.toLocaleString("en-US")} float64 from the pyramid, as one of ${TIMES} views`,
    async ours() {
      const began = performance.now();
      for (let time = 0; time < TIMES; time++) await decimate(y, { method, points: POINTS, pyramid: true });
      return (performance.now() - began) / 1000 / TIMES;
    },
    seconds: Number,
  });
  return [
    against("minmax", "MinMaxDownsampler", size, 0.6),
    against("m4", "M4Downsampler", size, 0.6),
    known("minmax", "MinMaxDownsampler"),
    known("m4", "M4Downsampler"),
    against("lttb", "LTTBDownsampler", Math.min(size, 10_000_000), 0.5),
  ];
}

function cloud(y: MemmapArray<"float64">, size: number, pythonSetup: string): Row {
  const x = y.slice(0, -1);
  const after = y.slice(1);
  return {
    work: `density, 800 × 600 cells, ${size.toLocaleString("en-US")} points`,
    peer: "datashader, in memory",
    atLeast: 1,
    pythonSetup: [
      pythonSetup,
      "import datashader, pandas as pd",
      'frame = pd.DataFrame({"x": y[:-1], "y": y[1:]}, copy=False)',
      "canvas = datashader.Canvas(800, 600)",
    ].join("\n"),
    python: 'canvas.points(frame, "x", "y")',
    ours: () => density(x, after, { cells: [800, 600] }).ready,
  };
}
