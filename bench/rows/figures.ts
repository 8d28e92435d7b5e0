import { join } from "node:path";
import { type Column, type Figure, line, type MemmapArray, memmap, norm } from "tslab-bigdata";
import { JUPYTER_DISPLAY, LIVE } from "../../contract/index.js";
import type { Row, RowGroup } from "../row.js";

/** Rows of the zoomed figure: ten years of seconds, less holidays. */
const ZOOMED = 288_000_000;

/** Whole figures, from the call to what a notebook keeps, and their zooms. */
export const figures: RowGroup = {
  name: "figures",
  async prepare(folder, size) {
    process.env["BIGDATA_PYRAMID_CACHE"] = join(folder, "pyramids");
    const path = join(folder, "y");
    await norm.rvs({ size: 10 * size, seed: 1 }).toFile(path);
    const all = await memmap(path, { dtype: "float64" });
    return [
      drawn(all, path, Math.min(10 * size, 10_000_000)),
      ...huge(all),
      zooms(all, path, Math.min(10 * size, ZOOMED)),
    ];
  },
};

function shown(figure: Figure): Promise<unknown> {
  return Promise.resolve(figure[JUPYTER_DISPLAY]());
}

/** Another slice each time, so that no pyramid is known. */
function unknown(column: Column<"float64">): () => Column<"float64"> {
  let cut = 0;
  return () => column.slice(0, column.length - ++cut);
}

function drawn(all: MemmapArray<"float64">, path: string, rows: number): Row {
  const next = unknown(all.slice(0, rows));
  return {
    work: `line of ${rows.toLocaleString("en-US")} rows of a file: call to finished bundle with its picture`,
    peer: "matplotlib, agg.path.chunksize 20,000, in memory",
    atLeast: 15,
    pythonSetup: [
      "import io, numpy as np, matplotlib",
      'matplotlib.use("agg")',
      "import matplotlib.pyplot as plt",
      'matplotlib.rcParams["agg.path.chunksize"] = 20_000',
      `y = np.fromfile(${JSON.stringify(path)}, count=${rows})`,
    ].join("\n"),
    python: "fig = plt.figure(figsize=(9, 5)); plt.plot(y); fig.savefig(io.BytesIO(), format='png'); plt.close(fig)",
    ours: () => shown(line(next())),
  };
}

/** The peer sleeps for as long as ours may take. */
function huge(all: MemmapArray<"float64">): Row[] {
  const next = unknown(all);
  const work = `line of ${all.length.toLocaleString("en-US")} rows of a file`;
  const allowed = (seconds: number): Pick<Row, "peer" | "atLeast" | "pythonSetup" | "python"> => ({
    peer: `${seconds} s`,
    atLeast: 1,
    pythonSetup: "import time",
    python: `time.sleep(${seconds})`,
  });
  return [
    { ...allowed(3), work: `${work}, the first time`, ours: () => shown(line(next())) },
    { ...allowed(0.2), work: `${work}, later`, ours: () => shown(line(all)) },
  ];
}

function zooms(all: MemmapArray<"float64">, path: string, rows: number): Row {
  const handle = line(all.slice(0, rows))[LIVE]();
  const views = Array.from({ length: 20 }, (_, k): [number, number] => {
    const width = rows / 2 ** (k % 10);
    const start = ((rows - width) * ((k * 7) % 20)) / 20;
    return [Math.floor(start), Math.floor(start + width)];
  });
  return {
    work: `20 zooms into ${rows.toLocaleString("en-US")} rows of a file, the kernel's part`,
    peer: "plotly-resampler, in memory",
    atLeast: 1,
    pythonSetup: [
      "import numpy as np, plotly.graph_objects as go",
      "from plotly_resampler import FigureResampler",
      `y = np.fromfile(${JSON.stringify(path)}, count=${rows})`,
      "figure = FigureResampler(default_n_shown_samples=2960)",
      'figure.add_trace(go.Scatter(name="y"), hf_y=y)',
      `views = ${JSON.stringify(views)}`,
    ].join("\n"),
    python: [
      "for low, high in views:",
      '    figure._construct_update_data({"xaxis.range[0]": low, "xaxis.range[1]": high})',
    ].join("\n"),
    async ours() {
      for (const [sequence, view] of views.entries()) {
        await handle.refine(
          { type: "refine", sequence, ranges: { xaxis: view }, width: 740, height: 356, pixelRatio: 1 },
          new AbortController().signal,
        );
      }
    },
  };
}
