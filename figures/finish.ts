/**
 * From resolved traces to the figure that is shown: ranges from the data, the note, titles, configuration.
 * @module
 */
import {
  type Axis,
  type FigureSpec,
  type Json,
  type JsonObject,
  type Layout,
  NOTE_NAME,
  type StaticPyramid,
} from "../contract/index.js";
import { toJson } from "./encode.js";
import { legendAside } from "./legend.js";
import type { Reach, ResolvedTrace } from "./resolved.js";
import { FIGURE_SIZE, PLAIN_THEME, type Theme } from "./style/theme.js";
import { DARK_THEME } from "./style/themes.js";
import { axesOf } from "./subplots.js";
import { brokenTitle } from "./title.js";
import { counted, dateText, joinedNotes, short } from "./words.js";

/** `{ data, layout, config }` as Plotly takes it, every array small. */
export interface PlotlyFigure {
  readonly data: readonly JsonObject[];
  readonly layout: JsonObject;
  readonly config: JsonObject;
}

/** A figure whose work is done. */
export interface FinishedFigure {
  readonly figure: PlotlyFigure;
  /** CSS pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** What it shows, in sentences; one line a trace, and the axes. */
  readonly text: string;
  /** For each trace of `figure.data` the trace of the specification it came from, and whether a view of it shows more. */
  readonly origins: readonly { readonly trace: number; readonly refinable: boolean }[];
  /** For zooms without a kernel. */
  readonly pyramids: readonly StaticPyramid[];
  /** Pixels of the plot area's width for which lines were thinned; undefined where no trace depends on it. */
  readonly thinnedFor: number | undefined;
  /** Look on pages of dark ground; undefined where the user has chosen one. */
  readonly dark: Theme | undefined;
  /** What it shows: rows, points, method. */
  readonly said: string;
  /** The note of each trace of the specification. */
  readonly notes: readonly string[];
  /** Position of the note among the layout's annotations; -1 without one. */
  readonly note: number;
}

/** Nothing of a figure leaves the browser: Plotly's upload button is off. */
const CONFIG: JsonObject = { showSendToCloud: false, plotlyServerURL: "", displaylogo: false, responsive: true };

/** Pixels above the plot when there is no title: for the note and the legend. */
const LOW_TOP = 44;

/** Size of a figure in CSS pixels: the layout's, else the theme's, else the default. */
export function figureSize(layout: Layout, theme: Theme): { readonly width: number; readonly height: number } {
  return { width: size(layout, theme, "width"), height: size(layout, theme, "height") };
}

/** Size of a figure's plot area in CSS pixels and the margin above it, as far as margins tell it. */
export function plotArea(
  layout: Layout,
  theme: Theme,
): { readonly width: number; readonly height: number; readonly top: number } {
  const { width, height } = figureSize(layout, theme);
  const margins = { ...(theme.layout["margin"] as object), ...(layout["margin"] as object) };
  const { l = 80, r = 80, t = 100, b = 80 } = margins as { l?: number; r?: number; t?: number; b?: number };
  return { width: Math.max(10, width - l - r), height: Math.max(10, height - t - b), top: t };
}

function size(layout: Layout, theme: Theme, key: "width" | "height"): number {
  const value = layout[key] ?? theme.layout[key] ?? FIGURE_SIZE[key];
  if (typeof value === "number" && value >= 10 && value <= 20_000) return value;
  throw new RangeError(`layout.${key} must be a number of pixels from 10 to 20000, got ${String(value)}`);
}

/**
 * Puts resolved traces together.
 * @param chosen the user's theme; without one {@link PLAIN_THEME}, or {@link DARK_THEME} on pages of dark ground
 */
