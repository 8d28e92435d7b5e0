/**
 * What a trace becomes when its work is done.
 * @module
 */
import type { JsonObject, StaticPyramid, Trace } from "../contract/index.js";

/** Lowest and highest value; both NaN when there is none. */
export interface Reach {
  readonly low: number;
  readonly high: number;
}

/** A trace for Plotly whose arrays are small but not yet coded: typed arrays, and matrices as {@link Shaped}. */
export interface PlotTrace {
  readonly [attribute: string]: unknown;
}

/** A matrix, row by row. */
export interface Shaped {
  readonly values: Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** Whether an attribute is a matrix. */
export function isShaped(value: unknown): value is Shaped {
  return typeof value === "object" && value !== null && "shape" in value && "values" in value;
}

/** A trace with small arrays, and what is said about it. */
export interface ResolvedTrace {
  /** Plotly's traces, in place of the one trace of the specification. */
  readonly traces: readonly PlotTrace[];
  /** What it shows: `"100,000,000 rows → 100 bins"`; drawn on the picture. Empty where nothing was thinned or binned. */
  readonly note: string;
  /** The same with more numbers, for terminals and screen readers. */
  readonly summary: string;
  /** Points of a trace that is passed on as it is. */
  readonly points?: number;
  /** Extent of the data, not of the sample; absent for kinds that are passed on as they are. */
  readonly x?: Reach;
  readonly y?: Reach;
  /** Axes whose range must be set from the extents, since the sample does not tell it. */
  readonly fixed?: { readonly x?: Fit; readonly y?: Fit };
  /** Whether another view of it shows more than the same points. */
  readonly refinable: boolean;
  /** Whether the number of its points follows from the width of the plot area. */
  readonly byWidth?: boolean;
  /** For zooms without a kernel, of the first of `traces`. */
  readonly pyramid?: Omit<StaticPyramid, "trace">;
  /** Layout attributes that this trace needs where the specification gives none. */
  readonly layout?: JsonObject;
  /** Kind of an axis where the layout names none. */
  readonly types?: { readonly x?: "date" };
  /** Titles for axes that have none. */
  readonly titles?: { readonly x?: string; readonly y?: string };
}

/** `"tight"` ends the axis at the data, `"loose"` leaves Plotly's usual space. */
export type Fit = "tight" | "loose";

/** A range of an axis in data units. */
export type ViewRange = readonly [low: number, high: number];

/** What resolving may know of the figure around the trace. */
export interface TraceContext {
  /** Width and height of the plot area in device pixels. */
  readonly width: number;
  readonly height: number;
  readonly signal: AbortSignal | undefined;
  /** Ranges in view when a shown figure is refined; an absent one means the full extent. */
  readonly view: { readonly x?: ViewRange; readonly y?: ViewRange };
  /** Whether the trace's axes are logarithmic. */
  readonly log: { readonly x: boolean; readonly y: boolean };
  /** How values are written in sentences. */
  readonly told: { readonly x: (value: number) => string; readonly y: (value: number) => string };
  /** Traces of the figure that share the space for pyramids; 0 when none is wanted. */
  readonly pyramids: number;
  /** A refinement goes before cells' scans. */
  readonly priority: "refine" | "cell";
}

/** Does the work of one kind of trace. */
export type ResolveTrace = (trace: Trace, context: TraceContext) => Promise<ResolvedTrace>;
