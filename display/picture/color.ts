/**
 * Colours: what may stand in a `fill` or `stroke`, Plotly's colour scales, and interpolation.
 * @module
 */
import { color as parseColor } from "d3-color";
import { isPlain } from "./plain.js";

/** Plotly's default colourway (the ten colours of d3's category10). */
export const COLORWAY: readonly string[] = [
  "#1f77b4",
  "#ff7f0e",
  "#2ca02c",
  "#d62728",
  "#9467bd",
  "#8c564b",
  "#e377c2",
  "#7f7f7f",
  "#bcbd22",
  "#17becf",
];

const SAFE = /^(#[0-9a-f]{3,8}|[a-z]+|(rgb|hsl)a?\([\d\s.,%/+-]+\))$/i;

/** The colour when it is written in a form of CSS that names nothing but a colour, else the default. */
export function safeColor(value: unknown, otherwise: string): string {
  return typeof value === "string" && SAFE.test(value.trim()) ? value.trim() : otherwise;
}

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** A colour in one of the numeric forms `#rgb`, `#rrggbb`, `rgb(…)`; undefined for names and other forms. */
export function parseRgb(color: string): Rgb | undefined {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim())?.[1];
  if (hex !== undefined) {
    const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
    return [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16)) as unknown as Rgb;
  }
  const parts = /^rgba?\(([^)]*)\)$/i
    .exec(color.trim())?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  const [red, green, blue] = parts ?? [];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return [red, green, blue].every(Number.isFinite) ? [red, green, blue] : undefined;
}

/** A colour with its own opacity, 0 to 1. */
export interface SolidColor {
  readonly rgb: Rgb;
  readonly opacity: number;
}

/** The numbers of any colour that {@link safeColor} lets through; undefined for what names none. */
export function solidColor(color: string): SolidColor | undefined {
  const found = parseColor(color)?.rgb();
  if (found === undefined || Number.isNaN(found.r + found.g + found.b)) return undefined;
  const { r, g, b, opacity } = found.clamp();
  return { rgb: [Math.round(r), Math.round(g), Math.round(b)], opacity };
}

/** A colour scale: positions from 0 to 1 with their colours. */
export type ColorScale = readonly (readonly [number, Rgb])[];

function evenly(...hexes: readonly string[]): ColorScale {
  return hexes.map((hex, index) => [index / (hexes.length - 1), parseRgb(hex) ?? [0, 0, 0]]);
}

/** Colour scales that `plotly.js` knows by name (`src/components/colorscale/scales.js`), as far as we draw them. */
const SCALES: { readonly [name: string]: ColorScale } = {
  viridis: evenly(
    "#440154",
    "#48186a",
    "#472d7b",
    "#424086",
    "#3b528b",
    "#33638d",
    "#2c728e",
    "#26828e",
    "#21918c",
    "#1fa088",
    "#28ae80",
    "#3fbc73",
    "#5ec962",
    "#84d44b",
    "#addc30",
    "#d8e219",
    "#fde725",
  ),
  cividis: evenly("#00204c", "#00336f", "#39486b", "#575c6d", "#707173", "#8a8779", "#a69d75", "#c4b56c", "#ffea46"),
  greys: evenly("#000000", "#ffffff"),
  greens: evenly("#00441b", "#006d2c", "#238b45", "#41ab5d", "#74c476", "#a1d99b", "#c7e9c0", "#e5f5e0", "#f7fcf5"),
  ylgnbu: evenly("#081d58", "#253494", "#225ea8", "#1d91c0", "#41b6c4", "#7fcdbb", "#c7e9b4", "#edf8d9", "#ffffd9"),
  ylorrd: evenly("#800026", "#bd0026", "#e31a1c", "#fc4e2a", "#fd8d3c", "#feb24c", "#fed976", "#ffeda0", "#ffffcc"),
  hot: [
    [0, [0, 0, 0]],
    [0.3, [230, 0, 0]],
    [0.6, [255, 210, 0]],
    [1, [255, 255, 255]],
  ],
  blues: [
    [0, [5, 10, 172]],
    [0.35, [40, 60, 190]],
    [0.5, [70, 100, 245]],
    [0.6, [90, 120, 245]],
    [0.7, [106, 137, 247]],
    [1, [220, 220, 220]],
  ],
  rdbu: [
    [0, [5, 10, 172]],
    [0.35, [106, 137, 247]],
    [0.5, [190, 190, 190]],
    [0.6, [220, 170, 132]],
    [0.7, [230, 145, 90]],
    [1, [178, 10, 28]],
  ],
  jet: [
    [0, [0, 0, 131]],
    [0.125, [0, 60, 170]],
    [0.375, [5, 255, 255]],
    [0.625, [255, 255, 0]],
    [0.875, [250, 0, 0]],
    [1, [128, 0, 0]],
  ],
};

/** Plotly's default for sequential data without a sign. */
const DEFAULT_SCALE = "rdbu";

/**
 * The colour scale of an attribute: a name, or pairs of position and colour. Plotly's default where it is neither.
 */
export function colorScale(value: unknown, reversed = false): ColorScale {
  const scale = namedOrListed(value) ?? SCALES[DEFAULT_SCALE] ?? [];
  return reversed ? scale.map(([at, rgb]) => [1 - at, rgb] as const).reverse() : scale;
}

function namedOrListed(value: unknown): ColorScale | undefined {
  if (typeof value === "string") return SCALES[value.toLowerCase()];
  if (!Array.isArray(value) || value.length < 2) return undefined;
  const stops: (readonly [number, Rgb])[] = [];
  for (const entry of value as readonly unknown[]) {
    if (!Array.isArray(entry) || typeof entry[0] !== "number" || typeof entry[1] !== "string") return undefined;
    const rgb = parseRgb(entry[1]);
    if (rgb === undefined) return undefined;
    stops.push([entry[0], rgb]);
  }
  return stops;
}

/** The colour at a position between 0 and 1; outside, the end colours. */
export function colorAt(scale: ColorScale, position: number): Rgb {
  const above = scale.findIndex(([at]) => at >= position);
  const high = scale[above === -1 ? scale.length - 1 : above] ?? [1, [0, 0, 0]];
  const low = above > 0 ? (scale[above - 1] ?? high) : high;
  const share = high[0] === low[0] ? 0 : (position - low[0]) / (high[0] - low[0]);
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(low[1][channel] + share * (high[1][channel] - low[1][channel]));
  return [mix(0), mix(1), mix(2)];
}

/** `rgb(r,g,b)`. */
export function rgbText([red, green, blue]: Rgb): string {
  return `rgb(${red},${green},${blue})`;
}

/** A font or line colour from an attribute holder such as `{ color }`. */
export function colorOf(holder: unknown, otherwise: string): string {
  return isPlain(holder) ? safeColor(holder["color"], otherwise) : otherwise;
}
