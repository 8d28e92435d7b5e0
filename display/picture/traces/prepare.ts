/**
 * All traces of a figure made ready, kind by kind.
 * @module
 */
import type { AxisScale } from "../axis.js";
import type { NormalFigure, StyledTrace } from "../normalise.js";
import { prepareBars } from "./bar.js";
import { prepareBox } from "./box.js";
import { prepareHeatmap } from "./heatmap.js";
import type { Axes, Prepare, Prepared } from "./prepared.js";
import { prepareScatter } from "./scatter.js";

/** Kinds whose traces do not depend on each other. */
const KINDS: { readonly [type: string]: Prepare } = {
  scatter: prepareScatter,
  scattergl: prepareScatter,
  box: prepareBox,
  heatmap: prepareHeatmap,
};

/** Traces ready to be drawn, in the figure's order except that heat maps come first, and the kinds that are not drawn. */
export function prepareTraces(
  figure: NormalFigure,
  axes: ReadonlyMap<string, AxisScale>,
): { readonly prepared: readonly Prepared[]; readonly unknown: readonly string[] } {
  const ready = new Map<StyledTrace, Prepared>();
  const unknown: string[] = [];
  const bars = new Map<string, StyledTrace[]>();
  for (const trace of figure.traces) {
    const pair = axesOf(trace, axes);
    const prepare = KINDS[trace.type];
    if (pair === undefined) continue;
    if (trace.type === "bar") bars.set(`${trace.x} ${trace.y}`, [...(bars.get(`${trace.x} ${trace.y}`) ?? []), trace]);
    else if (prepare === undefined) unknown.push(trace.type);
    else ready.set(trace, prepare(trace, pair));
  }
  for (const group of bars.values()) {
    const pair = group[0] && axesOf(group[0], axes);
    if (pair !== undefined) for (const entry of prepareBars(group, pair, figure.layout)) ready.set(entry.trace, entry);
  }
  const order = (trace: StyledTrace): number => (trace.type === "heatmap" ? 0 : trace.type === "bar" ? 1 : 2);
  const sorted = [...figure.traces].sort((a, b) => order(a) - order(b));
  return { prepared: sorted.flatMap((trace) => ready.get(trace) ?? []), unknown };
}

function axesOf(trace: StyledTrace, axes: ReadonlyMap<string, AxisScale>): Axes | undefined {
  const x = axes.get(trace.x);
  const y = axes.get(trace.y);
  return x === undefined || y === undefined ? undefined : { x, y };
}
