import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { axisPlaces } from "../../display/picture/subplots.js";
import { startChromium } from "./lab.js";

const PLOTLY = fileURLToPath(new URL("../../labextension/static/plotly.js", import.meta.url));

/** Axes of the traces of a figure, and its layout. */
const FIGURES: readonly (readonly [axes: string, layout: { readonly [key: string]: object }])[] = [
  ["xy x2y2", { xaxis: { domain: [0, 0.4] }, xaxis2: { domain: [0.6, 1] }, yaxis2: { anchor: "x2" } }],
  ["xy xy2", { yaxis: { domain: [0.2, 0.7] }, yaxis2: { overlaying: "y", side: "right" } }],
  ["xy x2y2 x3y3", { grid: { rows: 3, columns: 1, pattern: "independent" } }],
  ["xy x2y2 x4y4", { grid: { rows: 2, columns: 2, pattern: "independent", roworder: "bottom to top", xgap: 0.05 } }],
  ["xy xy2 xy3", { grid: { rows: 3, columns: 1 } }],
  ["xy x2y", { grid: { rows: 1, columns: 2, domain: { x: [0.1, 0.9], y: [0, 0.5] } } }],
  ["xy x2y2 x2y", { grid: { rows: 2, columns: 2, xside: "top plot", yside: "right plot" } }],
  ["xy x2y2", { grid: { rows: 2, columns: 2, xside: "top", yside: "right" } }],
  [
    "xy x2y2 x3y3",
    {
      grid: {
        subplots: [
          ["x3y3", ""],
          ["xy", "x2y2"],
        ],
        ygap: 0.6,
      },
    },
  ],
  ["xy xy2 x2y", { grid: { xaxes: ["x2", "x"], yaxes: ["y", "", "y2"] } }],
  ["xy x2y3", { grid: { rows: 2, columns: 2, pattern: "independent" }, xaxis2: { position: 0.3 } }],
  [
    "xy x2y2",
    { grid: { rows: 1, columns: 1 }, xaxis2: { domain: [0.9, 0.1] }, yaxis2: { anchor: "free", position: 0.2 } },
  ],
];

interface Placed {
  readonly [attribute: string]: unknown;
}

test("axes stand where Plotly puts them", { timeout: 120_000 }, async () => {
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ path: PLOTLY });
    for (const [axes, layout] of FIGURES) {
      const pairs = axes.split(" ").map((pair) => {
        const [, x = "", y = ""] = /(x\d*)(y\d*)/.exec(pair) ?? [];
        return { x, y };
      });
      const theirs = await page.evaluate(
        async ([data, given]) => {
          const { Plotly, document } = globalThis as unknown as {
            Plotly: { newPlot(place: unknown, data: unknown, layout: unknown): Promise<{ _fullLayout: object }> };
            document: { createElement(name: string): unknown };
          };
          const plot = await Plotly.newPlot(document.createElement("div"), data, given);
          return Object.entries(plot._fullLayout)
            .filter(([key]) => /^[xy]axis\d*$/.test(key))
            .map(([key, axis]) => [key.replace("axis", ""), axis] as const)
            .map(([id, { domain, side, anchor, position }]) => [id, { domain, side, anchor, position }] as const);
        },
        [pairs.map(({ x, y }) => ({ y: [1, 2], xaxis: x, yaxis: y })), layout] as const,
      );
      const ours = axisPlaces(layout, pairs);
      assert.equal(ours.size, theirs.length, axes);
      for (const [id, { domain, position, ...names }] of theirs as readonly (readonly [string, Placed])[]) {
        const place = ours.get(id);
        assert.ok(place, id);
        const { domain: own, position: at, ...words } = place;
        assert.deepEqual(words, names, `${id} of ${axes} in ${JSON.stringify(layout)}`);
        const close = (a: unknown, b: unknown): boolean => Math.abs(Number(a) - Number(b)) < 1e-12;
        if (place.anchor === "free")
          assert.ok(close(at, position), `${id} of ${axes} stands at ${at}, not ${position}`);
        const wanted = (domain ?? own) as readonly number[];
        assert.ok(
          own.every((end, k) => close(end, wanted[k])),
          `${id} of ${axes}: ${own}, not ${wanted}`,
        );
      }
    }
  } finally {
    await browser.close();
  }
});
