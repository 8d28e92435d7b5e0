import assert from "node:assert/strict";
import { test } from "node:test";
import { column } from "../../engine/column.js";
import { decimate } from "../../engine/decimate/decimate.js";
import { line, plot, scatter } from "../../figures/index.js";
import { decoded, notes } from "../support/figures.js";

const ROWS = 50_021;
const y = Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row / 900) + ((row * 7919) % 101) / 500);
const x = Float64Array.from({ length: ROWS }, (_, row) => 10 + row / 4);

test("a long line is thinned to two bins a pixel of its plot area, and says so", async () => {
  const figure = line(column(y), { width: 500, layout: { margin: { l: 70, r: 30 } } });
  const { data, layout } = await figure.toJson();
  const rows = await decimate(column(y), { width: 400 });
  assert.deepEqual(decoded(data[0]["x"]), [...rows]);
  assert.deepEqual(decoded(data[0]["y"]), [...Float32Array.from(rows, (row) => y[row])]);
  assert.deepEqual(notes(layout), [`50,021 rows → ${rows.length.toLocaleString("en-US")} points, minmax`]);
  assert.deepEqual((layout["xaxis"] as { range: number[] }).range, [0, ROWS - 1]);
  assert.match(await figure.toText(), /line: 50,021 rows → [\d,]+ points, minmax; x from 0 to 50,020; y from -?\d/);
});

test("arrays, typed arrays and columns give the same line", async () => {
  const options = { maxPoints: 100 };
  const made = await Promise.all(
    [column(y), y, Array.from(y)].map(async (data) => (await line(x, data, options).toJson()).data[0]),
  );
  assert.deepEqual(made[1], made[0]);
  assert.deepEqual(made[2], made[0]);
  const rows = await decimate({ x: column(x), y: column(y) }, { points: 100 });
  assert.deepEqual(decoded(made[0]["x"]), [...rows.map((row) => x[row])]);
});

test("a short line is sent as it is", async () => {
  const { data, layout } = await line([3, 1, 2]).toJson();
  assert.deepEqual(decoded(data[0]["y"]), [3, 1, 2]);
  assert.deepEqual(notes(layout), []);
  assert.equal((layout["xaxis"] as object as { range?: unknown }).range, undefined);
});

test("ranges come from the data, not from the sample", async () => {
  const spiky = y.slice();
  spiky[777] = 50;
  const { layout } = await line(column(spiky), { decimate: "stride", maxPoints: 10 }).toJson();
  const [low, high] = (layout["yaxis"] as { range: number[] }).range;
  assert.ok(high > 50 && low < Math.min(...y));
  const log = await plot({
    data: [{ y: Float64Array.from(y, (value) => value + 2), mode: "lines" }],
    layout: { yaxis: { type: "log" }, xaxis: { range: [5, 10] } },
  }).toJson();
  assert.ok((log.layout["yaxis"] as { range: number[] }).range[1] < 1, "a log axis has exponents");
  assert.deepEqual((log.layout["xaxis"] as { range: number[] }).range, [5, 10], "the specification's range stays");
});

test("texts, sizes and columns of one value a row follow the rows kept", async () => {
  const names = Array.from(y, (_, row) => `row ${row}`);
  const trace = { y: column(y), maxPoints: 40, mode: "lines", text: names, customdata: column(x), marker: { size: x } };
  const [made] = (await plot({ data: [trace] }).toJson()).data;
  const rows = await decimate(column(y), { points: 40 });
  assert.deepEqual(
    made["text"],
    Array.from(rows, (row) => names[row]),
  );
  assert.deepEqual(
    decoded(made["customdata"]),
    Array.from(rows, (row) => x[row]),
  );
  assert.deepEqual(
    decoded((made["marker"] as { size: unknown }).size),
    Array.from(rows, (row) => x[row]),
  );
});

