/**
 * `npm run bench:figures`: what a user of JupyterLab waits for and pays for, in a real Chromium. Writes
 * `bench/FIGURES.md`.
 * @module
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { norm } from "tslab-bigdata";
import { badgeSays, dragOver, type FigureState, figureState, figureWhere } from "../test/browser/figure-page.js";
import { startChromium, startLab } from "../test/browser/lab.js";
import { closeTab, command, openNotebook, runCell, screenshot } from "../test/browser/page.js";
import { notebookOf } from "../test/support/notebook.js";
import { root } from "../test/support/repo.js";
import { peerNotebook, peerPath } from "./notebook-peer.js";
import { measureZooms, timedZoom, wholeAgain } from "./notebook-zooms.js";

const ROWS = 288_000_000;
const ZOOMS = 20;
const PLOTS = 50;

const LINE = `import { line, memmap } from "tslab-bigdata";
const y = await memmap("y.bin", { dtype: "float64" });
line(y)`;
/** JupyterLab folds the outputs of one cell away when they are many, so each cell shows some. */
const CELLS = 10;
const MANY = `import { display } from "tslab-bigdata";
for (let k = 0; k < ${PLOTS / CELLS}; k++)
  await display(line(y.slice(k * 1_000_000, (k + 1) * 1_000_000), { height: 300 }));`;

mkdirSync(join(root, "notebooks", "data"), { recursive: true });
const LIVE_TYPE = "application/vnd.tslab-bigdata.live+json";
const folder = mkdtempSync(join(root, "notebooks", "data", "bench-"));
const venv = join(root, ".setup", "bench-venv");
const lab = await startLab({ jupyterPath: peerPath(venv, join(folder, "peer")) });
const browser = await startChromium();
try {
  await norm.rvs({ size: ROWS, seed: 1 }).toFile(join(folder, "y.bin"));
  const path = join(folder, "figures.ipynb");
  writeFileSync(path, notebookOf([LINE, ...Array.from({ length: CELLS }, () => MANY)]));
  const page = await openNotebook(browser, lab.url, `data/${basename(folder)}/figures.ipynb`, "lab", { saves: true });
  await runCell(page, 0);
  await figureWhere(page, ({ text, width, points }) => /^live/.test(text) && Math.abs(points - 4 * width) <= 8);
  writeFileSync(join(folder, "peer.ipynb"), peerNotebook());
  const peer = await openNotebook(browser, lab.url, `data/${basename(folder)}/peer.ipynb`, "lab", { saves: true });
  await runCell(peer, 0);
  await peer.waitForSelector(".js-plotly-plot .nsewdrag");
  const waits = await zooms(page, peer);
  for (const [whose, all] of Object.entries(waits))
    console.log(`zooms, ${whose}: ${all.map((wait) => wait.toFixed(0)).join(", ")} ms`);
  await screenshot(peer, "plotly-resampler");
  await closeTab(peer);
  await peer.close();
  await page.bringToFront();
  await command(page, "docmanager:save");
  const stored = outputBytes(path);
  const before = await heap(page);
  for (let cell = 1; cell <= CELLS; cell++) await runCell(page, cell);
  for (let plot = 1; plot <= PLOTS; plot++) await badgeSays(page, /^live/, plot);
  const after = await heap(page);
  await badgeChanges(page, () => dragOver(page, 0.4, 0.5, PLOTS), PLOTS);
  await screenshot(page, "fifty plots");
  await closeTab(page);
  report(waits, stored, after - before);
} finally {
  await browser.close();
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Does something to a figure and waits until its badge says something else. */
async function badgeChanges(page: Page, act: () => Promise<unknown>, which = 0): Promise<FigureState> {
  const before = await figureState(page, which);
  await act();
  return figureWhere(page, ({ text }) => text !== before.text, which);
}

/** Waits of zooms, ours and the peer's in turn. */
async function zooms(ours: Page, peer: Page): Promise<{ readonly ours: number[]; readonly peer: number[] }> {
  const waits = { ours: [] as number[], peer: [] as number[] };
  const pages = { ours, peer };
  for (const page of [ours, peer]) await measureZooms(page);
  for (let zoom = 0; zoom < ZOOMS; zoom++)
    for (const whose of ["ours", "peer"] as const) {
      const from = 0.1 + (zoom % 7) / 10;
      await pages[whose].bringToFront();
      waits[whose].push(await timedZoom(pages[whose], from, from + 0.1));
      await wholeAgain(pages[whose], ROWS);
    }
  return waits;
}

/** Bytes of the first cell's output in the saved notebook, with and without the pyramid. */
function outputBytes(path: string): { readonly all: number; readonly withoutPyramid: number } {
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as {
    cells: { outputs: { data?: Record<string, unknown> }[] }[];
  };
  // a bar of progress may stand before the figure
  const output = cells[0]?.outputs.find(({ data }) => data !== undefined && LIVE_TYPE in data);
  if (output?.data === undefined) throw new Error(`${path} holds no output`);
  const { pyramid: _, ...rest } = output.data[LIVE_TYPE] as { pyramid?: unknown };
  const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  return { all: size(output), withoutPyramid: size({ ...output, data: { ...output.data, [LIVE_TYPE]: rest } }) };
}

/** Bytes of the page's live JavaScript objects. */
async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

function report(
  waits: { readonly ours: readonly number[]; readonly peer: readonly number[] },
  stored: ReturnType<typeof outputBytes>,
  memory: number,
): void {
  const median = (of: readonly number[]): string => {
    const sorted = [...of].sort((a, b) => a - b);
    return `${(sorted[sorted.length >> 1] ?? Number.NaN).toFixed(0)} ms, median of ${of.length}`;
  };
  const rows = [
    ["zoom, mouse up to new points drawn, 288,000,000 rows", median(waits.ours), "150 ms"],
    ["the same by plotly-resampler, rows in memory", median(waits.peer), "beside it"],
    ["stored output of a line, without its pyramid", `${(stored.withoutPyramid / 1000).toFixed(0)} kB`, "250 kB"],
    ["stored output of a line", `${(stored.all / 1000).toFixed(0)} kB`, "–"],
    [`${PLOTS} plots in one notebook, all live`, `${(memory / 1e6).toFixed(0)} MB of the page's heap`, "stated"],
  ];
  const text = `# Figures in JupyterLab

Written by \`npm run bench:figures\` on ${new Date().toISOString().slice(0, 10)}: a real JupyterLab and a headless Chromium on
${availableParallelism()} cores. Ours thins a mapped file to four points a pixel; plotly-resampler (FigureWidget, its defaults) an
array in memory to 1,000 points; their zooms alternate.

| what | measured | to reach |
|---|---|---|
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}
`;
  writeFileSync(join(root, "bench", "FIGURES.md"), text);
  console.log(text);
}
