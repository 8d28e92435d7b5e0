/** PNGs as pixels: 8 bits a channel, red, green, blue and alpha, as rasterisers write them. */
import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";

/** An image as bytes: red, green, blue, alpha of each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Decodes a PNG of colour type 6 (W3C PNG specification, section 9). */
export function decodePng(png: Uint8Array): Pixels {
  const bytes = Buffer.from(png);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  assert.deepEqual([bytes[24], bytes[25]], [8, 6], "8 bits a channel, with alpha");
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12)
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT")
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * 4;
  const rgba = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (stride + 1)];
    for (let k = 0; k < stride; k++) {
      const left = k < 4 ? 0 : rgba[row * stride + k - 4];
      const up = row === 0 ? 0 : rgba[(row - 1) * stride + k];
      const corner = k < 4 || row === 0 ? 0 : rgba[(row - 1) * stride + k - 4];
      rgba[row * stride + k] =
        raw[row * (stride + 1) + 1 + k] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
  }
  return { width, height, rgba };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
