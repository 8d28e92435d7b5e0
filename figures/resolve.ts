/**
 * The work of a figure: every trace resolved by its kind.
 * @module
 */
import {
  ambient,
  type FigureSpec,
  type Layout,
  type ListedRows,
  type RowsRequest,
  type Trace,
} from "../contract/index.js";
import { adopted } from "./adopt.js";
import type { ToColumn } from "./columns.js";
import { type FinishedFigure, finish, plotArea } from "./finish.js";
import { lazyReader, withLazy } from "./lazy.js";
import { listRows } from "./list-rows.js";
import { pyramidTraces } from "./pyramid.js";
import type { ResolvedTrace, ResolveTrace, TraceContext } from "./resolved.js";
import { PLAIN_THEME, type Theme } from "./style/theme.js";
import { shareOf } from "./subplots.js";
import { withTimes } from "./timed.js";
import { boxResolver } from "./traces/box.js";
import { densityResolver } from "./traces/density.js";
import { histogramResolver } from "./traces/histogram.js";
import { lineResolver } from "./traces/line.js";
import { passOn } from "./traces/pass-on.js";
import { dateText, short } from "./words.js";

/** What a figure can be asked to do. */
export interface FigureWork {
  /** Takes a trace in: its Arrow vectors become columns. */
  adopt(trace: Trace): Trace;
  /** Reads, bins and thins all columns of a specification. */
  finish(spec: FigureSpec): Promise<FinishedFigure>;
  /** Resolves one trace for a view. */
  resolve(trace: Trace, context: TraceContext): Promise<ResolvedTrace>;
  /** Lists the rows behind a cell of a trace. */
  list(trace: Trace, request: Pick<RowsRequest, "cell" | "limit">, signal: AbortSignal): Promise<ListedRows>;
  /** Sets the theme of figures finished from now on. */
  setTheme(theme: Theme): void;
}

/** Does the work of figures whose arrays become columns by `toColumn`. */
export function figureWork(toColumn: ToColumn): FigureWork {
  const line = lineResolver(toColumn);
  const density = densityResolver(toColumn);
  const kinds: { readonly [type: string]: ResolveTrace } = {
    scatter: line,
    scattergl: line,
    box: boxResolver(toColumn),
    histogram: histogramResolver(toColumn),
    histogram2d: density,
    density,
  };
  let theme: Theme | undefined;
  const reader = lazyReader();
  const known = withTimes((trace, context) => (kinds[trace.type ?? "scatter"] ?? passOn)(trace, context));
  const resolve = withLazy(known, reader);
  return {
    adopt: (trace) => adopted(trace, toColumn),
    resolve,
    async list(trace, request, signal) {
      const { trace: settled } = await reader.settle(trace, signal);
      return listRows(settled, request, toColumn, signal);
    },
    async finish(spec) {
      const own = theme;
      const read = async (): Promise<FinishedFigure> => {
        const resolved = [];
        for (const trace of spec.data) resolved.push(await resolve(trace, fullView(trace, spec, own ?? PLAIN_THEME)));
        return finish(spec, resolved, own);
      };
      return ambient()?.fleeting(read) ?? read();
    },
    setTheme(next) {
      theme = next;
    },
  };
}

/** Whether the axes of a trace are logarithmic. */
export function logAxes(trace: Trace, layout: Layout): TraceContext["log"] {
  return { x: axisType(trace, layout, "x") === "log", y: axisType(trace, layout, "y") === "log" };
}

/** How values of a trace are written, by the kind of its axes. */
export function toldBy(trace: Trace, layout: Layout): TraceContext["told"] {
  const told = (letter: "x" | "y"): ((value: number) => string) =>
    axisType(trace, layout, letter) === "date" ? dateText : short;
  return { x: told("x"), y: told("y") };
}

function axisType(trace: Trace, layout: Layout, letter: "x" | "y"): unknown {
  const axis = layout[`${letter}axis${String(trace[`${letter}axis`] ?? letter).slice(1)}`];
  return typeof axis === "object" && axis !== null && "type" in axis ? axis.type : undefined;
}

function fullView(trace: Trace, spec: FigureSpec, theme: Theme): TraceContext {
  const { data, layout = {} } = spec;
  const area = plotArea(layout, theme);
  const share = shareOf(trace, spec);
  return {
    width: area.width * share.width,
    height: area.height * share.height,
    signal: ambient()?.signal,
    view: {},
    log: logAxes(trace, layout),
    told: toldBy(trace, layout),
    pyramids: pyramidTraces(data),
    priority: "cell",
  };
}