export function finish(
  spec: FigureSpec,
  resolved: readonly ResolvedTrace[],
  chosen: Theme | undefined,
): FinishedFigure {
  const theme = chosen ?? PLAIN_THEME;
  const layout = spec.layout ?? {};
  const { width, height } = figureSize(layout, theme);
  const own = withTitles(toJson(layout) as JsonObject);
  const notes = resolved.map(({ note }) => note);
  const note = joinedNotes(notes);
  const points = resolved.reduce((sum, each) => sum + (each.points ?? 0), 0);
  const title = titleOf(layout.title);
  const data = resolved.flatMap(({ traces }) => traces.map((trace) => toJson(trace) as JsonObject));
  const area = plotArea(layout, theme);
  const top = title === "" ? { margin: { t: LOW_TOP, ...record(own["margin"]) } } : {};
  const finished: JsonObject = {
    template: toJson(theme),
    ...Object.assign({}, ...resolved.map(({ layout: needed }) => needed ?? {})),
    ...own,
    // Without a width of its own a figure takes the width there is.
    ...(layout.width === undefined && theme.layout["width"] === undefined ? {} : { width }),
    height,
    ...top,
    ...brokenTitle(title, own, theme, area.width, area.top),
    ...legendAside(data, own, theme, note, area.width),
    ...axes(spec, own, resolved),
    ...(note === "" ? {} : { annotations: [...list(own["annotations"]), noteAnnotation(note)] }),
  };
  const config = { ...(toJson(spec.config ?? {}) as JsonObject), ...CONFIG };
  const lines = [title === "" ? "figure" : `figure: ${title}`, ...resolved.map(({ summary }) => `  ${summary}`)];
  return {
    figure: { data, layout: finished, config },
    width,
    height,
    text: [...lines, ...axisLines(spec, resolved)].join("\n"),
    origins: resolved.flatMap(({ traces, refinable }, trace) => traces.map(() => ({ trace, refinable }))),
    pyramids: pyramidsOf(resolved),
    thinnedFor: resolved.some(({ byWidth }) => byWidth) ? area.width : undefined,
    dark: chosen === undefined && !hasColors(layout) ? DARK_THEME : undefined,
    said: note === "" && points > 0 ? counted(points, "point") : note,
    notes,
    note: note === "" ? -1 : list(own["annotations"]).length,
  };
}

/** Whether a layout sets a ground or the colour of texts, to which a dark page's colours would not fit. */
function hasColors({ template, paper_bgcolor: paper, plot_bgcolor: plot, font }: Layout): boolean {
  return [template, paper, plot, (font as { color?: unknown } | undefined)?.color].some((set) => set !== undefined);
}

function pyramidsOf(resolved: readonly ResolvedTrace[]): StaticPyramid[] {
  let trace = 0;
  return resolved.flatMap(({ traces, pyramid }) => {
    const own = pyramid === undefined ? [] : [{ trace, ...pyramid }];
    trace += traces.length;
    return own;
  });
}

/** Titles written as plain text, which plotly.js takes no more since version 3, as the objects it takes. */
function withTitles(layout: JsonObject): JsonObject {
  const titled = (part: JsonObject): JsonObject =>
    typeof part["title"] === "string" ? { ...part, title: { text: part["title"] } } : part;
  const parts = Object.entries(titled(layout)).map(([key, value]) =>
    /^[xy]axis\d*$/.test(key) ? [key, titled(record(value))] : [key, value],
  );
  return Object.fromEntries(parts) as JsonObject;
}

