import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { legible, paperIs, showTheme } from "./contrast.js";
import { badgeSays, dragOver, figureWhere } from "./figure-page.js";
import { focus, tabUntil } from "./keyboard.js";
import { runCell, screenshot } from "./page.js";
import { scenarios } from "./scenarios.js";

const { scenario, path } = scenarios();

const ROWS = 2_000_000;

/** What the badge says of a figure that is live, thinned, and shown from end to end. */
const LIVE = /^live/;
const THINNED = /^live: [\d,]+ of 2,000,000 rows in view → [\d,]+ points, minmax$/;
const WHOLE = /^live: 2,000,000 rows → [\d,]+ points, minmax$/;

const TWO = `import { plot } from "tslab-bigdata";
const y = Float64Array.from({ length: ${ROWS} }, (_, row) => Math.sin(row / 9000));
plot({ data: [{ y, name: "first" }, { y: y.map((value) => -value), name: "second" }], layout: { title: "two lines" } })`;

scenario("a figure is named, read and used by keyboard", [TWO], async (page) => {
  await runCell(page, 0);
  const whole = await badgeSays(page, WHOLE);
  await page.keyboard.press("Escape");
  const way = await tabUntil(page, ({ inFigure }) => inFigure);
  const figure = way.at(-1);
  assert.equal(figure?.role, "application");
  assert.match(figure.name, /^figure: two lines\n {2}line 'first': 2,000,000 rows → 3,200 points/);
  assert.ok(figure.ring, "the ring around the figure");

  await page.keyboard.press("+");
  const near = await badgeSays(page, THINNED);
  assert.deepEqual(near.range, [0.25 * (ROWS - 1), 0.75 * (ROWS - 1)]);
  await page.keyboard.press("ArrowRight");
  await figureWhere(page, ({ text, range }) => THINNED.test(text) && Number(range[0]) > Number(near.range[0]));
  await page.keyboard.press("0");
  assert.deepEqual((await badgeSays(page, WHOLE)).range, whole.range);

  const stops = await tabUntil(page, ({ inFigure }) => !inFigure);
  const inside = stops.slice(0, -1);
  assert.deepEqual(
    inside.slice(0, 2).map(({ name, role }) => [name, role]),
    [
      ["first", "checkbox"],
      ["second", "checkbox"],
    ],
  );
  for (const name of ["Zoom", "Pan", "Zoom in", "Zoom out", "Reset axes"])
    assert.ok(
      inside.some((stop) => stop.name === name),
      `no button ${name} among ${inside.map((stop) => stop.name).join(", ")}`,
    );
  assert.deepEqual(
    inside.filter(({ ring, name }) => !ring || name === ""),
    [],
  );

  const second = page.getByRole("checkbox", { name: "second" });
  await second.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".traces > [role=checkbox][aria-label=second][aria-checked=false]");
  assert.equal((await focus(page)).name, "second", "the keyboard stays on the entry");
  await page.keyboard.press("Space");
  await page.waitForSelector(".traces > [role=checkbox][aria-label=second][aria-checked=true]");
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
const BARS = `plot({ data: [{ type: "bar", x: [hostile, "plain"], y: [1, 2], name: hostile }],
  layout: { showlegend: true, paper_bgcolor: "#fff3e0", plot_bgcolor: "#fff3e0" } })`;

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
    for (const [theme, ground] of [
      ["JupyterLab Dark", "rgb(17, 17, 17)"],
      ["JupyterLab Light", "rgb(255, 255, 255)"],
    ] as const) {
      await showTheme(page, theme);
      for (const figure of [0, 1]) await paperIs(page, figure, ground);
      await paperIs(page, 2, "rgb(255, 243, 224)");
      await legible(page, ".tslab-bigdata-figure");
      // the layout of the page changes with its theme, and is followed
      await figureWhere(page, ({ text, width }) => Math.abs(pointsIn(text) - 4 * width) <= 8);
      await screenshot(page, `figures ${theme} ${await page.title()}`);
    }

    writeFileSync(path("values.bin"), new Uint8Array(1_600_000));
    await dragOver(page, 0.2, 0.8);
    await badgeSays(page, /^failed: '.*values\.bin' (was written to|was replaced by another file) since it was opened/);
    await legible(page, ".tslab-bigdata-figure");
    await runCell(page, 3);
    await dragOver(page, 0.3, 0.7);
    await badgeSays(page, /^failed: '.*values\.bin' was closed; map it again/);
    assert.equal(await page.evaluate(() => (globalThis as { hacked?: boolean }).hacked), undefined);
  },
);

const CLOUDS = 8;
const MARKERS = `import { display, scatter } from "tslab-bigdata";
const xs = Float64Array.from({ length: 20_001 }, (_, row) => Math.sin(row));
for (let k = 0; k < ${CLOUDS}; k++)
  await display(scatter(xs, xs.map((x, row) => x * Math.cos(row)), { maxPoints: 20_001, height: 700 }));`;

scenario(
  "more figures by WebGL than a page has contexts for are drawn when they are looked at",
  [MARKERS],
  async (page) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await runCell(page, 0);
    for (let figure = 0; figure < CLOUDS; figure++) await badgeSays(page, /^live: 20,001 points$/, figure);
    for (const figure of [0, CLOUDS - 1, 1]) {
      await page.locator(".tslab-bigdata-figure").nth(figure).scrollIntoViewIfNeeded();
      await page.waitForFunction((which) => {
        interface Canvas {
          getContext(kind: "webgl"): { isContextLost(): boolean } | null;
        }
        interface Drawn {
          querySelectorAll(selector: string): Iterable<Drawn & Canvas>;
        }
        const { document } = globalThis as unknown as { document: Drawn };
        const drawn = [...document.querySelectorAll(".tslab-bigdata-figure")][which];
        const contexts = [...(drawn?.querySelectorAll("canvas") ?? [])].map((canvas) => canvas.getContext("webgl"));
        const markers = [...(drawn?.querySelectorAll(".scatterlayer .point") ?? [])].length;
        return markers > 0 || (contexts.length > 0 && contexts.every((context) => context?.isContextLost() === false));
      }, figure);
    }
  },
);
