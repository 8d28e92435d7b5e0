/**
 * Lines and markers of any length: as they are while they are few, thinned or counted when they are many.
 * @module
 */
import type { Data, Trace } from "../../contract/index.js";
import { PYRAMID_ROWS } from "../../engine/decimate/block-table.js";
import { extremesOf } from "../../engine/decimate/extremes-of.js";
import { gatherRows } from "../../engine/decimate/gather.js";
import { type Thinned, thin } from "../../engine/decimate/thin.js";
import { isList, isNumeric, isTimed, type ScannedColumn, scannable, type ToColumn } from "../columns.js";
import { affordableBlocks, makePyramid } from "../pyramid.js";
import type { ResolvedTrace, ResolveTrace, TraceContext } from "../resolved.js";
import { narrow, reachOf } from "../values.js";
import { counted, grouped } from "../words.js";
import { scatterDensity } from "./density.js";
import { followRows, insertGaps } from "./follow-rows.js";
import { passOn } from "./pass-on.js";

/** Markers up to which each is drawn; beyond, without a method or a number of points, cells are counted. */
export const MOST_MARKERS = 10_000;

/** Markers beyond which WebGL draws them. */
const GL_MARKERS = 20_000;

/** Points kept for each device pixel: two bins, each with its least and greatest value. */
const POINTS_PER_PIXEL = 4;

/** Attributes of a trace that are taken apart here. */
const OWN = ["x", "y", "x0", "dx", "decimate", "maxPoints", "time", "timeZone", "type"];

/** Resolves `scatter` and `scattergl` traces. */
export function lineResolver(toColumn: ToColumn): ResolveTrace {
  return async (trace, context) => {
    const { x, y } = trace;
    if (isList(x) && isList(y) && x.length !== y.length)
      throw new RangeError(`x has ${x.length} rows and y has ${y.length}; a line or markers need one x for each y`);
    const positions = x === undefined || (isList(x) && (isNumeric(x) || isTimed(x)));
    if (!isList(y) || !isNumeric(y) || !positions) return passOn(trace, context);
    const lines = trace.mode === undefined || trace.mode.includes("lines");
    const chosen = trace.decimate !== undefined || trace.maxPoints !== undefined;
    const budget = trace.maxPoints ?? (lines ? Math.round(context.width * POINTS_PER_PIXEL) : MOST_MARKERS);
    if (y.length <= budget || trace.decimate === "none") return passOn(withGl(trace, lines, y.length), context);
    if (!lines && !chosen) return scatterDensity(trace, context, toColumn);
    const yColumn = await scannable(y, toColumn);
    const xColumn = x === undefined ? undefined : await scannable(x as Data, toColumn);
    return thinned(trace, context, yColumn, xColumn, Math.max(4, budget), lines);
  };
}

function withGl(trace: Trace, lines: boolean, rows: number): Trace {
  return !lines && rows > GL_MARKERS ? { ...trace, type: "scattergl" } : trace;
}

async function thinned(
  trace: Trace,
  context: TraceContext,
  y: ScannedColumn,
  x: ScannedColumn | undefined,
  points: number,
  lines: boolean,
): Promise<ResolvedTrace> {
  const method = trace.decimate ?? (lines ? "minmax" : "random");
  const { signal, priority, told } = context;
  const log = context.log.x;
  const x0 = typeof trace["x0"] === "number" ? trace["x0"] : 0;
  const dx = typeof trace["dx"] === "number" && trace["dx"] !== 0 ? trace["dx"] : 1;
  const view = context.view.x;
  const inRows = x === undefined && view !== undefined ? ascending((view[0] - x0) / dx, (view[1] - x0) / dx) : view;
  // blocks of equal numbers of rows are too coarse at the low end of a log axis
  const blocks =
    lines && !log && context.pyramids > 0 ? affordableBlocks(context.pyramids, x === undefined ? 8 : 16) : 0;
  const options = {
    method,
    points,
    priority,
    blocks,
    pyramid: true,
    log,
    rowX: { start: x0, step: dx },
    ...(signal && { signal }),
    ...(inRows && { range: inRows }),
  };
  const found = await thin(y, x, options);
  const { rows } = found;
  const yValues = await gatherRows(y.source, y.position, rows);
  const xValues = x === undefined ? undefined : await gatherRows(x.source, x.position, rows);
  const xs = xValues ?? (x0 === 0 && dx === 1 ? Uint32Array.from(rows) : rows.map((row) => x0 + dx * row));
  const followed = await followRows(trace, OWN, y.length, rows, found.breaks);
  const gapped = insertGaps(yValues, found.breaks);
  const first = xs[0] ?? Number.NaN;
  const extremes = method === "minmax" || method === "m4" ? reachOf(yValues) : await extremesOf(y, { priority });
  const shown = log ? [found.start, found.start + found.inView - 1] : [0, y.length - 1];
  const ends = await xReach(
    x,
    Float64Array.from(shown, (row) => Math.max(0, row)),
    x0,
    dx,
    found,
  );
  const note = noteOf(found, y.length, method);
  return {
    traces: [
      {
        ...followed,
        type: !lines && rows.length > GL_MARKERS ? "scattergl" : "scatter",
        mode: trace.mode ?? "lines",
        x:
          rows.length === xs.length && found.breaks.length > 0
            ? insertGaps(Float64Array.from(xs), found.breaks, first)
            : xs,
        y: narrow(gapped, context.height),
      },
    ],
    note,
    summary: `${lines ? "line" : "markers"}${trace.name === undefined ? "" : ` '${trace.name}'`}: ${note}; x from ${told.x(ends.low)} to ${told.x(ends.high)}; y from ${told.y(extremes.low)} to ${told.y(extremes.high)}`,
    x: ends,
    y: extremes,
    fixed: { x: lines ? "tight" : "loose", y: "loose" },
    refinable: found.sorted,
    byWidth: lines && trace.maxPoints === undefined,
    ...(found.blocks && { pyramid: await makePyramid(found.blocks, y.length, x ?? { start: x0, step: dx }) }),
  };
}

function ascending(a: number, b: number): readonly [number, number] {
  return a <= b ? [a, b] : [b, a];
}

async function xReach(
  x: ScannedColumn | undefined,
  ends: Float64Array,
  x0: number,
  dx: number,
  { sorted }: Thinned,
): Promise<{ readonly low: number; readonly high: number }> {
  if (x !== undefined && !sorted) return extremesOf(x, {});
  const [a, b] = x === undefined ? ends.map((row) => x0 + dx * row) : await gatherRows(x.source, x.position, ends);
  return { low: Math.min(a ?? Number.NaN, b ?? Number.NaN), high: Math.max(a ?? Number.NaN, b ?? Number.NaN) };
}

function noteOf({ rows, inView, sorted, pyramid }: Thinned, all: number, method: string): string {
  const from = inView === all ? counted(all, "row") : `${grouped(inView)} of ${counted(all, "row")} in view`;
  if (inView <= rows.length) return from;
  const order = sorted ? "" : ", x is not in ascending order";
  const by = pyramid === undefined ? "" : ` by blocks of ${grouped(PYRAMID_ROWS)}`;
  return `${from} → ${counted(rows.length, "point")}, ${method}${by}${order}`;
}
