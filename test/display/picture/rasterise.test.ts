import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { drawSvg } from "../../../display/picture/draw.js";
import { encodePng } from "../../../display/picture/encode-png.js";
import { rasterise } from "../../../display/picture/rasterise.js";

const SIGNATURE = "89504e470d0a1a0a";

function header(png: Uint8Array): { signature: string; width: number; height: number } {
  const bytes = Buffer.from(png);
  return { signature: bytes.toString("hex", 0, 8), width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

test("a figure becomes a PNG of its size, times the scale", async () => {
  const svg = drawSvg({ data: [{ y: [1, 2, 3] }], layout: { width: 320, height: 240 } });
  assert.deepEqual(header(await rasterise(svg)), { signature: SIGNATURE, width: 320, height: 240 });
  assert.deepEqual(header(await rasterise(svg, 2)), { signature: SIGNATURE, width: 640, height: 480 });
});

test("text is drawn without the machine's fonts", async () => {
  const bare = await rasterise(drawSvg({ data: [], layout: { width: 320, height: 240 } }));
  const titled = await rasterise(drawSvg({ data: [], layout: { width: 320, height: 240, title: "Letters" } }));
  assert.ok(titled.length > bare.length + 500, "the title left no trace on the picture");
});

test("text that is no SVG is refused", async () => {
  await assert.rejects(rasterise("<svg"));
});

test("our PNGs hold their pixels", () => {
  const pixels = Uint8Array.from({ length: 3 * 2 * 4 }, (_, index) => (index * 37) % 256);
  const png = Buffer.from(encodePng(pixels, 3, 2));
  assert.deepEqual(header(png), { signature: SIGNATURE, width: 3, height: 2 });
  const start = png.indexOf("IDAT") + 4;
  const raw = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  assert.deepEqual(
    [...raw],
    [0, ...pixels.subarray(0, 12), 0, ...pixels.subarray(12)],
    "each row follows its filter byte 0",
  );
});
