/**
 * Thins a line out to what a screen can show.
 * @module
 */
import type { DecimateMethod } from "../../contract/index.js";
import { didYouMean, EngineError } from "../errors.js";
import type { ScanOptions } from "../options.js";
import { memorySource } from "../sources/memory.js";
import type { BinExtremes } from "./bin-extremes.js";
import { PYRAMID_ROWS } from "./block-table.js";
import { type Blocks, blockEdges, blocksFromTable, blocksOf } from "./blocks.js";
import { rowBins } from "./edges.js";
import { extremesOfBins } from "./extremes-of.js";
import { gatherRows } from "./gather.js";
import { lttb } from "./lttb.js";
import { everyNth, randomRows } from "./pick.js";
import { knownTable, type Pyramid, tableOf } from "./pyramid.js";
import type { Decimatable } from "./scan-column.js";
import { selectM4, selectMinMax } from "./select.js";
import { innerEdges, joined, neighbours, type Stretch, stretchOf } from "./stretch.js";
import { binsFromTable, snappedEdges } from "./table-bins.js";

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
  /**
   * x stands on a log axis: bins of minmax and m4 are equally wide in log10 of x, and rows whose x is at or below 0, which
   * have no place there, are left out. Default false.
   */
  readonly log?: boolean;
  /** x of a row without a column of x, for `log`: `start + step · row`; default the row number. */
  readonly rowX?: { readonly start: number; readonly step: number };
  /**
   * Use and make the columns' pyramids (minmax and m4): edges of wide bins then move to the border of a block of 4,096
   * rows, by at most a sixteenth of a bin; every point is still an extreme of its bin. Default false.
   */
  readonly pyramid?: boolean;
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
  /** First row in view, and how many are. */
  readonly start: number;
  readonly inView: number;
  /** False when x is not in ascending order: thinned by row numbers then, and a range is not applied. */
  readonly sorted: boolean;
  /** Where the column's pyramid came from, when one was used. */
  readonly pyramid?: Pyramid["origin"];
  /** Extremes of blocks of rows, where they were asked for and x is in ascending order. */
  readonly blocks?: Blocks;
}

const METHODS: readonly DecimateMethod[] = ["minmax", "m4", "lttb", "minmaxlttb", "stride", "random", "none"];

/** Pixels of a line whose width is not known. */
const DEFAULT_WIDTH = 740;

/** Blocks below which a column is read again rather than known by its pyramid. */
const LEAST_BLOCKS = 256;

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
  return { ...kept, ...withNeighbours(kept, around), start: stretch.start, inView, sorted: stretch.sorted };
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
  readonly pyramid?: Pyramid["origin"];
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
  const line = { y, x, start, stop };
  if (method === "lttb") return shifted(await lttb(line, points, "mean", options));
  if (method === "minmaxlttb") {
    if (Math.floor(length / points) <= PRESELECTION) {
      return shifted(await lttb(line, points, "middle", options));
    }
    const inner = { ...stretch, start: start + 1, stop: stop - 1, edges: undefined };
    const edges = await innerEdges(x, inner, Math.floor((points * PRESELECTION) / 2), options);
    const middle = selectMinMax((await extremesOfBins(y, [edges], options, "minmaxlttb"))[0]!);
    return { rows: await byTriangles(y, x, joined(start, middle, stop - 1), points, options), breaks: [] };
  }
  const bins = Math.floor(points / (method === "m4" ? 4 : 2));
  const edges = stretch.edges ?? rowBins(length, bins).map((row) => row + start);
  const found = options.pyramid && stretch.sorted ? await usefulTable(y, stretch, bins, options) : undefined;
  if (found !== undefined) {
    const extremes = await binsFromTable(y, found.table, snappedEdges(edges), options);
    const rows = method === "m4" ? selectM4(extremes) : selectMinMax(extremes);
    const blocks = (options.blocks ?? 0) > 0 && options.range === undefined;
    return {
      rows,
      breaks: breaksOf(extremes, rows),
      pyramid: found.origin,
      ...(blocks && { blocks: blocksFromTable(found.table, options.blocks ?? 0) }),
    };
  }
  const whole =
    (options.blocks ?? 0) > 0 && options.range === undefined && stretch.sorted && length === y.source.length;
  const ground = whole ? [blockEdges(length, options.blocks ?? 0)] : [];
  const taken = await extremesOfBins(y, [edges, ...ground], options, method);
  const extremes = taken[0]!;
  const rows = method === "m4" ? selectM4(extremes) : selectMinMax(extremes);
  const blocks = whole ? { blocks: blocksOf(ground[0]!, taken[1]!) } : {};
  if (stretch.sorted || x === undefined) return { rows, breaks: breaksOf(extremes, rows), ...blocks };
  const across = selectMinMax((await extremesOfBins(x, [edges], options, method))[0]!);
  return { rows: Float64Array.from(new Set([...rows, ...across])).sort(), breaks: [] };
}

/** LTTB of rows that were chosen before. */
async function byTriangles(
  y: Decimatable,
  x: Decimatable | undefined,
  rows: Float64Array,
  points: number,
  options: ScanOptions,
): Promise<Float64Array> {
  const values = inMemory(await gatherRows(y.source, y.position, rows));
  const at = inMemory(x === undefined ? rows : await gatherRows(x.source, x.position, rows));
  const kept = await lttb({ y: values, x: at, start: 0, stop: rows.length }, points, "middle", options);
  return kept.map((position) => rows[position]!);
}

function inMemory(values: Float64Array): Decimatable {
  return { source: memorySource(values, "float64"), position: 0 };
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

/** The table of a column that spares reading: one that is known, or one that the whole column is read for anyway. */
async function usefulTable(
  y: Decimatable,
  { start, stop }: Stretch,
  bins: number,
  options: ScanOptions,
): Promise<Awaited<ReturnType<typeof tableOf>> | undefined> {
  const rows = y.source.length;
  if (rows < LEAST_BLOCKS * PYRAMID_ROWS || stop - start < 2 * bins * PYRAMID_ROWS) return undefined;
  return (await knownTable(y)) ?? (stop - start > rows / 2 ? await tableOf(y, options) : undefined);
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
