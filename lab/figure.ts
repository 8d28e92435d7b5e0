/**
 * One figure under a cell: Plotly's drawing, a badge that tells live from static, and the zooms.
 * @module
 */
import { type LiveMime, MIME } from "../contract/index.js";
import { REST_MS, type ViewSize } from "../view/machine.js";
import { redrawn, type StaticFigure, staticZoom } from "../view/static-figure.js";
import { refinedFigure } from "./buffers.js";
import { connectLive, type LiveLine } from "./connect.js";
import { keepContexts } from "./gl.js";
import type { OutputModel, SessionContext } from "./jupyter.js";
import { takeKeys } from "./keyboard.js";
import type { PlotElement, Plotly } from "./plotly.js";
import { rowTable } from "./row-table.js";
import { rowList } from "./rows.js";
import { type Runner, startRunner } from "./runner.js";
import { onThemeChange, templateHere } from "./theme.js";

/** Nothing of a figure leaves the browser, whatever a notebook file says. */
const CONFIG = { showSendToCloud: false, plotlyServerURL: "", displaylogo: false, responsive: true };

/** The plot area of a figure in a hidden tab that was never laid out. */
const UNSEEN: ViewSize = { width: 800, height: 356, pixelRatio: 1 };

/** A figure that is shown. */
export interface ShownFigure {
  dispose(): void;
}

/** Draws the figure of an output into an element. */
export async function showFigure(
  node: HTMLElement,
  model: OutputModel,
  context: SessionContext,
  plotly: Plotly,
): Promise<ShownFigure> {
  const figure = model.data[MIME.plotly] as StaticFigure;
  const live = model.data[MIME.live] as LiveMime;
  const place = document.createElement("div");
  const badge = document.createElement("div");
  // keys pressed on the figure's buttons are theirs, not the notebook's
  place.dataset["lmSuppressShortcuts"] = "true";
  badge.className = "tslab-bigdata-badge";
  badge.setAttribute("role", "status");
  const list = document.createElement("div");
  list.className = "tslab-bigdata-rows";
  list.setAttribute("role", "status");
  node.replaceChildren(badge, place, list);
  const template = (): unknown => templateHere(figure.layout["template"], live.dark);
  // Plotly writes into the layout that it is given
  const layout = { ...structuredClone(figure.layout), template: template() };
  const plot = await plotly.newPlot(place, figure.data, layout, CONFIG);
  takeKeys(plot, figure.layout, String(model.data[MIME.plain] ?? "figure"), plotly);
  const alone = staticZoom(figure, () => live.pyramid ?? []);
  const [rest, hoverRest] = [restTimer(), restTimer()];
  let line: LiveLine | undefined;
  const rows = rowList({
    ask: (request) => line?.list(request),
    rest: hoverRest.start,
    show: (listed) => list.replaceChildren(...(listed === undefined ? [] : [rowTable(listed)])),
  });
  const runner: Runner = startRunner({
    size: { ...(sizeOf(plot) ?? UNSEEN), ...(live.width !== undefined && { width: live.width, pixelRatio: 1 }) },
    text: live.note ?? "",
    connect(events) {
      line = connectLive(live, context, events, rows.answered);
      return line;
    },
    rest: rest.start,
    draw(content, buffers) {
      list.replaceChildren();
      const { data, layout } = refinedFigure(plot, content, buffers);
      void plotly.react(place, data, layout);
    },
    badge(kind, text) {
      badge.dataset["state"] = kind;
      badge.textContent = `${kind}${text === "" ? "" : `: ${text}`}`;
    },
    zoomedAlone(update) {
      const updates = alone.zoomed(update, (sizeOf(plot) ?? UNSEEN).width * window.devicePixelRatio) ?? [];
      if (updates.length === 0) return;
      rest.start(REST_MS, () => void plotly.react(place, redrawn(plot.data, updates), alone.noted(plot.layout)));
    },
  });
  plot.on("plotly_relayout", (update) => runner.relayout(update));
  plot.on("plotly_hover", ({ points }) => rows.hovered(points[0]));
  plot.on("plotly_unhover", () => rows.hovered(undefined));
  const contextsLeft = keepContexts(plot, plotly);
  // A figure in a hidden tab has no size, and keeps its last one.
  const measure = (): void => {
    const size = sizeOf(plot);
    if (size !== undefined) runner.resized(size);
  };
  const observer = new ResizeObserver(() => {
    if (node.clientWidth > 0) void plotly.Plots.resize(place).then(measure);
  });
  observer.observe(node);
  measure();
  const themeLeft = onThemeChange(() => {
    if (live.dark !== undefined) void plotly.react(place, plot.data, { ...plot.layout, template: template() });
  });
  return {
    dispose() {
      observer.disconnect();
      themeLeft();
      contextsLeft();
      rest.stop();
      hoverRest.stop();
      runner.dispose();
      plotly.purge(place);
    },
  };
}

/** A timer of which a new start takes the place of the last. */
function restTimer(): { start(milliseconds: number, done: () => void): void; stop(): void } {
  let timer: number | undefined;
  const stop = (): void => window.clearTimeout(timer);
  return {
    start(milliseconds, done) {
      stop();
      timer = window.setTimeout(done, milliseconds);
    },
    stop,
  };
}

/** The size of the plot area, all subplots together; undefined while it is not laid out (in a hidden tab). */
function sizeOf(plot: PlotElement): ViewSize | undefined {
  const shown = plot.querySelector(".nsewdrag")?.getBoundingClientRect();
  const area = plot._fullLayout?._size;
  if (!shown || shown.width < 1 || !area) return undefined;
  return { width: Math.round(area.w), height: Math.round(area.h), pixelRatio: window.devicePixelRatio };
}
