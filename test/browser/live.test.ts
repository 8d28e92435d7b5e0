import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { legible } from "./contrast.js";
import { badgeSays, dragOver, figureWhere, pan, reset } from "./figure-page.js";
import { cellWhere, codeCells, command, kernelIdle, printed, runCell, screenshot, startCell } from "./page.js";
import { barGrows, readInBothThemes } from "./progress-page.js";
import { scenarios } from "./scenarios.js";

const ROWS = 2_000_000;
const LINE = `import { line } from "tslab-bigdata";
const rows = Float64Array.from({ length: ${ROWS} }, (_, row) => Math.sin(row / 9000) + ((row * 7919) % 101) / 500);
line(rows, { title: "two million rows" })`;

const { scenario, path } = scenarios();

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
    // thinned for the width it has, without a zoom
    const full = await figureWhere(page, ({ text, width, points }) => WHOLE.test(text) && points === 4 * width);
    assert.deepEqual(full.range, [0, ROWS - 1]);
    await startCell(page, 1);
    await cellWhere(page, 1, (cell) => printed(cell) === "waiting\n");
    await dragOver(page, 0.4, 0.45);
    await badgeSays(page, THINNED);
    writeFileSync(path("go"), "");
    await cellWhere(page, 1, (cell) => printed(cell) === "waiting\ngone\n");
    rmSync(path("go"));
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

const SLOW = `import { column, hist } from "tslab-bigdata";
const slow = column(Float64Array.from({ length: 1_000_000 }, (_, row) => row)).map((value: number) => {
  if (value % 300 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  return value;
});
hist(slow, { range: [0, 1_000_000] })`;
const AFTER_TEXT = `console.log("first");
hist(slow, { range: [0, 1_000_000], bins: 50 })`;

scenario("a figure shows how far it is, and leaves no bar when it is read", [SLOW, AFTER_TEXT], async (page) => {
  for (const [cell, kinds] of [
    [0, ["execute_result"]],
    // displays can be emptied, not removed
    [1, ["stream", "display_data", "execute_result"]],
  ] as const) {
    await startCell(page, cell);
    await page.waitForSelector(".tslab-bigdata-progress[data-state=running]");
    const { outputs } = await cellWhere(page, cell, ({ executionCount }) => executionCount !== null);
    assert.deepEqual(
      outputs.map(({ output_type }) => output_type),
      kinds,
    );
    await badgeSays(page, LIVE, cell);
    assert.equal(await page.locator(".tslab-bigdata-progress").count(), 0);
    assert.ok(!JSON.stringify(outputs).includes("vnd.tslab-bigdata.progress"));
  }
  await screenshot(page, `no bar ${await page.title()}`);
});

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
