import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { codeCells, command, type Lab, openNotebook, screenshot, startChromium, startLab } from "./lab.js";

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
  const picture = page.locator(".jp-OutputArea-output img").first();
  await picture.scrollIntoViewIfNeeded();
  const size = await picture.evaluate((image) => {
    const { naturalWidth, naturalHeight } = image as unknown as { naturalWidth: number; naturalHeight: number };
    return [naturalWidth, naturalHeight];
  });
  assert.ok(size[0] > 400 && size[1] > 200, `the picture is ${size.join(" × ")} pixels`);
  await screenshot(page, "tour");
});
