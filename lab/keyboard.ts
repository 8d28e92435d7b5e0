/**
 * Figures by keyboard: the plot area and the entries of the legend can be focused, are named, and take keys. Plotly's
 * toolbar consists of named buttons.
 * @module
 */
import { KEY_NAMES, keyView } from "../view/keys.js";
import type { PlotElement, Plotly } from "./plotly.js";

/** Makes a figure usable by keyboard. @param text what it shows, in sentences */
export function takeKeys(
  plot: PlotElement,
  first: { readonly [name: string]: unknown },
  text: string,
  plotly: Plotly,
): void {
  plot.tabIndex = 0;
  plot.setAttribute("role", "application");
  plot.setAttribute("aria-roledescription", "figure");
  plot.setAttribute("aria-label", `${text}\narrows move, + and - zoom, 0 shows all`);
  plot.setAttribute("aria-keyshortcuts", KEY_NAMES);
  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { target, key } = event;
    if (target === plot) {
      const update = keyView(key, plot.layout, first);
      if (update === undefined) return;
      void plotly.relayout(plot, update);
    } else if (target instanceof SVGElement && target.matches(ENTRY) && (key === "Enter" || key === " ")) {
      // Plotly's legend knows the mouse alone
      for (const type of ["mousedown", "mouseup"]) target.dispatchEvent(new MouseEvent(type));
    } else return;
    event.preventDefault();
  });
  plot.on("plotly_afterplot", () => nameLegend(plot));
  nameLegend(plot);
}

/** What is clicked on in an entry of a legend. */
const ENTRY = ".traces > rect[class$='toggle']";

function nameLegend(plot: PlotElement): void {
  for (const toggle of plot.querySelectorAll<SVGElement>(ENTRY)) {
    const entry = toggle.parentElement;
    toggle.setAttribute("tabindex", "0");
    toggle.setAttribute("role", "checkbox");
    toggle.setAttribute("aria-label", entry?.querySelector("text")?.textContent ?? "trace");
    // an entry whose trace is hidden is pale
    toggle.setAttribute("aria-checked", String(entry === null || getComputedStyle(entry).opacity === "1"));
  }
}
