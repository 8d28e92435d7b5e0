import assert from "node:assert/strict";
import { test } from "node:test";
import { column } from "../../engine/column.js";
import { density } from "../../engine/decimate/density.js";
import { density as densityFigure, hist2d } from "../../figures/index.js";
import { decoded, notes } from "../support/figures.js";

const ROWS = 20_011;
const x = Float64Array.from({ length: ROWS }, (_, row) => ((row * 7919) % 1000) / 10);
const y = Float64Array.from({ length: ROWS }, (_, row) => (((row * 104_729) % 1009) / 100) ** 2);

test("a density is counts by cell, coloured by its norm, hovered as it is", async () => {
  const counts = await density(column(x), column(y), { cells: [30, 20] });
  const norms = {
    linear: (count: number) => count,
    log: Math.log10,
    cbrt: Math.cbrt,
  } as const;
  for (const [norm, map] of Object.entries(norms)) {
    const { data, layout } = await densityFigure(x, y, { cells: [30, 20], norm: norm as keyof typeof norms }).toJson();
    const [made] = data;
    assert.equal(made["type"], "heatmap");
    assert.equal((made["z"] as { shape: string }).shape, "20,30");
    assert.deepEqual(decoded(made["customdata"]), [...counts.counts]);
    const expected = Float32Array.from(counts.counts, (count) => (count > 0 ? map(count) : Number.NaN));
    assert.deepEqual(decoded(made["z"]), [...expected]);
    const edges = decoded(made["x"]);
    assert.deepEqual([edges.length, edges[0], edges.at(-1)], [31, counts.x.low, counts.x.high]);
    assert.deepEqual(notes(layout), ["20,011 rows → 30 × 20 cells"]);
  }
});

test("ticks of a bar have room for their texts", async () => {
  const crowded = Float64Array.from({ length: 40_000 }, (_, row) => (row / 40_000) ** 6);
  for (const norm of ["eq_hist", "log", "cbrt", "linear"] as const) {
    const { data } = await densityFigure(crowded, crowded, { cells: [100, 100], norm }).toJson();
    const { tickvals } = data[0]["colorbar"] as { tickvals: number[] };
    const z = decoded(data[0]["z"]).filter((value) => !Number.isNaN(value));
    const [low, high] = [Math.min(...z), Math.max(...z)];
    assert.ok(tickvals.length >= 2, norm);
    for (const [k, at] of tickvals.slice(1).entries()) assert.ok(at - tickvals[k] >= 0.0449 * (high - low), norm);
  }
});

test("eq_hist gives every rank the same share, and the bar shows true counts", async () => {
  const [made] = (await densityFigure(x, y, { cells: [8, 8], norm: "eq_hist" }).toJson()).data;
  const z = decoded(made["z"]).filter((value) => !Number.isNaN(value));
  assert.equal(Math.max(...z), 1);
  const counts = decoded(made["customdata"]).filter((count) => count > 0);
  const ranks = counts.map((count) => counts.filter((other) => other <= count).length / counts.length);
  assert.deepEqual(z, [...Float32Array.from(ranks)]);
  const bar = made["colorbar"] as { tickvals: number[]; ticktext: string[] };
  bar.ticktext.forEach((text, index) => {
    const share = counts.filter((count) => count <= Number(text.replace("k", "e3"))).length / counts.length;
    assert.equal(bar.tickvals[index], share);
  });
  assert.ok(bar.ticktext.length > 1);
});

test("hist2d has the bins that were asked for", async () => {
  const [made] = (await hist2d(x, y, { bins: [7, 5] }).toJson()).data;
  assert.equal((made["z"] as { shape: string }).shape, "5,7");
  const both = (await hist2d(x, y, { bins: 6 }).toJson()).data[0];
  assert.equal((both["z"] as { shape: string }).shape, "6,6");
  assert.equal(
    decoded(made["customdata"]).reduce((sum, count) => sum + count, 0),
    ROWS,
  );
});

test("all values alike, or none, still make a figure", async () => {
  const same = new Float64Array(100).fill(3);
  assert.match(await hist2d(same, same, { bins: 4 }).toText(), /100 rows → 4 × 4 cells; x from 2.5 to 3.5/);
  const nothing = new Float64Array(100).fill(Number.NaN);
  assert.match(await hist2d(nothing, nothing, { bins: 4 }).toText(), /100 outside/);
  await hist2d(nothing, nothing).toSvg();
});

test("wrong input is named", async () => {
  await assert.rejects(
    densityFigure(x, y, { norm: "log2" as never }).ready,
    /unknown norm 'log2': expected one of linear, log/,
  );
  await assert.rejects(hist2d(x, y.subarray(1)).ready, /x has 20011 rows and y has 20010/);
  await assert.rejects(hist2d(x, y, { bins: 0 }).ready, /'cells' must be whole numbers from 1 to 4096, got 0/);
});
