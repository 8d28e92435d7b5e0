/**
 * How much of a figure's plot area each trace has: all of it, or its subplot.
 * @module
 */
import type { FigureSpec, Trace } from "../contract/index.js";
import { type AxisPair, axisPlaces } from "../display/picture/subplots.js";

/** Shares of the plot area's width and height, above 0 to 1. */
export interface Share {
  readonly width: number;
  readonly height: number;
}

/** The axes of a trace, by id. */
export function axesOf(trace: Trace): AxisPair {
  return { x: String(trace.xaxis ?? "x"), y: String(trace.yaxis ?? "y") };
}

/** The share of a trace, by the domains of its axes and the layout's grid. */
export function shareOf(trace: Trace, { data, layout = {} }: FigureSpec): Share {
  const places = axisPlaces(layout, data.map(axesOf));
  const { x, y } = axesOf(trace);
  const length = (id: string): number => {
    const [low, high] = places.get(id)?.domain ?? [0, 1];
    return high - low;
  };
  return { width: length(x), height: length(y) };
}
