/** Figures in an open page: what they show, as the application and Plotly hold it, and what a hand does to them. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** One figure of a page. */
export interface FigureState {
  /** What the badge says: `live`, `static` or `failed`. */
  readonly badge: string | undefined;
  readonly text: string;
  readonly points: number;
  readonly range: readonly [number | string, number | string];
}

interface Plot {
  _fullData: { x: ArrayLike<number> }[];
  _fullLayout: { xaxis: { range: [number | string, number | string] } };
}

interface Found {
  querySelector(selector: string): { dataset: { state?: string }; textContent: string | null } | null;
}

declare const document: { querySelectorAll(selector: string): ArrayLike<Found> };

/** The figure with a number, as it is now. */
export function figureState(page: Page, which = 0): Promise<FigureState> {
  return page.evaluate((index) => {
    const figure = document.querySelectorAll(".tslab-bigdata-figure")[index];
    const badge = figure?.querySelector(".tslab-bigdata-badge");
    const plot = figure?.querySelector(".js-plotly-plot") as unknown as Plot | null | undefined;
    return {
      badge: badge?.dataset.state,
      text: badge?.textContent ?? "",
      points: plot?._fullData?.[0]?.x.length ?? 0,
      range: plot?._fullLayout?.xaxis.range ?? [0, 0],
    };
  }, which);
}

/** Waits until the badge of a figure has a state. */
export async function badgeIs(page: Page, state: string, which = 0): Promise<FigureState> {
  await page.waitForFunction(
    ({ wanted, index }) =>
      document.querySelectorAll(".tslab-bigdata-figure")[index]?.querySelector(".tslab-bigdata-badge")?.dataset
        .state === wanted,
    { wanted: state, index: which },
    { timeout: 60_000 },
  );
  return figureState(page, which);
}

/** Waits until the badge says something else, after something was done. */
export async function badgeChanges(page: Page, act: () => Promise<unknown>, which = 0): Promise<FigureState> {
  const { text } = await figureState(page, which);
  await act();
  await page.waitForFunction(
    ({ old, index }) =>
      document.querySelectorAll(".tslab-bigdata-figure")[index]?.querySelector(".tslab-bigdata-badge")?.textContent !==
      old,
    { old: text, index: which },
    { timeout: 60_000 },
  );
  return figureState(page, which);
}

/** Waits until a figure begins with another point, after something was done: also where as many rows are in view as before. */
export async function startChanges(page: Page, act: () => Promise<unknown>, which = 0): Promise<FigureState> {
  const firstOf = (index: number): number => {
    const figure = document.querySelectorAll(".tslab-bigdata-figure")[index];
    const plot = figure?.querySelector(".js-plotly-plot") as unknown as Plot | null | undefined;
    return plot?._fullData?.[0]?.x[0] ?? -1;
  };
  const before = await page.evaluate(firstOf, which);
  await act();
  await page.waitForFunction(
    ({ old, index }) => {
      const figure = document.querySelectorAll(".tslab-bigdata-figure")[index];
      const plot = figure?.querySelector(".js-plotly-plot") as unknown as Plot | null | undefined;
      return plot?._fullData?.[0]?.x[0] !== old;
    },
    { old: before, index: which },
    { timeout: 60_000 },
  );
  return figureState(page, which);
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
  await page.mouse.move(from + (await plotWidth(page, which)) * share, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
}

/** Width of a figure's plot area, in CSS pixels. */
export async function plotWidth(page: Page, which = 0): Promise<number> {
  const area = page.locator(".tslab-bigdata-figure").nth(which).locator(".nsewdrag").first();
  return (await area.boundingBox())?.width ?? 0;
}

/** Double-clicks into a figure's plot area: back to the whole. */
export async function reset(page: Page, which = 0): Promise<void> {
  const box = await page.locator(".tslab-bigdata-figure").nth(which).locator(".nsewdrag").first().boundingBox();
  assert.ok(box);
  await page.mouse.dblclick(box.x + box.width / 3, box.y + box.height / 3);
}
