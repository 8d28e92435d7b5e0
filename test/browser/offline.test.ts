import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { JUPYTER_DISPLAY } from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { type Figure, hist, line } from "../../figures/index.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";
import { startChromium } from "./lab.js";
import { screenshot } from "./page.js";

const folder = mkdtempSync(join(tmpdir(), "offline-"));
let browser: Browser;

before(async () => {
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const ROWS = 2_000_003;
const y = Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row / 90_000) + ((row * 7919) % 101) / 500);
// One row that only a refined view can tell from its neighbours.
y[1_234_567] = 3;
const HOSTILE = `</script><img src=x onerror="window.hacked = true"><script>window.hacked = true</script>`;

interface Plot {
  _fullData: { x: ArrayLike<number>; y: ArrayLike<number> }[];
  _fullLayout: { xaxis: { range: [number, number] } };
}

/** Opens a page with the network cut; keeps what it asked for and what failed. */
async function open(path: string): Promise<{ page: Page; asked: string[]; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 1300 } });
  const asked: string[] = [];
  const errors: string[] = [];
  await page.route(/^https?:/, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(pathToFileURL(path).href, { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".js-plotly-plot .nsewdrag");
  return { page, asked, errors };
}

/** What the first figure of the page shows. */
function shown(page: Page): Promise<{ x: number[]; y: number[]; range: [number, number] }> {
  return page.evaluate(() => {
    const place = (globalThis as unknown as { document: { querySelector(s: string): unknown } }).document;
    const plot = place.querySelector(".js-plotly-plot") as Plot;
    const [{ x, y: values }] = plot._fullData;
    return { x: Array.from(x), y: Array.from(values), range: plot._fullLayout.xaxis.range };
  });
}

/** Drags a zoom over a tenth of the first figure, until it shows other points. */
async function zoom(page: Page): Promise<void> {
  const before = (await shown(page)).x.length;
  const box = await page.locator(".js-plotly-plot .nsewdrag").first().boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.55, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.65, box.y + 102, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction((count) => {
    const { document } = globalThis as unknown as { document: { querySelector(s: string): unknown } };
    return (document.querySelector(".js-plotly-plot") as Plot)._fullData[0].x.length !== count;
  }, before);
}

async function checkZoom(page: Page): Promise<void> {
  const full = await shown(page);
  assert.ok(Math.max(...full.y) === 3 && full.range[1] - full.range[0] === ROWS - 1);
  await zoom(page);
  const near = await shown(page);
  assert.ok(near.range[1] - near.range[0] < ROWS / 5);
  const inView = near.x.filter((at) => at >= near.range[0] && at <= near.range[1]);
  const before = full.x.filter((at) => at >= near.range[0] && at <= near.range[1]);
  assert.ok(inView.length > before.length * 2, `${before.length} points became ${inView.length}`);
  assert.equal(Math.max(...near.y), 3, "the extreme is still there");
  const notes = await page.locator(".js-plotly-plot .annotation-text").allTextContents();
  assert.match(notes[0] ?? "", /^[\d,]+ points in view, least and greatest of [\d,]+ rows each$/);
}

test("a saved figure zooms and refines from its file, without a network", async () => {
  const path = join(folder, "figure.html");
  await line(column(y), { title: HOSTILE, name: HOSTILE }).save(path);
  const { page, asked, errors } = await open(path);
  await checkZoom(page);
  assert.equal(await page.evaluate(() => (globalThis as { hacked?: boolean }).hacked), undefined);
  assert.deepEqual([asked, errors], [[], []]);
});

/** The file that nbconvert makes of a notebook with two figures. */
async function converted(to: "html" | "slides", template: string): Promise<string> {
  const output = async (figure: Figure): Promise<object> => ({
    output_type: "display_data",
    metadata: {},
    data: await figure[JUPYTER_DISPLAY](),
  });
  const outputs = [await output(line(column(y), { title: HOSTILE })), await output(hist(y, { bins: 30 }))];
  const metadata = { slideshow: { slide_type: "slide" } };
  const cell = { cell_type: "code", id: "c1", metadata, execution_count: 1, source: "figures", outputs };
  const notebook = join(folder, `${to}.ipynb`);
  writeFileSync(notebook, JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  const args = ["-m", "nbconvert", "--to", to, "--template", template, notebook];
  const done = run(python, [...args, `--TemplateExporter.extra_template_basedirs=${join(root, "nbconvert")}`]);
  assert.equal(done.status, 0, done.stderr);
  return join(folder, to === "html" ? "html.html" : "slides.slides.html");
}

test("slides made by nbconvert with our template hold live figures as well", async () => {
  const { page } = await open(await converted("slides", "tslab-bigdata-slides"));
  await checkZoom(page);
  assert.equal(await page.evaluate(() => (globalThis as { hacked?: boolean }).hacked), undefined);
});

test("a report made by nbconvert with our template does so too, and brings Plotly once", async () => {
  const { page, asked, errors } = await open(await converted("html", "tslab-bigdata"));
  await page.waitForFunction(() => {
    const { document } = globalThis as unknown as { document: { querySelectorAll(s: string): ArrayLike<unknown> } };
    return document.querySelectorAll(".js-plotly-plot .nsewdrag").length === 2;
  });
  await checkZoom(page);
  assert.equal(await page.evaluate(() => (globalThis as { hacked?: boolean }).hacked), undefined);
  assert.deepEqual(errors, []);
  assert.ok(
    asked.every((url) => /mathjax|mermaid/i.test(url)),
    asked.join(" "),
  );
  await screenshot(page, "offline");
});
