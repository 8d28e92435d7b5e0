/**
 * matplotlib's style files: `key: value` lines of rcParams, as far as they have a counterpart in Plotly.
 * @module
 */
import type { Json, JsonObject } from "../../contract/index.js";
import { PLAIN_THEME, type Theme } from "./theme.js";

/** Pixels of a point at 100 pixels an inch. */
const PIXELS_PER_POINT = 100 / 72;

const LETTERS: { readonly [letter: string]: string } = {
  b: "#0000ff",
  g: "#008000",
  r: "#ff0000",
  c: "#00bfbf",
  m: "#bf00bf",
  y: "#bfbf00",
  k: "#000000",
  w: "#ffffff",
};

/** matplotlib's sizes by name, relative to `font.size`. */
const SIZES: { readonly [name: string]: number } = {
  "xx-small": 0.579,
  "x-small": 0.694,
  small: 0.833,
  medium: 1,
  large: 1.2,
  "x-large": 1.44,
  "xx-large": 1.728,
  smaller: 0.833,
  larger: 1.2,
};

const DASHES: { readonly [style: string]: string } = { "-": "solid", "--": "dash", ":": "dot", "-.": "dashdot" };

/** Settings of a style file. @throws SyntaxError naming the line that is no `key: value` */
export function parseStyle(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = withoutComment(raw).trim();
    if (line === "") return;
    const colon = line.indexOf(":");
    if (colon < 1) throw new SyntaxError(`line ${index + 1} of the style is no 'key: value': ${line}`);
    settings.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  });
  return settings;
}

/** A `#` begins a comment unless it stands in quotes. */
function withoutComment(line: string): string {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "#") return line.slice(0, at);
  }
  return line;
}

/** A matplotlib colour (hex with or without `#`, letter, grey level, CSS or tab: name) for Plotly. */
export function styleColor(value: string | undefined): string | undefined {
  const color = value
    ?.replace(/^["']|["']$/g, "")
    .trim()
    .toLowerCase();
  if (color === undefined || color === "" || color === "auto" || color === "inherit") return undefined;
  if (color === "none") return "rgba(0,0,0,0)";
  if (/^#?([0-9a-f]{6}|[0-9a-f]{8})$/.test(color)) return `#${color.replace("#", "")}`;
  if (/^(0?\.\d+|0|1|1\.0|0\.0)$/.test(color)) {
    const level = Math.round(Number(color) * 255);
    return `rgb(${level},${level},${level})`;
  }
  return LETTERS[color] ?? (/^[a-z]+$/.test(color) ? color : undefined);
}

/** The theme of a style file's text. */
export function styleTheme(text: string): Theme {
  const settings = parseStyle(text);
  const color = (key: string): string | undefined => styleColor(settings.get(key));
  const points = (key: string): number | undefined => {
    const value = Number(settings.get(key) ?? Number.NaN);
    return Number.isFinite(value) ? value * PIXELS_PER_POINT : undefined;
  };
  const fontSize = points("font.size") ?? 10 * PIXELS_PER_POINT;
  const size = (key: string): number | undefined => {
    const named = SIZES[settings.get(key) ?? ""];
    return named === undefined ? points(key) : named * fontSize;
  };
  const truth = (key: string): boolean | undefined => {
    const value = settings.get(key)?.toLowerCase();
    return value === undefined ? undefined : ["true", "1", "yes", "on"].includes(value);
  };
  const axis = (letter: "x" | "y"): JsonObject =>
    defined({
      showgrid: truth("axes.grid"),
      gridcolor: color("grid.color"),
      gridwidth: points("grid.linewidth"),
      griddash: DASHES[settings.get("grid.linestyle") ?? ""],
      linecolor: color("axes.edgecolor"),
      linewidth: points("axes.linewidth"),
      showline: truth(letter === "x" ? "axes.spines.bottom" : "axes.spines.left"),
      tickcolor: color(`${letter}tick.color`),
      tickfont: defined({ color: color(`${letter}tick.color`), size: size(`${letter}tick.labelsize`) }),
      title: { font: defined({ color: color("axes.labelcolor"), size: size("axes.labelsize") }) },
    });
  const inches = settings.get("figure.figsize")?.split(",").map(Number);
  const [width, height] = inches?.length === 2 && inches.every((n) => n > 0) ? inches.map((n) => n * 100) : [];
  const base = PLAIN_THEME.layout;
  const layout = defined({
    paper_bgcolor: color("figure.facecolor"),
    plot_bgcolor: color("axes.facecolor"),
    font: defined({ color: color("text.color"), size: settings.has("font.size") ? fontSize : undefined }),
    title: { font: defined({ color: color("axes.titlecolor"), size: size("axes.titlesize") }) },
    colorway: colorCycle(settings.get("axes.prop_cycle")),
    legend: defined({ bgcolor: color("legend.facecolor") }),
    width,
    height,
  });
  const lines = defined({ width: points("lines.linewidth"), dash: DASHES[settings.get("lines.linestyle") ?? ""] });
  const markers = defined({ size: points("lines.markersize") });
  return {
    layout: merged(base, { ...layout, xaxis: axis("x"), yaxis: axis("y") }),
    data: merged(PLAIN_THEME.data ?? {}, {
      scatter: [merged({ line: { width: 1.5 } }, { line: lines, marker: markers })],
    }),
  };
}

/** The colours of `cycler('color', [...])`. */
function colorCycle(cycle: string | undefined): string[] | undefined {
  const list = /color["']?\s*[,=:]\s*\[([^\]]*)\]/.exec(cycle ?? "")?.[1];
  const colors = list?.split(",").flatMap((entry) => styleColor(entry.trim()) ?? []);
  return colors !== undefined && colors.length > 0 ? colors : undefined;
}

function defined(entries: { readonly [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function merged(under: JsonObject, over: JsonObject): JsonObject {
  const result: { [key: string]: Json } = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
