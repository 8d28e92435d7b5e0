import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../contract/index.js";
import { LIVE } from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { density, line } from "../../figures/index.js";
import { plotUpdate } from "../../lab/buffers.js";

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

test("what a figure answers becomes an update of Plotly", async () => {
  const handle = line(column(y))[LIVE]();
  const answer = await handle.refine({ ...view, ranges: { xaxis: [10, 20] } }, new AbortController().signal);
  const update = plotUpdate(answer.content, delivered(answer.buffers));
  assert.deepEqual(update.traces, [0]);
  assert.deepEqual(
    [...(update.data["x"][0] as Uint32Array)],
    Array.from({ length: 13 }, (_, k) => 9 + k),
  );
  assert.deepEqual([...(update.data["y"][0] as Float32Array)], [...Float32Array.from(y.subarray(9, 22))]);
  assert.deepEqual(update.layout, { "annotations[0].text": "11 of 50,000 rows in view" });
});

test("matrices become rows, attributes of attributes get dots", async () => {
  const x = Float64Array.from(y, (_, row) => row);
  const handle = density(x, y, { cells: [5, 4] })[LIVE]();
  const answer = await handle.refine({ ...view, ranges: {} }, new AbortController().signal);
  const update = plotUpdate(answer.content, delivered(answer.buffers));
  const z = update.data["z"][0] as Float32Array[];
  assert.deepEqual([z.length, z[0].length], [4, 5]);
  const counts = update.data["customdata"][0] as Uint16Array[];
  assert.equal(
    counts.reduce((sum, row) => sum + row.reduce((inner, count) => inner + count, 0), 0),
    y.length,
  );
  assert.ok(Array.isArray(update.data["colorbar.tickvals"][0]));
});

test("traces that lack an attribute leave it as it is", () => {
  const content: JsonObject = {
    traces: [
      { index: 2, attributes: { y: [1] } },
      { index: 4, attributes: { z: [2] } },
    ],
    note: "",
    annotation: -1,
  };
  assert.deepEqual(plotUpdate(content, []), {
    traces: [2, 4],
    data: { y: [[1], undefined], z: [undefined, [2]] },
    layout: {},
  });
  const missing = { traces: [{ index: 0, attributes: { x: { buffer: 1, dtype: "f8" } } }] };
  assert.throws(() => plotUpdate(missing, []), /refers to buffer 1 of 0/);
});
