import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { column } from "../../engine/column.js";
import { plot } from "../../figures/index.js";
import { decoded } from "../support/figures.js";
import { startChromium } from "./lab.js";

/**
 * PEM20 (Van der Donckt et al., arXiv 2304.00900): among the pixels near the line, the share whose grey differs by more
 * than 20 of 255 from the line through all points. Two drawings of the same line differ in none.
 */
type PixelError = (points: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }) => Promise<number>;

const ROWS = 200_000;
const PLOTLY = fileURLToPath(new URL("../../labextension/static/plotly.js", import.meta.url));

let browser: Browser;
before(async () => {
  browser = await startChromium();
});
after(() => browser?.close());

/** Noise in (0, 1). */
function noise(i: number): number {
  const x = Math.sin(i * 12.9898 + 1) * 43758.5453;
  return x - Math.floor(x);
}

let level = 0;
const LINES = {
  walk: Float64Array.from({ length: ROWS }, (_, row) => {
    level += noise(row) - 0.5;
    return level;
  }),
  "noisy sine": Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row / 9000) + noise(row) / 2),
};

declare const Plotly: {
  toImage(figure: object, options: object): Promise<string>;
};

/** Runs in the page: draws lines with Plotly and compares their pixels. */
async function pixelError(browser: Browser, all: Float64Array, range: readonly [number, number]): Promise<PixelError> {
  const page = await browser.newPage();
  await page.addScriptTag({ path: PLOTLY });
  await page.evaluate(
    async ({ values, ends }) => {
      const width = 740;
      const height = 356;
      const size = { width, height, margin: { l: 0, r: 0, t: 0, b: 0 } };
      const axis = { visible: false };
      const layout = { ...size, xaxis: { ...axis, range: [0, values.length - 1] }, yaxis: { ...axis, range: ends } };
      const grey = async (x: ArrayLike<number> | undefined, y: ArrayLike<number>): Promise<Uint8ClampedArray> => {
        const line = { color: "black", width: 1, simplify: false };
        const trace = { type: "scatter", mode: "lines", line, y, ...(x && { x }) };
        const url = await Plotly.toImage({ data: [trace], layout }, { format: "png", width, height });
        const { document, Image } = globalThis as unknown as {
          document: {
            createElement(name: "canvas"): { width: number; height: number; getContext(kind: "2d"): Context };
          };
          Image: new () => { src: string; decode(): Promise<void> };
        };
        interface Context {
          fillStyle: string;
          fillRect(x: number, y: number, w: number, h: number): void;
          drawImage(image: object, x: number, y: number): void;
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
        }
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = width;
        canvas.height = height;
        const context = canvas.getContext("2d");
        context.fillStyle = "white";
        context.fillRect(0, 0, width, height);
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        return Uint8ClampedArray.from({ length: width * height }, (_, k) => 255 - data[4 * k]);
      };
      const reference = await grey(undefined, Float64Array.from(values));
      Object.assign(globalThis, {
        async compare(x: number[], y: number[]): Promise<number> {
          const other = await grey(Float64Array.from(x), Float64Array.from(y));
          let near = 0;
          let wrong = 0;
          const isInk = (column: number, row: number): boolean => {
            if (column < 0 || row < 0 || column >= width || row >= height) return false;
            return reference[row * width + column] + other[row * width + column] > 0;
          };
          for (let row = 0; row < height; row++) {
            for (let column = 0; column < width; column++) {
              let masked = false;
              for (let k = 0; k < 121 && !masked; k++)
                masked = isInk(column + (k % 11) - 5, row + Math.floor(k / 11) - 5);
              if (!masked) continue;
              near++;
              const at = row * width + column;
              if (Math.abs(reference[at] - other[at]) > 20) wrong++;
            }
          }
          return wrong / near;
        },
      });
    },
    { values: [...all], ends: [...range] },
  );
  return ({ x, y }) =>
    page.evaluate(
      (points) =>
        (globalThis as unknown as { compare(x: number[], y: number[]): Promise<number> }).compare(points.x, points.y),
      { x: Array.from(x), y: Array.from(y) },
    );
}

for (const [name, values] of Object.entries(LINES)) {
  test(`the default line of a ${name} is nearer to all its points than every n-th of as many`, {
    timeout: 120_000,
  }, async (t) => {
    const range = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const;
    const compare = await pixelError(browser, values, range);
    assert.equal(await compare({ x: values.map((_, row) => row), y: values }), 0, "the same line has no error");
    const layout = { width: 740, height: 356, margin: { l: 0, r: 0, t: 0, b: 0 } };
    const errorOf = async (decimate?: "stride"): Promise<number> => {
      const { data } = await plot({
        data: [{ y: column(values), mode: "lines", ...(decimate && { decimate }) }],
        layout,
      }).toJson();
      return compare({ x: decoded(data[0]["x"]), y: decoded(data[0]["y"]) });
    };
    const error = await errorOf();
    const stride = await errorOf("stride");
    t.diagnostic(`PEM20 of ${name}: ${error.toFixed(3)}, stride ${stride.toFixed(3)}`);
    assert.ok(error < 0.2, `PEM20 is ${error}`);
    assert.ok(error < 0.8 * stride, `PEM20 is ${error}, and ${stride} of every n-th point`);
  });
}
