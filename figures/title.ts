/**
 * Titles that are wider than their figure, in lines.
 * @module
 */
import type { JsonObject } from "../contract/index.js";
import { baseFont, titleFont } from "../display/picture/font.js";
import { LINE_SPACING, textWidth } from "../display/picture/text.js";
import type { Theme } from "./style/theme.js";

/**
 * The title broken where it would be cut off, and the margin that its further lines need; nothing for a title that fits,
 * or that has Plotly's markup.
 *
 * @param width  that a line has, in CSS pixels
 * @param top    margin above the plot for a title of one line, in CSS pixels
 */
export function brokenTitle(title: string, layout: JsonObject, theme: Theme, width: number, top: number): JsonObject {
  const themed = (theme.layout["title"] ?? {}) as JsonObject;
  const own = (layout["title"] ?? {}) as JsonObject;
  const font = titleFont({ title: { ...themed, ...own } }, baseFont({ ...theme.layout, ...layout }), 1.4);
  if (/[<&]/.test(title) || textWidth(title, font) <= width) return {};
  const lines: string[] = [];
  for (const word of title.split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || textWidth(longer, font) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  if (lines.length === 1) return {};
  const margin = { t: top + Math.ceil((lines.length - 1) * font.size * LINE_SPACING), ...(layout["margin"] as object) };
  return { title: { ...own, text: lines.join("<br>") }, margin };
}
