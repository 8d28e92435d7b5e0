/**
 * Thins a line out to what a screen can show.
 * @module
 */
import type { DecimateMethod } from "../../contract/index.js";
import { didYouMean, EngineError } from "../errors.js";
import type { ScanOptions } from "../options.js";
import { readColumn } from "../read.js";
import { viewSource } from "../sources/view.js";
import { type BinExtremes, binExtremes } from "./bin-extremes.js";
import { type Blocks, blockEdges, blocksOf } from "./blocks.js";
import { rowBins } from "./edges.js";
import { gatherRows } from "./gather.js";
import { lttb } from "./lttb.js";
import { everyNth, randomRows } from "./pick.js";
import { type Decimatable, one, several } from "./scan-column.js";
import { selectM4, selectMinMax } from "./select.js";
import { innerEdges, joined, neighbours, type Stretch, stretchOf } from "./stretch.js";

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
  /** Most blocks of rows whose extremes are taken in the same pass, by minmax and m4 of all rows; default 0, none. */
  readonly blocks?: number;
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
  /** Extremes of blocks of rows, where they were asked for and x is in ascending order. */
  readonly blocks?: Blocks;
}

const METHODS: readonly DecimateMethod[] = ["minmax", "m4", "lttb", "minmaxlttb", "stride", "random", "none"];

/** Pixels of a line whose width is not known. */
const DEFAULT_WIDTH = 740;

/** Rows that `lttb` takes into memory at most; it goes from bucket to bucket and cannot be cut up. */
const LTTB_ROWS = 50_000_000;

/** Candidates for each point that minmaxlttb keeps (tsdownsample's default). */
const PRESELECTION = 4;

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

interface Kept {
  readonly rows: Float64Array;
  readonly breaks: readonly number[];
  readonly blocks?: Blocks;
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
  if (method === "lttb") return shifted(await wholeByTriangles(y, x, start, stop, points, "mean"));
  if (method === "minmaxlttb") {
    if (Math.floor(length / points) <= PRESELECTION) {
      return shifted(await wholeByTriangles(y, x, start, stop, points, "middle"));
    }
    const inner = { ...stretch, start: start + 1, stop: stop - 1, edges: undefined };
    const edges = await innerEdges(x, inner, Math.floor((points * PRESELECTION) / 2), options);
    const middle = selectMinMax(await one<BinExtremes>(y, binExtremes(edges), options, "minmaxlttb"));
    return byTriangles(y, x, joined(start, middle, stop - 1), points, "middle");
  }
  const bins = Math.floor(points / (method === "m4" ? 4 : 2));
  const edges = stretch.edges ?? rowBins(length, bins).map((row) => row + start);
  const whole = (options.blocks ?? 0) > 0 && options.range === undefined && stretch.sorted;
  const ground = whole ? [blockEdges(length, options.blocks ?? 0)] : [];
  const taken = await several(y, [edges, ...ground].map(binExtremes), options, method);
  const extremes = taken[0]!;
  const rows = method === "m4" ? selectM4(extremes) : selectMinMax(extremes);
  const blocks = whole ? { blocks: blocksOf(ground[0]!, taken[1]!) } : {};
  if (stretch.sorted || x === undefined) return { rows, breaks: breaksOf(extremes, rows), ...blocks };
  const across = selectMinMax(await one<BinExtremes>(x, binExtremes(edges), options, method));
  return { rows: Float64Array.from(new Set([...rows, ...across])).sort(), breaks: [] };
}

/** LTTB of all rows from `start` to `stop`, counted from `start`. */
async function wholeByTriangles(
  y: Decimatable,
  x: Decimatable | undefined,
  start: number,
  stop: number,
  points: number,
  centre: "mean" | "middle",
): Promise<Float64Array> {
  if (stop - start > LTTB_ROWS)
    throw new EngineError(
      "InvalidArgument",
      `lttb goes through all ${stop - start} rows one after the other in memory, at most ${LTTB_ROWS}; use minmaxlttb, or a slice`,
    );
  const read = async ({ source, position }: Decimatable): Promise<ArrayLike<number>> => {
    const values = await readColumn(viewSource(source, start, 1, stop - start), position);
    return values instanceof BigInt64Array || values instanceof BigUint64Array
      ? Float64Array.from(values, Number)
      : values;
  };
  const values = await read(y);
  return lttb(x === undefined ? undefined : await read(x), values, points, centre);
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

function withNeighbours({ rows, breaks, blocks }: Kept, around: readonly number[]): Kept {
  const before = around.filter((row) => rows.length === 0 || row < rows[0]!);
  const after = around.filter((row) => rows.length > 0 && row > rows.at(-1)!);
  const all = new Float64Array(before.length + rows.length + after.length);
  all.set(before);
  all.set(rows, before.length);
  all.set(after, before.length + rows.length);
  return {
    rows: all,
    breaks: breaks.map((position) => position + before.length),
    ...(blocks && { blocks }),
  };
}
