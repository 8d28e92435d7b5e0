import assert from "node:assert/strict";
import { test } from "node:test";
import { drawSvg } from "../../../display/picture/draw.js";
import { rasterise } from "../../../display/picture/rasterise.js";
import { decodePng } from "../../support/png.js";
import { seeded } from "../../support/random.js";

const layout = { width: 1500, height: 300, margin: { l: 30, r: 10, t: 10, b: 30 } };

/** How far images of dense marks are from the same marks drawn one by one: mean and share of pixels off by over 25 %. */
async function difference(
  trace: { readonly [attribute: string]: unknown },
  scale: number,
): Promise<{ mean: number; far: number; image: boolean }> {
  const figure = { data: [trace], layout };
  const drawn = drawSvg(figure, scale);
  const [ours, theirs] = [drawn, drawSvg(figure)].map(async (svg) => decodePng(await rasterise(svg, scale)).rgba);
  const [a, b] = [await ours, await theirs];
  assert.equal(a.length, b.length);
  let [sum, far] = [0, 0];
  for (let at = 0; at < a.length; at += 4) {
    const off = Math.abs(a[at] - b[at]) + Math.abs(a[at + 1] - b[at + 1]) + Math.abs(a[at + 2] - b[at + 2]);
    sum += off / 765;
    if (off > 191) far++;
  }
  return { mean: (4 * sum) / a.length, far: (4 * far) / a.length, image: drawn.includes("<image") };
}

const next = seeded(7);
const noise = Float64Array.from({ length: 5000 }, next);
/** Noise whose height swells, with flat stretches and a gap. */
const swelling = noise.map((value, row) =>
  row > 2000 && row < 2300 ? 0.5 : row === 3000 ? Number.NaN : 0.5 + (value - 0.5) * Math.sin(row / 700),
);

for (const [name, trace, mean] of [
  ["noise", { y: noise, mode: "lines", line: { color: "#000" } }, 0.03],
  ["noise that swells", { y: swelling, mode: "lines", line: { color: "black", width: 1 } }, 0.03],
  ["a see-through line", { y: noise, mode: "lines", opacity: 0.5, line: { color: "rgba(0, 0, 0, 0.8)" } }, 0.01],
  [
    "a wide line on a log axis",
    { y: noise.map((value) => value + 0.01), mode: "lines", line: { color: "red", width: 4 } },
    0.02,
  ],
  ["markers", { x: noise, y: noise.map(next), mode: "markers", marker: { color: "#00f" } }, 0.02],
  [
    "see-through markers of many sizes",
    {
      x: noise,
      y: noise.map(next),
      mode: "markers",
      marker: { color: "#000", opacity: 0.2, size: noise.map((value) => 3 + 8 * value) },
    },
    0.02,
  ],
  ["bars", { type: "bar", y: noise.slice(0, 600), marker: { color: "#000" } }, 0.02],
  [
    "bars that lie down",
    { type: "bar", orientation: "h", x: noise.slice(0, 600), marker: { color: "#000", opacity: 0.5 } },
    0.04,
  ],
] as const) {
  test(`${name}: the image of dense marks is what a rasteriser makes of them one by one`, async (t) => {
    for (const scale of [1, 2]) {
      const found = await difference(trace, scale);
      t.diagnostic(`${name} × ${scale}: mean ${found.mean.toFixed(4)}, far ${found.far.toFixed(4)}`);
      assert.ok(found.image, "drawn as an image");
      assert.ok(found.mean < mean, `mean difference ${found.mean}`);
      assert.ok(found.far < 0.03, `${found.far} of the pixels are far off`);
    }
  });
}

test("what is not dense, and what images cannot show, is drawn as it is", () => {
  const x = Float64Array.from(noise.keys());
  for (const trace of [
    { y: noise.slice(0, 100), mode: "lines" },
    { x: x.slice().reverse(), y: noise, mode: "lines" },
    { y: noise, mode: "lines", line: { dash: "dash" } },
    { y: noise, mode: "lines", line: { shape: "hv" } },
    { x, y: noise, mode: "markers", marker: { symbol: "square" } },
    { x, y: noise, mode: "markers", marker: { color: noise } },
    { x, y: noise, mode: "markers", marker: { line: { width: 1 } } },
    { type: "bar", y: noise, marker: { line: { width: 1 } } },
  ])
    assert.ok(!drawSvg({ data: [trace], layout }, 1).includes("<image"), JSON.stringify(trace).slice(0, 80));
  assert.ok(!drawSvg({ data: [{ y: noise, mode: "lines" }], layout }).includes("<image"), "an SVG is made of lines");
});

test("a picture whose traces reach beyond its axes is clipped", () => {
  const cut = { ...layout, xaxis: { range: [100, 200] } };
  assert.ok(drawSvg({ data: [{ y: noise, mode: "lines" }], layout: cut }).includes("clip-path="));
  assert.ok(!drawSvg({ data: [{ y: noise, mode: "lines" }], layout }).includes("clip-path="));
});
