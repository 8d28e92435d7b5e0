import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AxisRange,
  type Json,
  JUPYTER_DISPLAY,
  LIVE,
  type LiveMime,
  MIME,
  type Refinement,
  type RowsRequest,
} from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { decimate } from "../../engine/decimate/decimate.js";
import { density, type Figure, hist, line, plot } from "../../figures/index.js";
import { decoded } from "../support/figures.js";

const ROWS = 50_021;
const y = Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row / 900) + ((row * 7919) % 101) / 500);

function refine(
  figure: Figure,
  ranges: { readonly [axis: string]: AxisRange | null },
  signal = new AbortController().signal,
): Promise<Refinement> {
  const size = { width: 200, height: 100, pixelRatio: 2 };
  return figure[LIVE]().refine({ type: "refine", sequence: 1, ranges, ...size }, signal);
}

interface Content {
  traces: { index: number; attributes: Record<string, { buffer: number; dtype: string; shape?: number[] }> }[];
  note: string;
  annotation: number;
}

const contentOf = ({ content }: Refinement): Content => content as unknown as Content;

function bufferOf(refinement: Refinement, trace: number, attribute: string): number[] {
  const { buffer } = contentOf(refinement).traces[trace].attributes[attribute];
  return [...(refinement.buffers[buffer] as Float64Array)];
}

test("a zoom is answered with what its device pixels need", async () => {
  const figure = line(column(y));
  const shown = await figure.toJson();
  const answer = await refine(figure, { xaxis: [20_000, 40_000] });
  const rows = await decimate(column(y), { points: 1600, range: [20_000, 40_000] });
  assert.deepEqual(bufferOf(answer, 0, "x"), [...rows]);
  const content = contentOf(answer);
  assert.equal(content.note, `20,001 of 50,021 rows in view → ${rows.length.toLocaleString("en-US")} points, minmax`);
  assert.equal((shown.layout["annotations"] as object[]).length - 1, content.annotation);
});

test("each subplot is thinned for its own share of the plot area", async () => {
  const data = [{ y: column(y) }, { y: column(y), xaxis: "x2", yaxis: "y2" }];
  const layout = { xaxis: { domain: [0, 0.25] }, xaxis2: { domain: [0.3, 1] } };
  for (const [given, shares] of [
    [layout, [0.25, 0.7]],
    [{ grid: { rows: 2, columns: 1, pattern: "independent" } }, [1, 1]],
    [{ grid: { rows: 1, columns: 2, pattern: "independent", xgap: 0.5 } }, [1 / 3, 1 / 3]],
  ] as const) {
    const figure = plot({ data, layout: given });
    const shown = await figure.toJson();
    const answer = await refine(figure, { xaxis: null, xaxis2: null });
    for (const [index, share] of shares.entries()) {
      const first = decoded(shown.data[index]["x"]).length;
      const next = bufferOf(answer, index, "x").length;
      assert.ok(Math.abs(first - 3200 * share) <= 4, `${first} points of ${3200 * share}`);
      assert.ok(Math.abs(next - 1600 * share) <= 4, `${next} points of ${1600 * share}`);
    }
    assert.match(await figure.toText(), /\n {2}x axis: 0 to 50,020\n {2}x axis 2: 0 to 50,020\n {2}y axis: /);
  }
});

test("what a zoom does not change is still said", async () => {
  const boxed = plot({
    data: [
      { type: "box", y: column(y) },
      { y: column(y), xaxis: "x2" },
    ],
  });
  const [box, zoomed] = contentOf(await refine(boxed, { xaxis2: [0, 10] })).note.split("; ");
  assert.equal(box, "50,021 rows → 5 numbers, whiskers to the extremes");
  assert.equal(zoomed, "11 of 50,021 rows in view");
  const alone = plot({ data: [{ type: "box", y: column(y) }] });
  assert.equal(contentOf(await refine(alone, { yaxis: [0, 1] })).note, box);
  const few = line([1, 3, 2]);
  assert.equal(contentOf(await refine(few, { xaxis: [0, 1] })).note, "3 points");
});

test("few rows come as they are, with a neighbour on each side; reversed and empty views are views", async () => {
  const figure = line(column(y));
  for (const range of [
    [100, 110],
    [110, 100],
  ] as const) {
    const answer = await refine(figure, { xaxis: range });
    assert.deepEqual(
      bufferOf(answer, 0, "x"),
      Array.from({ length: 13 }, (_, k) => 99 + k),
    );
    assert.equal(contentOf(answer).note, "11 of 50,021 rows in view");
  }
  assert.deepEqual(bufferOf(await refine(figure, { xaxis: [-100, -50] }), 0, "x"), [0]);
  const full = await refine(figure, { xaxis: null });
  assert.match(contentOf(full).note, /^50,021 rows →/);
});

test("histograms and densities are counted again in the view", async () => {
  const answer = await refine(hist(y, { bins: 10 }), { xaxis: [0, 0.5] });
  const counts = await column(y).histogram({ bins: 10, range: [0, 0.5] });
  assert.deepEqual(bufferOf(answer, 0, "y"), [...counts.counts]);
  const x = Float64Array.from({ length: ROWS }, (_, row) => row);
  const cloud = await refine(density(x, y, { cells: [4, 4] }), { xaxis: [0, 99], yaxis: [-2, 2] });
  const { customdata } = contentOf(cloud).traces[0].attributes;
  assert.deepEqual(customdata.shape, [4, 4]);
  assert.equal(
    bufferOf(cloud, 0, "customdata").reduce((sum, count) => sum + count, 0),
    100,
  );
});

