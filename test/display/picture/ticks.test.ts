import assert from "node:assert/strict";
import { test } from "node:test";
import { type AxisKind, makeAxis, toMilliseconds } from "../../../display/picture/axis.js";
import type { Plain } from "../../../display/picture/plain.js";
import { axisTicks } from "../../../display/picture/ticks.js";

function labels(kind: AxisKind, range: readonly [number, number], room: number, attributes: Plain = {}): string[] {
  const axis = { ...makeAxis("x", { type: kind, ...attributes }, [["a", "b", "c"]]), range };
  return axisTicks(axis, room).map(({ label }) => label);
}

test("numbers are written with one unit for all ticks", () => {
  assert.deepEqual(labels("linear", [0, 1], 5), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  assert.deepEqual(labels("linear", [0, 300e6], 4), ["0", "100M", "200M", "300M"]);
  assert.deepEqual(labels("linear", [0, 2e9], 4), ["0", "0.5B", "1B", "1.5B", "2B"]);
  assert.deepEqual(labels("linear", [-2, 2], 4), ["−2", "−1", "0", "1", "2"]);
  assert.deepEqual(labels("linear", [1, 0], 2), ["0.0", "0.5", "1.0"], "reversed axes have the same ticks");
});

test("log axes are cut at powers, then at 1, 2 and 5", () => {
  assert.deepEqual(labels("log", [0, 4], 6), ["1", "10", "100", "1000", "10k"]);
  assert.deepEqual(labels("log", [0, 12], 4), ["1", "10k", "100M", "1T"]);
  assert.deepEqual(labels("log", [0, 1], 6), ["1", "2", "5", "10"]);
});

test("dates name their year or day once", () => {
  const at = (text: string): number => toMilliseconds(text);
  assert.deepEqual(labels("date", [at("2020-01-01"), at("2024-01-01")], 4), ["2020", "2021", "2022", "2023", "2024"]);
  assert.deepEqual(labels("date", [at("2024-01-31"), at("2024-02-04")], 4), [
    "Jan 31<br>2024",
    "Feb 1",
    "Feb 2",
    "Feb 3",
    "Feb 4",
  ]);
  assert.deepEqual(labels("date", [at("2024-01-01 23:00"), at("2024-01-02 01:00")], 4), [
    "23:00<br>Jan 1, 2024",
    "23:30",
    "00:00<br>Jan 2, 2024",
    "00:30",
    "01:00",
  ]);
});

test("the specification's own ticks and formats win", () => {
  assert.deepEqual(labels("linear", [0, 10], 5, { dtick: 2.5 }), ["0.0", "2.5", "5.0", "7.5", "10.0"]);
  assert.deepEqual(labels("linear", [0, 10], 5, { tickvals: [1, 20], ticktext: ["one", "outside"] }), ["one"]);
  assert.deepEqual(labels("linear", [0, 1], 2, { tickformat: ".0%", tickprefix: "~" }), ["~0%", "~50%", "~100%"]);
  assert.deepEqual(labels("linear", [0, 1], 2, { tickformat: "nonsense" }), ["0.0", "0.5", "1.0"]);
  assert.deepEqual(labels("category", [-0.5, 2.5], 5), ["a", "b", "c"]);
  assert.ok(labels("linear", [0, 1e9], 5, { dtick: 1e-9 }).length < 20, "a tiny dtick must not fill the memory");
});

test("Plotly's dates are read as UTC unless they name a zone", () => {
  assert.equal(toMilliseconds("2024"), Date.UTC(2024, 0, 1));
  assert.equal(toMilliseconds("2024-03"), Date.UTC(2024, 2, 1));
  assert.equal(toMilliseconds("2024-03-05 7:08".replace(" 7", " 07")), Date.UTC(2024, 2, 5, 7, 8));
  assert.equal(toMilliseconds("2024-03-05T07:08:09.250"), Date.UTC(2024, 2, 5, 7, 8, 9, 250));
  assert.equal(toMilliseconds("2024-03-05T07:08:09+02:00"), Date.UTC(2024, 2, 5, 5, 8, 9));
  assert.ok(Number.isNaN(toMilliseconds("March")));
});
