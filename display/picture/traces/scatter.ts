/**
 * Lines, markers, filled areas and text: Plotly's `scatter` and `scattergl`.
 * @module
 */
import { elements } from "../arrays.js";
import { extentOf } from "../axis.js";
import { colorOf, safeColor } from "../color.js";
import type { StyledTrace } from "../normalise.js";
import { child, number, type Plain, string } from "../plain.js";
import { type Attributes, element, line, px } from "../svg.js";
import { textElement } from "../text.js";
import { markerColors } from "./marker-colors.js";
import { each, type Points, points } from "./positions.js";
import type { Axes, Prepared, View } from "./prepared.js";
import { dotsImage, lineImage } from "./scatter-image.js";
import { symbolPath } from "./symbols.js";

/** Points up to which Plotly draws lines with markers when no mode is given. */
const MARKERS_UP_TO = 20;

const DASHES: { readonly [name: string]: readonly number[] } = {
  dot: [1, 1],
  dash: [3, 3],
  longdash: [5, 5],
  dashdot: [3, 1, 1, 1],
  longdashdot: [5, 2, 1, 2],
};

/** SVG attributes of a line style; `width` defaults to Plotly's 2. */
export function strokeOf(style: Plain, color: string, width = 2): Attributes {
  const thick = number(style, "width", width);
  const dash = DASHES[string(style, "dash", "solid")];
  return {
    stroke: colorOf(style, color),
    "stroke-width": thick,
    "stroke-dasharray": dash?.map((part) => px(part * Math.max(thick, 3))).join(","),
  };
}

/** Points of a piece of a long line. */
const PIECE = 100;

/**
 * A long line in pieces, each beginning where the last one ended: a rasteriser draws them several times as fast as one
 * path. Dashes would begin anew, and see-through lines would be twice as dark at the joints, so these stay whole.
 */
