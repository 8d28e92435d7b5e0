/** The keyboard in an open page: what has its focus, and whether that can be seen. */
import type { Page } from "playwright-core";

interface Focused {
  readonly parentElement: Focused | null;
  getAttribute(name: string): string | null;
  readonly textContent: string | null;
  matches(selector: string): boolean;
}

declare const document: { readonly activeElement: Focused };
declare const getComputedStyle: (element: Focused) => { readonly outlineWidth: string; readonly outlineStyle: string };

/** An element that has the keyboard. */
export interface Focus {
  /** By which screen readers name it. */
  readonly name: string;
  readonly role: string;
  readonly inFigure: boolean;
  /** Whether a ring tells that it has the keyboard. */
  readonly ring: boolean;
}

/** What has the keyboard. */
export function focus(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      name: element.getAttribute("aria-label") ?? element.textContent ?? "",
      role: element.getAttribute("role") ?? "",
      inFigure: element.matches(".tslab-bigdata-figure *"),
      ring: outlineStyle === "solid" && Number.parseFloat(outlineWidth) >= 2,
    };
  });
}

/** Presses Tab until the focus meets a condition, and at most a hundred times; all that had it on the way. */
export async function tabUntil(page: Page, condition: (at: Focus) => boolean): Promise<Focus[]> {
  const seen: Focus[] = [];
  for (let step = 0; step < 100; step++) {
    await page.keyboard.press("Tab");
    const at = await focus(page);
    seen.push(at);
    if (condition(at)) return seen;
  }
  throw new Error(`Tab goes round: ${seen.map(({ name }) => name.slice(0, 40)).join("; ")}`);
}
