/**
 * PNGs of raw pixels, for images inside a picture (W3C PNG specification, colour types 3 and 6).
 * @module
 */
import { constants, crc32, deflateSync } from "node:zlib";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * PNG bytes of an image.
 * @param pixels red, green, blue, alpha of each pixel, row by row from the top; `4 × width × height` bytes
 */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header(width, height, 6)),
    chunk("IDAT", deflateSync(scanLines(pixels, width * 4, height))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/**
 * PNG bytes of an image of one colour: a palette of its 256 opacities. Compressed by runs, for a rasteriser of this process.
 * @param shades opacity of each pixel, row by row from the top; `width × height` bytes
 * @param rgb red, green and blue, 0 to 255
 */
export function encodeShades(
  shades: Uint8Array,
  width: number,
  height: number,
  rgb: readonly [number, number, number],
): Uint8Array {
  const palette = Uint8Array.from({ length: 768 }, (_, index) => rgb[index % 3]!);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header(width, height, 3)),
    chunk("PLTE", palette),
    chunk(
      "tRNS",
      Uint8Array.from({ length: 256 }, (_, alpha) => alpha),
    ),
    // read once and thrown away: runs are enough
    chunk("IDAT", deflateSync(scanLines(shades, width, height), { level: 1, strategy: constants.Z_RLE })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Rows with the byte in front that says they are not filtered. */
function scanLines(pixels: Uint8Array, stride: number, height: number): Uint8Array {
  const raw = new Uint8Array((stride + 1) * height);
  for (let row = 0; row < height; row++) {
    raw.set(pixels.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  return raw;
}

function header(width: number, height: number, colourType: number): Uint8Array {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes.set([8, colourType, 0, 0, 0], 8);
  return bytes;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
