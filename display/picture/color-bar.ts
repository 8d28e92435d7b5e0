/**
 * The bar that says which colour stands for which number.
 * @module
 */
import { makeAxis } from "./axis.js";
import { rgbText } from "./color.js";
import { fontOf, titleFont } from "./font.js";
import { number, string, titleText } from "./plain.js";
import { element, line, px } from "./svg.js";
import { type Font, LINE_SPACING, lineCount, textElement, textWidth } from "./text.js";
import { axisTicks } from "./ticks.js";
import type { ColorBarSpec, Rect } from "./traces/prepared.js";

/** A colour bar whose size is known. */
export interface ColorBar {
  /** Space right of the plots, in pixels. */
  readonly width: number;
  draw(area: Rect, index: number): string;
}

const GAP = 18;

/** A vertical colour bar right of the plots, as high as `height` pixels of the plot area allow. */
export function makeColorBar(spec: ColorBarSpec, base: Font, height: number): ColorBar {
  const { attributes } = spec;
  const font = fontOf(attributes, "tickfont", base);
  const headFont = titleFont(attributes, base, 1);
  const head = titleText(attributes);
  const thickness = number(attributes, "thickness", 20);
  const [low, high] = spec.high > spec.low ? [spec.low, spec.high] : [spec.low - 0.5, spec.low + 0.5];
  const axis = { ...makeAxis("y", { ...attributes, type: "linear" }, []), range: [low, high] as const };
  const ticks = axisTicks(axis, Math.max(2, Math.floor(height / 45)));
  const labels = Math.max(0, ...ticks.map((tick) => textWidth(tick.label, font)));
  const width = GAP + Math.max(thickness + 6 + labels, textWidth(head, headFont)) + 8;
  const draw = (area: Rect, index: number): string => {
    const left = area.left + area.width + GAP + index * width;
    const headHeight = head === "" ? 0 : headFont.size * LINE_SPACING * lineCount(head) + 4;
    const top = area.top + headHeight;
    const tall = (area.height - headHeight) * number(attributes, "len", 1);
    const id = `scale${index}-${Math.round(left)}`;
    const stops = spec.scale.map(([at, rgb]) => element("stop", { offset: at, "stop-color": rgbText(rgb) }));
    const gradient = element("linearGradient", { id, x1: 0, y1: 1, x2: 0, y2: 0 }, stops.join(""));
    const bar = element("rect", { x: left, y: top, width: thickness, height: tall, fill: `url(#${id})` });
    const marks = ticks.map((tick) => {
      const y = top + tall * (1 - (tick.at - low) / (high - low));
      return (
        line(left + thickness, y, left + thickness + 3, y, { stroke: font.color }) +
        textElement(tick.label, font, { x: left + thickness + 6, y: y + font.size * 0.36 })
      );
    });
    const title = head === "" ? "" : textElement(head, headFont, { x: left, y: area.top + headFont.size });
    return element("g", {}, element("defs", {}, gradient) + bar + marks.join("") + title);
  };
  return { width, draw };
}

/** One key for bars that say the same, so that they are drawn once. */
export function sameBar(spec: ColorBarSpec): string {
  return `${px(spec.low)}|${px(spec.high)}|${titleText(spec.attributes)}|${string(spec.attributes, "coloraxis", "")}`;
}
