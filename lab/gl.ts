/**
 * Figures with markers drawn by WebGL. A page has 16 contexts and such a figure takes three: of more figures the oldest
 * lose theirs, and are blank. They are drawn anew when they come into view.
 * @module
 */
import type { PlotElement, Plotly } from "./plotly.js";

interface GlTrace {
  readonly [attribute: string]: unknown;
}

const isGl = ({ type }: GlTrace): boolean => type === "scattergl";

/** Keeps a figure from staying blank, until what it returns is called. */
export function keepContexts(plot: PlotElement, plotly: Plotly): () => void {
  let inView = false;
  let lost = false;
  /** Plotly takes away the canvases with the last of these traces, and then makes new ones. */
  const renew = async (): Promise<void> => {
    lost = false;
    const before = plot.data.map(({ visible }) => visible);
    const shown = (visible: (index: number) => unknown): GlTrace[] =>
      plot.data.map((trace, index) => (isGl(trace) ? { ...trace, visible: visible(index) } : trace));
    await plotly.react(
      plot,
      shown(() => false),
      plot.layout,
    );
    await plotly.react(
      plot,
      shown((index) => before[index] ?? true),
      plot.layout,
    );
  };
  /** More such figures in view than there are contexts would take them from each other for ever. */
  const withoutGl = (): void => {
    const data = plot.data.map((trace) => (isGl(trace) ? { ...trace, type: "scatter" } : trace));
    void plotly.react(plot, data, plot.layout);
  };
  plot.on("plotly_webglcontextlost", () => {
    if (!plot.data.some(isGl)) return;
    if (inView) withoutGl();
    else lost = true;
  });
  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? inView;
    if (inView && lost) void renew();
  });
  observer.observe(plot);
  return () => observer.disconnect();
}
