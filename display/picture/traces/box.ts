/**
 * Boxes with whiskers: from five given numbers, or from values as Plotly computes them (linear quartiles, whiskers to
 * the last value within 1.5 interquartile ranges, values beyond as points).
 * @module
 */
import { elements } from "../arrays.js";
import { type AxisScale, extentOf } from "../axis.js";
import { colorOf, safeColor } from "../color.js";
import type { StyledTrace } from "../normalise.js";
import { child, number, type Plain } from "../plain.js";
import { element, line, px } from "../svg.js";
import type { Axes, Prepared, View } from "./prepared.js";

interface Box {
  readonly at: number;
  readonly low: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly high: number;
  readonly outliers: readonly number[];
}

/** Half the width of a box, in positions. */
const HALF = 0.3;

/** Whether a box lies along the x axis. */
export function isFlatBox(attributes: Plain): boolean {
  const values = attributes["y"] === undefined && attributes["x"] !== undefined && attributes["q1"] === undefined;
  return attributes["orientation"] === "h" || values;
}

/** Makes a box trace ready. */
export function prepareBox(trace: StyledTrace, axes: Axes): Prepared {
  const { attributes } = trace;
  const flat = isFlatBox(attributes);
  const [valueAxis, positionAxis] = flat ? [axes.x, axes.y] : [axes.y, axes.x];
  const boxes = boxesOf(trace, flat, valueAxis, positionAxis);
  const values = extentOf(
    boxes.flatMap(({ low, high, outliers }) => [low, high, ...outliers]),
    true,
  );
  const positions = extentOf(
    boxes.flatMap(({ at }) => [at - 0.5, at + 0.5]),
    false,
  );
  const style = child(attributes, "line");
  const stroke = { stroke: colorOf(style, trace.color), "stroke-width": number(style, "width", 2) };
  const fill = safeColor(attributes["fillcolor"], stroke.stroke);
  const shade = attributes["fillcolor"] === undefined ? 0.5 : 1;
  return {
    trace,
    x: flat ? values : positions,
    y: flat ? positions : values,
    draw: (view) => boxes.map((box) => drawBox(box, view, flat, { fill, "fill-opacity": shade, ...stroke })).join(""),
    sign: (area) =>
      element("rect", {
        x: area.left + area.width * 0.25,
        y: area.top + area.height / 2 - 6,
        width: area.width * 0.5,
        height: 12,
        fill,
        "fill-opacity": shade,
        ...stroke,
      }),
  };
}

function boxesOf(trace: StyledTrace, flat: boolean, valueAxis: AxisScale, positionAxis: AxisScale): Box[] {
  const { attributes } = trace;
  const names = elements(attributes[flat ? "y" : "x"]);
  const place = (name: unknown): number => {
    const at = positionAxis.calc(name);
    return Number.isFinite(at) ? at : 0;
  };
  if (attributes["q1"] !== undefined) return given(attributes, valueAxis, (box) => place(names?.[box] ?? trace.name));
  const values = elements(attributes[flat ? "x" : "y"]) ?? [];
  const groups = new Map<number, number[]>();
  for (let index = 0; index < values.length; index++) {
    const value = valueAxis.calc(values[index]);
    if (!Number.isFinite(value)) continue;
    const at = place(names?.[index] ?? trace.name);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [value]);
    else group.push(value);
  }
  return [...groups].map(([at, group]) => computed(at, group));
}

function given(attributes: Plain, axis: AxisScale, place: (box: number) => number): Box[] {
  const of = (key: string, otherwise: string): number[] =>
    Array.from(elements(attributes[key]) ?? elements(attributes[otherwise]) ?? [], (value) => axis.calc(value));
  const q1 = of("q1", "q1");
  const [median, q3] = [of("median", "q1"), of("q3", "q1")];
  const [low, high] = [of("lowerfence", "q1"), of("upperfence", "q3")];
  const pick = (list: readonly number[], box: number): number => list[box] ?? Number.NaN;
  return q1.map((value, box) => ({
    at: place(box),
    q1: value,
    median: pick(median, box),
    q3: pick(q3, box),
    low: pick(low, box),
    high: pick(high, box),
    outliers: [],
  }));
}

function computed(at: number, values: readonly number[]): Box {
  const sorted = Float64Array.from(values).sort();
  // Plotly's default quartile method: the i-th of n values stands at (i + 0.5) / n.
  const quantile = (share: number): number => {
    const position = Math.max(0, Math.min(sorted.length - 1, share * sorted.length - 0.5));
    const below = sorted[Math.floor(position)] ?? Number.NaN;
    const above = sorted[Math.ceil(position)] ?? Number.NaN;
    return below + (above - below) * (position % 1);
  };
  const [q1, median, q3] = [quantile(0.25), quantile(0.5), quantile(0.75)];
  const reach = 1.5 * (q3 - q1);
  const inside = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
  const outliers = Array.from(sorted).filter((value) => value < q1 - reach || value > q3 + reach);
  return { at, q1, median, q3, low: inside[0] ?? q1, high: inside.at(-1) ?? q3, outliers };
}

type Look = { readonly fill: string; readonly stroke: string; readonly [name: string]: string | number };

function drawBox(box: Box, view: View, flat: boolean, look: Look): string {
  const along = (at: number): number => (flat ? view.y(at) : view.x(at));
  const up = (value: number): number => (flat ? view.x(value) : view.y(value));
  const point = (position: number, value: number): string =>
    flat ? `${px(value)} ${px(position)}` : `${px(position)} ${px(value)}`;
  const stroke = { stroke: look.stroke, "stroke-width": look["stroke-width"] };
  const bar = (from: number, fromValue: number, to: number, toValue: number): string =>
    flat ? line(fromValue, from, toValue, to, stroke) : line(from, fromValue, to, toValue, stroke);
  const [left, middle, right] = [along(box.at - HALF), along(box.at), along(box.at + HALF)];
  const [whiskerLeft, whiskerRight] = [along(box.at - HALF / 2), along(box.at + HALF / 2)];
  const corners = [
    point(left, up(box.q1)),
    point(left, up(box.q3)),
    point(right, up(box.q3)),
    point(right, up(box.q1)),
  ];
  const dots = box.outliers.map((value) => {
    const [cx, cy] = flat ? [up(value), middle] : [middle, up(value)];
    return element("circle", { cx, cy, r: 3, fill: look.stroke });
  });
  return [
    element("path", { d: `M${corners.join("L")}Z`, ...look }),
    bar(left, up(box.median), right, up(box.median)),
    bar(middle, up(box.q3), middle, up(box.high)),
    bar(middle, up(box.q1), middle, up(box.low)),
    bar(whiskerLeft, up(box.high), whiskerRight, up(box.high)),
    bar(whiskerLeft, up(box.low), whiskerRight, up(box.low)),
    ...dots,
  ].join("");
}
