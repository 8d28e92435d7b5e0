/**
 * The `text/html` part of a figure: its picture, and a small script that turns it into the interactive figure as soon
 * as a global `Plotly` exists. Where scripts are removed, the picture stays.
 * @module
 */
import type { Json, JsonObject } from "../contract/index.js";

/** What the HTML of a figure is made of. */
export interface FigureHtml {
  /** PNG bytes. */
  readonly picture: Uint8Array;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** What the figure shows, for those who do not see it. */
  readonly alt: string;
  /** `{ data, layout, config }` as Plotly takes it; in a page of its own with `pyramids`. */
  readonly figure: JsonObject;
}

/** Milliseconds during which the script looks for Plotly, and between two looks. */
const PATIENCE = 120_000;
const PAUSE = 250;

const WAITER = `(function (script) {
  var holder = script.parentNode, until = Date.now() + ${PATIENCE};
  (function look() {
    if (!holder.isConnected) return;
    if (!window.Plotly) { if (Date.now() < until) setTimeout(look, ${PAUSE}); return; }
    var figure = JSON.parse(holder.querySelector('script[type="application/json"]').textContent);
    var place = document.createElement("div");
    holder.insertBefore(place, holder.firstChild);
    var shown = window.tslabBigdata
      ? window.tslabBigdata.show(place, figure)
      : window.Plotly.newPlot(place, figure.data, figure.layout, figure.config);
    shown.then(function () {
      holder.querySelector("img").remove();
    }, function (reason) { place.remove(); console.error(reason); });
  })();
})(document.currentScript);`;

/** The HTML of a figure; safe whatever text the figure holds. */
export function figureHtml(parts: FigureHtml): string {
  const source = `data:image/png;base64,${Buffer.from(parts.picture).toString("base64")}`;
  const image = `<img src="${source}" width="${Math.round(parts.width)}" height="${Math.round(parts.height)}" alt="${escapeHtml(parts.alt)}" style="max-width:100%;height:auto">`;
  const data = `<script type="application/json">${scriptJson(parts.figure)}</script>`;
  return `<div class="tslab-bigdata-figure" style="width:100%">${image}${data}<script>${WAITER}</script></div>`;
}

/** JSON that cannot end the script element it stands in, nor start a comment. */
export function scriptJson(value: Json): string {
  return JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}

/** Text made safe inside HTML elements and quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: { readonly [character: string]: string } = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
