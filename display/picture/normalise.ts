/**
 * Brings a figure into one form: template laid under layout and traces, every trace with a type, a name and a colour.
 * @module
 */
import { elements } from "./arrays.js";
import { COLORWAY, safeColor } from "./color.js";
import { boolean, child, isPlain, overlay, type Plain, string } from "./plain.js";

/** A figure as Plotly's JSON has it, with arrays that are already small. */
export interface PictureFigure {
  readonly data: readonly Plain[];
  readonly layout?: Plain;
}

/** A trace with what it takes from its surroundings. */
export interface StyledTrace {
  readonly attributes: Plain;
  readonly type: string;
  readonly name: string;
  /** Its colour of the colourway. */
  readonly color: string;
  /** Axis ids: `"x"`, `"y2"`, … */
  readonly x: string;
  readonly y: string;
}

/** A figure in one form. */
export interface NormalFigure {
  readonly traces: readonly StyledTrace[];
  readonly layout: Plain;
}

/** Lays the template under the figure and gives every trace its colour. Traces with `visible: false` are left out. */
export function normalise(figure: PictureFigure): NormalFigure {
  const own = figure.layout ?? {};
  const template = child(own, "template");
  const layout = withAxes(child(template, "layout"), own);
  const colorway = elements(layout["colorway"]);
  const colors = colorway === undefined ? COLORWAY : Array.from(colorway, (color) => safeColor(color, "#444"));
  const seen = new Map<string, number>();
  const traces: StyledTrace[] = [];
  figure.data.forEach((trace, index) => {
    const type = string(trace, "type", "scatter");
    const nth = seen.get(type) ?? 0;
    seen.set(type, nth + 1);
    if (trace["visible"] === false || trace["visible"] === "legendonly") return;
    traces.push({
      attributes: overlay(traceDefaults(template, type, nth), trace),
      type,
      name: string(trace, "name", `trace ${index}`),
      color: colors[index % Math.max(colors.length, 1)] ?? "#444",
      x: axisId(trace, "x"),
      y: axisId(trace, "y"),
    });
  });
  return { traces, layout };
}

function axisId(trace: Plain, letter: "x" | "y"): string {
  const id = string(trace, `${letter}axis`, letter);
  return new RegExp(`^${letter}\\d*$`).test(id) ? id : letter;
}

function traceDefaults(template: Plain, type: string, nth: number): Plain {
  const list = child(template, "data")[type];
  if (!Array.isArray(list) || list.length === 0) return {};
  const entry: unknown = list[nth % list.length];
  return isPlain(entry) ? entry : {};
}

/** In a template `xaxis` stands for every x axis of the figure, `yaxis` for every y axis. */
function withAxes(template: Plain, own: Plain): Plain {
  const merged: { [key: string]: unknown } = { ...overlay(template, own) };
  for (const key of Object.keys(own)) {
    const base = /^([xy]axis)\d+$/.exec(key)?.[1];
    const attributes = own[key];
    if (base !== undefined && isPlain(attributes)) merged[key] = overlay(child(template, base), attributes);
  }
  return merged;
}

/** The layout's key of an axis id: `"x2"` → `"xaxis2"`. */
export function axisKey(id: string): string {
  return `${id.slice(0, 1)}axis${id.slice(1)}`;
}

/** Whether a legend is drawn: as the layout says, by default from two named traces on. */
export function hasLegend(figure: NormalFigure): boolean {
  const listed = figure.traces.filter((trace) => boolean(trace.attributes, "showlegend", true));
  return listed.length > 0 && boolean(figure.layout, "showlegend", listed.length > 1);
}
