import assert from "node:assert/strict";
import { after, test } from "node:test";
import { JUPYTER_DISPLAY, LIVE, type LiveMime, MIME, type StaticPyramid } from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { type Figure, line, plot } from "../../figures/index.js";
import { PYRAMID_VARIABLE } from "../../figures/pyramid.js";
import { readPyramid } from "../../view/pyramid.js";

const ROWS = 100_003;
const y = Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row / 900) + ((row * 7919) % 101) / 500);
const x = Float64Array.from({ length: ROWS }, (_, row) => (row / 100) ** 1.5);

after(() => delete process.env[PYRAMID_VARIABLE]);

async function pyramidsOf(figure: Figure): Promise<readonly StaticPyramid[]> {
  const bundle = await figure[JUPYTER_DISPLAY]();
  const live = bundle[MIME.live] as unknown as LiveMime;
  assert.equal(live.plot, figure[LIVE]().plot);
  return live.pyramid ?? [];
}

const sizeOf = (pyramids: readonly StaticPyramid[]): number => JSON.stringify(pyramids).length;

test("a long line carries the extremes of blocks of its rows, within 200 KB", async () => {
  const [pyramid] = await pyramidsOf(line(column(y)));
  assert.ok(sizeOf([pyramid]) <= 200_000 && sizeOf([pyramid]) > 100_000);
  assert.deepEqual([pyramid.trace, pyramid.rows, pyramid.x], [0, ROWS, { start: 0, step: 1 }]);
  assert.ok(pyramid.levels.every(({ block }, level) => block === pyramid.levels[0].block * 4 ** level));
  const { y: values, block } = readPyramid(pyramid).line(undefined, 1e6);
  for (let k = 0; k < values.length / 2; k++) {
    const part = Float32Array.from(y.subarray(k * block, (k + 1) * block));
    assert.deepEqual([values[2 * k], values[2 * k + 1]], [Math.min(...part), Math.max(...part)]);
  }
});

test("irregular x stands beside the blocks", async () => {
  const [pyramid] = await pyramidsOf(line(column(x), column(y)));
  assert.ok(sizeOf([pyramid]) <= 200_000);
  assert.equal(pyramid.x, null);
  const { x: at, block } = readPyramid(pyramid).line([500, 600], 10);
  assert.ok(x.includes(at[0]) && at[0] <= 500 && block >= 1);
});

test("lines of one figure share the space; short lines and markers have none", async () => {
  const figure = plot({
    data: [
      { y: [1, 2] },
      { type: "histogram", x: y, curve: (value: number) => value },
      { y: column(y), mode: "lines" },
      { y: column(y), mode: "lines" },
    ],
  });
  const pyramids = await pyramidsOf(figure);
  assert.ok(sizeOf(pyramids) <= 200_000);
  assert.deepEqual(
    pyramids.map(({ trace }) => trace),
    [3, 4],
  );
  assert.equal((await pyramidsOf(line([1, 2, 3]))).length, 0);
});

test("the space is set by an environment variable, 0 turns it off", async () => {
  process.env[PYRAMID_VARIABLE] = "20";
  assert.ok(sizeOf(await pyramidsOf(line(column(y)))) <= 20_000);
  process.env[PYRAMID_VARIABLE] = "0";
  assert.equal((await pyramidsOf(line(column(y)))).length, 0);
});
