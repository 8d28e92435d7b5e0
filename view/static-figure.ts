/**
 * A figure in a page without a kernel: zooms are answered from the pyramids it carries.
 * @module
 */
import { NOTE_NAME, type StaticPyramid } from "../contract/index.js";
import { type PyramidLine, type PyramidReader, readPyramid } from "./pyramid.js";
import { afterRelayout, numberOf, type Relayout, type ViewRanges } from "./ranges.js";

/** A trace, as far as it is looked at here. */
export interface FigureTrace {
  readonly xaxis?: string;
  readonly x?: unknown;
  readonly y?: unknown;
}

/** `{ data, layout, config }` with the pyramids of its traces. */
export interface StaticFigure {
  readonly data: readonly FigureTrace[];
  readonly layout: { readonly [key: string]: unknown };
  readonly config: { readonly [option: string]: unknown };
  readonly pyramids?: readonly StaticPyramid[];
}

/** What one trace shows in a view: arrays to put into it, or undefined for those it came with. */
export interface TraceUpdate {
  readonly trace: number;
  readonly x: unknown;
  readonly y: unknown;
}

/** The traces of a figure after updates; drawn by `Plotly.react`, since `restyle` forgets that an axis shows dates. */
export function redrawn<T extends FigureTrace>(data: readonly T[], updates: readonly TraceUpdate[]): T[] {
  const byTrace = new Map(updates.map(({ trace, x, y }) => [trace, { x, y }]));
  return data.map((trace, index) => ({ ...trace, ...byTrace.get(index) }));
}

/** The side of a figure that thinks; the side that draws is in `page.ts`. */
export interface StaticZoom {
  /** What is to be redrawn after an event of Plotly; undefined when no range changed. */
  zoomed(update: Relayout, width: number): readonly TraceUpdate[] | undefined;
  /** A layout whose note says what is shown since the last zoom. */
  noted<T extends Notable>(layout: T): T;
}

/** A layout, as far as its note is concerned. */
interface Notable {
  readonly annotations?: unknown;
}

interface Annotation {
  readonly name?: unknown;
  readonly text?: unknown;
}

function annotationsOf({ annotations }: Notable): readonly Annotation[] {
  return Array.isArray(annotations) ? (annotations as readonly Annotation[]) : [];
}

/**
 * Answers zooms from pyramids.
 * @param pyramids asked for once, at the first zoom
 */
export function staticZoom(figure: StaticFigure, pyramids: () => readonly StaticPyramid[]): StaticZoom {
  let ranges: ViewRanges = {};
  let readers: ReadonlyMap<number, PyramidReader> | undefined;
  const first = annotationsOf(figure.layout).find(({ name }) => name === NOTE_NAME)?.text;
  const said = new Map<number, string>();
  return {
    zoomed(update, width) {
      const after = afterRelayout(ranges, update);
      if (after === undefined) return undefined;
      const before = ranges;
      ranges = after;
      readers ??= new Map(pyramids().map((pyramid) => [pyramid.trace, readPyramid(pyramid)]));
      return [...readers].flatMap(([trace, reader]) => {
        const own = figure.data[trace];
        const axis = `xaxis${(own?.xaxis ?? "x").slice(1)}`;
        if (own === undefined || (before[axis] ?? null) === (after[axis] ?? null)) return [];
        const range = rangeOf(figure, axis, after[axis] ?? null);
        said.delete(trace);
        if (range === undefined) return [{ trace, x: own.x, y: own.y }];
        const line = reader.line(range, width);
        said.set(
          trace,
          `${grouped(line.x.length)} points in view, least and greatest of ${grouped(line.block)} rows each`,
        );
        const { x, y } = hasSlider(figure, axis) ? between(reader.line(undefined, width), line) : line;
        return [{ trace, x, y }];
      });
    },
    noted(layout) {
      const text = said.size === 0 ? first : [...new Set(said.values())].join("; ");
      const noted = annotationsOf(layout).map((each) => (each.name === NOTE_NAME ? { ...each, text } : each));
      return noted.length === 0 ? layout : { ...layout, annotations: noted };
    },
  };
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** Whether a slider shows the whole line below the axis. */
function hasSlider(figure: StaticFigure, axis: string): boolean {
  const slider = (figure.layout[axis] as { rangeslider?: { visible?: boolean } } | undefined)?.rangeslider;
  return slider !== undefined && slider.visible !== false;
}

/** A fine line where there is one, and a coarse one before and after it. */
function between(coarse: PyramidLine, fine: PyramidLine): Pick<PyramidLine, "x" | "y"> {
  const first = fine.x[0] ?? Number.POSITIVE_INFINITY;
  const last = fine.x.at(-1) ?? Number.POSITIVE_INFINITY;
  const before = coarse.x.findIndex((at) => at >= first);
  const after = coarse.x.findIndex((at) => at > last);
  const head = before < 0 ? coarse.x.length : before;
  const tail = after < 0 ? coarse.x.length : after;
  const join = (whole: Float64Array, part: Float64Array): Float64Array =>
    Float64Array.from([...whole.subarray(0, head), ...part, ...whole.subarray(tail)]);
  return { x: join(coarse.x, fine.x), y: join(coarse.y, fine.y) };
}

/** A range of Plotly in the numbers of the data; undefined for the full extent. */
function rangeOf(figure: StaticFigure, axis: string, range: ViewRanges[string]): readonly [number, number] | undefined {
  if (range === undefined || range === null) return undefined;
  const attributes = figure.layout[axis];
  const log =
    typeof attributes === "object" && attributes !== null && "type" in attributes && attributes.type === "log";
  const [low, high] = [numberOf(range[0]), numberOf(range[1])];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined;
  return log ? [10 ** low, 10 ** high] : [low, high];
}
