/**
 * Fonts of a figure: Plotly's `font` objects fall back on the layout's.
 * @module
 */
import { colorOf } from "./color.js";
import { child, isPlain, number, type Plain } from "./plain.js";
import type { Font } from "./text.js";

/** The layout's font; Plotly's default is 12 pixels in #444. */
export function baseFont(layout: Plain): Font {
  const font = child(layout, "font");
  return { size: number(font, "size", 12), color: colorOf(font, "#444") };
}

/**
 * The font of a part of the figure.
 * @param holder the object that has the attribute, such as an axis or `{ font }` of a title
 * @param scale size relative to `base` where none is given
 */
export function fontOf(holder: Plain, key: string, base: Font, scale = 1): Font {
  const font = child(holder, key);
  const weight = font["weight"];
  return {
    size: number(font, "size", Math.round(base.size * scale)),
    color: colorOf(font, base.color),
    bold: weight === "bold" || (typeof weight === "number" && weight >= 600),
  };
}

/** The font of a title: `title.font`, by default a multiple of the base font. */
export function titleFont(holder: Plain, base: Font, scale: number): Font {
  return fontOf(isPlain(holder["title"]) ? child(holder, "title") : {}, "font", base, scale);
}
