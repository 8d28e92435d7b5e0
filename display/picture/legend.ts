/**
 * The legend: its size, its place and its look.
 * @module
 */
import { colorOf, safeColor } from "./color.js";
import { fontOf } from "./font.js";
import { hasLegend, type NormalFigure } from "./normalise.js";
import { boolean, child, number, string } from "./plain.js";
import { element } from "./svg.js";
import { type Font, textElement, textWidth } from "./text.js";
import type { Prepared, Rect } from "./traces/prepared.js";

/** A legend whose size is known. */
export interface Legend {
  readonly width: number;
  readonly height: number;
  /** Space it takes beyond the right edge of the plots, in pixels. */
  readonly right: number;
  /** @param beside pixels right of the plots that are taken already, by colour bars */
  draw(area: Rect, beside: number): string;
}

const SIGN = 30;
const GAP = 8;
const PAD = 5;

/** The figure's legend, or undefined without one. `room` is the width of the plots, for horizontal legends. */
export function makeLegend(
  figure: NormalFigure,
  traces: readonly Prepared[],
  base: Font,
  room: number,
): Legend | undefined {
  if (!hasLegend(figure)) return undefined;
  const attributes = child(figure.layout, "legend");
  const font = fontOf(attributes, "font", base);
  const listed = traces
    .filter((entry) => boolean(entry.trace.attributes, "showlegend", entry.colorBar === undefined))
    .sort((a, b) => figure.traces.indexOf(a.trace) - figure.traces.indexOf(b.trace));
  const rowHeight = Math.ceil(font.size * 1.6);
  const widths = listed.map((entry) => SIGN + GAP + textWidth(entry.trace.name, font) + GAP);
  const flat = string(attributes, "orientation", "v") === "h";
  const spots = arrange(widths, flat ? room : 0, rowHeight);
  const width = Math.max(0, ...spots.map((spot, index) => spot.x + (widths[index] ?? 0))) + 2 * PAD;
  const height = Math.max(0, ...spots.map((spot) => spot.y + rowHeight)) + 2 * PAD;
  const x = number(attributes, "x", flat ? 0 : 1.02);
  const anchor = string(attributes, "xanchor", "left");
  const right = x >= 1 && anchor === "left" ? width + (x - 1) * room + 4 : 0;
  const draw = (area: Rect, beside: number): string => {
    const left =
      area.left +
      (right > 0 ? beside : 0) +
      x * area.width -
      width * (anchor === "right" ? 1 : anchor === "center" ? 0.5 : 0);
    const y = number(attributes, "y", flat ? -0.1 : 1);
    const upright = string(attributes, "yanchor", flat ? "top" : "auto");
    const lift = upright === "bottom" ? 1 : upright === "middle" ? 0.5 : 0;
    const top = area.top + (1 - y) * area.height - height * lift;
    const edge = number(attributes, "borderwidth", 0);
    const frame = element("rect", {
      x: left,
      y: top,
      width,
      height,
      fill: safeColor(attributes["bgcolor"], "none"),
      stroke: edge > 0 ? colorOf({ color: attributes["bordercolor"] }, "#444") : undefined,
      "stroke-width": edge > 0 ? edge : undefined,
    });
    const entries = listed.map((entry, index) => {
      const spot = spots[index] ?? { x: 0, y: 0 };
      const box = { left: left + PAD + spot.x, top: top + PAD + spot.y, width: SIGN, height: rowHeight };
      const place = { x: box.left + SIGN + GAP, y: box.top + rowHeight / 2 + font.size * 0.36 };
      return entry.sign(box) + textElement(entry.trace.name, font, place);
    });
    return element("g", {}, frame + entries.join(""));
  };
  return { width, height, right, draw };
}

/** Below each other without a room, else beside each other with breaks where the room ends. */
function arrange(
  widths: readonly number[],
  room: number,
  rowHeight: number,
): readonly { readonly x: number; readonly y: number }[] {
  let x = 0;
  let y = 0;
  return widths.map((width, index) => {
    if (index > 0 && (room === 0 || x + width > room)) {
      x = 0;
      y += rowHeight;
    }
    const spot = { x, y };
    x += width;
    return spot;
  });
}
