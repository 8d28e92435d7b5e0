import type { MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { bindOrDisplay, callOf, LIBRARY, operand, options, value } from "../emit.js";

const dataParameter: MagicParameter = {
  name: "data",
  type: "expression",
  summary: "a column or array of any length",
  positional: true,
  required: true,
  completion: "variables",
};

/** What stands around the data; the library's `LayoutOptions`. */
const layoutOptions: readonly MagicParameter[] = [
  { name: "title", type: "string", summary: "text above the picture" },
  { name: "x-title", type: "string", summary: "text below the picture" },
  { name: "y-title", type: "string", summary: "text at the left of the picture" },
  { name: "width", type: "integer", summary: "CSS pixels", default: "900" },
  { name: "height", type: "integer", summary: "CSS pixels", default: "500" },
  { name: "x-log", type: "boolean", summary: "x on a logarithmic axis" },
  { name: "y-log", type: "boolean", summary: "y on a logarithmic axis" },
];

/** The library's `TimeOptions`. */
const timeOptions: readonly MagicParameter[] = [
  {
    name: "time",
    type: "string",
    summary: "x holds times in this unit since 1970; timestamps say so themselves",
    choices: ["s", "ms", "us", "ns"],
    completion: "choices",
  },
  { name: "time-zone", type: "string", summary: "zone whose clock the axis shows, `Europe/Berlin`", default: "UTC" },
];

/** Options of every short form of a picture; the library's `FigureOptions`. */
const pictureOptions: readonly MagicParameter[] = [
  ...layoutOptions,
  { name: "name", type: "string", summary: "name in the legend" },
  { name: "color", type: "string", summary: "a CSS colour", default: "the theme's next colour" },
  { name: "opacity", type: "number", summary: "0 (invisible) to 1", default: "1" },
];

const histParameters: readonly MagicParameter[] = [
  dataParameter,
  { name: "bins", type: "integer", summary: "number of bars", short: "b", default: "100" },
  { name: "density", type: "boolean", summary: "the area of all bars is 1" },
  { name: "range", type: "json", summary: "lowest and highest value counted, `0,10`", default: "the data's" },
  {
    name: "curve",
    type: "expression",
    summary: "a function of x drawn over the bars, `{(x) => x ** 2}`",
    completion: "variables",
  },
  ...pictureOptions,
  ...timeOptions,
];

const hist: MagicDeclaration = {
  name: "hist",
  kind: "line",
  family: "pictures",
  summary: "draws a histogram of all values; they are counted in chunks",
  parameters: histParameters,
  target: "optional",
  example: "%hist data --bins 100 --density",
  emit: (call) =>
    bindOrDisplay(call, [
      { text: `${LIBRARY}.hist(` },
      ...operand(call.args["data"]!),
      ...options(call, histParameters),
      { text: ")" },
    ]),
};

const plotParameters: readonly MagicParameter[] = [
  {
    name: "figure",
    type: "expression",
    summary: "`{ data: [traces], layout }`, which may go on over several lines; one column or array is a line",
    positional: true,
    rest: true,
    required: true,
    completion: "variables",
  },
  {
    name: "decimate",
    type: "string",
    summary: "how long lines are thinned out",
    choices: ["minmax", "m4", "lttb", "minmaxlttb", "stride", "random", "none"],
    default: "minmax",
    completion: "choices",
  },
  { name: "max-points", type: "integer", summary: "most points of a line", default: "4 a pixel" },
  { name: "range-slider", type: "boolean", summary: "a slider with the whole line below the axis" },
  ...layoutOptions,
  ...timeOptions,
];

const plot: MagicDeclaration = {
  name: "plot",
  kind: "line",
  family: "pictures",
  summary: "draws a figure given as Plotly's JSON, with columns of any length where Plotly takes arrays",
  parameters: plotParameters,
  target: "optional",
  example: '%plot { data: [{ y: data, mode: "lines" }] } --title "all of it" --range-slider',
  emit: (call) =>
    bindOrDisplay(call, [
      { text: `${LIBRARY}.plot(` },
      value(call.args["figure"]!),
      ...options(call, plotParameters),
      { text: ")" },
    ]),
};

const densityParameters: readonly MagicParameter[] = [
  { ...dataParameter, name: "x", summary: "a column or array of any length, across" },
  { ...dataParameter, name: "y", summary: "as many values, up" },
  {
    name: "norm",
    type: "string",
    summary: "how counts become colours",
    choices: ["log", "linear", "cbrt", "eq_hist"],
    default: "log",
    completion: "choices",
  },
  { name: "cells", type: "json", summary: "cells across and up, `200,100`", default: "one for every three pixels" },
  { name: "colorscale", type: "string", summary: "a colour scale of Plotly's by name", default: "Viridis" },
  ...pictureOptions.filter(({ name }) => name !== "color"),
  ...timeOptions,
];

const density: MagicDeclaration = {
  name: "density",
  kind: "line",
  family: "pictures",
  summary: "draws how many points lie where; all are counted, none is left out",
  parameters: densityParameters,
  target: "optional",
  example: "%density data data --norm linear",
  emit: (call) =>
    bindOrDisplay(call, [
      { text: `${LIBRARY}.density(` },
      ...operand(call.args["x"]!),
      { text: ", " },
      ...operand(call.args["y"]!),
      ...options(call, densityParameters),
      { text: ")" },
    ]),
};

const style: MagicDeclaration = {
  name: "style",
  kind: "line",
  family: "pictures",
  summary: "sets the look of all figures from here on",
  parameters: [
    {
      name: "style",
      type: "string",
      summary:
        "`plain`, `dark`, `superheroine`, `ggplot`, `seaborn`; a `.mplstyle` file or a Plotly template (`.json`)",
      positional: true,
      required: true,
      completion: "paths",
    },
  ],
  target: "none",
  example: "%style dark",
  emit: (call) => [{ text: "await " }, ...callOf("style", operand(call.args["style"]!)), { text: ";" }],
};

/** Magics that draw. */
export const pictures: readonly MagicDeclaration[] = [hist, density, plot, style];
