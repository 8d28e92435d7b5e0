/**
 * Histograms, binned in the engine and sent as bars with the bins' own widths, so that nothing is binned again in the
 * browser.
 * @module
 */
import type { Data, Trace } from "../../contract/index.js";
import type { Decimatable } from "../../engine/decimate/decimate.js";
import { extremesOf } from "../../engine/decimate/extremes-of.js";
import { type Binned, isLazy, type ScannedColumn, scannable, type ToColumn } from "../columns.js";
import { type Curve, sampleCurve } from "../curve.js";
import type { PlotTrace, ResolvedTrace, ResolveTrace, ViewRange } from "../resolved.js";
import { counted, grouped, short } from "../words.js";

/** Bins of a histogram that names none: enough to show a shape at the default width of a figure. */
export const DEFAULT_BINS = 100;

/** Most bins of one histogram; beyond that bars are thinner than a pixel on any screen. */
const MOST_BINS = 100_000;

/** Plotly's `histnorm`, and the axis title that says so. */
const NORMS: { readonly [norm: string]: string } = {
  "": "count",
  percent: "percent",
  probability: "probability",
  density: "count per unit",
  "probability density": "density",
};

/** Attributes of a histogram trace that Plotly must not see again. */
const OWN = [
  "x",
  "y",
  "nbinsx",
  "nbinsy",
  "xbins",
  "ybins",
  "bins",
  "range",
  "curve",
  "histnorm",
  "type",
  "orientation",
  "time",
  "timeZone",
];

/** Bins a `histogram` trace: its `x`, or its `y` for bars that lie down. */
export function histogramResolver(toColumn: ToColumn): ResolveTrace {
  return async (trace, { signal, view, priority, log, told }) => {
    const letter = trace.x === undefined && trace.y !== undefined ? "y" : "x";
    const data = trace[letter] as Data | undefined;
    if (data === undefined) throw new TypeError("a histogram needs its values in x, or in y for bars that lie down");
    const norm = trace.histnorm ?? "";
    if (!(norm in NORMS)) {
      const known = Object.keys(NORMS)
        .filter((name) => name !== "")
        .join(", ");
      throw new RangeError(`unknown histnorm '${String(norm)}': expected one of ${known}, or '' for counts`);
    }
    const { bins, range } = binning(trace, letter, view[letter]);
    const options = { bins, priority, ...(range && { range }), ...(signal && { signal }) };
    if (isLazy(data)) {
      const rows = await data.count();
      const { counts, edges } = await data.histogram(options);
      return described(trace, letter, rows, Float64Array.from(counts), Float64Array.from(edges), told[letter]);
    }
    const column = await scannable(data, toColumn);
    const { counts, edges } = await (log[letter] ? logHistogram(column, options) : column.histogram(options));
    return described(trace, letter, column.length, Float64Array.from(counts), Float64Array.from(edges), told[letter]);
  };
}

/** On a log axis bins are equally wide in the exponent; values at or below 0 have no place there. */
async function logHistogram(column: ScannedColumn, options: BinOptions): Promise<Binned> {
  const exponents = column.map("log10(value)");
  const { range } = options;
  if (range !== undefined && !(range[0] > 0)) {
    throw new RangeError(`on a log axis the range must begin above 0, got [${range.join(", ")}]`);
  }
  const [low, high] = range === undefined ? await exponentRange(exponents, options) : range.map(Math.log10);
  const binned = await exponents.histogram({ ...options, range: [low ?? 0, high ?? 1] });
  const edges = Float64Array.from(binned.edges, (exponent) => 10 ** exponent);
  if (range !== undefined) [edges[0], edges[edges.length - 1]] = range;
  return { counts: binned.counts, edges };
}

async function exponentRange(exponents: Decimatable, options: BinOptions): Promise<readonly [number, number]> {
  const { low, high } = await extremesOf(exponents, options);
  if (Number.isNaN(high)) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

type BinOptions = Parameters<ScannedColumn["histogram"]>[0];
type Letter = "x" | "y";
type Bins = { readonly bins: number; readonly range?: readonly [number, number] };

/** Bins over the view, else from `bins` and `range`, or from Plotly's `nbinsx` and `xbins`. */
function binning(trace: Trace, letter: Letter, view: ViewRange | undefined): Bins {
  const own = trace["bins"] ?? trace[letter === "x" ? "nbinsx" : "nbinsy"];
  const range = view ?? trace["range"];
  const plotly = letter === "x" ? trace.xbins : (trace["ybins"] as Trace["xbins"]);
  if (
    view === undefined &&
    own === undefined &&
    plotly?.start !== undefined &&
    plotly.end !== undefined &&
    plotly.size !== undefined
  ) {
    const count = checked(Math.round((plotly.end - plotly.start) / plotly.size));
    return { bins: count, range: [plotly.start, plotly.start + count * plotly.size] };
  }
  const wanted = checked(own ?? DEFAULT_BINS);
  if (range === undefined) return { bins: wanted };
  if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isFinite) || !(range[0] < range[1])) {
    throw new RangeError(`range must be [low, high] with finite low < high, got ${JSON.stringify(range)}`);
  }
  return { bins: wanted, range: [Number(range[0]), Number(range[1])] };
}

