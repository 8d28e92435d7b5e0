import assert from "node:assert/strict";
import { test } from "node:test";
import { column } from "../../../engine/column.js";
import { decimate } from "../../../engine/decimate/decimate.js";

const WIDTH = 300;
const HEIGHT = 200;

/** Two-colour picture of a line: Bresenham's algorithm, columns of equal width in x. */
function raster(x: ArrayLike<number>, y: ArrayLike<number>, low: number, high: number, top: number): Uint8Array {
  const [from, to] = [x[0], x[x.length - 1]];
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  const column = (value: number): number => Math.min(WIDTH - 1, Math.floor((WIDTH * (value - from)) / (to - from)));
  const row = (value: number): number => Math.round(((value - low) / (high - low)) * top);
  for (let k = 1; k < x.length; k++) {
    let [x0, y0] = [column(x[k - 1]), row(y[k - 1])];
    const [x1, y1] = [column(x[k]), row(y[k])];
    const [dx, dy] = [Math.abs(x1 - x0), -Math.abs(y1 - y0)];
    const [stepX, stepY] = [Math.sign(x1 - x0), Math.sign(y1 - y0)];
    let error = dx + dy;
    for (;;) {
      pixels[y0 * WIDTH + x0] = 1;
      if (x0 === x1 && y0 === y1) break;
      const twice = 2 * error;
      if (twice >= dy) {
        error += dy;
        x0 += stepX;
      }
      if (twice <= dx) {
        error += dx;
        y0 += stepY;
      }
    }
  }
  return pixels;
}

let state = 11;
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

/** A walk whose steps in x are random, with x scaled so that no value meets an edge between two columns. */
function line(rows: number): { x: Float64Array; y: Float64Array } {
  let [x, y] = [0, 0];
  const xs = new Float64Array(rows);
  const ys = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    xs[row] = x;
    ys[row] = y;
    x += random() + 0.01;
    y += random() - 0.5;
  }
  return { x: xs, y: ys };
}

function wrongPixels(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, pixel, index) => count + (pixel === b[index] ? 0 : 1), 0);
}

test("the line through M4's rows fills the pixels of the whole line; MinMax's does not", async () => {
  const { x, y } = line(60_000);
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const whole = raster(x, y, low, high, HEIGHT - 1);
  const drawn = async (method: "m4" | "minmax", points: number): Promise<Uint8Array> => {
    const rows = await decimate({ x: column(x), y: column(y) }, { method, points });
    const pick = (values: Float64Array): Float64Array => rows.map((row) => values[row]);
    return raster(pick(x), pick(y), low, high, HEIGHT - 1);
  };
  assert.equal(wrongPixels(whole, await drawn("m4", 4 * WIDTH)), 0);
  assert.ok(wrongPixels(whole, await drawn("minmax", 2 * WIDTH)) > 0, "the negative control must differ");
});
