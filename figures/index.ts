/**
 * Figures: Plotly's JSON with columns of any length where Plotly has arrays.
 * @module
 */
import type { TypedArray } from "../contract/index.js";
import { type Column, column } from "../engine/column.js";
import { isArrowVector } from "../engine/rows/from-arrow.js";
import type { ScannedColumn } from "./columns.js";
import { figureWork } from "./resolve.js";
import { type FigureFunctions, figureFunctions } from "./short-forms.js";

export type { Curve } from "./curve.js";
export type { Figure, PictureOptions } from "./figure.js";
export type { PlotlyFigure } from "./finish.js";
export type {
  DensityFigureOptions,
  FigureOptions,
  Hist2dOptions,
  HistOptions,
  LayoutOptions,
  PlotOptions,
  TimeOptions,
  XyOptions,
} from "./short-forms.js";
export type { ColorNorm } from "./traces/color-norm.js";

/** Arrow vectors, plain arrays and typed arrays as columns. */
function toColumn(values: ArrayLike<unknown>): ScannedColumn {
  if (isArrowVector(values)) return column(values) as Column as ScannedColumn;
  return column((ArrayBuffer.isView(values) ? values : Array.from(values)) as TypedArray & Float64Array);
}

const functions: FigureFunctions = figureFunctions(figureWork(toColumn));

/** A figure of a Plotly specification; see {@link FigureFunctions.plot}. */
export const plot: FigureFunctions["plot"] = functions.plot;

/** A histogram, counted over every row; see {@link FigureFunctions.hist}. */
export const hist: FigureFunctions["hist"] = functions.hist;

/** A line; see {@link FigureFunctions.line}. */
export const line: FigureFunctions["line"] = functions.line;

/** Markers; see {@link FigureFunctions.scatter}. */
export const scatter: FigureFunctions["scatter"] = functions.scatter;

/** Bars; see {@link FigureFunctions.bar}. */
export const bar: FigureFunctions["bar"] = functions.bar;

/** Counts of points by small cells; see {@link FigureFunctions.density}. */
export const density: FigureFunctions["density"] = functions.density;

/** A histogram over two variables; see {@link FigureFunctions.hist2d}. */
export const hist2d: FigureFunctions["hist2d"] = functions.hist2d;

/** Sets the look of all figures shown from now on; see {@link FigureFunctions.style}. */
export const style: FigureFunctions["style"] = functions.style;

/** Boxes of quartiles; see {@link FigureFunctions.box}. */
export const box: FigureFunctions["box"] = functions.box;
