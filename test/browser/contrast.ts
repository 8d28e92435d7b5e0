/** Whether what is drawn into a page can be read in each of the application's themes. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { command } from "./page.js";

/** Least contrast of text, and of icons: WCAG 2.1, success criteria 1.4.3 and 1.4.11. */
const LEAST = { text: 4.5, icon: 3 };

/** What is measured below a part of the page. */
const KINDS = {
  text: ".tslab-bigdata-badge, span, button, caption, th, td, text",
  icon: ".modebar-btn path",
};

interface Shape {
  readonly parentElement: Shape | null;
  readonly textContent: string | null;
  querySelector(selector: string): Shape | null;
  querySelectorAll(selector: string): Iterable<Shape>;
  closest(selector: string): Shape | null;
  matches(selector: string): boolean;
  getClientRects(): { readonly length: number };
}

declare const document: Shape;
declare const getComputedStyle: (
  shape: Shape,
) => Readonly<Record<"color" | "fill" | "fillOpacity" | "opacity" | "backgroundColor", string>>;

interface Contrast {
  readonly kind: keyof typeof KINDS;
  readonly what: string;
  readonly ratio: number;
}

/** Runs in the page: contrasts by WCAG's formula, of computed colours over all that lies behind them. */
function contrastsBelow({ part, kinds }: { part: string; kinds: typeof KINDS }): Contrast[] {
  type Color = readonly [red: number, green: number, blue: number, alpha: number];
  const colorOf = (css: string): Color => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (front: Color, back: Color): Color => {
    const mix = (k: 0 | 1 | 2): number => front[k] * front[3] + back[k] * (1 - front[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = (color: Color): number => {
    const [red, green, blue] = color.map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (shape: Shape | null): Color => {
    if (shape === null) return [255, 255, 255, 1];
    // Plotly's texts lie in layers over the one that has the colour of the paper.
    const painted = (shape.matches(".svg-container") && shape.querySelector(".main-svg")) || shape;
    const color = colorOf(getComputedStyle(painted).backgroundColor);
    return color[3] === 1 ? color : over(color, behind(shape.parentElement));
  };
  const measure = (kind: keyof typeof KINDS, shape: Shape): Contrast => {
    const { color, fill, fillOpacity } = getComputedStyle(shape);
    const [red, green, blue, alpha] = colorOf(shape.matches("text, path") ? fill : color);
    let share = alpha * (shape.matches("text, path") ? Number(fillOpacity) : 1);
    // the toolbar's groups show when the pointer is on the figure
    for (let at: Shape | null = shape; at !== null && !at.matches(".modebar-group"); at = at.parentElement)
      share *= Number(getComputedStyle(at).opacity);
    const ground = behind(shape);
    const [a, b] = [luminance(over([red, green, blue, share], ground)), luminance(ground)];
    return { kind, what: shape.textContent ?? "", ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
  };
  const found: Contrast[] = [];
  for (const kind of ["text", "icon"] as const)
    for (const root of document.querySelectorAll(part))
      for (const shape of root.querySelectorAll(kinds[kind]))
        if (
          shape.getClientRects().length > 0 &&
          shape.closest(".hoverlayer") === null &&
          (kind === "icon" || shape.textContent?.trim())
        )
          found.push(measure(kind, shape));
  return found;
}

/**
 * Asserts that texts and icons below parts of the page stand out from what is behind them.
 * @param part  selector
 */
export async function legible(page: Page, part: string): Promise<void> {
  await page.waitForSelector(part, { state: "visible" });
  const measured = await page.evaluate(contrastsBelow, { part, kinds: KINDS });
  assert.ok(measured.length > 0, `nothing to read in ${part}`);
  assert.deepEqual(
    measured.filter(({ kind, ratio }) => !(ratio >= LEAST[kind])),
    [],
  );
}

/** Shows one of the application's themes. */
export async function showTheme(page: Page, theme: "JupyterLab Light" | "JupyterLab Dark"): Promise<void> {
  await command(page, "apputils:change-theme", { theme });
  await page.waitForSelector(`body[data-jp-theme-name='${theme}']`, { state: "attached" });
  // JupyterLab takes its splash away twice when the next change comes before the first has ended
  await page.waitForSelector("#jupyterlab-splash", { state: "detached" });
}

/** Waits until a figure's paper has a colour, as computed styles write it. */
export async function paperIs(page: Page, figure: number, color: string): Promise<void> {
  await page.waitForFunction(
    ([which, wanted]) => {
      const plots = [...document.querySelectorAll(".tslab-bigdata-figure .main-svg:first-child")];
      const plot = plots[which];
      return plot !== undefined && getComputedStyle(plot).backgroundColor === wanted;
    },
    [figure, color] as const,
  );
}
