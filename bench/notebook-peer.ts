/**
 * The peer of live figures: plotly-resampler in JupyterLab, on the same file.
 * @module
 */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Name of the peer's kernelspec. */
const KERNEL = "bench-peer";

/** The cell that shows its figure: its defaults, which are 1,000 points by MinMaxLTTB, from an array in memory. */
const CELL = `import numpy as np
import plotly.graph_objects as go
from plotly_resampler import FigureWidgetResampler
y = np.fromfile("y.bin", dtype="float64")
figure = FigureWidgetResampler(go.Figure(layout=dict(height=500)))
figure.add_trace(go.Scatter(name="y"), hf_y=y)
figure`;

/**
 * A folder for JUPYTER_PATH with a kernel of the peers' environment, and the front-end parts of its widgets.
 * @param venv the environment of the benchmarks' peers
 * @throws Error when it lacks a part, naming it
 */
export function peerPath(venv: string, folder: string): string {
  const extensions = join(venv, "share", "jupyter", "labextensions");
  for (const part of [join(venv, "bin", "python"), join(extensions, "anywidget"), join(extensions, "@jupyter-widgets")])
    if (!existsSync(part)) throw new Error(`${part} is missing; run 'npm run bench' once, which makes it`);
  const kernel = join(folder, "kernels", KERNEL);
  mkdirSync(kernel, { recursive: true });
  const argv = [join(venv, "bin", "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"];
  writeFileSync(join(kernel, "kernel.json"), JSON.stringify({ argv, display_name: "peer", language: "python" }));
  symlinkSync(extensions, join(folder, "labextensions"));
  return folder;
}

/** The peer's notebook. */
export function peerNotebook(): string {
  const kernelspec = { name: KERNEL, display_name: "peer", language: "python" };
  const cell = { cell_type: "code", id: "peer", metadata: {}, execution_count: null, source: CELL, outputs: [] };
  return JSON.stringify({ cells: [cell], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}
