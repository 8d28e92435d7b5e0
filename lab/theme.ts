/**
 * The application's theme, as JupyterLab and Notebook 7 state it on the page's body.
 * @module
 */
import type { JsonObject } from "../contract/index.js";

/**
 * The look of a figure on the page: its template, or on a dark page the one for dark ground, on the ground of the page.
 * @param dark undefined where the user has chosen the figure's look
 */
export function templateHere(template: unknown, dark: JsonObject | undefined): unknown {
  if (dark === undefined || document.body.dataset["jpThemeLight"] !== "false") return template;
  const ground = getComputedStyle(document.body).getPropertyValue("--jp-layout-color0").trim();
  if (ground === "") return dark;
  const layout = dark["layout"] as JsonObject | undefined;
  return { ...dark, layout: { ...layout, paper_bgcolor: ground, plot_bgcolor: ground } };
}

/** Calls back at each change of the theme, until what it returns is called. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name"] });
  return () => observer.disconnect();
}
