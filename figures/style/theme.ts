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
      "#dd6f1f",
      "#3d9a6a",
      "#c9485b",
      "#8461b3",
      "#3a95a8",
      "#b58a2e",
      "#cd6a9f",
      "#6b7785",
      "#77993a",
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
