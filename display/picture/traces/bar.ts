/**
 * Bars, side by side, stacked or laid over each other.
 * @module
 */
import { elements } from "../arrays.js";
import { type AxisScale, type Extent, extentOf } from "../axis.js";
import { colorOf, solidColor } from "../color.js";
import { addBox, makeMask, maskImage } from "../mask.js";
import type { StyledTrace } from "../normalise.js";
import { child, number, type Plain, string } from "../plain.js";
import { type Attributes, element, px } from "../svg.js";
import { type MarkerColors, markerColors } from "./marker-colors.js";
import { each, points } from "./positions.js";
import type { Axes, Prepared, View } from "./prepared.js";

/** Bars beyond which they are drawn as an image. */
const MANY_BARS = 500;

/** Bars in axis units: from `start` to `stop` along the position axis, from `base` to `end` along the value axis. */
interface Bars {
  readonly start: Float64Array;
  readonly stop: Float64Array;
  readonly base: Float64Array;
  readonly end: Float64Array;
  readonly upright: boolean;
}

/** Makes the bar traces of one pair of axes ready together, since they share the space of each position. */
export function prepareBars(traces: readonly StyledTrace[], axes: Axes, layout: Plain): readonly Prepared[] {
  const mode = string(layout, "barmode", "group");
  const gap = number(layout, "bargap", 0.2);
  const columns = mode === "group" ? traces.length : 1;
  const stacks = new Map<string, number>();
  const every = traces.map((trace) => read(trace, axes));
  const step = smallestStep(every.flatMap((bars) => Array.from(bars.position)));
  return traces.map((trace, index) => {
    const { position, value, upright } = every[index] ?? read(trace, axes);
    const attributes = trace.attributes;
    const share = (step * (1 - gap)) / columns;
    const width = each(attributes["width"] ?? share);
    const offset = attributes["offset"] === undefined ? undefined : each(attributes["offset"]);
    const base = each(attributes["base"] ?? 0);
    const count = position.length;
    const bars: Bars = {
      start: new Float64Array(count),
      stop: new Float64Array(count),
      base: new Float64Array(count),
      end: new Float64Array(count),
      upright,
    };
    for (let bar = 0; bar < count; bar++) {
      const wide = Number(width(bar));
      const centre = position[bar] ?? Number.NaN;
      const shift =
        offset !== undefined
          ? Number(offset(bar))
          : mode === "group"
            ? share * (index - columns / 2) + (share - wide) / 2
            : -wide / 2;
      bars.start[bar] = centre + shift;
      bars.stop[bar] = centre + shift + wide;
      const height = value[bar] ?? Number.NaN;
      const key = `${centre}${height < 0 ? "-" : "+"}`;
      const stacked = mode === "stack" || mode === "relative";
      const foot = stacked ? (stacks.get(key) ?? 0) : Number(base(bar));
      bars.base[bar] = foot;
      bars.end[bar] = foot + height;
      if (stacked && Number.isFinite(height)) stacks.set(key, foot + height);
    }
    const isLog = (upright ? axes.x : axes.y).kind === "log";
    const slot = attributes["width"] === undefined && !isLog ? extentOf(position, false) : undefined;
    const room = slot && { low: slot.low - step / 2, high: slot.high + step / 2 };
    return prepared(trace, bars, upright ? axes : { x: axes.y, y: axes.x }, room);
  });
}

function read(
  trace: StyledTrace,
  axes: Axes,
): { readonly position: Float64Array; readonly value: Float64Array; readonly upright: boolean } {
  const xs = elements(trace.attributes["x"]);
  const upright = trace.attributes["orientation"] !== "h" || xs === undefined;
  const linear = (axis: AxisScale): AxisScale =>
    axis.kind === "log" ? { ...axis, calc: (value) => Number(value) } : axis;
  const at = points(trace.attributes, linear(axes.x), linear(axes.y));
  return upright ? { position: at.x, value: at.y, upright } : { position: at.y, value: at.x, upright };
}

function smallestStep(positions: readonly number[]): number {
  const sorted = positions.filter(Number.isFinite).sort((a, b) => a - b);
  let step = Number.POSITIVE_INFINITY;
  for (let index = 1; index < sorted.length; index++) {
    const gap = (sorted[index] ?? 0) - (sorted[index - 1] ?? 0);
    if (gap > 0) step = Math.min(step, gap);
  }
  return Number.isFinite(step) ? step : 1;
}

/** On a log axis the foot of a bar lies below everything; its end is the exponent. */
function along(axis: AxisScale, values: Float64Array): Float64Array {
  return axis.kind === "log"
    ? values.map((value) => (value > 0 ? Math.log10(value) : Number.NEGATIVE_INFINITY))
    : values;
}

