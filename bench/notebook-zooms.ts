/**
 * Waits of zooms in a page: from the release of the mouse to the frame that shows the new points. The same for every
 * figure that Plotly draws, whoever thins its points.
 * @module
 */
import type { Page } from "playwright-core";

interface Plot {
  readonly _fullData: { readonly x: ArrayLike<number> }[];
}

interface Scope {
  readonly document: {
    addEventListener(event: string, listener: () => void, capture: boolean): void;
    querySelector(selector: string): Plot | null;
  };
  requestAnimationFrame(done: () => void): void;
  waits: number[];
}

/** Begins to measure the first figure of a page. */
export function measureZooms(page: Page): Promise<void> {
  return page.evaluate(() => {
    const scope = globalThis as unknown as Scope;
    const shown = (): string => {
      const x = scope.document.querySelector(".js-plotly-plot")?._fullData[0]?.x ?? [];
      return `${x.length} ${x[0]} ${x[x.length - 1]}`;
    };
    scope.waits = [];
    const released = (): void => {
      const [from, before] = [performance.now(), shown()];
      const look = (): void => {
        if (shown() === before) scope.requestAnimationFrame(look);
        else scope.requestAnimationFrame(() => scope.waits.push(performance.now() - from));
      };
      look();
    };
    scope.document.addEventListener("mouseup", released, true);
  });
}

/** Drags a zoom over a share of the first figure, from the left. @returns the milliseconds until it was drawn */
export async function timedZoom(page: Page, from: number, to: number): Promise<number> {
  const box = await page.locator(".js-plotly-plot .nsewdrag").first().boundingBox();
  if (box === null) throw new Error("the page shows no figure");
  const before = await page.evaluate(() => (globalThis as unknown as Scope).waits.length);
  await page.mouse.move(box.x + box.width * from, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + box.height / 2 + 2, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction((count) => (globalThis as unknown as Scope).waits.length > count, before);
  return page.evaluate(() => (globalThis as unknown as Scope).waits.at(-1) ?? Number.NaN);
}

/** Shows the whole of the first figure by its button, and waits until it is drawn. @param rows of it */
export async function wholeAgain(page: Page, rows: number): Promise<void> {
  await page.locator(".js-plotly-plot .modebar-btn[data-val=reset]").first().dispatchEvent("click");
  await page.waitForFunction((count) => {
    const x = (globalThis as unknown as Scope).document.querySelector(".js-plotly-plot")?._fullData[0]?.x ?? [];
    return x[0] < count / 1000 && x[x.length - 1] > count - count / 1000;
  }, rows);
}
