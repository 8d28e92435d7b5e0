/**
 * Live figures: the comm protocol between a front end and the kernel, and the handle behind a figure.
 * The front end opens the comm; the kernel never does, so nbclient and VS Code never see an unknown target.
 * @module
 */
import type { Json, JsonObject } from "./json.js";

/** A displayed value with a method under this key can be refined. */
export const LIVE: unique symbol = Symbol.for("tslab-bigdata.live");

/** Comm target name. */
export const LIVE_COMM_TARGET = "tslab-bigdata.live";

/** Name of the annotation that says what a figure shows. */
export const NOTE_NAME = "tslab-bigdata-note";

/**
 * Comm target of progress bars: the front end opens it with `{ id }` of an operation (after a reload updates of displays
 * are lost), the kernel sends {@link ProgressState}s, and closes it when the operation has ended or is not known.
 */
export const PROGRESS_COMM_TARGET = "tslab-bigdata.progress";

/** What the kernel says about a running operation; also the data of the progress MIME type, without `text`. */
export interface ProgressState {
  readonly id: string;
  readonly label: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
  readonly state: "running" | "done" | "failed" | "cancelled";
  readonly elapsedMs: number;
  /** False where nothing is to be left of it when the work has ended well. */
  readonly leave?: boolean;
  /** The same in a line. */
  readonly text: string;
}

/** Data of the live MIME type in a saved notebook. */
export interface LiveMime {
  readonly version: 1;
  readonly plot: string;
  /** Session id of the kernel that drew it; another kernel answers with a close and the figure is static. */
  readonly session: string;
  /** Pyramid for refinement without a kernel, base64; see {@link StaticPyramid}. */
  readonly pyramid?: readonly StaticPyramid[];
  /** What the first picture shows: rows, points, method; absent where that is not known. */
  readonly note?: string;
  /** Pixels of the plot area's width for which its lines were thinned; absent where no trace depends on it. */
  readonly width?: number;
  /** Plotly template for pages of dark ground; absent where the user has chosen the figure's look. */
  readonly dark?: JsonObject;
}

/** Data of the front end's `comm_open`. */
export interface LiveOpen {
  readonly version: 1;
  readonly plot: string;
  readonly session: string;
}

/** An axis range in data units, low to high as drawn; log axes in exponents, as Plotly keeps them. */
export type AxisRange = readonly [number | string, number | string];

/** A view the front end wants drawn. */
export interface RefineRequest {
  readonly type: "refine";
  /** Grows by one per request; answers to older numbers are dropped. */
  readonly sequence: number;
  /** `xaxis`, `yaxis2`, … to the range in view, or null for the full extent. */
  readonly ranges: { readonly [axis: string]: AxisRange | null };
  /** Plot area in CSS pixels: of all subplots together. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

/** A request for the first rows behind one cell of a density or bar of a histogram. */
export interface RowsRequest {
  readonly type: "rows";
  /** Below 0 and falling by one per request, so that no answer is taken for one to a {@link RefineRequest}. */
  readonly sequence: number;
  /** Position among the figure's traces. */
  readonly trace: number;
  /** The cell, low <= value < high, in data units also on log axes. An absent axis sets no bounds. */
  readonly cell: {
    readonly x?: readonly [low: number, high: number];
    readonly y?: readonly [low: number, high: number];
  };
  /** Rows at most. */
  readonly limit: number;
}

/** Content of the answer to a {@link RowsRequest}. */
export type ListedRows = {
  /** `"row"`, then the names of the values. */
  readonly columns: readonly string[];
  /** In ascending order of the row number. */
  readonly rows: readonly (readonly (number | string | null)[])[];
};

/** What front ends send on an open comm. */
export type LiveRequest = RefineRequest | RowsRequest;

/** Where an array of an answer lies in the message's binary buffers. */
export interface BufferRef {
  readonly buffer: number;
  readonly dtype: string;
  readonly shape?: readonly number[];
}

/** The kernel's answer; arrays of `content` are {@link BufferRef}s. */
export interface LiveAnswer {
  readonly type: "refined" | "rows" | "failed";
  readonly sequence: number;
  readonly content: JsonObject;
}

/** What a handle gives back for a request. */
export interface Refinement {
  readonly content: JsonObject;
  readonly buffers: readonly ArrayBufferView[];
}

/**
 * Behind a displayed figure. The kernel keeps handles by plot id (least recently used first out), routes comm
 * messages to them, and knows nothing else of figures.
 */
export interface LiveHandle {
  readonly plot: string;
  /** Rejects with an error whose message the badge shows. */
  refine(request: LiveRequest, signal: AbortSignal): Promise<Refinement>;
  close(): void;
}

/** A displayed value that can be refined. */
export interface LiveValue {
  [LIVE](): LiveHandle;
}

/** Min/max levels of one trace, coarsest last, for zooms without a kernel. */
export interface StaticPyramid {
  readonly trace: number;
  /** Rows in all. */
  readonly rows: number;
  /** First x and step for regular x; else level arrays carry x as well. */
  readonly x: { readonly start: number; readonly step: number } | null;
  readonly levels: readonly StaticLevel[];
}

/** One level of a {@link StaticPyramid}. */
export interface StaticLevel {
  /** Rows per block. */
  readonly block: number;
  /** Base64 of little-endian float32: min and max per block, interleaved. */
  readonly minmax: string;
  /** Base64 of little-endian float64: first x of each block, for irregular x. */
  readonly x?: string;
}

/** JSON as it stands in a bundle; re-exported so that schemas read in one place. */
export type LiveJson = Json;
