import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListedRows, RowsRequest } from "../../contract/index.js";
import { cellOf, type HoveredPoint, rowList } from "../../lab/rows.js";

const heatmap = { type: "heatmap", x: [0, 1, 2], y: [10, 20, 30, 40] };

test("the cell of a heat map is between its edges; the last holds its upper edge", () => {
  const at = (pointNumber: readonly [number, number]): RowsRequest["cell"] | undefined =>
    cellOf({ curveNumber: 0, pointNumber, fullData: heatmap });
  assert.deepEqual(at([1, 0]), { x: [0, 1], y: [20, 30] });
  const corner = at([2, 1]);
  assert.ok(corner?.x && corner.y);
  assert.deepEqual([corner.x[0], corner.y[0]], [1, 30]);
  assert.ok(corner.x[1] > 2 && corner.x[1] < 2.001 && corner.y[1] > 40 && corner.y[1] < 40.001);
});

test("a bar lies between its borders, and points of lines are no cells", () => {
  const bars = { type: "bar", x: [0.5, 1.5], y: [3, 4], width: [1, 1] };
  assert.deepEqual(cellOf({ curveNumber: 0, pointNumber: 0, fullData: bars }), { x: [0, 1] });
  const lying = { type: "bar", orientation: "h", x: [3, 4], y: [0.5, 1.5], width: [1, 1] };
  assert.deepEqual(cellOf({ curveNumber: 0, pointNumber: 0, fullData: lying }), { y: [0, 1] });
  assert.equal(cellOf({ curveNumber: 0, pointNumber: 1, fullData: { type: "scatter", x: [1], y: [1] } }), undefined);
  assert.equal(cellOf({ curveNumber: 0, pointNumber: [0, 9], fullData: heatmap }), undefined);
});

test("rows are asked for after a rest, and only the last answer is shown", () => {
  const asked: RowsRequest[] = [];
  const shown: (ListedRows | undefined)[] = [];
  let rested: (() => void) | undefined;
  const list = rowList({
    ask: (request) => asked.push(request),
    rest: (_, done) => {
      rested = done;
    },
    show: (rows) => shown.push(rows),
  });
  const point = (pointNumber: readonly [number, number]): HoveredPoint => {
    return { curveNumber: 2, pointNumber, fullData: heatmap };
  };
  list.hovered(point([0, 0]));
  list.hovered(undefined);
  rested?.();
  assert.equal(asked.length, 0, "the pointer did not rest");
  for (const cell of [
    [0, 0],
    [1, 1],
  ] as const) {
    list.hovered(point(cell));
    rested?.();
  }
  assert.deepEqual(
    asked.map(({ sequence, trace, limit }) => [sequence, trace, limit]),
    [
      [-1, 2, 10],
      [-2, 2, 10],
    ],
  );
  const content = { columns: ["row"], rows: [[7]] };
  list.answered({ type: "rows", sequence: -1, content: { columns: [], rows: [] } });
  list.answered({ type: "rows", sequence: -2, content });
  list.answered({ type: "failed", sequence: -2, content: { message: "gone" } });
  assert.deepEqual(shown, [content, undefined]);
});
