/**
 * Themes: what a figure looks like where its specification says nothing. A theme is a Plotly template.
 * @module
 */
import type { JsonObject } from "../../contract/index.js";

/** Attributes for every trace type and for the layout, as `layout.template` has them. */
export interface Theme {
  readonly layout: JsonObject;
  readonly data?: JsonObject;
}

/** Size of a figure that names none, in CSS pixels. */
export const FIGURE_SIZE: { readonly width: number; readonly height: number } = { width: 900, height: 500 };

const GRID = "#e9edf2";
const LINE = "#8792a2";
const TEXT = "#2f3b4c";

/** The default: white ground, quiet grid, title at the left above a line that says what is shown. */
export const PLAIN_THEME: Theme = {
  layout: {
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    font: { color: TEXT, size: 12 },
    colorway: [
      "#3b6fb6",
      "#e8853d",
      "#3d9a6a",
      "#c9485b",
      "#8461b3",
      "#4aa5b8",
      "#b58a2e",
      "#d477a8",
      "#6b7785",
      "#91b84a",
    ],
    title: { x: 0, xref: "paper", xanchor: "left", font: { size: 18 } },
    margin: { l: 70, r: 30, t: 84, b: 60 },
    bargap: 0.1,
    legend: { orientation: "h", x: 1, xanchor: "right", y: 1, yanchor: "bottom" },
    xaxis: {
      gridcolor: GRID,
      linecolor: LINE,
      tickcolor: LINE,
      showline: true,
      ticks: "outside",
      zeroline: false,
      automargin: true,
    },
    yaxis: {
      gridcolor: GRID,
      linecolor: LINE,
      tickcolor: LINE,
      zeroline: false,
      automargin: true,
      title: { standoff: 8 },
    },
  },
  data: {
    scatter: [{ line: { width: 1.5 } }],
    heatmap: [{ colorscale: "Viridis", colorbar: { thickness: 14, outlinewidth: 0 } }],
  },
};
