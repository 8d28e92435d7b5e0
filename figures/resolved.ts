/**
 * What a trace becomes when its work is done.
 * @module
 */
import type { JsonObject, Trace } from "../contract/index.js";

/** Lowest and highest value; both NaN when there is none. */
export interface Reach {
  readonly low: number;
  readonly high: number;
}

/** A trace with small arrays, and what is said about it. */
export interface ResolvedTrace {
  /** Plotly's traces, in place of the one trace of the specification. */
  readonly traces: readonly JsonObject[];
  /** What it shows: `"100,000,000 rows → 100 bins"`; drawn on the picture. Empty where nothing was thinned or binned. */
  readonly note: string;
  /** The same with more numbers, for terminals and screen readers. */
  readonly summary: string;
  /** Extent of the data, not of the sample; absent for kinds that are passed on as they are. */
  readonly x?: Reach;
  readonly y?: Reach;
  /** Layout attributes that this trace needs where the specification gives none. */
  readonly layout?: JsonObject;
  /** Titles for axes that have none. */
  readonly titles?: { readonly x?: string; readonly y?: string };
}

/** What resolving may know of the figure around the trace. */
export interface TraceContext {
  /** Width and height of the plot area in pixels. */
  readonly width: number;
  readonly height: number;
  readonly signal: AbortSignal | undefined;
}

/** Does the work of one kind of trace. */
export type ResolveTrace = (trace: Trace, context: TraceContext) => Promise<ResolvedTrace>;
