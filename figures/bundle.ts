/**
 * A finished figure for its viewers.
 * @module
 */
import { type JsonObject, MIME, type MimeBundle } from "../contract/index.js";
import { escapeHtml, figureHtml } from "../display/figure-html.js";
import { drawSvg } from "../display/picture/draw.js";
import type { Plain } from "../display/picture/plain.js";
import { rasterise } from "../display/picture/rasterise.js";
import type { FinishedFigure } from "./finish.js";

/** The picture of a finished figure. */
export function figureSvg({ figure }: FinishedFigure): string {
  return drawSvg({ data: figure.data as readonly Plain[], layout: figure.layout as Plain });
}

async function fragment(finished: FinishedFigure, picture: Uint8Array): Promise<string> {
  return figureHtml({
    picture,
    width: finished.width,
    height: finished.height,
    alt: finished.text,
    figure: { ...finished.figure } as JsonObject,
  });
}

/** One bundle for every viewer. */
export async function figureBundle(finished: FinishedFigure): Promise<MimeBundle> {
  const picture = await rasterise(figureSvg(finished));
  return {
    [MIME.plotly]: { ...finished.figure } as JsonObject,
    [MIME.html]: await fragment(finished, picture),
    [MIME.png]: Buffer.from(picture).toString("base64"),
    [MIME.plain]: finished.text,
  };
}

/** A page of its own around the HTML of a figure. */
export async function pageHtml(finished: FinishedFigure): Promise<string> {
  const picture = await rasterise(figureSvg(finished), 2);
  const title = finished.text.split("\n")[0]?.replace(/^figure:? ?/, "") || "figure";
  const head = `<meta charset="utf-8"><title>${escapeHtml(title)}</title>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body>${await fragment(finished, picture)}</body></html>\n`;
}
