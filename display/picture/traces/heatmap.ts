/**
 * Heat maps: a matrix of numbers as a coloured image, empty cells transparent.
 * @module
 */
import { elements, matrix } from "../arrays.js";
import { type AxisScale, extentOf } from "../axis.js";
import { colorAt, colorScale } from "../color.js";
import { encodePng } from "../encode-png.js";
import type { StyledTrace } from "../normalise.js";
import { boolean, child, number } from "../plain.js";
import { element, px } from "../svg.js";
import type { Axes, Prepared, View } from "./prepared.js";

/** Colours that a scale is cut into. */
const SHADES = 256;

/** Makes a heat map ready. `x` and `y` are centres of cells, or their edges when there is one more of them. */
export function prepareHeatmap(trace: StyledTrace, axes: Axes): Prepared {
  const { attributes } = trace;
  const z = matrix(attributes["z"]) ?? { rows: 0, columns: 0, at: () => undefined };
  const xEdges = edges(attributes["x"], z.columns, axes.x, number(attributes, "x0", 0), number(attributes, "dx", 1));
  const yEdges = edges(attributes["y"], z.rows, axes.y, number(attributes, "y0", 0), number(attributes, "dy", 1));
  const values = new Float64Array(z.rows * z.columns);
  for (let row = 0; row < z.rows; row++) {
    for (let column = 0; column < z.columns; column++) {
      const value = z.at(row, column);
      values[row * z.columns + column] = typeof value === "number" ? value : Number.NaN;
    }
  }
  const reach = extentOf(values, false);
  const low = number(attributes, "zmin", Number.isFinite(reach.low) ? reach.low : 0);
  const high = number(attributes, "zmax", Number.isFinite(reach.high) ? reach.high : 1);
  const scale = colorScale(attributes["colorscale"], boolean(attributes, "reversescale", false));
  const shades = Array.from({ length: SHADES }, (_, index) => colorAt(scale, index / (SHADES - 1)));
  const shade = (value: number): readonly number[] | undefined => {
    if (!Number.isFinite(value)) return undefined;
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return shades[Math.round(Math.max(0, Math.min(1, share)) * (SHADES - 1))];
  };
  return {
    trace,
    x: extentOf(xEdges, false),
    y: extentOf(yEdges, false),
    ...(boolean(attributes, "showscale", true)
      ? { colorBar: { scale, low, high, attributes: child(attributes, "colorbar") } }
      : {}),
    draw: (view) => drawCells(values, xEdges, yEdges, view, shade, number(attributes, "opacity", 1)),
    sign: () => "",
  };
}

function edges(value: unknown, cells: number, axis: AxisScale, first: number, step: number): Float64Array {
  const given = elements(value);
  const at = Float64Array.from({ length: given?.length ?? cells }, (_, index) =>
    axis.calc(given === undefined ? first + index * step : given[index]),
  );
  if (at.length === cells + 1) return at;
  if (at.length < cells || cells === 0) return new Float64Array(0);
  const centre = (index: number): number => at[index] ?? Number.NaN;
  const result = new Float64Array(cells + 1);
  for (let index = 1; index < cells; index++) result[index] = (centre(index - 1) + centre(index)) / 2;
  const half = cells > 1 ? 0.5 : 0;
  result[0] = cells > 1 ? centre(0) - half * (centre(1) - centre(0)) : centre(0) - 0.5;
  result[cells] = cells > 1 ? centre(cells - 1) + half * (centre(cells - 1) - centre(cells - 2)) : centre(0) + 0.5;
  return result;
}

function isEven(at: Float64Array): boolean {
  const step = ((at.at(-1) ?? 0) - (at[0] ?? 0)) / (at.length - 1);
  return at.every((value, index) => Math.abs(value - ((at[0] ?? 0) + index * step)) <= Math.abs(step) * 1e-3);
}

/** One image when all cells have one size, else one rectangle for each cell. */
function drawCells(
  values: Float64Array,
  xEdges: Float64Array,
  yEdges: Float64Array,
  view: View,
  shade: (value: number) => readonly number[] | undefined,
  opacity: number,
): string {
  const columns = xEdges.length - 1;
  const rows = yEdges.length - 1;
  if (columns < 1 || rows < 1) return "";
  const faint = opacity < 1 ? opacity : undefined;
  if (!isEven(xEdges) || !isEven(yEdges)) {
    return element("g", { opacity: faint }, rectangles(values, xEdges, yEdges, view, shade));
  }
  const left = view.x(xEdges[0] ?? 0);
  const right = view.x(xEdges[columns] ?? 0);
  const bottom = view.y(yEdges[0] ?? 0);
  const top = view.y(yEdges[rows] ?? 0);
  const pixels = new Uint8Array(rows * columns * 4);
  for (let row = 0; row < rows; row++) {
    const source = top <= bottom ? rows - 1 - row : row;
    for (let column = 0; column < columns; column++) {
      const from = left <= right ? column : columns - 1 - column;
      const color = shade(values[source * columns + from] ?? Number.NaN);
      if (color !== undefined) pixels.set([...color, 255], (row * columns + column) * 4);
    }
  }
  const data = Buffer.from(encodePng(pixels, columns, rows)).toString("base64");
  return element("image", {
    x: Math.min(left, right),
    y: Math.min(top, bottom),
    width: Math.abs(right - left),
    height: Math.abs(bottom - top),
    preserveAspectRatio: "none",
    "image-rendering": "optimizeSpeed",
    opacity: faint,
    href: `data:image/png;base64,${data}`,
  });
}

function rectangles(
  values: Float64Array,
  xEdges: Float64Array,
  yEdges: Float64Array,
  view: View,
  shade: (value: number) => readonly number[] | undefined,
): string {
  const columns = xEdges.length - 1;
  const byColor = new Map<string, string[]>();
  values.forEach((value, index) => {
    const color = shade(value);
    if (color === undefined) return;
    const column = index % columns;
    const row = Math.floor(index / columns);
    const a = view.x(xEdges[column] ?? Number.NaN);
    const b = view.x(xEdges[column + 1] ?? Number.NaN);
    const c = view.y(yEdges[row] ?? Number.NaN);
    const d = view.y(yEdges[row + 1] ?? Number.NaN);
    if (![a, b, c, d].every(Number.isFinite)) return;
    const key = `rgb(${color.join(",")})`;
    const path = `M${px(a)} ${px(c)}H${px(b)}V${px(d)}H${px(a)}Z`;
    const list = byColor.get(key);
    if (list === undefined) byColor.set(key, [path]);
    else list.push(path);
  });
  return [...byColor].map(([fill, list]) => element("path", { d: list.join(""), fill })).join("");
}