test("a gap in the data is a gap in the line", async () => {
  const gappy = y.map((value, row) => (row > 20_000 && row < 30_000 ? Number.NaN : value));
  const [made] = (await line(column(gappy), { maxPoints: 200, layout: {} }).toJson()).data;
  const values = decoded(made["y"]);
  assert.equal(values.filter(Number.isNaN).length, 1);
  const at = values.findIndex(Number.isNaN);
  const xs = decoded(made["x"]);
  assert.ok(xs[at - 1] <= 20_000 && xs[at + 1] >= 30_000);
  assert.equal(xs.length, values.length);
});

test("markers: all while they are few, as asked when asked, else counted", async () => {
  const kind = async (rows: number, options: object): Promise<unknown[]> => {
    const [made] = (await scatter(y.subarray(0, rows), options).toJson()).data;
    return [made["type"], made["mode"], made["y"] === undefined ? 0 : decoded(made["y"]).length];
  };
  assert.deepEqual(await kind(10_000, {}), ["scatter", "markers", 10_000]);
  assert.deepEqual(await kind(30_000, { decimate: "random", maxPoints: 500 }), ["scatter", "markers", 500]);
  assert.deepEqual(await kind(50_000, { maxPoints: 50_000 }), ["scattergl", "markers", 50_000]);
  assert.equal((await kind(10_001, {}))[0], "heatmap");
});

test("x that falls is thinned by rows and says so", async () => {
  const angle = Float64Array.from({ length: 20_000 }, (_, row) => row / 500);
  const { layout } = await line(angle.map(Math.cos), angle.map(Math.sin), { maxPoints: 500 }).toJson();
  assert.match(String(notes(layout)[0]), /minmax, x is not in ascending order$/);
});

test("wrong input is named", async () => {
  await assert.rejects(line(x.subarray(1), y).ready, /x has 50020 rows and y has 50021/);
  await assert.rejects(line(y, { decimate: "lttbb" as never, maxPoints: 10 }).ready, /unknown method 'lttbb'/);
  await assert.rejects(
    scatter(y, { maxPoints: 2_000_000 }).ready.then(() => scatter(new Float64Array(2e6), { maxPoints: 3e6 }).ready),
    /at most 1,000,000 are drawn one by one/,
  );
});

test("on a log axis a line has points at its low end, and begins above 0", async () => {
  const figure = line(column(y), { xLog: true, width: 500, layout: { margin: { l: 70, r: 30 } } });
  const { data, layout } = await figure.toJson();
  const axis = layout["xaxis"] as { type: string; range: number[] };
  assert.deepEqual([axis.type, axis.range], ["log", [0, Math.log10(ROWS - 1)]]);
  const at = decoded(data[0]["x"]);
  assert.ok(at.filter((row) => row < 1000).length > at.length / 3, "half of the axis is below 224");
  assert.deepEqual(notes(layout), [
    `50,020 of 50,021 rows in view → ${at.length.toLocaleString("en-US")} points, minmax`,
  ]);
});

test("plot takes one column as a line, and options over a layout and behind traces", async () => {
  const options = { title: "ours", xTitle: "second", time: "s", timeZone: "Asia/Tokyo", rangeSlider: true } as const;
  const { layout } = await plot(
    {
      data: [
        { x, y, time: "ms" },
        { type: "histogram", y, xaxis: "x2", yaxis: "y2" },
      ],
      layout: { title: "theirs", xaxis: { title: "t", color: "red" } },
    },
    { ...options, decimate: "stride", yLog: true, maxPoints: 50 },
  ).toJson();
  const axis = layout["xaxis"] as Record<string, unknown>;
  assert.deepEqual(layout["title"], { text: "ours" });
  assert.deepEqual([axis["title"], axis["color"], axis["type"]], [{ text: "second" }, "red", "date"]);
  assert.ok("rangeslider" in axis);
  assert.deepEqual((axis["range"] as string[])[0], "1970-01-01 09:00:00.01", "the trace's own unit, the figure's zone");
  assert.equal((layout["yaxis"] as Record<string, unknown>)["type"], "log");
  assert.match(notes(layout).join(), /^50,021 rows → 50 points, stride/);
  const alone = await plot(column(y), { maxPoints: 100 }).toJson();
  assert.deepEqual(alone.data, (await line(column(y), { maxPoints: 100 }).toJson()).data);
});
