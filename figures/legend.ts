/**
 * The legend's place: beside the note above the plot, or right of the plot where there is no room for both.
 * @module
 */
import type { JsonObject } from "../contract/index.js";
import { baseFont } from "../display/picture/font.js";
import { textWidth } from "../display/picture/text.js";
import type { Theme } from "./style/theme.js";

/** Pixels of an entry besides its name, and between note and legend. */
const SIGN = 46;

/** Where a legend right of the plot begins, in widths of the plot: also right of a colour bar. */
const RIGHT = { alone: 1.02, besideBar: 1.14 };

/**
 * Attributes of a legend that would lie over the note or the title; none where it has room, or the layout has its own.
 *
 * @param width  of the plot area, in CSS pixels
 */
export function legendAside(
  data: readonly JsonObject[],
  layout: JsonObject,
  theme: Theme,
  note: string,
  width: number,
): JsonObject {
  const themed = theme.layout["legend"] as JsonObject | undefined;
  const listed = data.filter(({ type, showlegend }) => type !== "heatmap" && showlegend !== false);
  if (layout["legend"] !== undefined || themed?.["orientation"] !== "h" || listed.length < 2) return {};
  const font = baseFont({ ...theme.layout, ...layout });
  const names = listed.reduce((sum, { name }, k) => sum + SIGN + textWidth(String(name ?? `trace ${k}`), font), 0);
  if (names + textWidth(note, font) + SIGN <= width) return {};
  const x = data.some(({ type }) => type === "heatmap") ? RIGHT.besideBar : RIGHT.alone;
  return { legend: { orientation: "v", x, xanchor: "left", y: 1, yanchor: "top" } };
}
