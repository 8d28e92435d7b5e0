/**
 * Thins a line out to what a screen can show.
 * @module
 */
import type { DecimateMethod, IndexedSource } from "../../contract/index.js";
import { didYouMean, EngineError } from "../errors.js";
import type { ScanOptions } from "../options.js";
import { type ScanInput, scan } from "../scan.js";
import { type BinExtremes, binExtremes } from "./bin-extremes.js";
import { type EdgeRows, edgeRows } from "./edge-rows.js";
import { rowBins, xBins } from "./edges.js";
import { gatherRows } from "./gather.js";
import { lttb } from "./lttb.js";
import { everyNth, randomRows } from "./pick.js";
import { selectM4, selectMinMax } from "./select.js";

/** A numeric column, as far as decimation needs it; the engine's `Column` is one. */
export interface Decimatable {
  readonly source: IndexedSource;
  /** Position among the source's columns. */
  readonly position: number;
}

/** How a line is thinned out. */
export interface ThinOptions extends ScanOptions {
  /** Default `"minmax"`. */
  readonly method?: DecimateMethod;
  /** Most rows kept, besides one neighbour on each side of a range; default 4 for each pixel of `width`. */
  readonly points?: number;
  /** Device pixels the line is drawn over; default 740, the plot area of a 900 pixel figure. */
  readonly width?: number;
  /** Lowest and highest x in view (row numbers without x); default all. */
  readonly range?: readonly [number, number];
  /** Start of the generator of `"random"`; default 0. */
  readonly seed?: number;
}

/** A thinned line. */
export interface Thinned {
  /** Rows kept, ascending. */
  readonly rows: Float64Array;
  /** Positions in `rows` after which the line is interrupted by NaN. */
  readonly breaks: readonly number[];
  /** Rows in view. */
  readonly inView: number;
  /** False when x is not in ascending order: thinned by row numbers then, and a range is not applied. */
  readonly sorted: boolean;
}

const METHODS: readonly DecimateMethod[] = ["minmax", "m4", "lttb", "minmaxlttb", "stride", "random", "none"];

/** Pixels of a line whose width is not known. */
const DEFAULT_WIDTH = 740;

/** Rows that `lttb` takes into memory at most; it goes from bucket to bucket and cannot be cut up. */
const LTTB_ROWS = 50_000_000;

/** Candidates for each point that minmaxlttb keeps (tsdownsample's default). */
const PRESELECTION = 4;

/** A stretch of rows to thin, and where its bins begin when x decides that. */
interface Stretch {
  readonly start: number;
  readonly stop: number;
  readonly edges: Float64Array | undefined;
  readonly sorted: boolean;
}

/**
 * Thins `y` over row numbers, or over `x`.
 * @throws InvalidArgument for an unknown method, points below 4, a range that runs backwards, columns of unequal length
 */
export async function thin(y: Decimatable, x: Decimatable | undefined, options: ThinOptions = {}): Promise<Thinned> {
  const method = options.method ?? "minmax";
  const points = checkPoints(options, method);
  if (x !== undefined && x.source.length !== y.source.length)
    throw new EngineError(
      "InvalidArgument",
      `x has ${x.source.length} rows and y has ${y.source.length}; a line needs one x for each y`,
    );
  const bins = Math.max(1, Math.floor(points / (method === "m4" ? 4 : 2)));
  const stretch = await stretchOf(y, x, options, method === "minmax" || method === "m4" ? bins : 1);
  const inView = stretch.stop - stretch.start;
  const around = [...neighbours(stretch, y.source.length, options.range)];
  const kept =
    inView <= points || method === "none"
      ? { rows: Float64Array.from({ length: inView }, (_, k) => stretch.start + k), breaks: [] }
      : await keep(y, x, stretch, method, points, options);
  return { ...withNeighbours(kept, around), inView, sorted: stretch.sorted };
}

function checkPoints({ method = "minmax", points, width, range }: ThinOptions, known: string): number {
  if (!METHODS.includes(method))
    throw new EngineError(
      "InvalidArgument",
      `unknown method '${known}': one of ${METHODS.join(", ")}${didYouMean(known, METHODS)}`,
    );
  const wanted = points ?? Math.max(4, Math.round((width ?? DEFAULT_WIDTH) * 4));
  if (!Number.isInteger(wanted) || wanted < 4)
    throw new EngineError(
      "InvalidArgument",
      `'points' must be a whole number from 4 on, got ${String(points ?? width)}`,
    );
  if (range !== undefined && !(range[0] <= range[1]))
    throw new EngineError("InvalidArgument", `'range' must be [low, high], got [${range.join(", ")}]`);
  return wanted;
}

async function stretchOf(
  y: Decimatable,
  x: Decimatable | undefined,
  options: ThinOptions,
  bins: number,
): Promise<Stretch> {
  const rows = y.source.length;
  const all: Stretch = { start: 0, stop: rows, edges: undefined, sorted: true };
  if (rows === 0) return all;
  if (x === undefined) {
    if (options.range === undefined) return all;
    const start = Math.min(rows, Math.max(0, Math.ceil(options.range[0])));
    return { ...all, start, stop: Math.max(start, Math.min(rows, Math.floor(options.range[1]) + 1)) };
  }
  const ends = await gatherRows(x.source, x.position, Float64Array.of(0, rows - 1));
  const [low, high] = options.range ?? [ends[0]!, ends[1]!];
  const inner = xBins(low, high, bins);
  const asked = joined(below(low), inner, high);
  const found = await one<EdgeRows>(x, edgeRows(asked), options, "x");
  if (!found.sorted) return { ...all, sorted: false };
  const edges = found.rows.slice();
  if (options.range === undefined) {
    edges[0] = 0;
    edges[edges.length - 1] = rows;
  }
  return { start: edges[0]!, stop: edges.at(-1)!, edges: bins > 1 ? edges : undefined, sorted: true };
}

