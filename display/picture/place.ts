/**
 * Where everything stands: margins, plot areas, and the axes' ticks, labels and lines.
 * @module
 */
import type { AxisScale } from "./axis.js";
import { fontOf, titleFont } from "./font.js";
import { boolean, child, number, type Plain, string, titleText } from "./plain.js";
import { type Font, LINE_SPACING, lineCount, textWidth } from "./text.js";
import { axisTicks, type Tick } from "./ticks.js";
import type { Rect } from "./traces/prepared.js";

/** An axis with its place. */
export interface PlacedAxis {
  readonly scale: AxisScale;
  /** The part of the plot's width or height it covers, in pixels from the left or top. */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
  readonly font: Font;
  /** Pixel of a number in axis units. */
  pixel(at: number): number;
}

/** Space around the plot areas, in pixels. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Distance of tick labels from the axis line. */
export const LABEL_GAP = 5;

/** Pixels that Plotly gives a tick at least: labels beside each other and above each other. */
const ROOM = { x: 90, y: 45 };

/** The layout's margins, Plotly's where it gives none. */
export function givenMargins(layout: Plain): Margins {
  const margin = child(layout, "margin");
  return {
    left: number(margin, "l", 80),
    right: number(margin, "r", 80),
    top: number(margin, "t", 100),
    bottom: number(margin, "b", 80),
  };
}

/** The inside of the margins; at least ten pixels wide and high. */
export function inner(width: number, height: number, margins: Margins): Rect {
  return {
    left: margins.left,
    top: margins.top,
    width: Math.max(10, width - margins.left - margins.right),
    height: Math.max(10, height - margins.top - margins.bottom),
  };
}

/** Puts an axis into the plot rectangle, as its `domain` says, and chooses its ticks. */
export function placeAxis(scale: AxisScale, area: Rect, base: Font): PlacedAxis {
  const across = scale.id.startsWith("x");
  const domain = scale.attributes["domain"];
  const [low, high] = Array.isArray(domain) && domain.length === 2 ? domain.map(Number) : [0, 1];
  const start = Math.max(0, Math.min(1, low ?? 0));
  const stop = Math.max(start, Math.min(1, high ?? 1));
  const from = across ? area.left + start * area.width : area.top + (1 - start) * area.height;
  const to = across ? area.left + stop * area.width : area.top + (1 - stop) * area.height;
  const [rangeFrom, rangeTo] = scale.range;
  const factor = (to - from) / (rangeTo - rangeFrom);
  const room = Math.max(2, Math.floor(Math.abs(to - from) / (across ? ROOM.x : ROOM.y)));
  return {
    scale,
    from,
    to,
    ticks: axisTicks(scale, room),
    font: fontOf(scale.attributes, "tickfont", base),
    pixel: (at) => from + (at - rangeFrom) * factor,
  };
}

/** Whether the labels of an axis are drawn. */
export function hasLabels(axis: AxisScale): boolean {
  return boolean(axis.attributes, "visible", true) && boolean(axis.attributes, "showticklabels", true);
}

/** Space an axis needs beside the plot: labels and title, in pixels. */
export function axisDepth(axis: PlacedAxis, base: Font): number {
  const { attributes, id } = axis.scale;
  if (!boolean(attributes, "visible", true)) return 0;
  const title = titleText(attributes);
  const titleSpace = title === "" ? 0 : titleFont(attributes, base, 1.17).size * LINE_SPACING * lineCount(title) + 6;
  return labelDepth(axis) + titleSpace + (id.startsWith("x") ? 6 : 8);
}

/** Space of the tick labels alone: their height below an x axis, their width beside a y axis. */
export function labelDepth(axis: PlacedAxis): number {
  if (!hasLabels(axis.scale)) return 0;
  const outside = string(axis.scale.attributes, "ticks", "") === "outside" ? 5 : 0;
  if (axis.scale.id.startsWith("y")) {
    return Math.max(0, ...axis.ticks.map((tick) => textWidth(tick.label, axis.font))) + LABEL_GAP + outside;
  }
  const lines = Math.max(1, ...axis.ticks.map((tick) => lineCount(tick.label)));
  return lines * axis.font.size * LINE_SPACING + LABEL_GAP + outside;
}

/** Margins grown where an axis with `automargin` at the edge of the plot area needs more. */
export function growMargins(margins: Margins, axes: readonly PlacedAxis[], base: Font): Margins {
  const need = { left: margins.left, right: margins.right, top: margins.top, bottom: margins.bottom };
  for (const axis of axes) {
    if (!boolean(axis.scale.attributes, "automargin", false)) continue;
    const side = axisSide(axis.scale);
    const position = number(axis.scale.attributes, "position", 0);
    if (side === "left" || side === "bottom" ? position > 0 : position < 1) continue;
    need[side] = Math.max(need[side], Math.ceil(axisDepth(axis, base)));
  }
  return need;
}

/** The side an axis stands on. */
export function axisSide(axis: AxisScale): "left" | "right" | "top" | "bottom" {
  const side = string(axis.attributes, "side", "");
  if (axis.id.startsWith("x")) return side === "top" ? "top" : "bottom";
  return side === "right" ? "right" : "left";
}
