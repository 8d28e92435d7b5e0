/**
 * What every kind of trace becomes before it is drawn.
 * @module
 */
import type { AxisScale, Extent } from "../axis.js";
import type { ColorScale } from "../color.js";
import type { StyledTrace } from "../normalise.js";
import type { Plain } from "../plain.js";

/** A rectangle of the picture, in pixels. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A subplot ready to be drawn on: from axis units to pixels. */
export interface View {
  readonly area: Rect;
  /** Pixels of the PNG in a pixel of the picture, where dense marks may be drawn as images of them; else undefined. */
  readonly raster: number | undefined;
  x(at: number): number;
  y(at: number): number;
}

/** The pair of axes that a trace is drawn against. */
export interface Axes {
  readonly x: AxisScale;
  readonly y: AxisScale;
}

/** Colours and their meaning, drawn as a bar. */
export interface ColorBarSpec {
  readonly scale: ColorScale;
  readonly low: number;
  readonly high: number;
  /** Plotly's `colorbar` attributes. */
  readonly attributes: Plain;
}

/** A trace in axis units. */
export interface Prepared {
  readonly trace: StyledTrace;
  readonly x: Extent;
  readonly y: Extent;
  readonly colorBar?: ColorBarSpec;
  /** SVG text of the trace. */
  draw(view: View): string;
  /** SVG text of its sign in the legend, inside the rectangle. */
  sign(box: Rect): string;
}

/** Makes a trace ready. */
export type Prepare = (trace: StyledTrace, axes: Axes) => Prepared;
