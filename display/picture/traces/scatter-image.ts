/**
 * Lines and markers of a picture that becomes a PNG, where they are so many that an image of them is drawn faster.
 * @module
 */
import { extentOf } from "../axis.js";
import { solidColor } from "../color.js";
import { makeMask, maskImage } from "../mask.js";
import { child, number, type Plain } from "../plain.js";
import type { Attributes } from "../svg.js";
import { coverLine, isDense } from "./dense-line.js";
import { dotStamper, MANY_DOTS } from "./dots.js";
import type { MarkerColors } from "./marker-colors.js";
import { each, type Points } from "./positions.js";
import type { Rect, View } from "./prepared.js";

/**
 * A line as an image; undefined where lines of the picture are to be drawn: it is not dense, dashed, runs back, or
 * becomes no PNG.
 * @param opacity of the whole line, besides that of its colour
 */
export function lineImage(
  at: Points,
  view: View,
  { stroke, "stroke-width": width, "stroke-dasharray": dash }: Attributes,
  connectGaps: boolean,
  opacity: number,
): string | undefined {
  const color = solidColor(String(stroke));
  if (view.raster === undefined || dash !== undefined || color === undefined) return undefined;
  const gaps = (value: number, index: number): boolean => !Number.isFinite(value + (at.y[index] ?? Number.NaN));
  const kept =
    connectGaps && at.x.some(gaps) ? [...at.x.keys()].filter((index) => !gaps(at.x[index]!, index)) : undefined;
  const picked = (values: Float64Array): Float64Array =>
    kept === undefined ? values : Float64Array.from(kept, (index) => values[index]!);
  const x = picked(at.x).map(view.x);
  const y = picked(at.y).map(view.y);
  if (!isDense(x, y, view.area.width)) return undefined;
  const mask = makeMask(around(view.area, y, Number(width)), view.raster);
  const { scale, left, top } = mask;
  coverLine(
    mask,
    x.map((value) => value * scale - left),
    y.map((value) => value * scale - top),
    Number(width) * scale,
  );
  return maskImage(mask, color, opacity);
}

/**
 * Markers as an image; undefined where they are few, not round, outlined, or of several colours.
 * @param opacity of the whole trace, besides that of each marker
 */
export function dotsImage(
  at: Points,
  view: View,
  marker: Plain,
  colors: MarkerColors,
  opacity: number,
): string | undefined {
  const solid = colors.several ? undefined : solidColor(colors.at(0));
  const plain =
    ["circle", undefined].includes(marker["symbol"] as string | undefined) &&
    number(child(marker, "line"), "width", 0) === 0;
  if (view.raster === undefined || at.x.length <= MANY_DOTS || solid === undefined || !plain) return undefined;
  const mask = makeMask(view.area, view.raster);
  const { scale, left, top } = mask;
  const stamper = dotStamper(mask);
  const size = each(marker["size"] ?? 6);
  const shade = each(marker["opacity"] ?? 1);
  for (let index = 0; index < at.x.length; index++) {
    const x = view.x(at.x[index]!) * scale - left;
    const y = view.y(at.y[index]!) * scale - top;
    const diameter = Number(size(index)) * scale;
    if (!Number.isFinite(x + y) || !(diameter > 0)) continue;
    const own = Number(shade(index));
    stamper.add(x, y, diameter, solid.opacity * (own >= 0 && own <= 1 ? own : 1));
  }
  return maskImage(mask, { rgb: solid.rgb, opacity: 1 }, opacity);
}

/** The part of an area between the extremes of heights. @param room left above and below */
function around(area: Rect, y: Float64Array, room: number): Rect {
  const { low, high } = extentOf(
    y.filter((value) => Number.isFinite(value)),
    false,
  );
  const top = Math.max(area.top, Math.min(low - room, area.top + area.height));
  const bottom = Math.min(area.top + area.height, Math.max(high + room, top));
  return { ...area, top, height: bottom - top };
}
