import assert from "node:assert/strict";
import { test } from "node:test";
import type { StaticPyramid } from "../../contract/index.js";
import { type StaticFigure, staticZoom } from "../../view/static-figure.js";

const ROWS = 4000;
const minmax = Float32Array.from({ length: ROWS / 2 }, (_, k) => (k % 2 === 0 ? -k : k));
const pyramid: StaticPyramid = {
  trace: 1,
  rows: ROWS,
  x: { start: 0, step: 1 },
  levels: [{ block: 4, minmax: Buffer.from(minmax.buffer).toString("base64") }],
};
const figure: StaticFigure = {
  data: [{ y: "short" }, { x: "own x", y: "own y", xaxis: "x2" }],
  layout: { xaxis2: { type: "linear" } },
  config: {},
};

test("only traces whose own axis moved are redrawn, and reset gives them what they came with", () => {
  let asked = 0;
  const zoom = staticZoom(figure, () => {
    asked++;
    return [pyramid];
  });
  assert.equal(zoom.zoomed({ autosize: true }, 100), undefined);
  assert.equal(asked, 0, "pyramids are decoded at the first zoom");
  assert.deepEqual(zoom.zoomed({ "xaxis.range": [1, 2] }, 100), []);
  const [update] = zoom.zoomed({ "xaxis2.range[0]": 100, "xaxis2.range[1]": 200 }, 100) ?? [];
  assert.equal(update.trace, 1);
  const x = update.x as Float64Array;
  assert.ok(x[0] >= 92 && x[0] <= 100 && x.at(-1)! >= 200 && x.at(-1)! <= 208);
  assert.deepEqual(zoom.zoomed({ "xaxis2.range": [100, 200] }, 100), undefined, "the same view again");
  assert.deepEqual(zoom.zoomed({ "xaxis2.autorange": true }, 100), [{ trace: 1, x: "own x", y: "own y" }]);
  assert.equal(asked, 1);
});

test("the note says what is shown: first the kernel's words, after a zoom the blocks of the pyramid", () => {
  const own = { name: "mine", text: "own words" };
  const layout = { ...figure.layout, annotations: [own, { name: "tslab-bigdata-note", text: "4,000 rows", x: 0 }] };
  const zoom = staticZoom({ ...figure, layout }, () => [pyramid]);
  const text = (): unknown => (zoom.noted(layout).annotations as { text: string }[])[1].text;
  assert.equal(text(), "4,000 rows");
  const [update] = zoom.zoomed({ "xaxis2.range": [1000, 2000] }, 100) ?? [];
  const points = (update.x as Float64Array).length;
  assert.equal(text(), `${points} points in view, least and greatest of 4 rows each`);
  assert.deepEqual(zoom.noted(layout).annotations[0], own);
  zoom.zoomed({ "xaxis2.autorange": true }, 100);
  assert.equal(text(), "4,000 rows");
  assert.deepEqual(zoom.noted({}), {});
});

test("dates and exponents are read as Plotly writes them", () => {
  const first = (layout: StaticFigure["layout"], range: readonly [unknown, unknown], step: number): number => {
    const timed = { ...pyramid, x: { start: 0, step } };
    const zoom = staticZoom({ ...figure, layout }, () => [timed]);
    const [update] = zoom.zoomed({ "xaxis2.range": range }, 10) ?? [];
    return (update.x as Float64Array)[0];
  };
  const day = 86_400_000;
  const dated = first({ xaxis2: { type: "date" } }, ["1970-01-11", "1970-01-20 12:30"], day);
  assert.ok(dated <= 10 * day && dated >= 2 * day);
  const log = first({ xaxis2: { type: "log" } }, [2, 3], 1);
  assert.ok(log <= 100 && log >= 92);
});
