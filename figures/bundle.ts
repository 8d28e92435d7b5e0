/**
 * A finished figure for its viewers.
 * @module
 */
import { type JsonObject, type LiveMime, MIME, type MimeBundle } from "../contract/index.js";
import { escapeHtml, figureHtml } from "../display/figure-html.js";
import { pageScripts } from "../display/page-scripts.js";
import { chromiumPicture } from "../display/picture/chromium.js";
import { drawSvg } from "../display/picture/draw.js";
import type { Plain } from "../display/picture/plain.js";
import { rasterise } from "../display/picture/rasterise.js";
import { toJson } from "./encode.js";
import type { FinishedFigure } from "./finish.js";

/** The picture of a finished figure. @param raster PNG pixels per CSS pixel, where it is drawn to become a PNG */
export function figureSvg({ figure, width, height }: FinishedFigure, raster?: number): string {
  return drawSvg({ data: figure.data as readonly Plain[], layout: { ...figure.layout, width, height } }, raster);
}

/** The picture as PNG bytes. @param scale PNG pixels per CSS pixel */
export function figurePng(finished: FinishedFigure, scale = 1): Promise<Uint8Array> {
  return rasterise(figureSvg(finished, scale), scale);
}

/** Plotly's own picture of a finished figure. @param scale PNG pixels per CSS pixel */
export function plotlyPicture(
  { figure, width, height }: FinishedFigure,
  format: "png" | "svg",
  scale: number,
): Promise<Uint8Array> {
  return chromiumPicture({ figure: { data: figure.data, layout: figure.layout }, format, width, height, scale });
}

function fragment(finished: FinishedFigure, picture: Uint8Array, withPyramids = false): string {
  return figureHtml({
    picture,
    width: finished.width,
    height: finished.height,
    alt: finished.text,
    figure: toJson({ ...finished.figure, ...(withPyramids && { pyramids: finished.pyramids }) }) as JsonObject,
  });
}

/**
 * One bundle for every viewer.
 * @param plot id of the figure's live handle; a kernel adds its session
 */
export async function figureBundle(finished: FinishedFigure, plot: string): Promise<MimeBundle> {
  const picture = await figurePng(finished);
  return {
    [MIME.live]: liveMime(finished, plot),
    [MIME.plotly]: { ...finished.figure } as JsonObject,
    [MIME.html]: fragment(finished, picture),
    [MIME.png]: Buffer.from(picture).toString("base64"),
    [MIME.plain]: finished.text,
  };
}

/** A figure that no kernel has taken on is static: its session is empty. */
function liveMime({ pyramids, said, thinnedFor, dark }: FinishedFigure, plot: string): JsonObject {
  const mime: LiveMime = {
    version: 1,
    plot,
    session: "",
    ...(pyramids.length > 0 && { pyramid: pyramids }),
    ...(said !== "" && { note: said }),
    ...(thinnedFor !== undefined && { width: thinnedFor }),
    ...(dark && { dark: toJson(dark) as JsonObject }),
  };
  return toJson(mime) as JsonObject;
}

/**
 * A page of its own around the HTML of a figure.
 * @param selfContained whether the page brings Plotly (1.5 MB) and the pyramids, and works offline
 */
export async function pageHtml(finished: FinishedFigure, selfContained: boolean): Promise<string> {
  const picture = await figurePng(finished, 2);
  const title = finished.text.split("\n")[0]?.replace(/^figure:? ?/, "") || "figure";
  const scripts = selfContained ? await pageScripts() : undefined;
  const brought = scripts === undefined ? "" : `<script>${scripts.plotly}</script><script>${scripts.page}</script>`;
  const head = `<meta charset="utf-8"><title>${escapeHtml(title)}</title>${brought}`;
  const body = fragment(finished, picture, selfContained);
  return `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>\n`;
}
