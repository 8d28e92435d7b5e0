/**
 * Clouds of points as counts by cell: `density` and `histogram2d` traces, and markers that are too many to draw.
 * @module
 */
import type { Data, Trace } from "../../contract/index.js";
import { density, type Raster } from "../../engine/decimate/density.js";
import { isList, scannable, type ToColumn } from "../columns.js";
import type { PlotTrace, ResolvedTrace, ResolveTrace, Shaped, TraceContext } from "../resolved.js";
import { counted, grouped } from "../words.js";
import { type ColorNorm, checkNorm, colorTicks, normalised } from "./color-norm.js";

/** Device pixels of a cell, across and up, where a trace does not say how many cells it wants. */
const CELL = 3;

/** Cells across and up at most; a heat map with more is slow in browsers. */
const MOST_CELLS: readonly [number, number] = [400, 300];

/** Attributes of ours, and of the kinds that a heat map takes the place of. */
const OWN = [
  "x",
  "y",
  "type",
  "mode",
  "norm",
  "cells",
  "nbinsx",
  "nbinsy",
  "marker",
  "line",
  "opacity",
  "decimate",
  "time",
  "timeZone",
];

/** Resolves `density` and `histogram2d` traces: `x`, `y`, `cells` or `nbinsx` and `nbinsy`, and `norm`. */
export function densityResolver(toColumn: ToColumn): ResolveTrace {
  return (trace, context) => scatterDensity(trace, context, toColumn);
}

/** A heat map of how many points lie where; colours are normalised by `norm`, the bar and hovering give true counts. */
export async function scatterDensity(trace: Trace, context: TraceContext, toColumn: ToColumn): Promise<ResolvedTrace> {
  const { x, y } = trace;
  if (!isList(y)) throw new TypeError("a density needs y, and x or row numbers");
  const yColumn = await scannable(y, toColumn);
  const rowNumbers = (): Float64Array => Float64Array.from({ length: y.length }, (_, row) => row);
  const xColumn = await scannable((x as Data | undefined) ?? rowNumbers(), toColumn);
  const norm = checkNorm(trace["norm"] ?? (trace.type === "histogram2d" ? "linear" : "log"));
  const { signal, priority, view, log } = context;
  const raster = await density(xColumn, yColumn, {
    cells: cellsOf(trace, context),
    priority,
    xLog: log.x,
    yLog: log.y,
    ...(signal && { signal }),
    ...(view.x && { xRange: view.x }),
    ...(view.y && { yRange: view.y }),
  });
  return described(trace, raster, norm, context.told);
}

function cellsOf(trace: Trace, { width, height }: TraceContext): readonly [number, number] {
  const given = trace["cells"];
  if (Array.isArray(given) && given.length === 2) return [Number(given[0]), Number(given[1])];
  const fit = (pixels: number, most: number): number => Math.max(1, Math.min(most, Math.floor(pixels / CELL)));
  return [trace.nbinsx ?? fit(width, MOST_CELLS[0]), trace.nbinsy ?? fit(height, MOST_CELLS[1])];
}

function described(trace: Trace, raster: Raster, norm: ColorNorm, told: TraceContext["told"]): ResolvedTrace {
  const { x, y, counts, inside, rows } = raster;
  const outside = rows - inside;
  const note = `${counted(rows, "row")} → ${grouped(x.cells)} × ${grouped(y.cells)} cells${outside > 0 ? `, ${grouped(outside)} outside` : ""}`;
  const fullest = counts.reduce((most, count) => Math.max(most, count), 0);
  const shape = [y.cells, x.cells] as const;
  const passed = Object.fromEntries(Object.entries(trace).filter(([key]) => !OWN.includes(key)));
  const { tickvals, ticktext } = colorTicks(counts, norm);
  const heatmap: PlotTrace = {
    ...passed,
    type: "heatmap",
    x: edgesOf(x),
    y: edgesOf(y),
    z: { values: Float32Array.from(normalised(counts, norm)), shape } satisfies Shaped,
    customdata: { values: smallest(counts, fullest), shape } satisfies Shaped,
    hovertemplate: "x %{x}<br>y %{y}<br>%{customdata:,} points<extra></extra>",
    hoverongaps: false,
    colorbar: { title: { text: "points" }, tickvals, ticktext, ...(trace["colorbar"] as object | undefined) },
  };
  return {
    traces: [heatmap],
    note,
    summary: `density: ${note}; x from ${told.x(x.low)} to ${told.x(x.high)}; y from ${told.y(y.low)} to ${told.y(y.high)}; up to ${counted(fullest, "point")} in a cell`,
    x: { low: x.low, high: x.high },
    y: { low: y.low, high: y.high },
    fixed: { x: "tight", y: "tight" },
    refinable: true,
  };
}

function edgesOf(axis: Raster["x"]): Float64Array {
  const [low, high] = axis.log ? [Math.log10(axis.low), Math.log10(axis.high)] : [axis.low, axis.high];
  return Float64Array.from({ length: axis.cells + 1 }, (_, k) => {
    const at = low + ((high - low) * k) / axis.cells;
    return axis.log ? 10 ** at : at;
  });
}

/** Counts in as few bytes as they need. */
function smallest(counts: Float64Array, most: number): Shaped["values"] {
  if (most < 2 ** 8) return Uint8Array.from(counts);
  if (most < 2 ** 16) return Uint16Array.from(counts);
  return most < 2 ** 32 ? Uint32Array.from(counts) : counts;
}
