import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { MIME } from "../../contract/index.js";
import { root } from "../support/repo.js";
import { type Lab, startChromium, startLab } from "./lab.js";
import { type CellState, closeTab, codeCells, command, openNotebook } from "./page.js";

const WIDTH = 1280;
/** Height of one screenshot; a notebook takes several. */
const PIECE = 2400;
const LIMIT_MS = 300_000;

let lab: Lab;
let browser: Browser;

before(async () => {
  lab = await startLab({ allCells: true });
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await lab?.stop();
});

/** What is asked of an image of the page. */
interface Picture {
  decode(): Promise<void>;
}

/** Makes the window as high as the notebook, so that every cell is on the page, and keeps pictures of it. */
async function screenshots(page: Page, name: string): Promise<void> {
  const folder = join(root, ".setup", "screenshots");
  mkdirSync(folder, { recursive: true });
  const height = await page
    .locator(".jp-WindowedPanel-outer")
    .first()
    .evaluate((panel) => panel.scrollHeight);
  await page.setViewportSize({ width: WIDTH, height: height + 200 });
  await page
    .locator(".jp-WindowedPanel-outer")
    .first()
    .evaluate((panel) => panel.scrollTo(0, 0));
  for (let top = 0, piece = 1; top < height; top += PIECE, piece++) {
    const clip = { x: 0, y: top, width: WIDTH, height: Math.min(PIECE, height + 200 - top) };
    await page.screenshot({ path: join(folder, `${name}-${piece}.png`), clip });
  }
}

/** Lets the page believe that it has saved: the notebooks stay as they are, and no dialog covers them. */
async function pretendSaving(page: Page): Promise<void> {
  await page.route("**/api/contents/**", (route) => {
    if (route.request().method() !== "PUT") return route.fallback();
    const { pathname } = new URL(route.request().url());
    const path = decodeURIComponent(pathname.replace(/^.*\/api\/contents\//, ""));
    const now = new Date().toISOString();
    const model = { name: path, path, type: "notebook", writable: true, created: now, last_modified: now };
    return route.fulfill({ json: { ...model, mimetype: null, format: null, content: null } });
  });
}

/** Figures and pictures of the page, and those of them that are drawn. */
async function pictures(page: Page): Promise<{ readonly figures: number; readonly missing: number }> {
  const figures = page.locator(
    ".jp-OutputArea-output .tslab-bigdata-figure, .jp-OutputArea-output.tslab-bigdata-figure",
  );
  const count = await figures.count();
  for (let index = 0; index < count; index++) {
    await figures.nth(index).locator(".js-plotly-plot .main-svg").first().waitFor();
    await figures.nth(index).locator(".tslab-bigdata-badge[data-state]").waitFor();
  }
  const missing = await page.locator(".jp-OutputArea-output img").evaluateAll(async (images) => {
    const loaded = await Promise.all(
      images.map((image) =>
        (image as Picture).decode().then(
          () => true,
          () => false,
        ),
      ),
    );
    return loaded.filter((isLoaded) => !isLoaded).length;
  });
  return { figures: count, missing };
}

/** Cells and outputs that are wider than the place they have, by their first words. */
function cut(page: Page): Promise<string[]> {
  return page
    .locator(".jp-OutputArea-output, .jp-CodeCell .cm-scroller")
    .evaluateAll((outputs) =>
      outputs
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
        .map(({ textContent }) => (textContent ?? "").slice(0, 80)),
    );
}

const complaints = ({ outputs }: CellState): string[] =>
  outputs.flatMap((output) => {
    if (output.output_type === "error") return [`${output.ename}: ${output.evalue}`];
    const stream = output as { readonly name?: string; readonly text?: string | readonly string[] };
    return stream.name === "stderr" ? [[stream.text ?? []].flat().join("")] : [];
  });

for (const name of readdirSync(join(root, "notebooks")).filter((entry) => entry.endsWith(".ipynb"))) {
  test(`${name} runs in JupyterLab from top to bottom, without a complaint, and nothing is cut`, async () => {
    const page = await openNotebook(browser, lab.url, name);
    await pretendSaving(page);
    await command(page, "application:toggle-left-area");
    page.setDefaultTimeout(LIMIT_MS);
    await command(page, "notebook:run-all-cells");
    const cells = await codeCells(page);
    for (const cell of cells) {
      assert.notEqual(cell.executionCount, null, `not run: ${cell.source}`);
      assert.deepEqual(complaints(cell), [], cell.source);
    }
    const drawn = cells.flatMap(({ outputs }) => outputs).filter(({ data }) => data?.[MIME.live] !== undefined);
    assert.deepEqual(await pictures(page), { figures: drawn.length, missing: 0 });
    await screenshots(page, name.replace(/\.ipynb$/, ""));
    assert.deepEqual(await cut(page), []);
    await closeTab(page);
    await page.close();
  });
}