test("traces are known by their place in the figure, on their own axes", async () => {
  const figure = plot({
    data: [
      { y: [1, 2, 3] },
      { type: "histogram", x: y, curve: (at: number) => at, xaxis: "x2", yaxis: "y2" },
      { y: column(y), mode: "lines" },
    ],
  });
  const answer = contentOf(await refine(figure, { xaxis: [0, 99], xaxis2: [0, 1] }));
  assert.deepEqual(
    answer.traces.map(({ index }) => index),
    [1, 2, 3],
  );
});

test("dates and log axes are read as Plotly sends them", async () => {
  const day = 86_400_000;
  const x = Float64Array.from({ length: ROWS }, (_, row) => row * day);
  const dated = plot({ data: [{ x: column(x), y: column(y), mode: "lines" }], layout: { xaxis: { type: "date" } } });
  const answer = await refine(dated, { xaxis: ["1970-01-11", "1970-01-21 00:00:00.0000"] });
  assert.deepEqual(
    bufferOf(answer, 0, "x"),
    Array.from({ length: 13 }, (_, k) => (9 + k) * day),
  );
  const log = plot({ data: [{ y: column(y), mode: "lines" }], layout: { xaxis: { type: "log" } } });
  const rows = bufferOf(await refine(log, { xaxis: [1, 2] }), 0, "x");
  assert.deepEqual([rows[0], rows.at(-1)], [9, 101]);
});

test("an aborted zoom stops, a closed figure says so, adding a trace makes another handle", async () => {
  const figure = line(column(y));
  await assert.rejects(refine(figure, { xaxis: [0, 1e4] }, AbortSignal.abort(new Error("newer view"))), /newer view/);
  const handle = figure[LIVE]();
  assert.equal(figure[LIVE](), handle);
  handle.close();
  await assert.rejects(refine(figure, { xaxis: [0, 1] }), /the figure is closed/);
  figure.add({ y: [1] });
  assert.notEqual(figure[LIVE]().plot, handle.plot);
  await assert.rejects(refine(figure, { xaxis: ["x", "y"] }), /cannot show the range x to y/);
});

test("the first rows behind a cell or a bar are listed with their values and texts", async () => {
  const list = async (figure: Figure, trace: number, cell: RowsRequest["cell"], limit = 3): Promise<Json> =>
    (await figure[LIVE]().refine({ type: "rows", sequence: -1, trace, cell, limit }, new AbortController().signal))
      .content as Json;
  const x = Float64Array.from(y, (_, row) => row % 100);
  const cloud = plot({ data: [{ type: "density", x, y: column(y), text: Array.from(y, (_, row) => `row ${row}`) }] });
  const inside = [...y.keys()].filter((row) => x[row] >= 5 && x[row] < 6 && y[row] >= 0.5 && y[row] < 0.6).slice(0, 3);
  assert.deepEqual(await list(cloud, 0, { x: [5, 6], y: [0.5, 0.6] }), {
    columns: ["row", "x", "y", "text"],
    rows: inside.map((row) => [row, x[row], y[row], `row ${row}`]),
  });
  const bars = await list(hist(y), 0, { x: [1, 2] }, 2);
  const high = [...y.keys()].filter((row) => y[row] >= 1).slice(0, 2);
  assert.deepEqual(bars, { columns: ["row", "x"], rows: high.map((row) => [row, y[row]]) });
  await assert.rejects(list(hist(y), 3, { x: [1, 2] }), /the figure has no trace 3/);
  await assert.rejects(list(hist(y), 0, { y: [1, 2] }), /the cell names no axis/);
  await assert.rejects(list(hist(y), 0, { x: [1, 2] }, 0), /limit of rows must be a positive integer, got 0/);
});

test("a figure tells what it shows, and the width for which its lines were thinned, where one counts", async () => {
  const told = async (figure: Figure): Promise<readonly [number | undefined, string | undefined]> => {
    const { width, note } = (await figure[JUPYTER_DISPLAY]())[MIME.live] as unknown as LiveMime;
    return [width, note];
  };
  const y = Float64Array.from({ length: 100_003 }, (_, row) => Math.sin(row));
  assert.deepEqual(await told(line(y)), [800, "100,003 rows → 3,200 points, minmax"]);
  const narrow = { width: 400, layout: { margin: { l: 30, r: 20 } } };
  const [width, note] = await told(plot({ data: [{ y }], layout: { ...narrow.layout, width: narrow.width } }));
  assert.deepEqual([width, note], [350, "100,003 rows → 1,400 points, minmax"]);
  assert.deepEqual(await told(line(y, { decimate: "lttb", maxPoints: 100 })), [
    undefined,
    "100,003 rows → 100 points, lttb",
  ]);
  assert.deepEqual(await told(line(y.slice(0, 900))), [undefined, "900 points"]);
  assert.deepEqual(await told(hist(y, { bins: 7 })), [undefined, "100,003 rows → 7 bins"]);
});
