/**
 * The colours of markers and bars: one for all, one for each, or numbers on a colour scale.
 * @module
 */
import { elements } from "../arrays.js";
import { colorAt, colorScale, rgbText, safeColor } from "../color.js";
import { boolean, child, number, type Plain } from "../plain.js";
import type { ColorBarSpec } from "./prepared.js";

/** Colours by point, and the bar that explains them where they stand for numbers. */
export interface MarkerColors {
  readonly at: (index: number) => string;
  /** Whether each point has its own. */
  readonly several: boolean;
  readonly bar?: ColorBarSpec;
}

/** Reads `marker.color` with `colorscale`, `cmin`, `cmax`, `reversescale` and `showscale`. */
export function markerColors(marker: Plain, otherwise: string): MarkerColors {
  const list = elements(marker["color"]);
  if (list === undefined) {
    const color = safeColor(marker["color"], otherwise);
    return { at: () => color, several: false };
  }
  const numbers = Array.from(list, (value) => (typeof value === "number" ? value : Number.NaN));
  const finite = numbers.filter(Number.isFinite);
  if (finite.length === 0) return { at: (index) => safeColor(list[index], otherwise), several: true };
  const low = number(
    marker,
    "cmin",
    finite.reduce((least, value) => Math.min(least, value)),
  );
  const high = number(
    marker,
    "cmax",
    finite.reduce((most, value) => Math.max(most, value)),
  );
  const scale = colorScale(marker["colorscale"], boolean(marker, "reversescale", false));
  const at = (index: number): string => {
    const value = numbers[index] ?? Number.NaN;
    return Number.isFinite(value)
      ? rgbText(colorAt(scale, high > low ? (value - low) / (high - low) : 0.5))
      : otherwise;
  };
  const shown = boolean(marker, "showscale", "colorbar" in marker);
  const bar: ColorBarSpec = { scale, low, high, attributes: child(marker, "colorbar") };
  return { at, several: true, ...(shown && { bar }) };
}