function inPieces(d: string, { stroke, "stroke-dasharray": dash }: Attributes): readonly string[] {
  if (dash !== undefined || /rgba|hsla|transparent|^#([\da-f]{4}|[\da-f]{8})$/i.test(String(stroke))) return [d];
  const points = d.split(/(?=[ML])/);
  if (points.length <= 2 * PIECE || /[^-MLe\d., ]/.test(d)) return [d];
  const pieces: string[] = [];
  for (let from = 0; from < points.length - 1; from += PIECE)
    pieces.push(
      `M${points
        .slice(from, from + PIECE + 1)
        .join("")
        .slice(1)}`,
    );
  return pieces;
}

/** Makes a scatter trace ready. */
export function prepareScatter(trace: StyledTrace, axes: Axes): Prepared {
  const { attributes } = trace;
  const at = points(attributes, axes.x, axes.y);
  const mode = string(attributes, "mode", at.x.length < MARKERS_UP_TO ? "lines+markers" : "lines");
  const marker = child(attributes, "marker");
  const colors = markerColors(marker, trace.color);
  const style = child(attributes, "line");
  const stroke = strokeOf(style, typeof marker["color"] === "string" ? colors.at(0) : trace.color);
  const fill = string(attributes, "fill", "none");
  const marked = mode.includes("markers") || mode.includes("text");
  const opacity = number(attributes, "opacity", 1);
  const yExtent = extentOf(at.y, true);
  return {
    trace,
    x: extentOf(at.x, marked),
    y: fill === "tozeroy" ? { ...yExtent, low: Math.min(yExtent.low, 0), high: Math.max(yExtent.high, 0) } : yExtent,
    ...(mode.includes("markers") && colors.bar ? { colorBar: colors.bar } : {}),
    draw(view) {
      const connected = attributes["connectgaps"] === true;
      const shape = string(style, "shape", "linear");
      const lines = (faint: number): string | undefined =>
        shape === "linear" ? lineImage(at, view, stroke, connected, faint) : undefined;
      const dots = (faint: number): string | undefined => dotsImage(at, view, marker, colors, faint);
      // the opacity of a group costs a rasteriser a layer of the whole picture
      const whole =
        fill !== "none"
          ? undefined
          : mode === "lines"
            ? lines(opacity)
            : mode === "markers"
              ? dots(opacity)
              : undefined;
      if (whole !== undefined) return whole;
      const parts: string[] = [];
      if (fill !== "none") parts.push(area(at, view, attributes, fill, String(stroke["stroke"])));
      if (mode.includes("lines")) {
        const paths = (): string =>
          inPieces(linePath(at, view, shape, connected), stroke)
            .map((d) => element("path", { d, fill: "none", "stroke-miterlimit": 2, ...stroke }))
            .join("");
        parts.push(lines(1) ?? paths());
      }
      if (mode.includes("markers")) parts.push(dots(1) ?? drawMarkers(at, view, marker, colors.at));
      if (mode.includes("text")) parts.push(drawTexts(at, view, attributes));
      return element("g", { opacity: opacity < 1 ? opacity : undefined }, parts.join(""));
    },
    sign(box) {
      const middle = box.top + box.height / 2;
      const parts = mode.includes("lines") ? [line(box.left, middle, box.left + box.width, middle, stroke)] : [];
      if (mode.includes("markers")) {
        const symbol = symbolPath(string(marker, "symbol", "circle"), Math.min(number(marker, "size", 6), 10) / 2);
        const place = `translate(${px(box.left + box.width / 2)} ${px(middle)})`;
        parts.push(element("path", { d: symbol, fill: colors.at(0), transform: place }));
      }
      return parts.join("");
    },
  };
}

/** Path of a line through points; a point without a place breaks it unless gaps are connected. */
export function linePath(at: Points, view: View, shape: string, connectGaps = false): string {
  const pieces: string[] = [];
  let drawing = false;
  let previousX = 0;
  let previousY = 0;
  for (let index = 0; index < at.x.length; index++) {
    const valueX = at.x[index] ?? Number.NaN;
    const valueY = at.y[index] ?? Number.NaN;
    if (!Number.isFinite(valueX) || !Number.isFinite(valueY)) {
      if (!connectGaps) drawing = false;
      continue;
    }
    const x = view.x(valueX);
    const y = view.y(valueY);
    if (!drawing) pieces.push(`M${px(x)} ${px(y)}`);
    else pieces.push(corner(shape, previousX, previousY, x, y), `L${px(x)} ${px(y)}`);
    drawing = true;
    previousX = x;
    previousY = y;
  }
  return pieces.join("");
}

function corner(shape: string, fromX: number, fromY: number, x: number, y: number): string {
  if (shape === "hv") return `L${px(x)} ${px(fromY)}`;
  if (shape === "vh") return `L${px(fromX)} ${px(y)}`;
  const middleX = (fromX + x) / 2;
  const middleY = (fromY + y) / 2;
  if (shape === "hvh") return `L${px(middleX)} ${px(fromY)}L${px(middleX)} ${px(y)}`;
  return shape === "vhv" ? `L${px(fromX)} ${px(middleY)}L${px(x)} ${px(middleY)}` : "";
}

/** `tozeroy` goes down to zero under every unbroken piece; other fills close the line with itself. */
function area(at: Points, view: View, attributes: Plain, fill: string, color: string): string {
  const outline = linePath(at, view, string(child(attributes, "line"), "shape", "linear"));
  const zero = px(view.y(0));
  const closed = outline
    .split("M")
    .filter((piece) => piece !== "")
    .map((piece) => {
      const first = piece.split(/[ L]/)[0] ?? "";
      const last = piece.slice(piece.lastIndexOf("L") + 1).split(" ")[0] ?? first;
      return fill === "tozeroy" ? `M${piece}L${last} ${zero}L${first} ${zero}Z` : `M${piece}Z`;
    });
  const given = attributes["fillcolor"];
  const shade: Attributes =
    given === undefined ? { fill: color, "fill-opacity": 0.5 } : { fill: safeColor(given, color) };
  return element("path", { d: closed.join(""), stroke: "none", ...shade });
}

function drawMarkers(at: Points, view: View, marker: Plain, color: (index: number) => string): string {
  const size = each(marker["size"] ?? 6);
  const opacity = each(marker["opacity"]);
  const symbol = each(marker["symbol"] ?? "circle");
  const outline = child(marker, "line");
  const edge = number(outline, "width", 0);
  const parts: string[] = [];
  for (let index = 0; index < at.x.length; index++) {
    const x = view.x(at.x[index] ?? Number.NaN);
    const y = view.y(at.y[index] ?? Number.NaN);
    const diameter = Number(size(index));
    if (!Number.isFinite(x) || !Number.isFinite(y) || !(diameter > 0)) continue;
    const shade = opacity(index);
    const name = symbol(index);
    parts.push(
      element("path", {
        d: symbolPath(typeof name === "string" ? name : "circle", diameter / 2),
        transform: `translate(${px(x)} ${px(y)})`,
        fill: color(index),
        "fill-opacity": typeof shade === "number" && shade < 1 ? shade : undefined,
        stroke: edge > 0 ? colorOf(outline, "#444") : undefined,
        "stroke-width": edge > 0 ? edge : undefined,
      }),
    );
  }
  return parts.join("");
}

function drawTexts(at: Points, view: View, attributes: Plain): string {
  const texts = elements(attributes["text"]);
  const text = each(attributes["text"]);
  const font = child(attributes, "textfont");
  const style = { size: number(font, "size", 12), color: colorOf(font, "#444") };
  const place = string(attributes, "textposition", "middle center");
  const rise = place.startsWith("top") ? -6 : place.startsWith("bottom") ? style.size + 4 : style.size * 0.35;
  const anchor = place.endsWith("left") ? "end" : place.endsWith("right") ? "start" : "middle";
  const parts: string[] = [];
  for (let index = 0; index < Math.min(at.x.length, texts?.length ?? at.x.length); index++) {
    const x = view.x(at.x[index] ?? Number.NaN);
    const y = view.y(at.y[index] ?? Number.NaN);
    const content = text(index);
    if (!Number.isFinite(x) || !Number.isFinite(y) || content === undefined || content === null) continue;
    parts.push(textElement(String(content), style, { x, y: y + rise, anchor }));
  }
  return parts.join("");
}
