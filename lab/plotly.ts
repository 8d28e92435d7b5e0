/**
 * Plotly, fetched from the extension's own folder when the first figure is shown.
 * @module
 */

import type { HeldFigure } from "./buffers.js";
import type { HoveredPoint } from "./rows.js";

/** A `div` that Plotly has drawn into. */
export interface PlotElement extends HTMLElement, HeldFigure {
  /** What Plotly has laid out: the plot area inside the margins, in CSS pixels. */
  readonly _fullLayout?: { readonly _size?: { readonly w: number; readonly h: number } };
  on(event: "plotly_relayout", listener: (update: { readonly [key: string]: unknown }) => void): void;
  on(event: "plotly_hover", listener: (event: { readonly points: readonly HoveredPoint[] }) => void): void;
  on(event: "plotly_unhover" | "plotly_afterplot" | "plotly_webglcontextlost", listener: () => void): void;
}

/** The part of Plotly that is used. */
export interface Plotly {
  newPlot(place: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<PlotElement>;
  react(place: HTMLElement, data: unknown, layout: unknown): Promise<unknown>;
  relayout(place: HTMLElement, update: { readonly [key: string]: unknown }): Promise<unknown>;
  readonly Plots: { resize(place: HTMLElement): Promise<unknown> };
  purge(place: HTMLElement): void;
}

const page = globalThis as typeof globalThis & { Plotly?: Plotly; tslabBigdataPlotly?: Promise<Plotly> };

/**
 * Plotly; fetched once a page.
 * @param url of the script beside our own
 */
export function loadPlotly(url: string): Promise<Plotly> {
  page.tslabBigdataPlotly ??= new Promise((resolve, reject) => {
    if (page.Plotly !== undefined) {
      resolve(page.Plotly);
      return;
    }
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => (page.Plotly ? resolve(page.Plotly) : reject(new Error(`${url} brought no Plotly`)));
    script.onerror = () => {
      delete page.tslabBigdataPlotly;
      reject(new Error(`${url} could not be fetched`));
    };
    document.head.append(script);
  });
  return page.tslabBigdataPlotly;
}
