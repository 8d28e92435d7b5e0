/**
 * Traces whose x are times: resolved as numbers, shown as dates.
 * @module
 */
import type { Trace } from "../contract/index.js";
import { mapPyramidX } from "./pyramid.js";
import type { PlotTrace, ResolvedTrace, ResolveTrace } from "./resolved.js";
import { type TimeAxis, timeAxisOf } from "./time-axis.js";
import { dateText } from "./words.js";

/** Kinds whose x are positions; of others (boxes) they are names. */
const TIMED = ["scatter", "scattergl", "bar", "histogram", "histogram2d", "density"];

/** Whether the x of traces of a kind are positions, which can be times. */
export function isTimedKind(type: string): boolean {
  return TIMED.includes(type);
}

/** The time axis of a trace, where its kind has one. @throws RangeError for an unknown unit or zone */
export function timeOf(trace: Trace): TimeAxis | undefined {
  return isTimedKind(trace.type ?? "scatter") ? timeAxisOf(trace) : undefined;
}

/** Resolves traces as `resolve` does, and turns stored times into Plotly's dates. */
export function withTimes(resolve: ResolveTrace): ResolveTrace {
  return async (trace, context) => {
    const time = timeOf(trace);
    if (time === undefined) return resolve(trace, context);
    const { time: _, timeZone: __, ...rest } = trace;
    const stored: Trace = { ...rest, x: time.x };
    const { x, ...view } = context.view;
    const told = (value: number): string => dateText(time.shown(value));
    const inStored = x === undefined ? view : { ...view, x: [time.stored(x[0]), time.stored(x[1])] as const };
    return shown(await resolve(stored, { ...context, view: inStored, told: { ...context.told, x: told } }), time);
  };
}

function shown(resolved: ResolvedTrace, time: TimeAxis): ResolvedTrace {
  const { x, pyramid, titles } = resolved;
  return {
    ...resolved,
    traces: resolved.traces.map((trace) => dated(trace, time)),
    ...(x && { x: { low: time.shown(x.low), high: time.shown(x.high) } }),
    ...(pyramid && { pyramid: mapPyramidX(pyramid, time.shown) }),
    types: { x: "date" },
    titles: { ...(time.zone === undefined ? {} : { x: time.zone }), ...titles },
  };
}

function dated(trace: PlotTrace, time: TimeAxis): PlotTrace {
  const { x, width, orientation } = trace;
  const stands = trace["type"] === "bar" && orientation !== "h" && ArrayBuffer.isView(width);
  return {
    ...trace,
    ...(ArrayBuffer.isView(x) && { x: Float64Array.from(x as Float64Array, time.shown) }),
    ...(stands && { width: Float64Array.from(width as Float64Array, (wide) => wide / time.perMs) }),
  };
}
