/**
 * From resolved traces to the figure that is shown: ranges from the data, the note, titles, configuration.
 * @module
 */
import type { FigureSpec, Json, JsonObject, Layout } from "../contract/index.js";
import { toJson } from "./encode.js";
import type { Reach, ResolvedTrace } from "./resolved.js";
import { FIGURE_SIZE, type Theme } from "./style/theme.js";
import { short } from "./words.js";

/** `{ data, layout, config }` as Plotly takes it, every array small. */
export interface PlotlyFigure {
  readonly data: readonly JsonObject[];
  readonly layout: JsonObject;
  readonly config: JsonObject;
}

/** A figure whose work is done. */
export interface FinishedFigure {
  readonly figure: PlotlyFigure;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** What it shows, in sentences; one line a trace, and the axes. */
  readonly text: string;
}

/** Nothing of a figure leaves the browser: Plotly's upload button is off. */
const CONFIG: JsonObject = { showSendToCloud: false, plotlyServerURL: "", displaylogo: false };

/** Pixels above the plot when there is neither title nor legend. */
const LOW_TOP = 40;

/** Size of a figure in CSS pixels: the layout's, else the default. */
export function figureSize(layout: Layout): { readonly width: number; readonly height: number } {
  return { width: size(layout, "width"), height: size(layout, "height") };
}

function size(layout: Layout, key: "width" | "height"): number {
  const value = layout[key] ?? FIGURE_SIZE[key];
  if (typeof value === "number" && value >= 10 && value <= 20_000) return value;
  throw new RangeError(`layout.${key} must be a number of pixels from 10 to 20000, got ${String(value)}`);
}

/** Puts resolved traces together. */
export function finish(spec: FigureSpec, resolved: readonly ResolvedTrace[], theme: Theme): FinishedFigure {
  const layout = spec.layout ?? {};
  const { width, height } = figureSize(layout);
  const own = toJson(layout) as JsonObject;
  const notes = [...new Set(resolved.map(({ note }) => note).filter((note) => note !== ""))];
  const title = titleOf(layout.title);
  const data = resolved.flatMap(({ traces }) => traces);
  const top = title === "" && data.length < 2 ? { margin: { t: LOW_TOP, ...record(own["margin"]) } } : {};
  const finished: JsonObject = {
    template: toJson(theme),
    ...Object.assign({}, ...resolved.map(({ layout: needed }) => needed ?? {})),
    ...own,
    width,
    height,
    ...top,
    xaxis: { ...automaticTitle("x", resolved), ...record(own["xaxis"]) },
    yaxis: { ...automaticTitle("y", resolved), ...record(own["yaxis"]) },
    ...(notes.length === 0 ? {} : { annotations: [...list(own["annotations"]), noteAnnotation(notes.join("; "))] }),
  };
  const config = { ...(toJson(spec.config ?? {}) as JsonObject), ...CONFIG };
  const lines = [title === "" ? "figure" : `figure: ${title}`, ...resolved.map(({ summary }) => `  ${summary}`)];
  return {
    figure: { data, layout: finished, config },
    width,
    height,
    text: [...lines, ...axisLines(layout, resolved)].join("\n"),
  };
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

function automaticTitle(axis: "x" | "y", resolved: readonly ResolvedTrace[]): JsonObject {
  const titles = new Set(resolved.flatMap(({ titles: given }) => given?.[axis] ?? []));
  const [only] = titles;
  return titles.size === 1 && only !== undefined && only !== "" ? { title: { text: only } } : {};
}

function noteAnnotation(text: string): JsonObject {
  return {
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
    opacity: 0.7,
  };
}

function axisLines(layout: Layout, resolved: readonly ResolvedTrace[]): string[] {
  return (["x", "y"] as const).flatMap((axis) => {
    const reaches = resolved.flatMap((trace): Reach[] => (trace[axis] === undefined ? [] : [trace[axis]]));
    const low = Math.min(...reaches.map((reach) => reach.low));
    const high = Math.max(...reaches.map((reach) => reach.high));
    if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
    const title = titleOf(layout[`${axis}axis`]?.title);
    return [`  ${axis} axis${title === "" ? "" : ` (${title})`}: ${short(low)} to ${short(high)}`];
  });
}