function join(a: Extent, b: Extent): { readonly low: number; readonly high: number } {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/**
 * @param axes `x` is the axis of positions, `y` that of values, also for bars that lie down
 * @param room the positions' extent with their gaps, where the widths are not given
 */
function prepared(
  trace: StyledTrace,
  given: Bars,
  { x: positionAxis, y: valueAxis }: Axes,
  room: { readonly low: number; readonly high: number } | undefined,
): Prepared {
  const bars = { ...given, start: along(positionAxis, given.start), stop: along(positionAxis, given.stop) };
  const base = along(valueAxis, bars.base);
  const end = along(valueAxis, bars.end);
  const positions: Extent = {
    ...(room ?? join(extentOf(bars.start, false), extentOf(bars.stop, false))),
    padLow: false,
    padHigh: false,
  };
  const reach = join(extentOf(base, false), extentOf(end, false));
  const values: Extent = { ...reach, padLow: reach.low !== 0, padHigh: reach.high !== 0 };
  const marker = child(trace.attributes, "marker");
  const colors = markerColors(marker, trace.color);
  const outline = child(marker, "line");
  const edge = number(outline, "width", 0);
  const opacity = number(trace.attributes, "opacity", 1) * number(marker, "opacity", 1);
  const look: Attributes = {
    "fill-opacity": opacity < 1 ? opacity : undefined,
    stroke: edge > 0 ? colorOf(outline, "#444") : undefined,
    "stroke-width": edge > 0 ? edge : undefined,
  };
  return {
    trace,
    x: bars.upright ? positions : values,
    y: bars.upright ? values : positions,
    ...(colors.bar ? { colorBar: colors.bar } : {}),
    draw: (view) => drawBars(bars, base, end, view, colors, look),
    sign: (box) =>
      element("rect", {
        x: box.left + box.width * 0.2,
        y: box.top + box.height / 2 - 6,
        width: box.width * 0.6,
        height: 12,
        fill: colors.at(0),
        ...look,
      }),
  };
}

function drawBars(
  bars: Bars,
  base: Float64Array,
  end: Float64Array,
  view: View,
  { at: color, several }: MarkerColors,
  look: Attributes,
): string {
  const placed = [...places(bars, base, end, view)];
  const image =
    several || look["stroke"] !== undefined ? undefined : barsImage(placed, bars.upright, view, color(0), look);
  if (image !== undefined) return image;
  const paths = new Map<string, string[]>();
  for (const { bar, a, b, from, to } of placed) {
    const d = bars.upright
      ? `M${px(a)} ${px(from)}V${px(to)}H${px(b)}V${px(from)}Z`
      : `M${px(from)} ${px(a)}H${px(to)}V${px(b)}H${px(from)}Z`;
    const key = color(bar);
    const list = paths.get(key);
    if (list === undefined) paths.set(key, [d]);
    else list.push(d);
  }
  const parts = [...paths].map(([fill, list]) => element("path", { d: list.join(""), fill, ...look }));
  return element("g", {}, parts.join(""));
}

/** Where a bar stands, in pixels: from `a` to `b` along the position axis, and between its ends. */
interface Place {
  readonly bar: number;
  readonly a: number;
  readonly b: number;
  readonly from: number;
  readonly to: number;
}

function* places(bars: Bars, base: Float64Array, end: Float64Array, view: View): Generator<Place> {
  const foot = bars.upright ? view.area.top + view.area.height : view.area.left;
  const along = (at: number): number => (bars.upright ? view.x(at) : view.y(at));
  const up = (at: number): number => (at === Number.NEGATIVE_INFINITY ? foot : bars.upright ? view.y(at) : view.x(at));
  for (let bar = 0; bar < base.length; bar++) {
    const a = along(bars.start[bar] ?? Number.NaN);
    const b = along(bars.stop[bar] ?? Number.NaN);
    const from = up(base[bar] ?? Number.NaN);
    const to = up(end[bar] ?? Number.NaN);
    if ([a, b, from, to].every(Number.isFinite) && from !== to) yield { bar, a, b, from, to };
  }
}

/** Many bars of one colour as an image; undefined for few, and where the picture becomes no PNG. */
function barsImage(
  placed: readonly Place[],
  upright: boolean,
  { area, raster }: View,
  color: string,
  look: Attributes,
): string | undefined {
  const solid = solidColor(color);
  if (raster === undefined || placed.length <= MANY_BARS || solid === undefined) return undefined;
  const mask = makeMask(area, raster);
  const { scale, left, top } = mask;
  for (const { a, b, from, to } of placed) {
    const [x0, x1, y0, y1] = upright ? [a, b, from, to] : [from, to, a, b];
    addBox(mask, x0 * scale - left, x1 * scale - left, y0 * scale - top, y1 * scale - top);
  }
  return maskImage(mask, solid, Number(look["fill-opacity"] ?? 1));
}
