/**
 * A Plotly figure as SVG, drawn without a browser.
 * @module
 */
import { annotations, figureTitle, locator, shapes } from "./annotations.js";
import { elements } from "./arrays.js";
import { type AxisScale, makeAxis, NO_EXTENT, withRange } from "./axis.js";
import { safeColor } from "./color.js";
import { makeColorBar, sameBar } from "./color-bar.js";
import { axisDecoration, gridLines } from "./draw-axis.js";
import { baseFont } from "./font.js";
import { makeLegend } from "./legend.js";
import { axisKey, type NormalFigure, normalise, type PictureFigure, type StyledTrace } from "./normalise.js";
import { givenMargins, growMargins, inner, type PlacedAxis, placeAxis } from "./place.js";
import { child, number, string } from "./plain.js";
import { axisPlaces } from "./subplots.js";
import { element, px } from "./svg.js";
import { type Font, textElement } from "./text.js";
import { isFlatBox } from "./traces/box.js";
import { prepareTraces } from "./traces/prepare.js";
import type { Prepared, Rect } from "./traces/prepared.js";

/** Size of the picture in pixels where the layout gives none; Plotly's 700 × 450. */
export const DEFAULT_SIZE: { readonly width: number; readonly height: number } = { width: 700, height: 450 };

/**
 * Draws a figure. Traces of kinds it cannot draw are named in a note on the picture.
 * @param figure `{ data, layout }` as Plotly takes it; arrays may be plain, typed, or base64 with a dtype
 * @param raster pixels of a PNG in a pixel of the picture, where it is drawn to become one: dense marks are then images
 * @returns SVG text of `layout.width` × `layout.height` pixels; everything from the figure is escaped
 */
export function drawSvg(figure: PictureFigure, raster?: number): string {
  const normal = normalise(figure);
  const { layout } = normal;
  const width = Math.max(1, number(layout, "width", DEFAULT_SIZE.width));
  const height = Math.max(1, number(layout, "height", DEFAULT_SIZE.height));
  const base = baseFont(layout);
  const scales = makeAxes(normal);
  const { prepared, unknown } = prepareTraces(normal, scales);
  const ranged = [...scales.values()].map((axis) => withRange(axis, extents(axis, prepared)));

  const given = givenMargins(layout);
  const first = inner(width, height, given);
  const grown = growMargins(
    given,
    ranged.map((axis) => placeAxis(axis, first, base)),
    base,
  );
  const legend = makeLegend(normal, prepared, base, first.width);
  const specs = new Map(prepared.flatMap(({ colorBar }) => (colorBar ? [[sameBar(colorBar), colorBar] as const] : [])));
  const bars = [...specs.values()].map((spec) => makeColorBar(spec, base, first.height));
  const right = bars.reduce((sum, bar) => sum + bar.width, 0) + (legend?.right ?? 0);
  const area = inner(width, height, { ...grown, right: Math.max(grown.right, right) });
  const axes = new Map(ranged.map((axis) => [axis.id, placeAxis(axis, area, base)]));

  const locate = locator(area, axes);
  const content = [
    element("rect", { width, height, fill: safeColor(layout["paper_bgcolor"], "#fff") }),
    subplots(normal, prepared, axes, area, base, raster),
    shapes(layout, locate),
    legend?.draw(
      area,
      bars.reduce((sum, bar) => sum + bar.width, 0),
    ) ?? "",
    ...bars.map((bar, index) => bar.draw(area, index)),
    figureTitle(layout, width, height, area, base),
    annotations(layout, locate, base),
    unknown.length === 0 ? "" : missing(unknown, area, base.size),
  ];
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    width: px(width),
    height: px(height),
    viewBox: `0 0 ${px(width)} ${px(height)}`,
    "font-family": "'Open Sans', 'DejaVu Sans', Verdana, sans-serif",
  };
  return element("svg", attributes, content.join(""));
}

function makeAxes(figure: NormalFigure): ReadonlyMap<string, AxisScale> {
  const axes = new Map<string, AxisScale>();
  const places = axisPlaces(figure.layout, figure.traces);
  for (const letter of ["x", "y"] as const) {
    for (const id of new Set([...figure.traces.map((trace) => trace[letter]), letter])) {
      const arrays = figure.traces
        .filter((trace) => trace[letter] === id)
        .flatMap((trace) => axisArrays(trace, letter));
      axes.set(id, makeAxis(id, { ...child(figure.layout, axisKey(id)), ...places.get(id) }, arrays));
    }
  }
  return axes;
}

/** Values that tell the kind of an axis; a box without positions stands at its name. */
function axisArrays({ attributes, type, name }: StyledTrace, letter: "x" | "y"): ArrayLike<unknown>[] {
  const values = elements(attributes[letter]);
  if (values !== undefined) return [values];
  return type === "box" && letter === (isFlatBox(attributes) ? "y" : "x") ? [[name]] : [];
}

