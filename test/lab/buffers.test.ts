import assert from "node:assert/strict";
import { test } from "node:test";
import { type JsonObject, LIVE } from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { density, line } from "../../figures/index.js";
import { refinedFigure } from "../../lab/buffers.js";

/** Buffers as a websocket delivers them: views at odd places of one message. */
function delivered(buffers: readonly ArrayBufferView[]): DataView[] {
  return buffers.map((view) => {
    const bytes = new Uint8Array(view.byteLength + 3);
    bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), 3);
    return new DataView(bytes.buffer, 3);
  });
}

const y = Float64Array.from({ length: 50_000 }, (_, row) => Math.sin(row / 99));
const view = { type: "refine", sequence: 1, width: 100, height: 50, pixelRatio: 1 } as const;

test("what a figure answers becomes a figure with other arrays", async () => {
  const figure = line(column(y), { name: "sine", color: "red" });
  const held = await figure.toJson();
  const ranges = { xaxis: [10, 20] } as const;
  const answer = await figure[LIVE]().refine({ ...view, ranges }, new AbortController().signal);
  const { data, layout } = refinedFigure(held, answer.content, delivered(answer.buffers));
  const [trace] = data as { x: Uint32Array; y: Float32Array; name: string; line: object }[];
  assert.deepEqual(
    [...trace.x],
    Array.from({ length: 13 }, (_, k) => 9 + k),
  );
  assert.deepEqual([...trace.y], [...Float32Array.from(y.subarray(9, 22))]);
  assert.deepEqual([trace.name, trace.line], ["sine", { color: "red" }]);
  const [note] = layout["annotations"] as { text: string; xref: string }[];
  assert.deepEqual([note.text, note.xref], ["11 of 50,000 rows in view", "paper"]);
  assert.equal(layout["xaxis"], held.layout["xaxis"]);
});

test("matrices become rows, attributes of attributes are put among the others", async () => {
  const x = Float64Array.from(y, (_, row) => row);
  const figure = density(x, y, { cells: [5, 4] });
  const held = await figure.toJson();
  const answer = await figure[LIVE]().refine({ ...view, ranges: {} }, new AbortController().signal);
  const { data } = refinedFigure(held, answer.content, delivered(answer.buffers));
  const [{ z, customdata, colorbar }] = data as {
    z: Float32Array[];
    customdata: Uint16Array[];
    colorbar: JsonObject;
  }[];
  assert.deepEqual([z.length, z[0].length], [4, 5]);
  assert.equal(
    customdata.reduce((sum, row) => sum + row.reduce((inner, count) => inner + count, 0), 0),
    y.length,
  );
  assert.ok(Array.isArray(colorbar["tickvals"]));
  assert.deepEqual(colorbar["title"], { text: "points" });
});

test("traces that an answer does not name stay as they are", () => {
  const held = { data: [{ y: [0] }, { y: [1] }], layout: { annotations: "none" } };
  const content: JsonObject = { traces: [{ index: 1, attributes: { y: [2] } }], note: "", annotation: -1 };
  const { data, layout } = refinedFigure(held, content, []);
  assert.equal(data[0], held.data[0]);
  assert.deepEqual([data[1], layout], [{ y: [2] }, held.layout]);
  const missing = { traces: [{ index: 0, attributes: { x: { buffer: 1, dtype: "f8" } } }] };
  assert.throws(() => refinedFigure(held, missing, []), /refers to buffer 1 of 0/);
});
