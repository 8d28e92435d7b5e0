/**
 * From a view in x to rows, and to the rows at which bins of x begin.
 * @module
 */
import type { ScanOptions } from "../options.js";
import { PYRAMID_ROWS } from "./block-table.js";
import { type EdgeRows, edgeRows } from "./edge-rows.js";
import { logBins, rowBins, xBins } from "./edges.js";
import { gatherRows } from "./gather.js";
import { tableOf } from "./pyramid.js";
import { type Decimatable, one } from "./scan-column.js";
import { rowsFromTable } from "./table-rows.js";

/** Options of a scan, and whether columns' pyramids are used and made. */
export type StretchOptions = ScanOptions & { readonly pyramid?: boolean };

/** What a view says of x. */
export interface ViewOptions extends StretchOptions {
  readonly range?: readonly [number, number];
  readonly log?: boolean;
  readonly rowX?: { readonly start: number; readonly step: number };
}

/** A stretch of rows to thin, and where its bins begin when x decides that. */
export interface Stretch {
  readonly start: number;
  readonly stop: number;
  readonly edges: Float64Array | undefined;
  readonly sorted: boolean;
}

/**
 * The rows of a view, and their bins in x.
 * @param bins number of bins; 1 asks for none
 */
export async function stretchOf(
  y: Decimatable,
  x: Decimatable | undefined,
  options: ViewOptions,
  bins: number,
): Promise<Stretch> {
  const rows = y.source.length;
  const all: Stretch = { start: 0, stop: rows, edges: undefined, sorted: true };
  if (rows === 0) return all;
  if (x === undefined) {
    const [from, to] = options.range ?? [0, rows - 1];
    const start = Math.min(rows, Math.max(0, Math.ceil(from)));
    const inView = { ...all, start, stop: Math.max(start, Math.min(rows, Math.floor(to) + 1)) };
    return options.log ? onLogAxis(inView, options.rowX ?? { start: 0, step: 1 }, bins) : inView;
  }
  const ends = await gatherRows(x.source, x.position, Float64Array.of(0, rows - 1));
  const [least, high] = options.range ?? [ends[0]!, ends[1]!];
  const low = options.log && high > 0 && !(least > 0) ? await leastAboveZero(x, options) : least;
  const inner = options.log && low > 0 ? logBins(low, high, bins) : xBins(low, high, bins);
  const asked = joined(below(low), inner, high);
  const found = await passedAt(x, asked, options);
  if (!found.sorted) return { ...all, sorted: false };
  const edges = found.rows.slice();
  if (options.range === undefined) {
    if (low === least) edges[0] = 0;
    edges[edges.length - 1] = rows;
  }
  return { start: edges[0]!, stop: edges.at(-1)!, edges: bins > 1 ? edges : undefined, sorted: true };
}

/** The rows whose x, which goes by row numbers, is above 0, and their bins in log10 of x. */
function onLogAxis(view: Stretch, { start: x0, step }: { start: number; step: number }, bins: number): Stretch {
  const start = step > 0 ? Math.max(view.start, Math.floor(-x0 / step) + 1) : view.start;
  const stop = step < 0 ? Math.min(view.stop, Math.ceil(x0 / -step)) : view.stop;
  if (start >= stop) return view;
  const inner = logBins(x0 + step * start, x0 + step * (stop - 1), bins).map((at) =>
    Math.min(stop, Math.max(start, Math.floor((at - x0) / step) + 1)),
  );
  return { ...view, start, stop, edges: bins > 1 ? joined(start, inner, stop) : undefined };
}

/** The least value above 0 of an ascending column whose last value is above 0. */
async function leastAboveZero(x: Decimatable, options: StretchOptions): Promise<number> {
  const { rows } = await passedAt(x, Float64Array.of(0), options);
  const [least] = await gatherRows(x.source, x.position, Float64Array.of(Math.min(rows[0]!, x.source.length - 1)));
  return least!;
}

/** Where a column passes edges: from its pyramid where that spares reading it, else by a pass. */
async function passedAt(x: Decimatable, edges: Float64Array, options: StretchOptions): Promise<EdgeRows> {
  const useful = options.pyramid === true && x.source.length > 4 * edges.length * PYRAMID_ROWS;
  if (!useful) return await one<EdgeRows>(x, edgeRows(edges), options, "x");
  const { table } = await tableOf(x, options);
  return await rowsFromTable(x, table, edges);
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

/** Bins of the preselection lie between the first and the last row, by x where there is one. */
export async function innerEdges(
  x: Decimatable | undefined,
  stretch: Stretch,
  bins: number,
  options: StretchOptions,
): Promise<Float64Array> {
  const { start, stop, sorted } = stretch;
  if (x === undefined || !sorted) return rowBins(stop - start, bins).map((row) => row + start);
  const ends = await gatherRows(x.source, x.position, Float64Array.of(start, stop - 1));
  const { rows } = await passedAt(x, xBins(ends[0]!, ends[1]!, bins), options);
  return joined(
    start,
    rows.map((row) => Math.min(stop, Math.max(start, row))),
    stop,
  );
}

/** Numbers with one before and one after. */
export function joined(first: number, middle: Float64Array, last: number): Float64Array {
  const all = new Float64Array(middle.length + 2);
  all[0] = first;
  all.set(middle, 1);
  all[all.length - 1] = last;
  return all;
}

/** The rows beside a view, so that its line reaches the frame. */
export function* neighbours(
  { start, stop }: Stretch,
  rows: number,
  range: readonly [number, number] | undefined,
): Generator<number> {
  if (range === undefined) return;
  if (start > 0) yield start - 1;
  if (stop < rows) yield stop;
}