function extents(axis: AxisScale, prepared: readonly Prepared[]): Prepared["x"][] {
  const letter = axis.id.startsWith("x") ? "x" : "y";
  const own = prepared.filter(({ trace }) => trace[letter] === axis.id).map((entry) => entry[letter]);
  return own.length === 0 ? [NO_EXTENT] : own;
}

/** The rectangle that two axes span. */
function span(x: PlacedAxis, y: PlacedAxis): Rect {
  return {
    left: Math.min(x.from, x.to),
    top: Math.min(y.from, y.to),
    width: Math.abs(x.to - x.from),
    height: Math.abs(y.to - y.from),
  };
}

/** A pair of axes that traces use, and the rectangle they span. */
interface Subplot {
  readonly x: PlacedAxis;
  readonly y: PlacedAxis;
  readonly area: Rect;
  /** Drawn over another one, so without a background of its own. */
  readonly laidOver: boolean;
}

function findSubplots(prepared: readonly Prepared[], axes: ReadonlyMap<string, PlacedAxis>): readonly Subplot[] {
  const pairs = new Map<string, Subplot>();
  const ids = prepared.length === 0 ? [{ x: "x", y: "y" }] : prepared.map(({ trace }) => trace);
  for (const { x: xId, y: yId } of ids) {
    const x = axes.get(xId);
    const y = axes.get(yId);
    if (x === undefined || y === undefined) continue;
    const laidOver = [x, y].some((axis) => string(axis.scale.attributes, "overlaying", "") !== "");
    pairs.set(`${xId} ${yId}`, { x, y, area: span(x, y), laidOver });
  }
  return [...pairs.values()];
}

/** Backgrounds and grids of all subplots, then traces clipped to them, then the axes' lines and labels. */
function subplots(
  figure: NormalFigure,
  prepared: readonly Prepared[],
  axes: ReadonlyMap<string, PlacedAxis>,
  area: Rect,
  base: Font,
  raster: number | undefined,
): string {
  const fill = safeColor(figure.layout["plot_bgcolor"], "#fff");
  const pairs = findSubplots(prepared, axes);
  const below = pairs.map(({ x, y, area, laidOver }) =>
    laidOver
      ? ""
      : element("rect", { x: area.left, y: area.top, width: area.width, height: area.height, fill }) +
        gridLines(x, area) +
        gridLines(y, area),
  );
  const traces = pairs.map(({ x, y, area }, index) => {
    const view = { area, raster, x: (at: number) => x.pixel(at), y: (at: number) => y.pixel(at) };
    const own = prepared.filter(({ trace }) => trace.x === x.scale.id && trace.y === y.scale.id);
    const drawn = own.map((entry) => entry.draw(view)).join("");
    // a clip costs a rasteriser as much as all else, and most pictures need none
    if (own.every((entry) => isWithin(entry.x, x) && isWithin(entry.y, y))) return element("g", {}, drawn);
    const shape = element("rect", { x: area.left, y: area.top, width: area.width, height: area.height });
    const clip = element("defs", {}, element("clipPath", { id: `plot${index}` }, shape));
    return clip + element("g", { "clip-path": `url(#plot${index})` }, drawn);
  });
  const used = new Map(pairs.flatMap((pair) => [[pair.x.scale.id, pair] as const, [pair.y.scale.id, pair] as const]));
  const above = [...used].map(([id, pair]) => {
    const axis = id === pair.x.scale.id ? pair.x : pair.y;
    return axisDecoration(axis, anchored(axis, pair, axes, area), base);
  });
  return [...below, ...traces, ...above].join("");
}

/** Whether an axis reaches over all of a trace. */
function isWithin({ low, high }: Prepared["x"], { scale }: PlacedAxis): boolean {
  const [a, b] = scale.range;
  return low >= Math.min(a, b) && high <= Math.max(a, b);
}

/** The rectangle at whose edge an axis stands: that of its `anchor` where it names one that is drawn. */
function anchored(axis: PlacedAxis, pair: Subplot, axes: ReadonlyMap<string, PlacedAxis>, plots: Rect): Rect {
  const across = axis === pair.x;
  const { attributes } = axis.scale;
  const name = string(attributes, "anchor", "");
  const own = span(pair.x, pair.y);
  if (name === "free") {
    const position = number(attributes, "position", 0);
    if (across) return { ...own, top: plots.top + (1 - position) * plots.height, height: 0 };
    return { ...own, left: plots.left + position * plots.width, width: 0 };
  }
  const anchor = axes.get(name) ?? (across ? pair.y : pair.x);
  return across ? span(axis, anchor) : span(anchor, axis);
}

function missing(kinds: readonly string[], area: Rect, size: number): string {
  const text = `not drawn in the static picture: ${[...new Set(kinds)].join(", ")}`;
  const font = { size, color: "#a00" };
  return textElement(text.replace(/[<>]/g, ""), font, { x: area.left + 8, y: area.top + 8 + size });
}
