/**
 * The script of a page that brings Plotly: turns the figures of the page into live ones that refine from their
 * pyramids. Bundled into one file by the build; it leaves one global, `tslabBigdata`.
 * @module
 */
import type { StaticPyramid } from "../contract/index.js";
import { type FigureTrace, redrawn, type StaticFigure, staticZoom } from "./static-figure.js";

/** The part of an element that is used. */
interface Element {
  readonly textContent: string | null;
  closest(selector: string): Element | null;
  querySelector(selector: string): Element | null;
  getBoundingClientRect(): { readonly width: number };
}

/** A `div` that Plotly has drawn into. */
interface PlotElement extends Element {
  readonly data: readonly FigureTrace[];
  readonly layout: { readonly [key: string]: unknown };
  on(event: "plotly_relayout", listener: (update: { readonly [key: string]: unknown }) => void): void;
}

/** The part of Plotly that is used. */
interface Plotly {
  newPlot(place: Element, data: unknown, layout: unknown, config: unknown): Promise<PlotElement>;
  readonly Plots: { resize(place: Element): Promise<unknown> };
  react(place: Element, data: unknown, layout: unknown): Promise<unknown>;
}

/** The browser's globals that are used. */
interface Page {
  readonly Plotly: Plotly;
  readonly devicePixelRatio: number;
  readonly ResizeObserver: new (changed: () => void) => { observe(place: Element): void };
  tslabBigdata?: { readonly show: typeof show };
}

/** Milliseconds of rest after a zoom before it is drawn anew. */
const REST_MS = 60;

const page = globalThis as unknown as Page;

/** Pyramids come with the figure, or stand beside it in a report's output. */
function pyramidsOf(figure: StaticFigure, place: Element): readonly StaticPyramid[] {
  if (figure.pyramids !== undefined) return figure.pyramids;
  const beside = place.closest(".jp-OutputArea-child")?.querySelector("script.tslab-bigdata-live")?.textContent;
  if (typeof beside !== "string") return [];
  const { pyramid } = JSON.parse(beside) as { pyramid?: readonly StaticPyramid[] };
  return pyramid ?? [];
}

/** Draws a figure into an element and keeps it refined. */
async function show(place: Element, figure: StaticFigure): Promise<void> {
  const plot = await page.Plotly.newPlot(place, figure.data, figure.layout, figure.config);
  const zoom = staticZoom(figure, () => pyramidsOf(figure, place));
  // On a slide that is not shown yet a figure has no size.
  let wide = place.getBoundingClientRect().width;
  new page.ResizeObserver(() => {
    const { width } = place.getBoundingClientRect();
    if (width === 0 || width === wide) return;
    wide = width;
    void page.Plotly.Plots.resize(place);
  }).observe(place);
  let timer: ReturnType<typeof setTimeout> | undefined;
  plot.on("plotly_relayout", (update) => {
    const width = place.querySelector(".nsewdrag")?.getBoundingClientRect().width ?? 700;
    const updates = zoom.zoomed(update, width * page.devicePixelRatio);
    if (updates === undefined || updates.length === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      void page.Plotly.react(place, redrawn(plot.data, updates), zoom.noted(plot.layout));
    }, REST_MS);
  });
}

page.tslabBigdata = { show };