/** The double just below a number, so that "at or below" leaves out the number itself. */
function below(value: number): number {
  if (!Number.isFinite(value)) return value;
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const double = new Float64Array(bits.buffer);
  double[0] = value;
  bits[0]! += value > 0 ? -1n : 1n;
  return double[0]!;
}

async function one<R>(column: Decimatable, request: object, options: ScanOptions, label: string): Promise<R> {
  const input: ScanInput = { source: column.source, columns: [column.position] };
  const [result] = await scan(input, [request as Parameters<typeof scan>[1][number]], options, label);
  return result as R;
}

interface Kept {
  readonly rows: Float64Array;
  readonly breaks: readonly number[];
}

async function keep(
  y: Decimatable,
  x: Decimatable | undefined,
  stretch: Stretch,
  method: DecimateMethod,
  points: number,
  options: ThinOptions,
): Promise<Kept> {
  const { start, stop } = stretch;
  const length = stop - start;
  const shifted = (rows: Float64Array): Kept => ({ rows: rows.map((row) => row + start), breaks: [] });
  if (method === "stride") return shifted(everyNth(length, points));
  if (method === "random") return shifted(randomRows(length, points, options.seed ?? 0));
  if (method === "lttb") return byTriangles(y, x, allRows(start, stop), points);
  if (method === "minmaxlttb") {
    if (Math.floor(length / points) <= PRESELECTION) return byTriangles(y, x, allRows(start, stop), points, "middle");
    const inner = { ...stretch, start: start + 1, stop: stop - 1, edges: undefined };
    const edges = await innerEdges(x, inner, Math.floor((points * PRESELECTION) / 2), options);
    const middle = selectMinMax(await one<BinExtremes>(y, binExtremes(edges), options, "minmaxlttb"));
    return byTriangles(y, x, joined(start, middle, stop - 1), points, "middle");
  }
  const bins = Math.floor(points / (method === "m4" ? 4 : 2));
  const edges = stretch.edges ?? rowBins(length, bins).map((row) => row + start);
  const extremes = await one<BinExtremes>(y, binExtremes(edges), options, method);
  const rows = method === "m4" ? selectM4(extremes) : selectMinMax(extremes);
  if (stretch.sorted || x === undefined) return { rows, breaks: breaksOf(extremes, rows) };
  const across = selectMinMax(await one<BinExtremes>(x, binExtremes(edges), options, method));
  return { rows: Float64Array.from(new Set([...rows, ...across])).sort(), breaks: [] };
}

/** Bins of the preselection lie between the first and the last row, by x where there is one. */
async function innerEdges(
  x: Decimatable | undefined,
  stretch: Stretch,
  bins: number,
  options: ThinOptions,
): Promise<Float64Array> {
  const { start, stop, sorted } = stretch;
  if (x === undefined || !sorted) return rowBins(stop - start, bins).map((row) => row + start);
  const ends = await gatherRows(x.source, x.position, Float64Array.of(start, stop - 1));
  const { rows } = await one<EdgeRows>(x, edgeRows(xBins(ends[0]!, ends[1]!, bins)), options, "x");
  return joined(
    start,
    rows.map((row) => Math.min(stop, Math.max(start, row))),
    stop,
  );
}

function joined(first: number, middle: Float64Array, last: number): Float64Array {
  const all = new Float64Array(middle.length + 2);
  all[0] = first;
  all.set(middle, 1);
  all[all.length - 1] = last;
  return all;
}

function allRows(start: number, stop: number): Float64Array {
  if (stop - start <= LTTB_ROWS) return Float64Array.from({ length: stop - start }, (_, k) => start + k);
  throw new EngineError(
    "InvalidArgument",
    `lttb goes through all ${stop - start} rows one after the other in memory, at most ${LTTB_ROWS}; use minmaxlttb, or a slice`,
  );
}

async function byTriangles(
  y: Decimatable,
  x: Decimatable | undefined,
  rows: Float64Array,
  points: number,
  centre?: "mean" | "middle",
): Promise<Kept> {
  const values = await gatherRows(y.source, y.position, rows);
  const at = x === undefined ? rows : await gatherRows(x.source, x.position, rows);
  return { rows: lttb(at, values, points, centre).map((position) => rows[position]!), breaks: [] };
}

/** The line is interrupted between two bins when NaN stands between the last value of one and the first of the next. */
function breaksOf(bins: BinExtremes, rows: Float64Array): number[] {
  const breaks: number[] = [];
  let last = -1;
  let position = -1;
  for (let bin = 0; bin < bins.first.length; bin++) {
    if (bins.first[bin]! < 0) continue;
    if (last >= 0 && bins.first[bin]! - last > 1) breaks.push(position);
    last = bins.last[bin]!;
    while (position + 1 < rows.length && rows[position + 1]! <= last) position++;
  }
  return breaks;
}

function* neighbours({ start, stop }: Stretch, rows: number, range: ThinOptions["range"]): Generator<number> {
  if (range === undefined) return;
  if (start > 0) yield start - 1;
  if (stop < rows) yield stop;
}

function withNeighbours({ rows, breaks }: Kept, around: readonly number[]): Kept {
  const before = around.filter((row) => rows.length === 0 || row < rows[0]!);
  const after = around.filter((row) => rows.length > 0 && row > rows.at(-1)!);
  const all = new Float64Array(before.length + rows.length + after.length);
  all.set(before);
  all.set(rows, before.length);
  all.set(after, before.length + rows.length);
  return {
    rows: all,
    breaks: breaks.map((position) => position + before.length),
  };
}
