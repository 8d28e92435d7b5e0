/**
 * The figure's title, annotations and shapes (lines and rectangles).
 * @module
 */
import { colorOf, safeColor } from "./color.js";
import { fontOf, titleFont } from "./font.js";
import type { PlacedAxis } from "./place.js";
import { child, isPlain, number, type Plain, string, titleText } from "./plain.js";
import { element, line } from "./svg.js";
import { type Font, LINE_SPACING, lineCount, textElement, textWidth } from "./text.js";
import type { Rect } from "./traces/prepared.js";
import { strokeOf } from "./traces/scatter.js";

/** Pixel of a reference: `"paper"` is a share of the plot area, an axis id a value of that axis. */
type Locate = (reference: string, letter: "x" | "y", value: unknown) => number;

/** Turns references into pixels of this picture. */
export function locator(area: Rect, axes: ReadonlyMap<string, PlacedAxis>): Locate {
  return (reference, letter, value) => {
    const axis = axes.get(reference.replace(/ domain$/, ""));
    if (reference === "paper" || axis === undefined) {
      const share = typeof value === "number" ? value : 0.5;
      return letter === "x" ? area.left + share * area.width : area.top + (1 - share) * area.height;
    }
    if (reference.endsWith(" domain"))
      return axis.from + (typeof value === "number" ? value : 0) * (axis.to - axis.from);
    const at = axis.scale.kind === "log" && typeof value === "number" ? value : axis.scale.calc(value);
    return axis.pixel(at);
  };
}

/** The title, as Plotly places it: vertically in the middle of the top margin unless told otherwise. */
export function figureTitle(layout: Plain, width: number, height: number, area: Rect, base: Font): string {
  const text = titleText(layout);
  if (text === "") return "";
  const title = isPlain(layout["title"]) ? layout["title"] : {};
  const font = titleFont(layout, base, 1.4);
  const share = number(title, "x", 0.5);
  const x = string(title, "xref", "container") === "paper" ? area.left + share * area.width : share * width;
  const anchor = string(title, "xanchor", "auto");
  const start = anchor === "left" || (anchor === "auto" && share < 1 / 3);
  const end = anchor === "right" || (anchor === "auto" && share > 2 / 3);
  const tall = font.size * LINE_SPACING * (lineCount(text) - 1);
  const at = title["y"];
  const y = typeof at === "number" ? (1 - at) * height + font.size * 0.35 : area.top / 2 + font.size * 0.35 - tall / 2;
  return textElement(text, font, { x, y, anchor: start ? "start" : end ? "end" : "middle" });
}

/** Annotations without an arrow are texts; with one, a line leads from the text to the point. */
export function annotations(layout: Plain, locate: Locate, base: Font): string {
  const list = layout["annotations"];
  if (!Array.isArray(list)) return "";
  return list
    .filter(isPlain)
    .map((note) => annotation(note, locate, base))
    .join("");
}

function annotation(note: Plain, locate: Locate, base: Font): string {
  const text = string(note, "text", "");
  if (text === "" || note["visible"] === false) return "";
  const font = fontOf(note, "font", base);
  const pointX = locate(string(note, "xref", "x"), "x", note["x"]) + number(note, "xshift", 0);
  const pointY = locate(string(note, "yref", "y"), "y", note["y"]) - number(note, "yshift", 0);
  if (!Number.isFinite(pointX) || !Number.isFinite(pointY)) return "";
  const arrow = note["showarrow"] !== false;
  const x = pointX + (arrow ? number(note, "ax", -10) : 0);
  const y = pointY + (arrow ? number(note, "ay", -30) : 0);
  const width = textWidth(text, font);
  const height = font.size * LINE_SPACING * lineCount(text);
  const align = string(note, "xanchor", arrow ? "center" : "auto");
  const shift = align === "left" ? 0 : align === "right" ? -width : -width / 2;
  const upright = string(note, "yanchor", arrow ? "bottom" : "auto");
  const drop = upright === "top" ? 0 : upright === "bottom" ? -height : -height / 2;
  const box = element("rect", {
    x: x + shift - 1,
    y: y + drop,
    width: width + 2,
    height,
    fill: safeColor(note["bgcolor"], "none"),
  });
  const pointer = arrow ? line(x, y, pointX, pointY, { stroke: safeColor(note["arrowcolor"], font.color) }) : "";
  const anchor = align === "left" ? "start" : align === "right" ? "end" : "middle";
  const at = { x, y: y + drop + font.size, anchor: anchor as "start" | "middle" | "end" };
  const opacity = number(note, "opacity", 1);
  return element("g", { opacity: opacity < 1 ? opacity : undefined }, pointer + box + textElement(text, font, at));
}

/** Lines and rectangles of `layout.shapes`. */
export function shapes(layout: Plain, locate: Locate): string {
  const list = layout["shapes"];
  if (!Array.isArray(list)) return "";
  return list
    .filter(isPlain)
    .map((shape) => {
      const end = (letter: "x" | "y", at: "0" | "1"): number =>
        locate(string(shape, `${letter}ref`, letter), letter, shape[letter + at]);
      const [x0, x1, y0, y1] = [end("x", "0"), end("x", "1"), end("y", "0"), end("y", "1")];
      if (![x0, x1, y0, y1].every(Number.isFinite)) return "";
      const stroke = { ...strokeOf(child(shape, "line"), "#444"), opacity: number(shape, "opacity", 1) };
      if (shape["type"] === "line") return line(x0, y0, x1, y1, stroke);
      return element("rect", {
        x: Math.min(x0, x1),
        y: Math.min(y0, y1),
        width: Math.abs(x1 - x0),
        height: Math.abs(y1 - y0),
        fill: colorOf({ color: shape["fillcolor"] }, "none"),
        ...stroke,
      });
    })
    .join("");
}
