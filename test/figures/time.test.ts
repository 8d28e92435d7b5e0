import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Json,
  type JsonObject,
  JUPYTER_DISPLAY,
  LIVE,
  type LiveMime,
  MIME,
  type Trace,
} from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { hist, line, plot, scatter } from "../../figures/index.js";
import { dateText } from "../../figures/words.js";
import { decoded } from "../support/figures.js";

const ROWS = 20_003;
const START = Date.UTC(2024, 2, 30, 12);
const STEP = 10_000;
/** Ten seconds apart, over the night in which Europe's clocks are set forward. */
const ms = Float64Array.from({ length: ROWS }, (_, row) => START + row * STEP);
const y = Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row / 900) + ((row * 7919) % 101) / 500);

async function shownOf(trace: Trace, layout = {}): Promise<{ x: number[]; xaxis: JsonObject; text: string }> {
  const figure = plot({ data: [trace], layout });
  const { data, layout: made } = await figure.toJson();
  return { x: decoded(data[0]["x"]), xaxis: made["xaxis"] as JsonObject, text: await figure.toText() };
}

test("stored seconds, milliseconds, microseconds and nanoseconds are the same dates", async () => {
  const expected = await shownOf({ x: ms, y, time: "ms" });
  assert.equal(expected.xaxis["type"], "date");
  assert.deepEqual(expected.xaxis["range"], ["2024-03-30 12:00:00", "2024-04-01 19:33:40"]);
  assert.match(expected.text, /x from 2024-03-30 12:00:00 to 2024-04-01 19:33:40/);
  const nanoseconds = BigInt64Array.from(ms, (at) => BigInt(at) * 1_000_000n);
  for (const [x, time] of [
    [ms.map((at) => at / 1000), "s"],
    [ms.map((at) => at * 1000), "us"],
    [nanoseconds, "ns"],
    [column(nanoseconds), "ns"],
  ] as const) {
    assert.deepEqual(await shownOf({ x, y, time } as Trace), expected, time);
  }
});

test("arrays of Dates and of dates in text are times whatever their length", async () => {
  const expected = await shownOf({ x: ms, y, time: "ms" });
  const dates = Array.from(ms, (at) => new Date(at));
  assert.deepEqual(await shownOf({ x: dates, y }), expected);
  assert.deepEqual(await shownOf({ x: dates.map((date) => date.toISOString()), y }), expected);
  const few = await shownOf({ x: dates.slice(0, 5), y: y.slice(0, 5) });
  assert.deepEqual(few.x, [...ms.slice(0, 5)]);
  assert.equal(few.xaxis["type"], "date");
});

test("a zone's clock is shown, and its views are understood", async () => {
  const figure = line(column(ms), column(y), { time: "ms", timeZone: "Europe/Berlin" });
  const { layout } = await figure.toJson();
  const axis = layout["xaxis"] as JsonObject;
  // one hour ahead of UTC, two from 2024-03-31 01:00 UTC on
  assert.deepEqual(axis["range"], ["2024-03-30 13:00:00", "2024-04-01 21:33:40"]);
  assert.deepEqual(axis["title"], { text: "Europe/Berlin" });
  const answer = await figure[LIVE]().refine(
    {
      type: "refine",
      sequence: 1,
      ranges: { xaxis: ["2024-03-31 01:59:30", "2024-03-31 03:00:30"] },
      width: 300,
      height: 100,
      pixelRatio: 1,
    },
    new AbortController().signal,
  );
  const [{ attributes }] = answer.content["traces"] as { attributes: { x: { buffer: number } } }[];
  const shown = [...(answer.buffers[attributes.x.buffer] as Float64Array)].map(dateText);
  assert.deepEqual(shown, [
    "2024-03-31 01:59:20",
    "2024-03-31 01:59:30",
    "2024-03-31 01:59:40",
    "2024-03-31 01:59:50",
    "2024-03-31 03:00:00",
    "2024-03-31 03:00:10",
    "2024-03-31 03:00:20",
    "2024-03-31 03:00:30",
    "2024-03-31 03:00:40",
  ]);
});

test("clocks of zones are those of the zone data, there and back", async () => {
  const { zoneOf } = await import("../../figures/time-zone.js");
  for (const [name, iso, shown] of [
    ["Asia/Kolkata", "2024-01-01T00:00:00Z", "2024-01-01 05:30:00"],
    ["America/New_York", "2024-11-03T05:59:59Z", "2024-11-03 01:59:59"],
    ["America/New_York", "2024-11-03T06:00:00Z", "2024-11-03 01:00:00"],
    ["Europe/London", "1969-07-20T20:17:40.5Z", "1969-07-20 21:17:40.5"],
    ["Australia/Lord_Howe", "2024-10-05T15:30:00Z", "2024-10-06 02:30:00"],
  ] as const) {
    const zone = zoneOf(name);
    const utc = Date.parse(iso);
    assert.equal(dateText(zone.toLocal(utc)), shown, name);
    const hour = name === "America/New_York" && iso.includes("T06") ? 3_600_000 : 0;
    assert.equal(zone.toUtc(zone.toLocal(utc)), utc - hour, `${name}: the earlier of two instants`);
  }
  assert.equal(zoneOf("UTC").toLocal(Number.NaN), Number.NaN);
});

test("histograms and clouds of times stand on dates", async () => {
  const bars = await shownOf({ type: "histogram", x: ms.map((at) => at / 1000), time: "s", bins: 10 });
  assert.equal(bars.xaxis["type"], "date");
  assert.equal(Math.round(bars.x[1] - bars.x[0]), ((ROWS - 1) * STEP) / 10);
  assert.match(bars.text, /x from 2024-03-30 12:00:00 to/);
  const { data } = await hist(Array.from(ms, (at) => new Date(at)) as never, { bins: 10 }).toJson();
  const widths = decoded(data[0]["width"] as Json);
  assert.equal(Math.round(widths[0]), ((ROWS - 1) * STEP) / 10);
  const cloud = await shownOf({ type: "density", x: ms, y, time: "ms", cells: [4, 3] });
  assert.deepEqual([cloud.x[0], cloud.x.at(-1)], [ms[0], ms[ROWS - 1]]);
  assert.match(await scatter(ms, y, { time: "ms" }).toText(), /x from 2024-03-30 12:00:00/);
});

test("a saved line of times carries dates", async () => {
  const rows = 60_000;
  const seconds = Float64Array.from({ length: rows }, (_, row) => row * 2);
  const figure = line(seconds, seconds.map(Math.sin), { time: "s" });
  const bundle = await figure[JUPYTER_DISPLAY]();
  const { pyramid } = bundle[MIME.live] as unknown as LiveMime;
  const last = pyramid?.[0]?.levels.at(-1);
  const starts = decoded({ dtype: "f8", bdata: last?.x ?? "" });
  assert.deepEqual(starts.slice(0, 2), [0, (last?.block ?? 0) * 2000]);
});

test("wrong units and zones are named", async () => {
  await assert.rejects(
    line(ms, y, { time: "minutes" as never }).ready,
    /unknown time unit 'minutes': expected one of s, ms, us, ns/,
  );
  await assert.rejects(line(ms, y, { timeZone: "Mars/Base" }).ready, /unknown time zone 'Mars\/Base'/);
});

test("dates are written without what says nothing", () => {
  assert.equal(dateText(0), "1970-01-01");
  assert.equal(dateText(Date.UTC(2024, 0, 10, 10)), "2024-01-10 10:00:00");
  assert.equal(dateText(1500.25), "1970-01-01 00:00:01.50025");
  assert.equal(dateText(Number.NaN), "NaN");
});
