/**
 * `node setup/picture.mjs`: makes `docs/tour.png`, the README's picture, from the tour run in a real JupyterLab.
 * Needs Chromium.
 */
import { join } from "node:path";
import { findChromium } from "./chromium.mjs";
import { setUp } from "./setup.mjs";
import { root } from "./stage.mjs";

const FIRST = '.jp-Cell:has-text("A file is an array")';
const BELOW = '.jp-Cell:has-text("What it cost")';
const LAST = '.jp-Cell:has-text("%hist")';

await setUp();
const chromium = findChromium();
if (!chromium) {
  console.error("no Chromium was found; name one in $CHROMIUM_PATH");
  process.exit(1);
}
process.env.CHROMIUM_PATH = chromium;
const { startChromium, startLab } = await import("../dist/test/browser/lab.js");
const { command, openNotebook } = await import("../dist/test/browser/page.js");
const lab = await startLab();
const browser = await startChromium();
try {
  const page = await openNotebook(browser, lab.url, "00-tour.ipynb");
  await command(page, "application:toggle-left-area");
  await command(page, "notebook:run-all-cells");
  await page.locator(".tslab-bigdata-badge[data-state=live]").first().waitFor();
  await page.locator(BELOW).first().click();
  const top = await page.locator(FIRST).first().boundingBox();
  const bottom = await page.locator(LAST).first().boundingBox();
  if (!top || !bottom) throw new Error("the tour's cells are not on the page");
  const clip = { x: top.x, y: top.y, width: top.width, height: bottom.y + bottom.height - top.y };
  await page.screenshot({ path: join(root, "docs", "tour.png"), clip });
} finally {
  await browser.close();
  await lab.stop();
}
