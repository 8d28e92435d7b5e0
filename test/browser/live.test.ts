import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { root } from "../support/repo.js";
import { type Lab, startChromium, startLab } from "./lab.js";
import { command, openNotebook, screenshot } from "./page.js";

const NAME = `live-${process.pid}.ipynb`;
const NOTEBOOK = join(root, "notebooks", NAME);
const ROWS = 2_000_000;
const SOURCE = `import { line } from "tslab-bigdata";
const rows = Float64Array.from({ length: ${ROWS} }, (_, row) => Math.sin(row / 9000) + ((row * 7919) % 101) / 500);
line(rows, { title: "two million rows" })`;

let lab: Lab;
let browser: Browser;

before(async () => {
  const cell = { cell_type: "code", id: "c1", metadata: {}, execution_count: null, outputs: [], source: SOURCE };
  const kernelspec = { name: "tslab-bigdata", display_name: "TypeScript (Big Data)", language: "typescript" };
  writeFileSync(NOTEBOOK, JSON.stringify({ cells: [cell], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
  lab = await startLab();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await lab?.stop();
  rmSync(NOTEBOOK, { force: true });
});

interface State {
  badge: string | undefined;
  text: string;
  points: number;
  range: readonly [number, number];
}

declare const document: {
  querySelector(selector: string): { dataset: { state?: string }; textContent: string | null } | null;
};

interface Plot {
  _fullData: { x: ArrayLike<number> }[];
  _fullLayout: { xaxis: { range: [number, number] } };
}

function shown(page: Page): Promise<State> {
  return page.evaluate(() => {
    const badge = document.querySelector(".tslab-bigdata-badge");
    const plot = document.querySelector(".js-plotly-plot") as unknown as Plot;
    return {
      badge: badge?.dataset.state,
      text: badge?.textContent ?? "",
      points: plot._fullData[0].x.length,
      range: plot._fullLayout.xaxis.range,
    };
  });
}

/** Waits until the badge has another text, after something was done. */
async function changed(page: Page, act: () => Promise<unknown>): Promise<State> {
  const { text } = await shown(page);
  await act();
  await page.waitForFunction((old) => document.querySelector(".tslab-bigdata-badge")?.textContent !== old, text);
  return shown(page);
}

async function drag(page: Page, from: number, to: number): Promise<void> {
  const box = await page.locator(".js-plotly-plot .nsewdrag").boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * from, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 62, { steps: 4 });
  await page.mouse.up();
}

test("a figure in JupyterLab refines when zoomed, resets, and is static after a restart", async () => {
  const page = await openNotebook(browser, lab.url, NAME);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await command(page, "notebook:run-all-cells");
  await page.waitForSelector(".tslab-bigdata-badge[data-state=live]");
  const full = await shown(page);
  assert.deepEqual(full.range, [0, ROWS - 1]);

  const near = await changed(page, () => drag(page, 0.4, 0.45));
  assert.match(near.text, /^live: [\d,]+ of 2,000,000 rows in view → [\d,]+ points, minmax$/);
  assert.ok(near.points > 1000 && near.range[1] - near.range[0] < ROWS / 10);
  const rows = await changed(page, () => drag(page, 0.4, 0.415));
  assert.match(rows.text, /^live: [\d,]+ of 2,000,000 rows in view$/);
  assert.ok(Math.abs(rows.points - (rows.range[1] - rows.range[0])) <= 3, "every row in view, and its neighbours");
  await screenshot(page, "live");

  const box = await page.locator(".js-plotly-plot .nsewdrag").boundingBox();
  assert.ok(box);
  const reset = await changed(page, () => page.mouse.dblclick(box.x + 100, box.y + 100));
  assert.deepEqual(reset.range, full.range);
  assert.match(reset.text, /^live: 2,000,000 rows → [\d,]+ points, minmax$/);

  await page.evaluate(() => {
    const { jupyterapp } = globalThis as unknown as {
      jupyterapp: {
        shell: { currentWidget: { sessionContext: { session: { kernel: { restart(): Promise<void> } } } } };
      };
    };
    return jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart();
  });
  await page.waitForSelector(".tslab-bigdata-badge[data-state=static]");
  await drag(page, 0.4, 0.5);
  await page.waitForFunction(
    (count) => (document.querySelector(".js-plotly-plot") as unknown as Plot)._fullData[0].x.length !== count,
    reset.points,
  );
  assert.equal((await shown(page)).badge, "static", "still refined, from the pyramid");
  assert.deepEqual(errors, []);
});
