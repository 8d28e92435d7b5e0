/** Figures in an open page: what they show, as the application and Plotly hold it, and what a hand does to them. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** How long a figure may take for one step, in milliseconds. */
const PATIENCE_MS = 60_000;

/** One figure of a page. */
export interface FigureState {
  /** What the badge says: `live`, `static` or `failed`. */
  readonly badge: string | undefined;
  readonly text: string;
  readonly points: number;
  /** The first point's place. */
  readonly first: number | undefined;
  readonly range: readonly [number | string, number | string];
  /** Of the plot area, in CSS pixels. */
  readonly width: number;
}

interface Plot {
  _fullData: { x: ArrayLike<number> }[];
  _fullLayout: { xaxis: { range: [number | string, number | string] } };
  _context: { doubleClickDelay: number };
  _mouseDownTime: number;
}

interface Found {
  readonly dataset: { state?: string };
  readonly textContent: string | null;
  querySelector(selector: string): Found | null;
  getBoundingClientRect(): { readonly width: number };
}

declare const requestAnimationFrame: (done: () => void) => number;
declare const document: { querySelectorAll(selector: string): ArrayLike<Found> };

/** Runs in the page. */
function stateOf(index: number): FigureState {
  const figure = document.querySelectorAll(".tslab-bigdata-figure")[index];
  const badge = figure?.querySelector(".tslab-bigdata-badge");
  const plot = figure?.querySelector(".js-plotly-plot") as unknown as Plot | null | undefined;
  const x = plot?._fullData?.[0]?.x;
  return {
    badge: badge?.dataset.state,
    text: badge?.textContent ?? "",
    points: x?.length ?? 0,
    first: x?.[0],
    range: plot?._fullLayout?.xaxis.range ?? [0, 0],
    width: figure?.querySelector(".nsewdrag")?.getBoundingClientRect().width ?? 0,
  };
}

/** The figure with a number, as it is now. */
export function figureState(page: Page, which = 0): Promise<FigureState> {
  return page.evaluate(stateOf, which);
}

/** A figure as soon as it meets a condition. */
export async function figureWhere(
  page: Page,
  condition: (state: FigureState) => boolean,
  which = 0,
): Promise<FigureState> {
  const began = performance.now();
  for (;;) {
    const state = await figureState(page, which);
    if (condition(state)) return state;
    if (performance.now() - began > PATIENCE_MS) assert.fail(`the figure stays ${JSON.stringify(state)}`);
    await page.evaluate(() => new Promise<void>((drawn) => requestAnimationFrame(() => drawn())));
  }
}

/** A figure as soon as its badge says something. */
export function badgeSays(page: Page, words: RegExp, which = 0): Promise<FigureState> {
  return figureWhere(page, ({ text }) => words.test(text), which);
}

/** Drags over a share of a figure's plot area, from the left. */
export async function dragOver(page: Page, from: number, to: number, which = 0): Promise<void> {
  const area = page.locator(".tslab-bigdata-figure").nth(which).locator(".nsewdrag").first();
  await area.scrollIntoViewIfNeeded();
  const box = await area.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * from, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + box.height / 2 + 2, { steps: 4 });
  await page.mouse.up();
}

/** Moves a figure's view by dragging its x axis: by a share of the width, to the right where above 0. */
export async function pan(page: Page, share: number, which = 0): Promise<void> {
  const axis = page.locator(".tslab-bigdata-figure").nth(which).locator(".ewdrag").first();
  await axis.scrollIntoViewIfNeeded();
  const box = await axis.boundingBox();
  assert.ok(box);
  const from = box.x + box.width / 2;
  await page.mouse.move(from, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(from + (await figureState(page, which)).width * share, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
}

/** Double-clicks into a figure's plot area: back to the whole. */
export async function reset(page: Page, which = 0): Promise<void> {
  const figure = page.locator(".tslab-bigdata-figure").nth(which);
  // Plotly tells a double click by the clock; on a loaded machine that would be a race.
  await figure.locator(".js-plotly-plot").evaluate((element) => {
    const plot = element as unknown as Plot;
    plot._context.doubleClickDelay = 60_000;
    plot._mouseDownTime = 0;
  });
  const box = await figure.locator(".nsewdrag").first().boundingBox();
  assert.ok(box);
  await page.mouse.dblclick(box.x + box.width / 3, box.y + box.height / 3);
}
