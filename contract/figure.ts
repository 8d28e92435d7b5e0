/**
 * The part of Plotly's figure schema that versions 3 and 4 share, light enough for a cell, with columns allowed
 * wherever Plotly takes an array. Keys not named here pass through as they are.
 * @module
 */

/** Anything with a length or a scan behind it: Column, Arrow vector, typed array, array. Structural on purpose. */
export type Data<T = unknown> = KnownData<T> | LazyColumnLike;

/** Data whose length is known. */
export type KnownData<T = unknown> = ArrayLike<T> | ColumnLike | VectorLike;

/** An Arrow vector, as far as a figure's type needs it. */
export interface VectorLike {
  readonly length: number;
  readonly type: object;
  get(index: number): unknown;
}

/** A column of `tslab-bigdata`, as far as a figure's type needs it. */
export interface ColumnLike {
  readonly dtype: string;
  readonly length: number;
  at(index: number): unknown;
}

/**
 * A column of `tslab-bigdata` whose length is known only after a scan: of a CSV, JSON or Parquet file, or filtered. It
 * has no `length`.
 */
export interface LazyColumnLike {
  readonly dtype: string;
  readonly length?: never;
  count(): Promise<number>;
  toArray(): Promise<ArrayLike<unknown>>;
}

/** How a trace is thinned out. */
export type DecimateMethod = "minmax" | "m4" | "lttb" | "minmaxlttb" | "stride" | "random" | "none";

/** Unit of a time stored as a number: since 1970-01-01 00:00 UTC. */
export type TimeUnit = "s" | "ms" | "us" | "ns";

/** Options of ours on a trace, removed before Plotly sees it. */
export interface TraceExtras {
  /** Default `minmax` for lines; naming one on markers draws markers instead of a density raster. */
  decimate?: DecimateMethod;
  /** Upper limit of points sent; default two bins per device pixel of the plot area. */
  maxPoints?: number;
  /** x holds times in this unit; timestamp columns and Dates say so themselves. The axis then shows dates. */
  time?: TimeUnit;
  /** Zone in which times of x are shown, by its IANA name (`"Europe/Berlin"`); default UTC, as Plotly's. */
  timeZone?: string;
}

/** Plotly's line attributes in common use. */
export interface LineStyle {
  color?: string;
  width?: number;
  dash?: string;
  shape?: "linear" | "spline" | "hv" | "vh" | "hvh" | "vhv";
  [attribute: string]: unknown;
}

/** A trace. `type` defaults to `scatter`, as in Plotly. */
export interface Trace extends TraceExtras {
  type?: string;
  name?: string;
  x?: Data;
  y?: Data;
  z?: Data;
  mode?: string;
  opacity?: number;
  line?: LineStyle;
  marker?: { color?: unknown; size?: unknown; opacity?: unknown; line?: LineStyle; [attribute: string]: unknown };
  text?: unknown;
  hovertext?: unknown;
  customdata?: unknown;
  xaxis?: string;
  yaxis?: string;
  /** Number of bins (histograms). */
  nbinsx?: number;
  nbinsy?: number;
  xbins?: { start?: number; end?: number; size?: number };
  histnorm?: "" | "percent" | "probability" | "density" | "probability density";
  [attribute: string]: unknown;
}

/** An axis. */
export interface Axis {
  title?: string | { text?: string; [attribute: string]: unknown };
  type?: "-" | "linear" | "log" | "date" | "category";
  range?: readonly [unknown, unknown];
  autorange?: boolean | "reversed";
  [attribute: string]: unknown;
}

/** A layout. `width` and `height` are CSS pixels; 100 pixels are an inch of the chapter's figures. */
export interface Layout {
  title?: string | { text?: string; [attribute: string]: unknown };
  width?: number;
  height?: number;
  showlegend?: boolean;
  xaxis?: Axis;
  yaxis?: Axis;
  [attribute: string]: unknown;
}

/** What `plot` takes. */
export interface FigureSpec {
  data: readonly Trace[];
  layout?: Layout;
  config?: { readonly [option: string]: unknown };
}
