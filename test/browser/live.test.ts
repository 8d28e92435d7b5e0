import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { notebookOf } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { legible, showTheme } from "./contrast.js";
import { badgeSays, dragOver, figureState, figureWhere, pan, reset } from "./figure-page.js";
import { type Lab, startChromium, startLab } from "./lab.js";
import {
  cellWhere,
  closeTab,
  codeCells,
  command,
  kernelIdle,
  openNotebook,
  printed,
  runCell,
  screenshot,
  startCell,
} from "./page.js";
import { barGrows, readInBothThemes } from "./progress-page.js";

const ROWS = 2_000_000;
const LINE = `import { line } from "tslab-bigdata";
const rows = Float64Array.from({ length: ${ROWS} }, (_, row) => Math.sin(row / 9000) + ((row * 7919) % 101) / 500);
line(rows, { title: "two million rows" })`;

let lab: Lab;
let browser: Browser;
let folder: string;

before(async () => {
  mkdirSync(join(root, "notebooks", "data"), { recursive: true });
  folder = mkdtempSync(join(root, "notebooks", "data", "live-"));
  lab = await startLab();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await lab?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A scenario in JupyterLab and in Notebook 7, each with a notebook of its own made of the given cells. */
function scenario(
  title: string,
  cells: readonly string[],
  play: (page: Page, again: () => Promise<Page>) => Promise<void>,
): void {
  for (const viewer of ["lab", "notebook"] as const) {
    test(`${title} (${viewer === "lab" ? "JupyterLab" : "Notebook 7"})`, { timeout: 300_000 }, async () => {
      const name = `${title.replaceAll(/\W+/g, "-").slice(0, 30)}-${viewer}.ipynb`;
      writeFileSync(join(folder, name), notebookOf(cells));
      const pages = await browser.newContext();
      const open = (): Promise<Page> =>
        openNotebook(pages, lab.url, `data/${basename(folder)}/${name}`, viewer, { saves: true });
      const page = await open();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      try {
        await play(page, open);
        await closeTab(page);
        // Notebook 7 throws these without us
        assert.deepEqual(
          errors.filter((message) => !/reading 'schema'|'filebrowser:open-path' not registered/.test(message)),
          [],
        );
      } catch (error) {
        await screenshot(page, `failed ${name}`);
        throw error;
      } finally {
        await pages.close();
      }
    });
  }
}

const WAIT = `import { existsSync } from "node:fs";
console.log("waiting");
while (!existsSync("go")) await new Promise((done) => setTimeout(done, 20));
console.log("gone");`;

/** What the badge says of a figure that is live, thinned, shown row by row, and shown from end to end. */
const LIVE = /^live/;
const THINNED = /^live: [\d,]+ of 2,000,000 rows in view → [\d,]+ points, minmax$/;
const RAW = /^live: [\d,]+ of 2,000,000 rows in view$/;
const WHOLE = /^live: 2,000,000 rows → [\d,]+ points, minmax$/;

scenario(
  "a figure refines when zoomed, also while a cell runs and after a move, and is static after a restart",
  [LINE, WAIT],
  async (page) => {
    await runCell(page, 0);
    await badgeSays(page, LIVE);
    const full = await figureState(page);
    assert.deepEqual(full.range, [0, ROWS - 1]);
    await startCell(page, 1);
    await cellWhere(page, 1, (cell) => printed(cell) === "waiting\n");
    await dragOver(page, 0.4, 0.45);
    await badgeSays(page, THINNED);
    writeFileSync(join(folder, "go"), "");
    await cellWhere(page, 1, (cell) => printed(cell) === "waiting\ngone\n");
    rmSync(join(folder, "go"));
    await dragOver(page, 0.4, 0.415);
    const rows = await badgeSays(page, RAW);
    const [low, high] = rows.range.map(Number);
    assert.ok(Math.abs(rows.points - (high - low)) <= 3, "rows and neighbours");
    await pan(page, -0.4);
    const moved = await figureWhere(page, ({ text, first }) => RAW.test(text) && first !== rows.first);
    assert.ok(
      Math.abs(Number(moved.range[0]) - (low + 0.4 * (high - low))) < 0.05 * (high - low),
      "moved to the right",
    );
    await reset(page);
    const whole = await badgeSays(page, WHOLE);
    assert.deepEqual(whole.range, full.range);

    await page.setViewportSize({ width: 900, height: 2600 });
    const narrow = await figureWhere(
      page,
      ({ width, points }) => width < whole.width - 200 && Math.abs(points - 4 * width) <= 4,
    );
    assert.deepEqual(narrow.range, full.range);

    await command(page, "notebook:move-cursor-up");
    await command(page, "notebook:move-cell-down");
    assert.deepEqual(
      (await codeCells(page)).map(({ source }) => source),
      [WAIT, LINE],
    );
    await badgeSays(page, LIVE);
    await dragOver(page, 0.2, 0.3);
    await badgeSays(page, THINNED);
    await screenshot(page, "live");
    await page.evaluate(() => {
      const { jupyterapp } = globalThis as unknown as {
        jupyterapp: {
          shell: { currentWidget: { sessionContext: { session: { kernel: { restart(): Promise<void> } } } } };
        };
      };
      return jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart();
    });
    const alone = await badgeSays(page, /^static: the kernel has gone/);
    await legible(page, ".tslab-bigdata-figure");
    await dragOver(page, 0.4, 0.5);
    const refined = await figureWhere(page, ({ points }) => points !== alone.points);
    assert.equal(refined.badge, "static", "still refined, from the pyramid");
  },
);

scenario(
  "a figure is live again after a reload and in a second tab, and static by another kernel",
  [LINE],
  async (page, again) => {
    await runCell(page, 0);
    await badgeSays(page, LIVE);
    await command(page, "docmanager:save");
    await page.reload();
    await kernelIdle(page);
    await badgeSays(page, LIVE);
    await dragOver(page, 0.4, 0.45);
    await badgeSays(page, THINNED);

    const second = await again();
    await badgeSays(second, LIVE);
    await dragOver(second, 0.6, 0.7);
    await badgeSays(second, THINNED);
    await second.close();

    await page.evaluate(() => {
      const { jupyterapp } = globalThis as unknown as {
        jupyterapp: { shell: { currentWidget: { sessionContext: { shutdown(): Promise<void> } } } };
      };
      return jupyterapp.shell.currentWidget.sessionContext.shutdown();
    });
    await page.reload();
    await kernelIdle(page);
    await badgeSays(page, /^static: drawn by another kernel/);
  },
);

const WORK = `import { progress } from "tslab-bigdata";
const work = progress("counting <b>sheep</b>", { total: 1_000_000, unit: "sheep" });
for (let sheep = 0; sheep < 1_000_000; sheep++) {
  work.advance();
  await new Promise((done) => setTimeout(done, 5));
}`;

scenario("a progress bar goes on after a reload, and its button cancels the cell", [WORK], async (page) => {
  await startCell(page, 0);
  await page.waitForSelector(".tslab-bigdata-progress[data-state=running]");
  await barGrows(page);
  assert.match((await page.locator(".tslab-bigdata-progress").textContent()) ?? "", /counting <b>sheep<\/b>/);
  await readInBothThemes(page);
  await command(page, "docmanager:save");
  await page.reload();
  await page.waitForSelector(".tslab-bigdata-progress[data-state=running]");
  await barGrows(page);
  const cancel = page.getByRole("button", { name: "Cancel counting <b>sheep</b>" });
  await cancel.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".tslab-bigdata-progress[data-state=cancelled]");
  assert.equal(await cancel.getAttribute("aria-disabled"), "true");
  const kept = await cancel.evaluate((button) => button === button.ownerDocument.activeElement);
  assert.ok(kept, "the keyboard stays on the button");
  await readInBothThemes(page);
  await kernelIdle(page);
});

const HOSTILE = `<img src=x onerror="window.hacked = true">`;
const CLOUD = `import { existsSync, writeFileSync } from "node:fs";
import { density, line, memmap, plot } from "tslab-bigdata";
const hostile = ${JSON.stringify(HOSTILE)};
const n = 200_000;
const times = Float64Array.from({ length: n }, (_, row) => 1.7e9 + row * 60);
const values = Float64Array.from({ length: n }, (_, row) => Math.sin(row / 900) + ((row * 7919) % 101) / 500);
writeFileSync("values.bin", values);
const file = await memmap("values.bin", { dtype: "float64" });
line(times, file, { time: "s", rangeSlider: true, title: hostile, name: hostile, yTitle: hostile })`;
const NAMES = `plot({ data: [{ type: "density", x: values, y: values.map((_, row) => values[(row + 300) % n]), cells: [20, 10],
  text: Array.from(values, (_, row) => hostile + row) }], layout: { title: hostile } })`;
const CLOSED = "file.close()";
const BARS = `plot({ data: [{ type: "bar", x: [hostile, "plain"], y: [1, 2], name: hostile }], layout: { showlegend: true } })`;

/** How many points a badge says are drawn. */
function pointsIn(text: string): number {
  return Number(/→ ([\d,]+) points/.exec(text)?.[1]?.replaceAll(",", ""));
}

scenario(
  "times with a slider, rows behind a cell, hostile names, and a file that changes under a figure",
  [CLOUD, NAMES, BARS, CLOSED],
  async (page) => {
    for (const cell of [0, 1, 2]) await runCell(page, cell);
    for (const figure of [0, 1, 2]) await badgeSays(page, LIVE, figure);
    await dragOver(page, 0.4, 0.5);
    const near = await badgeSays(page, /^live: [\d,]+ of 200,000 rows in view/);
    assert.match(String(near.range[0]), /^2024-01-/);
    // the slider still shows the whole line
    const ends = await page.evaluate(() => {
      const { document } = globalThis as unknown as { document: { querySelector(s: string): unknown } };
      const { x } = (document.querySelector(".js-plotly-plot") as { _fullData: { x: ArrayLike<number> }[] })
        ._fullData[0];
      return [Number(x[0]), Number(x[x.length - 1])];
    });
    assert.ok(ends[1] - ends[0] > 199_000 * 60_000, "the overview was lost");

    const cloud = page.locator(".tslab-bigdata-figure").nth(1);
    const area = cloud.locator(".nsewdrag").first();
    await area.scrollIntoViewIfNeeded();
    const box = await area.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.55);
    await page.mouse.move(box.x + box.width * 0.5 + 1, box.y + box.height * 0.55);
    const table = cloud.locator(".tslab-bigdata-rows table");
    await table.waitFor();
    assert.match((await table.textContent()) ?? "", /the first 10 rows here/);
    assert.ok(((await table.textContent()) ?? "").includes(HOSTILE), "shown as text");
    for (const theme of ["JupyterLab Dark", "JupyterLab Light"] as const) {
      await showTheme(page, theme);
      await legible(page, ".tslab-bigdata-figure");
      // the layout of the page changes with its theme, and is followed
      await figureWhere(page, ({ text, width }) => Math.abs(pointsIn(text) - 4 * width) <= 8);
      await screenshot(page, `figures ${theme} ${await page.title()}`);
    }

    writeFileSync(join(folder, "values.bin"), new Uint8Array(1_600_000));
    await dragOver(page, 0.2, 0.8);
    await badgeSays(page, /^failed: '.*values\.bin' (was written to|was replaced by another file) since it was opened/);
    await legible(page, ".tslab-bigdata-figure");
    await runCell(page, 3);
    await dragOver(page, 0.3, 0.7);
    await badgeSays(page, /^failed: '.*values\.bin' was closed; map it again/);
    assert.equal(await page.evaluate(() => (globalThis as { hacked?: boolean }).hacked), undefined);
  },
);
