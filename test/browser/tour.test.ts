import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { type Lab, startChromium, startLab } from "./lab.js";
import { codeCells, command, openNotebook, screenshot } from "./page.js";

let lab: Lab;
let browser: Browser;

before(async () => {
  lab = await startLab();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await lab?.stop();
});

test("the tour runs in JupyterLab and shows its picture", async () => {
  const page = await openNotebook(browser, lab.url, "00-tour.ipynb");
  await command(page, "notebook:run-all-cells");
  const cells = await codeCells(page);
  for (const { source, executionCount, outputs } of cells) {
    assert.notEqual(executionCount, null, `not run: ${source}`);
    assert.deepEqual(
      outputs.filter(({ output_type }) => output_type === "error"),
      [],
      source,
    );
  }
  const figure = page.locator(".tslab-bigdata-figure .js-plotly-plot").first();
  await figure.scrollIntoViewIfNeeded();
  const size = await figure.boundingBox();
  assert.ok(size && size.width > 400 && size.height > 200, `the figure is ${size?.width} × ${size?.height} pixels`);
  await screenshot(page, "tour");
});