function checked(bins: unknown): number {
  if (typeof bins === "number" && Number.isInteger(bins) && bins >= 1 && bins <= MOST_BINS) return bins;
  throw new RangeError(`bins must be a whole number from 1 to ${grouped(MOST_BINS)}, got ${String(bins)}`);
}

function heights(counts: Float64Array, edges: Float64Array, norm: string): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = (bin: number): number => (edges[bin + 1] ?? 0) - (edges[bin] ?? 0);
  // NumPy's order of operations (`n / db / n.sum()`), so that densities equal numpy.histogram's to the last bit.
  if (norm === "probability density") return counts.map((count, bin) => count / width(bin) / total);
  if (norm === "density") return counts.map((count, bin) => count / width(bin));
  if (norm === "probability") return counts.map((count) => count / total);
  return norm === "percent" ? counts.map((count) => (100 * count) / total) : counts;
}

function described(
  trace: Trace,
  letter: Letter,
  rows: number,
  counts: Float64Array,
  edges: Float64Array,
  told: (value: number) => string,
): ResolvedTrace {
  const norm = trace.histnorm ?? "";
  const high = heights(counts, edges, norm);
  const low = edges[0] ?? Number.NaN;
  const top = edges.at(-1) ?? Number.NaN;
  const inside = counts.reduce((sum, count) => sum + count, 0);
  const tallest = high.reduce((most, value) => Math.max(most, value), 0);
  const fullest = counts.indexOf(counts.reduce((most, value) => Math.max(most, value), 0));
  const outside = rows - inside;
  const note = `${counted(rows, "row")} → ${counted(counts.length, "bin")}${outside > 0 ? `, ${grouped(outside)} outside` : ""}`;
  const where = counts.length === 0 ? "" : `, fullest ${told(edges[fullest] ?? 0)} to ${told(edges[fullest + 1] ?? 0)}`;
  const curves = curveTraces(trace, letter, low, top);
  const [position, value] = letter === "x" ? (["x", "y"] as const) : (["y", "x"] as const);
  return {
    traces: [bars(trace, letter, high, edges), ...curves.traces],
    note,
    summary: `histogram: ${note}; ${position} from ${told(low)} to ${told(top)}; ${NORMS[norm]} up to ${short(tallest)}${where}`,
    [position]: { low, high: top },
    [value]: { low: 0, high: Math.max(tallest, curves.highest) },
    titles: { [value]: NORMS[norm] ?? "" },
    fixed: { [position]: "tight" },
    refinable: true,
    layout: { barmode: "overlay" },
  };
}

function bars(trace: Trace, letter: Letter, high: Float64Array, edges: Float64Array): PlotTrace {
  const passed = Object.fromEntries(Object.entries(trace).filter(([key]) => !OWN.includes(key)));
  const centres = high.map((_, bin) => ((edges[bin] ?? 0) + (edges[bin + 1] ?? 0)) / 2);
  const widths = high.map((_, bin) => (edges[bin + 1] ?? 0) - (edges[bin] ?? 0));
  return {
    name: "rows",
    ...passed,
    type: "bar",
    ...(letter === "x" ? { x: centres, y: high } : { orientation: "h", y: centres, x: high }),
    width: widths,
  };
}

function curveTraces(
  trace: Trace,
  letter: Letter,
  low: number,
  high: number,
): { readonly traces: readonly PlotTrace[]; readonly highest: number } {
  const curve = trace["curve"] as Curve | undefined;
  if (curve === undefined) return { traces: [], highest: 0 };
  const { x, y, name } = sampleCurve(curve, low, high);
  const highest = y.reduce((most, value) => (value > most && Number.isFinite(value) ? value : most), 0);
  const line = {
    type: "scatter",
    mode: "lines",
    line: { width: 2.5 },
    name,
    ...(letter === "x" ? { x, y } : { x: y, y: x }),
    ...(trace.xaxis === undefined ? {} : { xaxis: trace.xaxis }),
    ...(trace.yaxis === undefined ? {} : { yaxis: trace.yaxis }),
  };
  return { traces: [line], highest };
}
