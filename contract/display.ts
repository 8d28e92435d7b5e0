/**
 * MIME bundles: how a value is shown.
 * @module
 */
import type { Json } from "./json.js";

/** A method under this key returns the value's bundle, at once or as a promise. Deno's kernel uses the same symbol. */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** MIME types this project writes. */
export const MIME = {
  /** Plot id and kernel id only; renderers read the figure from its sibling {@link MIME.plotly}. */
  live: "application/vnd.tslab-bigdata.live+json",
  /** State of a long operation. */
  progress: "application/vnd.tslab-bigdata.progress+json",
  plotly: "application/vnd.plotly.v1+json",
  html: "text/html",
  markdown: "text/markdown",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  plain: "text/plain",
} as const;

/** MIME type to data: JSON types hold JSON, text types a string, binary types base64. */
export type MimeBundle = { readonly [mime: string]: Json };

/** A value that shows itself. */
export interface Displayable {
  [JUPYTER_DISPLAY](): MimeBundle | Promise<MimeBundle>;
}

/** How a bundle is put under a cell. */
export interface DisplayOptions {
  /** Names the output so that it can be replaced. */
  readonly displayId?: string;
  /** Replace earlier outputs of this id instead of adding one. */
  readonly update?: boolean;
  /** Jupyter's per-MIME metadata (image sizes, …). */
  readonly metadata?: { readonly [mime: string]: Json };
}
