/**
 * The themes that come with the package.
 * @module
 */
import type { Json, JsonObject } from "../../contract/index.js";
import { PLAIN_THEME, type Theme } from "./theme.js";

/** Colours of a theme that otherwise looks like the plain one. */
interface Palette {
  readonly paper: string;
  readonly plot: string;
  readonly text: string;
  readonly grid: string;
  readonly line: string;
  readonly colorway: readonly string[];
  /** Whether grids run both ways and axes have no lines, as ggplot2 draws them. */
  readonly gridOnly?: boolean;
}

function painted({ paper, plot, text, grid, line, colorway, gridOnly = false }: Palette): Theme {
  const axis = { gridcolor: grid, linecolor: line, tickcolor: line };
  const base = PLAIN_THEME.layout;
  const bare: JsonObject = gridOnly ? { showline: false, ticks: "", showgrid: true } : {};
  return {
    layout: {
      ...base,
      paper_bgcolor: paper,
      plot_bgcolor: plot,
      font: { ...object(base["font"]), color: text },
      colorway,
      xaxis: { ...object(base["xaxis"]), ...axis, ...bare },
      yaxis: { ...object(base["yaxis"]), ...axis, ...bare },
    },
    ...(PLAIN_THEME.data && { data: PLAIN_THEME.data }),
  };
}

function object(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Light on dark. Also of figures without a style of their own, on pages of dark ground. */
export const DARK_THEME: Theme = painted({
  paper: "#14181f",
  plot: "#14181f",
  text: "#d7dde6",
  grid: "#2a313c",
  line: "#5d6877",
  colorway: ["#6ea8fe", "#f4a261", "#63c897", "#ee6c7b", "#b18cf0", "#5fc9d8", "#e0b84c", "#ef9ac3"],
});

/** Themes by name. */
export const THEMES: { readonly [name: string]: Theme } = {
  plain: PLAIN_THEME,
  dark: DARK_THEME,
  /** After the colours of Bootswatch's Superhero, as the matplotlib style of this name. */
  superheroine: painted({
    paper: "#2b3e50",
    plot: "#2b3e50",
    text: "#ebebeb",
    grid: "#3d5166",
    line: "#8496a8",
    colorway: ["#df691b", "#5bc0de", "#5cb85c", "#f0ad4e", "#d9534f", "#b58ad6", "#9fb3c6"],
  }),
  /** After ggplot2's theme_gray. */
  ggplot: painted({
    paper: "#ffffff",
    plot: "#ebebeb",
    text: "#333333",
    grid: "#ffffff",
    line: "#7f7f7f",
    colorway: ["#f8766d", "#00bfc4", "#7cae00", "#c77cff", "#e68613", "#00a9ff"],
    gridOnly: true,
  }),
  /** After seaborn's darkgrid with its deep palette. */
  seaborn: painted({
    paper: "#ffffff",
    plot: "#eaeaf2",
    text: "#262626",
    grid: "#ffffff",
    line: "#8c8c8c",
    colorway: ["#4c72b0", "#dd8452", "#55a868", "#c44e52", "#8172b3", "#937860", "#da8bc3", "#64b5cd"],
    gridOnly: true,
  }),
};
