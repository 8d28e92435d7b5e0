/**
 * Images of one colour: how much of every pixel dense marks cover. Thousands of strokes that a vector rasteriser takes
 * one by one are added up here, pixel by pixel.
 * @module
 */
import type { SolidColor } from "./color.js";
import { encodeShades } from "./encode-png.js";
import { element } from "./svg.js";
import type { Rect } from "./traces/prepared.js";

/** Coverage by pixel, from 0 to 1, row by row from the top. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly cover: Float32Array;
  /** Pixels of the mask in a pixel of the picture. */
  readonly scale: number;
  /** Of the mask's corner, in its own pixels. */
  readonly left: number;
  readonly top: number;
}

/** An empty mask over an area of the picture. @param scale pixels of the mask in a pixel of the picture */
export function makeMask(area: Rect, scale: number): Mask {
  const left = Math.floor(area.left * scale);
  const top = Math.floor(area.top * scale);
  const width = Math.max(1, Math.ceil((area.left + area.width) * scale) - left);
  const height = Math.max(1, Math.ceil((area.top + area.height) * scale) - top);
  return { width, height, cover: new Float32Array(width * height), scale, left, top };
}

/** Covers a rectangle, given in pixels of the mask; parts of pixels in proportion. */
export function addBox({ width, height, cover }: Mask, x0: number, x1: number, y0: number, y1: number): void {
  const [left, right] = x0 <= x1 ? [x0, x1] : [x1, x0];
  const [top, bottom] = y0 <= y1 ? [y0, y1] : [y1, y0];
  const lastColumn = Math.min(width, Math.ceil(right));
  const lastRow = Math.min(height, Math.ceil(bottom));
  for (let column = Math.max(0, Math.floor(left)); column < lastColumn; column++) {
    const across = Math.min(right, column + 1) - Math.max(left, column);
    for (let row = Math.max(0, Math.floor(top)); row < lastRow; row++) {
      const up = Math.min(bottom, row + 1) - Math.max(top, row);
      const at = row * width + column;
      cover[at] = Math.min(1, cover[at]! + across * up);
    }
  }
}

/** The mask in a colour, as an image of the picture. @param opacity of all of it */
export function maskImage(mask: Mask, { rgb, opacity: own }: SolidColor, opacity: number): string {
  const { width, height, cover, scale, left, top } = mask;
  const shades = new Uint8Array(cover.length);
  const factor = 255 * own * opacity;
  for (let at = 0; at < cover.length; at++) shades[at] = cover[at]! * factor + 0.5;
  const data = Buffer.from(encodeShades(shades, width, height, rgb)).toString("base64");
  return element("image", {
    x: left / scale,
    y: top / scale,
    width: width / scale,
    height: height / scale,
    preserveAspectRatio: "none",
    "image-rendering": "optimizeSpeed",
    href: `data:image/png;base64,${data}`,
  });
}
