/**
 * Grid, lines, ticks, labels and titles of axes.
 * @module
 */
import { safeColor } from "./color.js";
import { titleFont } from "./font.js";
import { axisSide, hasLabels, LABEL_GAP, labelDepth, type PlacedAxis } from "./place.js";
import { boolean, isPlain, number, string, titleText } from "./plain.js";
import { element, line } from "./svg.js";
import { type Font, LINE_SPACING, lineCount, textElement } from "./text.js";
import type { Rect } from "./traces/prepared.js";

/** Grid lines of an axis across its plot area, below the traces. */
export function gridLines(axis: PlacedAxis, area: Rect): string {
  const { attributes } = axis.scale;
  if (!boolean(attributes, "visible", true)) return "";
  const shown = boolean(attributes, "showgrid", axis.scale.kind !== "category" || axis.scale.id.startsWith("y"));
  const stroke = {
    stroke: safeColor(attributes["gridcolor"], "#eee"),
    "stroke-width": number(attributes, "gridwidth", 1),
    "stroke-dasharray": string(attributes, "griddash", "solid") === "dot" ? "1,2" : undefined,
  };
  const parts = shown ? axis.ticks.map((tick) => across(axis, area, axis.pixel(tick.at), stroke)) : [];
  if (
    boolean(attributes, "zeroline", axis.scale.kind === "linear") &&
    isInside(axis, 0) &&
    axis.scale.kind === "linear"
  ) {
    const zero = {
      stroke: safeColor(attributes["zerolinecolor"], "#444"),
      "stroke-width": number(attributes, "zerolinewidth", 1),
    };
    parts.push(across(axis, area, axis.pixel(0), zero));
  }
  return parts.join("");
}

function isInside(axis: PlacedAxis, at: number): boolean {
  const [from, to] = axis.scale.range;
  return at > Math.min(from, to) && at < Math.max(from, to);
}

function across(
  axis: PlacedAxis,
  area: Rect,
  at: number,
  stroke: { readonly [name: string]: string | number | undefined },
): string {
  const sharp = Math.round(at) + (Math.round(Number(stroke["stroke-width"])) % 2 === 1 ? 0.5 : 0);
  return axis.scale.id.startsWith("x")
    ? line(sharp, area.top, sharp, area.top + area.height, stroke)
    : line(area.left, sharp, area.left + area.width, sharp, stroke);
}

/** Axis line, tick marks, labels and title, above the traces. */
export function axisDecoration(axis: PlacedAxis, area: Rect, base: Font): string {
  const { attributes } = axis.scale;
  if (!boolean(attributes, "visible", true)) return "";
  const side = axisSide(axis.scale);
  const outward = side === "left" || side === "top" ? -1 : 1;
  const edge = {
    left: area.left,
    right: area.left + area.width,
    top: area.top,
    bottom: area.top + area.height,
  };
  const stroke = {
    stroke: safeColor(attributes["linecolor"], "#444"),
    "stroke-width": number(attributes, "linewidth", 1),
  };
  const parts: string[] = [];
  const shape = (at: number): string =>
    axis.scale.id.startsWith("x") ? line(axis.from, at, axis.to, at, stroke) : line(at, axis.from, at, axis.to, stroke);
  if (boolean(attributes, "showline", false)) {
    const opposite = { left: "right", right: "left", top: "bottom", bottom: "top" } as const;
    parts.push(shape(edge[side]));
    if (attributes["mirror"] !== undefined && attributes["mirror"] !== false) parts.push(shape(edge[opposite[side]]));
  }
  const ticks = string(attributes, "ticks", "");
  const length = ticks === "outside" ? 5 : ticks === "inside" ? -5 : 0;
  if (length !== 0) {
    const tickStroke = { stroke: safeColor(attributes["tickcolor"], "#444"), "stroke-width": 1 };
    for (const tick of axis.ticks) {
      const at = axis.pixel(tick.at);
      const to = edge[side] + outward * length;
      parts.push(
        axis.scale.id.startsWith("x")
          ? line(at, edge[side], at, to, tickStroke)
          : line(edge[side], at, to, at, tickStroke),
      );
    }
  }
  if (hasLabels(axis.scale)) parts.push(labels(axis, edge[side], outward, Math.max(0, length)));
  parts.push(title(axis, edge[side], outward, base));
  return element("g", {}, parts.join(""));
}

function labels(axis: PlacedAxis, edge: number, outward: number, tickLength: number): string {
  const { size } = axis.font;
  return axis.ticks
    .map((tick) => {
      const at = axis.pixel(tick.at);
      if (axis.scale.id.startsWith("y")) {
        const x = edge + outward * (LABEL_GAP + tickLength);
        return textElement(tick.label, axis.font, { x, y: at + size * 0.36, anchor: outward < 0 ? "end" : "start" });
      }
      const rise = size * LINE_SPACING * (lineCount(tick.label) - 1);
      const y = outward > 0 ? edge + LABEL_GAP + tickLength + size * 0.95 : edge - LABEL_GAP - tickLength - rise;
      return textElement(tick.label, axis.font, { x: at, y, anchor: "middle" });
    })
    .join("");
}

function title(axis: PlacedAxis, edge: number, outward: number, base: Font): string {
  const { attributes } = axis.scale;
  const text = titleText(attributes);
  if (text === "") return "";
  const font = titleFont(attributes, base, 1.17);
  const standoff = isPlain(attributes["title"]) ? number(attributes["title"], "standoff", 4) : 4;
  const middle = (axis.from + axis.to) / 2;
  const distance = labelDepth(axis) + standoff;
  if (axis.scale.id.startsWith("x")) {
    const y = outward > 0 ? edge + distance + font.size : edge - distance - font.size * 0.3;
    return textElement(text, font, { x: middle, y, anchor: "middle" });
  }
  const x = edge + outward * (distance + font.size * (outward < 0 ? 0.35 : 1));
  return textElement(text, font, { x, y: middle, anchor: "middle", angle: -90 });
}
