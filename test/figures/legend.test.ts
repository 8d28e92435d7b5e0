import assert from "node:assert/strict";
import { test } from "node:test";
import type { Layout, Trace } from "../../contract/index.js";
import { plot, scatter } from "../../figures/index.js";

test("notes and legends are not drawn over each other", async () => {
  const lines = (count: number, name: string): Trace[] =>
    Array.from({ length: count }, (_, k) => ({
      y: Float64Array.from({ length: 9000 + k }, (_, row) => Math.sin(row)),
      name: `${name} ${k}`,
    }));
  const layoutOf = async (data: Trace[], layout: Layout = {}): Promise<Record<string, unknown>> =>
    (await plot({ data, layout }).toJson()).layout;
  const noteOf = ({ annotations }: Record<string, unknown>): unknown =>
    (annotations as { text: string }[]).at(-1)?.text;
  const few = await layoutOf(lines(2, "line"));
  assert.equal(few["legend"], undefined);
  assert.equal(noteOf(few), "9,000 rows → 3,200 points, minmax; 9,001 rows → 3,200 points, minmax");
  const many = await layoutOf(lines(7, "a line with a long name"));
  assert.equal((many["legend"] as { orientation: string }).orientation, "v");
  assert.equal(noteOf(many), "9,000 rows → 3,200 points, minmax; and 6 more");
  const cloud = { type: "density", x: [1, 2], y: [1, 2] };
  const beside = (await layoutOf([cloud, ...lines(4, "a line with a long name")]))["legend"] as { x: number };
  assert.ok(beside.x > (many["legend"] as { x: number }).x, "right of the colour bar");
  const own = { legend: { y: 0 } };
  assert.deepEqual((await layoutOf(lines(7, "a line with a long name"), own))["legend"], own.legend);
});

test("pictures say how many points they show where nobody can count them", async () => {
  for (const [rows, note] of [
    [1000, undefined],
    [1001, "1,001 points"],
  ] as const) {
    const { layout } = await scatter(new Float64Array(rows)).toJson();
    assert.equal((layout["annotations"] as { text: string }[] | undefined)?.[0]?.text, note);
  }
});

test("a title wider than the figure is broken into lines, and the plot begins below them", async () => {
  const words = Array.from({ length: 40 }, (_, k) => `word${k}`).join(" ");
  const { layout } = await plot({ data: [{ y: [1, 2] }], layout: { title: words, width: 600 } }).toJson();
  const { text } = layout["title"] as { text: string };
  const lines = text.split("<br>");
  assert.ok(lines.length > 3 && lines.every((line) => line.length < 70), text);
  assert.equal(lines.join(" "), words);
  assert.ok((layout["margin"] as { t: number }).t > 84 + 20 * (lines.length - 1));
  for (const title of ["short", `<b>${words}</b>`, "one".repeat(200)]) {
    const kept = await plot({ data: [{ y: [1, 2] }], layout: { title: { text: title, x: 0.5 } } }).toJson();
    assert.deepEqual(kept.layout["title"], { text: title, x: 0.5 });
  }
  const own = await plot({ data: [{ y: [1, 2] }], layout: { title: words, margin: { t: 30 } } }).toJson();
  assert.deepEqual(own.layout["margin"], { t: 30 });
});
