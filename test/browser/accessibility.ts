/** Whether what we draw into a page can be read and reached: axe-core's rules, and contrasts it does not measure. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  readonly passes: AxeResults["violations"];
}

declare const axe: {
  run(context: { include: string[] }, options: { runOnly: string[] }): Promise<AxeResults>;
};

/** Shows a theme, and waits until it is there. */
export async function showTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate((name) => {
    const { jupyterapp } = globalThis as unknown as {
      jupyterapp: { commands: { execute(command: string, args: object): Promise<unknown> } };
    };
    return jupyterapp.commands.execute("apputils:change-theme", { theme: name }).then(() => undefined);
  }, theme);
  await page.waitForSelector(`body[data-jp-theme-name='${theme}']`);
}

/**
 * Breaches of WCAG 2.1 AA in parts of a page, by axe-core.
 * @param parts selectors of parts that hold text, which must be among what was measured
 */
export async function violations(page: Page, parts: readonly string[]): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations: found, passes } = await page.evaluate(
    (include) => axe.run({ include: [...include] }, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }),
    parts,
  );
  const measured = passes.find(({ id }) => id === "color-contrast")?.nodes ?? [];
  const missed = measured.some(({ html }) => html.includes("tslab-bigdata-badge"))
    ? []
    : ["the badge was not measured"];
  return [...found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), ...missed];
}

/** The least contrast of the first figure's texts and of its buttons, by WCAG's definition of it. */
export function contrasts(page: Page): Promise<{ readonly text: number; readonly icons: number }> {
  return page.evaluate(() => {
    interface Shape {
      readonly parentElement: Shape | null;
      querySelectorAll(selector: string): Iterable<Shape>;
      closest(selector: string): Shape | null;
    }
    interface Look {
      readonly fill: string;
      readonly opacity: string;
      readonly backgroundColor: string;
    }
    const { document, getComputedStyle: lookOf } = globalThis as unknown as {
      document: { querySelector(selector: string): Shape };
      getComputedStyle(shape: Shape): Look;
    };
    type Color = readonly [red: number, green: number, blue: number, alpha: number];
    const colorOf = (text: string): Color => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha];
    };
    const over = (front: Color, back: Color, opacity: number): Color => {
      const share = front[3] * opacity;
      const mixed = [0, 1, 2].map((k) => (front[k] ?? 0) * share + (back[k] ?? 0) * (1 - share));
      return [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0, 1];
    };
    const luminance = (color: Color): number => {
      const [red = 0, green = 0, blue = 0] = color.slice(0, 3).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (a: Color, b: Color): number => {
      const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
      return (high + 0.05) / (low + 0.05);
    };
    const figure = document.querySelector(".tslab-bigdata-figure .js-plotly-plot");
    const white: Color = [255, 255, 255, 1];
    const [paper] = figure.querySelectorAll(".main-svg");
    const ground = over(colorOf(paper === undefined ? "" : lookOf(paper).backgroundColor), white, 1);
    const opacityOf = (shape: Shape): number => {
      let share = 1;
      for (let at: Shape | null = shape; at !== null && at !== figure; at = at.parentElement)
        share *= Number(lookOf(at).opacity);
      return share;
    };
    const texts = [...figure.querySelectorAll("text")].map((text) =>
      contrast(over(colorOf(lookOf(text).fill), ground, opacityOf(text)), ground),
    );
    const icons = [...figure.querySelectorAll(".modebar-btn path")].map((path) => {
      const group = path.closest(".modebar-group");
      const behind = over(colorOf(group === null ? "" : lookOf(group).backgroundColor), ground, 1);
      return contrast(over(colorOf(lookOf(path).fill), behind, 1), behind);
    });
    return { text: Math.min(...texts), icons: Math.min(...icons) };
  });
}

/** Runs in the page: the name of the element that has the keyboard, and its outline. */
export function focused(): string {
  const { document, getComputedStyle: lookOf } = globalThis as unknown as {
    document: { activeElement: { getAttribute(name: string): string | null } };
    getComputedStyle(element: unknown): { readonly outlineWidth: string; readonly outlineStyle: string };
  };
  const { outlineWidth, outlineStyle } = lookOf(document.activeElement);
  return `${document.activeElement.getAttribute("aria-label")}, ${outlineWidth} ${outlineStyle}`;
}