function record(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The text of a title, with or without the object around it. */
export function titleOf(title: unknown): string {
  if (typeof title === "string") return title;
  if (typeof title !== "object" || title === null || !("text" in title)) return "";
  return typeof title.text === "string" ? title.text : "";
}

/** Every axis that a trace names: titles where there are none, and ranges that a sample does not tell. */
function axes(spec: FigureSpec, own: JsonObject, resolved: readonly ResolvedTrace[]): JsonObject {
  const result: { [key: string]: JsonObject } = {};
  for (const letter of ["x", "y"] as const) {
    const ids = spec.data.map((trace) => String(trace[`${letter}axis`] ?? letter));
    for (const id of new Set([letter, ...ids])) {
      const key = `${letter}axis${id.slice(1)}`;
      const given = record(own[key]);
      const traces = resolved.filter((_, index) => ids[index] === id);
      const type = given["type"] ?? (letter === "x" && traces.some(({ types }) => types?.x === "date") ? "date" : "-");
      const kind: JsonObject = type === "date" ? { type } : {};
      const reach = automaticRange(letter, traces, type);
      result[key] = { ...automaticTitle(letter, traces), ...kind, ...reach, ...given, ...slider(given, reach) };
    }
  }
  return result;
}

function automaticTitle(axis: "x" | "y", resolved: readonly ResolvedTrace[]): JsonObject {
  const titles = new Set(resolved.flatMap(({ titles: given }) => given?.[axis] ?? []));
  const [only] = titles;
  return titles.size === 1 && only !== undefined && only !== "" ? { title: { text: only } } : {};
}

/** A range slider shows the data's whole range, not the sample's. */
function slider(given: JsonObject, { range }: JsonObject): JsonObject {
  const own = given["rangeslider"];
  if (range === undefined || typeof own !== "object" || own === null) return {};
  return { rangeslider: { range, ...record(own) } };
}

/** Share of the range left free at each end of a loose axis, as Plotly does. */
const MARGIN = 0.0555;

function automaticRange(axis: "x" | "y", resolved: readonly ResolvedTrace[], type: Json): JsonObject {
  const fits = resolved.flatMap(({ fixed }) => fixed?.[axis] ?? []);
  const reaches = resolved.map((trace) => trace[axis]);
  if (fits.length === 0 || reaches.some((reach) => reach === undefined)) return {};
  const scale = type === "log" ? Math.log10 : (value: number) => value;
  const low = scale(Math.min(...reaches.map((reach) => reach?.low ?? Number.NaN)));
  const high = scale(Math.max(...reaches.map((reach) => reach?.high ?? Number.NaN)));
  if (!Number.isFinite(low) || !Number.isFinite(high)) return {};
  // Plotly takes numbers in a range of dates for the browser's own clock.
  const end = type === "date" ? dateText : (value: number) => value;
  if (low === high) return { range: [end(low - 1), end(high + 1)] };
  const pad = fits.includes("loose") ? (high - low) * MARGIN : 0;
  return { range: [end(low - pad), end(high + pad)] };
}

function noteAnnotation(text: string): JsonObject {
  return {
    name: NOTE_NAME,
    text,
    xref: "paper",
    yref: "paper",
    x: 0,
    y: 1,
    xanchor: "left",
    yanchor: "bottom",
    yshift: 6,
    showarrow: false,
    font: { size: 12 },
    opacity: 0.85,
  };
}

function axisLines({ data, layout = {} }: FigureSpec, resolved: readonly ResolvedTrace[]): string[] {
  return (["x", "y"] as const).flatMap((letter) => {
    const ids = data.map((trace) => axesOf(trace)[letter]);
    return [...new Set(ids)].flatMap((id) => {
      const traces = resolved.filter((_, index) => ids[index] === id);
      const reaches = traces.flatMap((trace): Reach[] => (trace[letter] === undefined ? [] : [trace[letter]]));
      const low = Math.min(...reaches.map((reach) => reach.low));
      const high = Math.max(...reaches.map((reach) => reach.high));
      if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
      const number = id.slice(1);
      const axis = layout[`${letter}axis${number}`] as Axis | undefined;
      const title = titleOf(axis?.title);
      const dated = letter === "x" && (axis?.type === "date" || traces.some(({ types }) => types?.x === "date"));
      const told = dated ? dateText : short;
      const name = `${letter} axis${number === "" ? "" : ` ${number}`}${title === "" ? "" : ` (${title})`}`;
      return [`  ${name}: ${told(low)} to ${told(high)}`];
    });
  });
}
