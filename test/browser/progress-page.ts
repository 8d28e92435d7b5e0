/** A progress bar in an open page. */
import type { Page } from "playwright-core";
import { legible, showTheme } from "./contrast.js";

interface Bar {
  state: string | undefined;
  value: number;
}

function barOf(page: Page): Promise<Bar> {
  return page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { querySelector(s: string): { dataset: { state?: string }; value: number } | null };
    };
    return {
      state: document.querySelector(".tslab-bigdata-progress")?.dataset.state,
      value: document.querySelector(".tslab-bigdata-progress progress")?.value ?? -1,
    };
  });
}

/** Waits until the bar has gone on. */
export async function barGrows(page: Page): Promise<void> {
  const { value } = await barOf(page);
  await page.waitForFunction((before) => {
    const { document } = globalThis as unknown as { document: { querySelector(s: string): { value: number } | null } };
    return (document.querySelector(".tslab-bigdata-progress progress")?.value ?? -1) > before;
  }, value);
}

/** Asserts that the bar can be read in both themes. */
export async function readInBothThemes(page: Page): Promise<void> {
  for (const theme of ["JupyterLab Dark", "JupyterLab Light"] as const) {
    await showTheme(page, theme);
    await legible(page, ".tslab-bigdata-progress");
  }
}
